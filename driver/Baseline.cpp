//===- Baseline.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baseline.h"
#include "report/OutputFile.h"
#include "report/Utf16.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace hangproof {

static constexpr StringLiteral FormatMember = "hangproof-baseline";
static constexpr int FormatNumber = 1;

std::string codeOf(StringRef Line) {
  // The lexer wants a terminated buffer.
  std::string Text = Line.str();
  clang::LangOptions Language;
  Language.CPlusPlus = Language.CPlusPlus11 = Language.LineComment = true;
  clang::Lexer Lexer(clang::SourceLocation(), Language, Text.data(),
                     Text.data(), Text.data() + Text.size());
  std::string Code;
  while (true) {
    clang::Token Token;
    bool IsLast = Lexer.LexFromRawLexer(Token);
    if (Token.is(clang::tok::eof))
      break;
    if (!Code.empty() && Token.hasLeadingSpace())
      Code += ' ';
    const char *End = Lexer.getBufferLocation();
    Code.append(End - Token.getLength(), End);
    if (IsLast)
      break;
  }
  return toValidUtf8(Code);
}

std::vector<KnownFinding> knownForm(ArrayRef<const ReportedFinding *> Findings,
                                    SourceTexts &Texts, ReportPaths &Paths) {
  std::vector<KnownFinding> Result;
  StringMap<unsigned> Seen;
  for (const ReportedFinding *F : Findings) {
    const Finding &What = F->What;
    KnownFinding Known;
    Known.Path = toValidUtf8(Paths.get(What.Where.Path).Path);
    Known.Check = What.Check;
    Known.Function = toValidUtf8(What.Function);
    if (const SourceText *Text = Texts.get(What.Where.Path))
      Known.Code = codeOf(Text->line(What.Where.Line));
    Known.Message = toValidUtf8(What.Message);
    Known.Ordinal = ++Seen[Known.Path + '\0' + Known.Check + '\0' +
                           Known.Function + '\0' + Known.Code];
    Result.push_back(std::move(Known));
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

/// Parses one line; what is wrong with it goes to Mistake.
static std::optional<KnownFinding> findingIn(Json Line, std::string &Mistake) {
  KnownFinding Known;
  struct {
    const char *Name;
    std::string &Value;
    bool IsNeeded;
  } Texts[] = {
      {"path", Known.Path, true},         {"check", Known.Check, true},
      {"function", Known.Function, true}, {"code", Known.Code, true},
      {"message", Known.Message, false},  {"reason", Known.Reason, false}};
  for (auto &[Name, Value, IsNeeded] : Texts) {
    auto Member = Line.find(Name);
    if (Member == Line.end() && !IsNeeded)
      continue;
    if (Member == Line.end() || !Member->is_string()) {
      Mistake = ("'" + Twine(Name) + "' is not there, or no text").str();
      return std::nullopt;
    }
    Value = Member->get<std::string>();
  }
  if (auto Ordinal = Line.find("ordinal"); Ordinal != Line.end()) {
    if (!Ordinal->is_number_unsigned()) {
      Mistake = "'ordinal' is no number";
      return std::nullopt;
    }
    Known.Ordinal = Ordinal->get<unsigned>();
  }
  Known.Members = std::move(Line);
  return Known;
}

/// Reads the first line; returns what is wrong with it.
static std::string readHead(const Json &Line, Baseline &Result) {
  auto Format = Line.find(FormatMember.data());
  if (Format == Line.end() || !Format->is_number_integer())
    return "the file is no baseline of hangproof: its first line has to be "
           "{\"hangproof-baseline\": 1, ...}";
  if (Format->get<int64_t>() > FormatNumber)
    return "the file was written by a newer hangproof";
  if (auto Revision = Line.find("revision");
      Revision != Line.end() && Revision->is_string())
    Result.Revision = Revision->get<std::string>();
  return "";
}

Expected<Baseline> Baseline::read(StringRef File) {
  auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/true);
  if (!Buffer)
    return createStringError("cannot read '" + File +
                             "': " + Buffer.getError().message());
  Baseline Result;
  bool HasHead = false;
  StringRef Rest = (*Buffer)->getBuffer();
  for (unsigned Number = 1; !Rest.empty(); ++Number) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    Line = Line.trim();
    if (Line.empty())
      continue;
    auto Fail = [&](const Twine &Message) {
      return createStringError(File + ":" + Twine(Number) + ": " + Message);
    };
    for (const char *Mark : {"<<<<<<<", "=======", ">>>>>>>", "|||||||"})
      if (Line.starts_with(Mark))
        return Fail("a conflict of a merge is left; keep the lines of both "
                    "sides");
    Json Value = Json::parse(Line.begin(), Line.end(), nullptr,
                             /*allow_exceptions=*/false);
    if (!Value.is_object())
      return Fail(HasHead ? "no JSON object"
                          : "the file is no baseline of hangproof");
    std::string Mistake;
    if (!HasHead) {
      HasHead = true;
      Mistake = readHead(Value, Result);
    } else if (auto Known = findingIn(std::move(Value), Mistake)) {
      Result.Findings.push_back(std::move(*Known));
    }
    if (!Mistake.empty())
      return Fail(Mistake);
  }
  if (!HasHead)
    return createStringError(File + ": the file is no baseline of hangproof: "
                                    "it is empty");
  return std::move(Result);
}

