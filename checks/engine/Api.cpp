//===- Api.cpp - The table of library effects -----------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Api.h"
#include "ApiLoader.h"
#include "ApiSchema.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

namespace hangproof {

// Written by checks/Embed.cmake.
struct EmbeddedFile {
  const char *Name;
  const char *Text;
};
extern const EmbeddedFile EmbeddedApiFiles[];
extern const unsigned EmbeddedApiFileCount;

static llvm::StringRef lastComponent(llvm::StringRef Name) {
  size_t At = Name.rfind("::");
  return At == llvm::StringRef::npos ? Name : Name.substr(At + 2);
}

llvm::Error ApiTable::addYaml(llvm::StringRef Text, llvm::StringRef FileName,
                              bool IsUserFile) {
  std::vector<ApiDocument> Documents;
  Documents.push_back(loadApiDocument(Text, FileName, IsUserFile));
  return addDocuments(Documents, IsUserFile);
}

ApiTable ApiTable::builtIn() {
  // All of them at once: a file may use a pair that a later one declares.
  std::vector<ApiDocument> Documents;
  for (unsigned I = 0; I < EmbeddedApiFileCount; ++I)
    Documents.push_back(loadApiDocument(EmbeddedApiFiles[I].Text,
                                        EmbeddedApiFiles[I].Name,
                                        /*IsUserFile=*/false));
  ApiTable Table;
  if (llvm::Error Error = Table.addDocuments(Documents, /*IsUserFile=*/false))
    llvm::report_fatal_error(std::move(Error), /*gen_crash_diag=*/false);
  return Table;
}

static std::string placeOf(llvm::StringRef File, unsigned Line) {
  return (File + ":" + llvm::Twine(Line)).str();
}

/// Complains about pairs that are declared twice; collects all of them.
static llvm::StringSet<> checkPairs(std::vector<ApiDocument> &Documents,
                                    llvm::ArrayRef<PairKind> Known,
                                    bool IsUserFile) {
  llvm::StringSet<> Names;
  llvm::StringMap<std::string> FirstPlaces;
  for (const PairKind &Pair : Known)
    Names.insert(Pair.Name);
  for (ApiDocument &D : Documents)
    for (const auto &[Pair, Where] : llvm::zip(D.Pairs, D.PairPlaces)) {
      auto [First, IsNew] =
          FirstPlaces.try_emplace(Pair.Name, placeOf(D.FileName, Where.Line));
      // A user may reword a built-in pair.
      if (!IsNew)
        D.Complaints.add(Where.Line, Where.Column,
                         "duplicate pair '" + Pair.Name + "', first in " +
                             First->second);
      else if (!Names.insert(Pair.Name).second && !IsUserFile)
        D.Complaints.add(Where.Line, Where.Column,
                         "duplicate pair '" + Pair.Name + "'");
    }
  return Names;
}

llvm::Error ApiTable::addDocuments(std::vector<ApiDocument> &Documents,
                                   bool IsUserFile) {
  llvm::StringSet<> PairNames = checkPairs(Documents, Pairs, IsUserFile);
  llvm::StringMap<std::string> FirstPlaces;
  llvm::StringSet<> Removed;
  std::string Message;
  for (ApiDocument &D : Documents) {
    for (const auto &[Row, Where] : llvm::zip(D.Rows, D.RowPlaces)) {
      auto [First, IsNew] =
          FirstPlaces.try_emplace(Row.Name, placeOf(D.FileName, Where.Line));
      uint32_t Old = find(Row.Name);
      bool Replaces = Old != NoIndex && IsUserFile && !Rows[Old].IsUser;
      if (!IsNew)
        D.Complaints.add(Where.Line, Where.Column,
                         "duplicate row for '" + Row.Name + "', first in " +
                             First->second);
      else if (Old != NoIndex && !Replaces)
        D.Complaints.add(Where.Line, Where.Column,
                         "duplicate row for '" + Row.Name + "', first in " +
                             placeOf(Rows[Old].File, Rows[Old].Line));
    }
    for (const ApiDocument::PairUse &Use : D.PairUses)
      if (!PairNames.contains(Use.Name))
        D.Complaints.add(Use.Where.Line, Use.Where.Column,
                         "unknown pair '" + Use.Name +
                             "'; declare it under 'pairs'");
    for (const ApiDocument::Removal &Removal : D.Removals) {
      if (find(Removal.Name) == NoIndex)
        D.Complaints.add(Removal.Where.Line, Removal.Where.Column,
                         "no row for '" + Removal.Name + "' to remove");
      else if (FirstPlaces.count(Removal.Name))
        D.Complaints.add(Removal.Where.Line, Removal.Where.Column,
                         "row for '" + Removal.Name +
                             "' is both given and removed");
      else
        Removed.insert(Removal.Name);
    }
    D.Complaints.print(Message);
  }
  if (!Message.empty())
    return llvm::createStringError(llvm::inconvertibleErrorCode(), "%s",
                                   Message.c_str());

  removeAnnotationRows();
  llvm::erase_if(Rows,
                 [&](const ApiRow &Row) { return Removed.contains(Row.Name); });
  makeIndexes();
  for (ApiDocument &D : Documents) {
    llvm::append_range(Callbacks, std::move(D.Callbacks));
    for (ApiRow &Row : D.Rows) {
      uint32_t Old = find(Row.Name);
      if (Old == NoIndex)
        Rows.push_back(std::move(Row));
      else
        Rows[Old] = std::move(Row);
    }
    for (PairKind &Pair : D.Pairs) {
      auto Old = llvm::find_if(
          Pairs, [&](const PairKind &P) { return P.Name == Pair.Name; });
      if (Old == Pairs.end())
        Pairs.push_back(std::move(Pair));
      else
        *Old = std::move(Pair);
    }
  }
  makeIndexes();
  return llvm::Error::success();
}

void ApiTable::removeAnnotationRows() {
  llvm::erase_if(
      Rows, [](const ApiRow &Row) { return Row.Library == AnnotationLibrary; });
  Annotations.clear();
}

/// What the annotations without a pair mean.
static constexpr struct {
  llvm::StringLiteral Name;
  EffectKind Kind;
} PlainAnnotations[] = {
    {"hangproof::blocking", EffectKind::Blocks},
    {"hangproof::starts-program", EffectKind::StartsProgram},
    {"hangproof::wall-clock", EffectKind::ReadsClock},
    {"hangproof::monotonic-clock", EffectKind::ReadsClock},
    {"hangproof::hot", EffectKind::Handler},
    {"hangproof::throws", EffectKind::Throws},
};

void ApiTable::makeIndexes() {
  ByName.clear();
  LastNames.clear();
  removeAnnotationRows();
  for (uint32_t I = 0; I < Rows.size(); ++I) {
    ByName[Rows[I].Name] = I;
    ++LastNames[lastComponent(Rows[I].Name)];
  }
  auto AddAnnotation = [&](llvm::Twine Name, Effect What) {
    ApiRow Row;
    Row.Name = Name.str();
    Row.Library = AnnotationLibrary.str();
    Row.Source = "docs/api-knowledge.md";
    Row.Effects.push_back(std::move(What));
    Annotations[Row.Name] = Rows.size();
    Rows.push_back(std::move(Row));
  };
  for (const auto &Annotation : PlainAnnotations) {
    Effect What;
    What.Kind = Annotation.Kind;
    if (What.Kind == EffectKind::Blocks)
      What.BlockKind = "foreign";
    if (What.Kind == EffectKind::Handler)
      What.Context = "event";
    if (What.Kind == EffectKind::ReadsClock) {
      What.Clock = Annotation.Name.contains("wall") ? "wall" : "monotonic";
      What.Into = RoleReturn;
    }
    AddAnnotation(Annotation.Name, std::move(What));
  }
  for (const PairKind &Pair : Pairs) {
    Effect What;
    What.Pair = Pair.Name;
    What.Kind = EffectKind::Binds;
    AddAnnotation("hangproof::binds(" + llvm::Twine(Pair.Name) + ")", What);
    What.Kind = EffectKind::Releases;
    AddAnnotation("hangproof::releases(" + llvm::Twine(Pair.Name) + ")", What);
  }
}

uint32_t ApiTable::find(llvm::StringRef QualifiedName) const {
  auto It = ByName.find(QualifiedName);
  return It == ByName.end() ? NoIndex : It->second;
}

bool ApiTable::mayMatch(llvm::StringRef LastName) const {
  return LastNames.contains(LastName);
}

const PairKind *ApiTable::pair(llvm::StringRef Name) const {
  for (const PairKind &Pair : Pairs)
    if (Pair.Name == Name)
      return &Pair;
  return nullptr;
}

uint32_t ApiTable::annotationRow(llvm::StringRef Annotation,
                                 std::string &Message) const {
  auto It = Annotations.find(Annotation);
  if (It != Annotations.end())
    return It->second;
  llvm::StringRef Name = Annotation.split('(').first;
  if (Name == "hangproof::binds" || Name == "hangproof::releases") {
    std::string Known;
    for (const PairKind &Pair : Pairs)
      Known += (Known.empty() ? "" : ", ") + Pair.Name;
    Message =
        ("annotation '" + Annotation + "' names no known pair; known: " + Known)
            .str();
    return NoIndex;
  }
  Message = ("unknown annotation '" + Annotation + "'; known: ").str();
  for (const auto &Known : PlainAnnotations)
    Message += Known.Name.str() + ", ";
  Message += "hangproof::binds(PAIR), hangproof::releases(PAIR)";
  return NoIndex;
}

uint64_t ApiTable::fingerprint() const {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  // A separator that no value holds keeps neighbours apart.
  constexpr char End = '\0';
  for (const PairKind &Pair : Pairs)
    OS << Pair.Name << End << Pair.Title << End << Pair.Consequence << End
       << Pair.Remedy << End << Pair.MustRelease << Pair.EndsWithThread
       << Pair.SaveIsCustomary << Pair.ChosenPerUse << Pair.BurdensOthers
       << End;
  for (const CallbackSignature &Callback : Callbacks) {
    for (const std::string &Type : Callback.Parameters)
      OS << Type << End;
    OS << Callback.IsOpen << Callback.AtOnce << Callback.Result << End
       << Callback.Context << End << Callback.Library << End;
  }
  for (const ApiRow &Row : Rows) {
    OS << Row.Name << End << Row.Library << End << Row.Source << End
       << Row.Remedy << End << static_cast<int>(Row.Fails) << End;
    for (const auto &[Name, Index] : Row.Roles)
      OS << Name << '=' << Index << End;
    for (const Effect &E : Row.Effects) {
      OS << toString(E.Kind) << End;
      for (const WordKey &Key : wordKeys())
        OS << E.*Key.Member << End;
      for (const RoleKey &Key : roleKeys())
        OS << E.*Key.Member << End;
      for (const Condition &C : E.When) {
        OS << "when " << C.Role << End;
        for (const ArgumentTest &Test : C.AnyOf)
          OS << static_cast<int>(Test.Test) << ' ' << Test.Name << ' '
             << Test.Member << ' ' << Test.Number.value_or(0) << End;
      }
    }
  }
  return llvm::xxh3_64bits(OS.str());
}

} // namespace hangproof
