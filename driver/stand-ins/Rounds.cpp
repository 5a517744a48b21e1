//===- Rounds.cpp ---------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Rounds.h"
#include "Macros.h"
#include "Uses.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/PPCallbacks.h"
#include "llvm/ADT/STLExtras.h"
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