/// One line, the members that we know first, then the others.
static Json lineOf(const KnownFinding &Known) {
  Json Line = {{"path", Known.Path},
               {"check", Known.Check},
               {"function", Known.Function},
               {"code", Known.Code}};
  if (Known.Ordinal > 1)
    Line["ordinal"] = Known.Ordinal;
  Line["message"] = Known.Message;
  if (!Known.Reason.empty())
    Line["reason"] = Known.Reason;
  if (Known.Members.is_object())
    for (auto &[Name, Value] : Known.Members.items())
      if (!Line.contains(Name) && Name != "ordinal")
        Line[Name] = Value;
  return Line;
}

/// Blanks between members, as people write JSON.
static std::string dumpLine(const Json &Line) {
  std::string Text = "{";
  ListSeparator Comma;
  auto Dump = [](const Json &Value) {
    return Value.dump(-1, ' ', /*ensure_ascii=*/false,
                      Json::error_handler_t::replace);
  };
  for (auto &[Name, Value] : Line.items())
    (((Text += StringRef(Comma)) += Dump(Name)) += ": ") += Dump(Value);
  return Text + "}\n";
}

Error Baseline::write(StringRef File) {
  auto KeyOf = [](const KnownFinding &K) {
    return std::tie(K.Path, K.Function, K.Check, K.Code, K.Ordinal, K.Message);
  };
  sort(Findings, [&](const KnownFinding &A, const KnownFinding &B) {
    return KeyOf(A) < KeyOf(B);
  });
  return writeOutputFile(File, [&](raw_ostream &OS) {
    Json Head = {{FormatMember.data(), FormatNumber}};
    if (!Revision.empty())
      Head["revision"] = Revision;
    OS << dumpLine(Head);
    for (const KnownFinding &Known : Findings)
      OS << dumpLine(lineOf(Known));
  });
}

//===----------------------------------------------------------------------===//
// What is known
//===----------------------------------------------------------------------===//

namespace {

/// Pairs findings with entries, each entry once.
class Matcher {
public:
  Matcher(ArrayRef<KnownFinding> Known, ArrayRef<KnownFinding> Found)
      : Known(Known), Found(Found), Result(Found.size()),
        IsTaken(Known.size()) {}

  /// Pairs those with equal keys, first the ones that say the same. An empty
  /// key pairs with nothing.
  void pass(function_ref<std::string(const KnownFinding &)> KnownKey,
            function_ref<std::string(const KnownFinding &)> FoundKey) {
    for (bool SameMessage : {true, false}) {
      auto Full = [&](const KnownFinding &Each, std::string Key) {
        return Key.empty() || !SameMessage ? Key : Key + '\0' + Each.Message;
      };
      // In the order of their ordinals.
      StringMap<SmallVector<size_t, 1>> Entries;
      for (size_t I = Known.size(); I--;)
        if (!IsTaken[I])
          if (std::string Key = Full(Known[I], KnownKey(Known[I]));
              !Key.empty())
            Entries[Key].push_back(I);
      for (size_t I = 0; I < Found.size(); ++I) {
        if (Result[I])
          continue;
        auto Entry = Entries.find(Full(Found[I], FoundKey(Found[I])));
        if (Entry == Entries.end() || Entry->second.empty())
          continue;
        Result[I] = Entry->second.pop_back_val();
        IsTaken[*Result[I]] = true;
      }
    }
  }

  std::vector<std::optional<size_t>> take() { return std::move(Result); }

private:
  ArrayRef<KnownFinding> Known, Found;
  std::vector<std::optional<size_t>> Result;
  std::vector<char> IsTaken;
};

} // namespace

/// The code without any blank: what a formatter puts between tokens is no
/// change.
static std::string bareCode(const KnownFinding &K) {
  std::string Text;
  copy_if(K.Code, std::back_inserter(Text), [](char C) { return C != ' '; });
  return Text;
}

/// The parts, told apart.
static std::string keyOf(std::initializer_list<StringRef> Parts) {
  return join(Parts, StringRef("\0", 1)) + '\0';
}

std::vector<std::optional<size_t>>
matchKnown(ArrayRef<KnownFinding> Known, ArrayRef<KnownFinding> Found,
           function_ref<bool(const KnownFinding &)> MayHaveLeft) {
  Matcher Pairs(Known, Found);
  auto Same = [](const KnownFinding &K) {
    return keyOf({K.Path, K.Check, K.Function, bareCode(K)});
  };
  Pairs.pass(Same, Same);
  auto OtherScope = [](const KnownFinding &K) {
    StringRef Name = StringRef(K.Function).rsplit("::").second;
    return keyOf(
        {K.Path, K.Check, Name.empty() ? K.Function : Name, bareCode(K)});
  };
  Pairs.pass(OtherScope, OtherScope);
  // With the name of the file first: folders are moved more often than code.
  for (bool SameName : {true, false}) {
    auto Moved = [&](const KnownFinding &K) {
      return keyOf({SameName ? sys::path::filename(K.Path) : "", K.Check,
                    K.Function, bareCode(K)});
    };
    Pairs.pass(
        [&](const KnownFinding &K) {
          return MayHaveLeft(K) && !K.Function.empty() ? Moved(K) : "";
        },
        Moved);
  }
  return Pairs.take();
}

} // namespace hangproof
