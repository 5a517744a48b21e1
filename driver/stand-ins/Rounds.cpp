//===- Rounds.cpp ---------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Rounds.h"
#include "Uses.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/PPCallbacks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace hangproof {

namespace {

class IncludeWatcher : public PPCallbacks {
public:
  IncludeWatcher(Preprocessor &Reader, IncludePlaces &Places)
      : Reader(Reader), Places(Places) {}

  void InclusionDirective(SourceLocation Hash, const Token &, StringRef Name,
                          bool IsAngled, CharSourceRange,
                          OptionalFileEntryRef File, StringRef, StringRef,
                          const Module *, bool,
                          SrcMgr::CharacteristicKind Found) override {
    const SourceManager &SM = Reader.getSourceManager();
    bool IsInMain = SM.isInMainFile(Hash);
    if (!File) {
      // The last one before the code starts has most of the others before it.
      if (IsInMain && (!HasHome || !hasCodeBefore(SM.getFileOffset(Hash)))) {
        Places.Home = Places.Missing.size();
        HasHome = true;
        Later.clear();
      }
      Places.Missing.push_back(Name.str());
    } else if (IsInMain) {
      if (hasCodeBefore(SM.getFileOffset(Hash)))
        return;
      Later.push_back(*File);
      if (!IsAngled && SrcMgr::isSystem(Found))
        Places.Doubtful.push_back(Name.str());
    }
  }

  void SourceRangeSkipped(SourceRange Range, SourceLocation) override {
    const SourceManager &SM = Reader.getSourceManager();
    if (SM.isInMainFile(Range.getBegin()))
      Places.Skipped.push_back({SM.getFileOffset(Range.getBegin()),
                                SM.getFileOffset(Range.getEnd())});
  }

  void EndOfMainFile() override {
    const SourceManager &SM = Reader.getSourceManager();
    for (FileEntryRef File : Later) {
      if (!Reader.getHeaderSearchInfo().isFileMultipleIncludeGuarded(File))
        continue;
      llvm::SmallString<256> Path(File.getName());
      SM.getFileManager().makeAbsolutePath(Path);
      Places.Before.push_back(Path.str().str());
    }
  }

private:
  bool hasCodeBefore(unsigned Offset) {
    if (!FirstCode) {
      const SourceManager &SM = Reader.getSourceManager();
      std::vector<WrittenToken> Tokens =
          tokensOf(SM, SM.getMainFileID(), Reader.getLangOpts(), {});
      FirstCode = Tokens.empty() ? ~0U : Tokens.front().Offset;
    }
    return *FirstCode < Offset;
  }

