//===- Arguments.cpp ------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Arguments.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace hangproof {

namespace {
enum class Form {
  Keep,
  Drop,        ///< This argument.
  DropWithNext ///< This argument and its value, the next one.
};
} // namespace

/// Options that write files, or need files that only the build has.
static Form formOf(StringRef Argument) {
  Form Exact =
      StringSwitch<Form>(Argument)
          .Cases("-c", "-S", "-E", "-M", "-MM", "-MD", Form::Drop)
          .Cases("-MMD", "-MG", "-MP", "-save-temps", Form::Drop)
          .Cases("-emit-llvm", "-emit-pch", "-ftime-trace", Form::Drop)
          .Cases("-fmodules-ts", "-fpch-preprocess", Form::Drop)
          .Cases("-o", "-MF", "-MT", "-MQ", Form::DropWithNext)
          .Cases("-MJ", "--output", Form::DropWithNext)
          .Cases("-dependency-file", "-resource-dir", Form::DropWithNext)
          .Cases("--serialize-diagnostics", "-serialize-diagnostics",
                 Form::DropWithNext)
          .Cases("-index-store-path", "-include-pch", Form::DropWithNext)
          .Default(Form::Keep);
  if (Exact != Form::Keep)
    return Exact;
  // "-ofile"; but -object-file-name and the like are options of their own.
  if (Argument.starts_with("-o") && !Argument.starts_with("-obj"))
    return Form::Drop;
  for (StringRef Prefix : {"-MF",
                           "-MT",
                           "-MQ",
                           "-MJ",
                           "-Werror",
                           "-Wp,-M",
                           "-fplugin",
                           "-fpass-plugin",
                           "-save-temps=",
                           "-ftime-trace=",
                           "-fprofile-use",
                           "-fprofile-instr-use",
                           "-fprofile-sample-use",
                           "-fauto-profile",
                           "-resource-dir=",
                           "--output=",
                           "-fmodule-mapper",
                           "-specs=",
                           "--specs=",
                           "-fdiagnostics-",
                           "-fdump-",
                           "-fcallgraph-info",
                           "-fstack-usage"})
    if (Argument.starts_with(Prefix))
      return Form::Drop;
  return Form::Keep;
}

/// "-Xclang VALUE" pairs that load what the build made.
static bool isBuildOnlyClangArgument(StringRef Value, bool &TakesNextPair) {
  TakesNextPair = Value == "-load" || Value == "-plugin" ||
                  Value == "-add-plugin" || Value == "-include-pch" ||
                  Value.starts_with("-plugin-arg-");
  return TakesNextPair || Value == "-emit-pch" ||
         Value.starts_with("-fpass-plugin");
}

/// The compiler with its real folder. Clang looks for gcc's headers beside its
/// own folder, as "FOLDER/../lib/gcc/.../../../../include", and the scan takes
/// the dots out of such names without asking for links: from /bin, or from no
/// folder, that would name files that do not exist.
static std::string compilerPath(StringRef Compiler) {
  std::string Path = Compiler.str();
  if (!Compiler.contains('/')) {
    ErrorOr<std::string> Found = sys::findProgramByName(Compiler);
    // One that is not here: Debian's place for compilers.
    Path = Found ? *Found : ("/usr/bin/" + Compiler).str();
  }
  SmallString<128> Folder;
  if (!sys::path::is_absolute(Path) ||
      sys::fs::real_path(sys::path::parent_path(Path), Folder))
    return Path;
  sys::path::append(Folder, sys::path::filename(Path));
  return std::string(Folder);
}

std::vector<std::string> adjustArguments(ArrayRef<std::string> Command) {
  std::vector<std::string> Result;
  if (Command.empty())
    return Result;
  Result.push_back(compilerPath(Command.front()));
  Result.push_back("-resource-dir=" HANGPROOF_RESOURCE_DIR);
  size_t I = 1;
  for (; I < Command.size() && Command[I] != "--"; ++I) {
    StringRef Argument = Command[I];
    if (Argument == "-Xclang" && I + 1 < Command.size()) {
      bool TakesNextPair = false;
      if (isBuildOnlyClangArgument(Command[I + 1], TakesNextPair)) {
        I += TakesNextPair ? 3 : 1;
        continue;
      }
      Result.push_back(Command[I]);
      Result.push_back(Command[++I]);
      continue;
    }
    switch (formOf(Argument)) {
    case Form::Keep:
      Result.push_back(Command[I]);
      break;
    case Form::Drop:
      break;
    case Form::DropWithNext:
      ++I;
      break;
    }
  }
  Result.push_back("-fsyntax-only");
  for (; I < Command.size(); ++I)
    Result.push_back(Command[I]);
  return Result;
}

std::string commandKey(ArrayRef<std::string> Adjusted) {
  std::string Key;
  for (StringRef Argument : drop_begin(Adjusted)) {
    // CMake defines TARGET_EXPORTS for shared libraries only.
    bool IsExports =
        Argument.starts_with("-D") &&
        (Argument.ends_with("_EXPORTS") || Argument.ends_with("_EXPORTS=1"));
    bool IsCodeModel = StringSwitch<bool>(Argument)
                           .Cases("-fPIC", "-fpic", "-fPIE", "-fpie", true)
                           .Cases("-fno-pic", "-fno-PIC", "-fno-PIE", true)
                           .Cases("-DPIC", "-DPIC=1", "-pipe", true)
                           .Default(false);
    bool IsGenerated =
        Argument.starts_with("-g") ||
        (Argument.starts_with("-W") && !Argument.starts_with("-Wp,"));
    if (IsExports || IsCodeModel || IsGenerated)
      continue;
    Key += Argument;
    Key += '\0';
  }
  return Key;
}

} // namespace hangproof