  Preprocessor &Reader;
  IncludePlaces &Places;
  bool HasHome = false;
  std::vector<FileEntryRef> Later; ///< Found, after the home.
  std::optional<unsigned> FirstCode;
};

/// As it is found from StandInFolder, "../" taken away.
std::string pathOf(StringRef Header) {
  llvm::SmallString<256> Path(StandInFolder);
  llvm::sys::path::append(Path, Header);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path.str().str();
}

void include(StringRef Header, std::string &Text) {
  Text += ("#if __has_include(<" + Header + ">)\n#include <" + Header +
           ">\n#endif\n")
              .str();
}

/// Macros that are statements, or parts of one: without them the code around
/// is dropped. Only those of libraries whose header is not there. False if
/// there are none.
bool defineMacros(ArrayRef<std::string> Missing, std::string &Text) {
  struct Macro {
    StringRef Name, Is;
  };
  static constexpr Macro OfPython[] = {
      {"Py_BEGIN_ALLOW_THREADS", "{ void *_save = PyEval_SaveThread();"},
      {"Py_END_ALLOW_THREADS", "PyEval_RestoreThread(_save); }"},
      {"Py_BLOCK_THREADS", "PyEval_RestoreThread(_save);"},
      {"Py_UNBLOCK_THREADS", "_save = PyEval_SaveThread();"}};
  static constexpr Macro OfQt[] = {
      {"foreach(variable, container)", "for (variable : container)"},
      {"Q_FOREACH(variable, container)", "for (variable : container)"},
      {"forever", "for (;;)"},
      {"Q_FOREVER", "for (;;)"},
      {"emit", ""},
      {"Q_EMIT", ""},
      {"Q_OBJECT", ""},
      {"Q_GADGET", ""},
      {"signals", "public"},
      {"Q_SIGNALS", "public"},
      {"slots", ""},
      {"Q_SLOTS", ""},
      {"Q_UNUSED(name)", "(void)name;"},
      {"SIGNAL(name)", "\"2\" #name"},
      {"SLOT(name)", "\"1\" #name"}};
  auto Define = [&](ArrayRef<Macro> Macros) {
    for (const Macro &M : Macros)
      Text += ("#ifndef " + M.Name.split('(').first + "\n#define " + M.Name +
               " " + M.Is + "\n#endif\n")
                  .str();
  };
  static constexpr Macro OfWindows[] = {
      {"FAILED(result)", "((HRESULT)(result) < 0)"},
      {"SUCCEEDED(result)", "((HRESULT)(result) >= 0)"}};
  auto IsWindows = [](StringRef Header) {
    return llvm::StringSwitch<bool>(Header.lower())
        .Cases("windows.h", "objbase.h", "combaseapi.h", "comdef.h", true)
        .Cases("atlbase.h", "ole2.h", "unknwn.h", "winerror.h", true)
        .Default(false);
  };
  auto IsQt = [](StringRef Header) {
    return Header.size() > 1 && Header[0] == 'Q' &&
           (llvm::isUpper(Header[1]) || Header[1] == 't');
  };
  size_t Before = Text.size();
  if (llvm::is_contained(Missing, "Python.h")) {
    Text += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n"
            "void *PyEval_SaveThread(void);\n"
            "void PyEval_RestoreThread(void *);\n"
            "#ifdef __cplusplus\n}\n#endif\n";
    Define(OfPython);
  }
  if (llvm::any_of(Missing, IsQt))
    Define(OfQt);
  if (llvm::any_of(Missing, IsWindows)) {
    Text += "typedef int HRESULT;\n";
    Define(OfWindows);
  }
  return Text.size() > Before;
}

IntrusiveRefCntPtr<llvm::vfs::FileSystem> filesOf(const IncludePlaces &Places,
                                                  const StandIns &Stands) {
  std::string Text;
  // Headers of one's own bring those of the system along.
  for (StringRef Header :
       {"arpa/inet.h",  "errno.h",      "fcntl.h",    "limits.h",
        "netdb.h",      "netinet/in.h", "poll.h",     "pthread.h",
        "signal.h",     "stdarg.h",     "stdbool.h",  "stddef.h",
        "stdint.h",     "stdio.h",      "stdlib.h",   "string.h",
        "sys/select.h", "sys/socket.h", "sys/stat.h", "sys/time.h",
        "sys/types.h",  "sys/un.h",     "sys/wait.h", "time.h",
        "unistd.h"})
    include(Header, Text);
  if (Stands.WantsStd)
    for (StringRef Header : {"algorithm",
                             "array",
                             "atomic",
                             "chrono",
                             "condition_variable",
                             "deque",
                             "exception",
                             "fstream",
                             "functional",
                             "future",
                             "iostream",
                             "list",
                             "map",
                             "memory",
                             "mutex",
                             "optional",
                             "queue",
                             "set",
                             "sstream",
                             "stdexcept",
                             "string",
                             "string_view",
                             "thread",
                             "tuple",
                             "unordered_map",
                             "unordered_set",
                             "utility",
                             "vector"})
      include(Header, Text);
  defineMacros(Places.Missing, Text);
  for (const std::string &Header : Places.Before)
    Text += "#include \"" + Header + "\"\n";
  Text += Stands.print();
  auto Files = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  std::string Home = pathOf(Places.Missing[Places.Home]);
  Files->addFile(
      Home, 0,
      llvm::MemoryBuffer::getMemBufferCopy("#pragma once\n" + Text, Home));
  for (const std::string &Header : Places.Missing)
    Files->addFile(pathOf(Header), 0, llvm::MemoryBuffer::getMemBuffer(""));
  return Files;
}

} // namespace

void distrustIncludes(IncludePlaces &Places) {
  if (!Places.Missing.empty() || Places.Doubtful.empty())
    return;
  // What is found after it, itself among them, is included before.
  Places.Missing.push_back(Places.Doubtful.back());
  Places.Home = 0;
}

std::unique_ptr<PPCallbacks> watchIncludes(Preprocessor &Reader,
                                           IncludePlaces &Places) {
  return std::make_unique<IncludeWatcher>(Reader, Places);
}

IntrusiveRefCntPtr<llvm::vfs::FileSystem>
standInFiles(bool IsCPlusPlus, IncludePlaces Places, ParseFunction Parse) {
  // Names lead to names: a class, its fields, their members.
  constexpr unsigned MostRounds = 12;
  StandIns Stands(IsCPlusPlus);
  std::optional<unsigned> FirstErrors;
  IntrusiveRefCntPtr<llvm::vfs::FileSystem> Best;
  unsigned BestErrors = 0;
  for (unsigned Round = 0; Round < MostRounds; ++Round) {
    IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files = filesOf(Places, Stands);
    Wants Errors(Stands, Places.Skipped);
    bool IsNew = false;
    Parse(Files, Errors, [&](ASTContext &Context) {
      if (IsCPlusPlus)
        IsNew = learnTypes(Context, Stands);
    });
    for (std::string &Header : Errors.MissingHeaders)
      if (!llvm::is_contained(Places.Missing, Header)) {
        Places.Missing.push_back(std::move(Header));
        IsNew = true;
      }
    if (!FirstErrors)
      FirstErrors = BestErrors = Errors.Errors;
    std::string Macros;
    if (Errors.Errors <= BestErrors &&
        (!Stands.isEmpty() || defineMacros(Places.Missing, Macros))) {
      BestErrors = Errors.Errors;
      Best = Files;
    }
    if (!IsNew && !Errors.IsNew)
      break;
  }
  return Best;
}

} // namespace hangproof
