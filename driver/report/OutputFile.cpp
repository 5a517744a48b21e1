//===- OutputFile.cpp - Reports written whole or not at all ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace hangproof {

static Error failure(StringRef Path, std::error_code Code) {
  return createStringError(Code, "cannot write '%s': %s", Path.str().c_str(),
                           Code.message().c_str());
}

/// Runs Write on an open file. The stream's error is fetched, because a stream
/// that dies with one ends the program.
static std::error_code writeAll(raw_fd_ostream &OS,
                                function_ref<void(raw_ostream &)> Write) {
  Write(OS);
  OS.flush();
  std::error_code Code = OS.error();
  OS.clear_error();
  return Code;
}

static Error writeDirectly(StringRef Path,
                           function_ref<void(raw_ostream &)> Write) {
  std::error_code Code;
  raw_fd_ostream OS(Path, Code, sys::fs::OF_None);
  if (!Code)
    Code = writeAll(OS, Write);
  return Code ? failure(Path, Code) : Error::success();
}

namespace {
/// A file that is written, but not yet in its place.
struct PendingFile {
  std::string Path;   ///< As asked for.
  std::string Target; ///< What Path leads to.
  sys::fs::TempFile Temporary;
};
} // namespace

static Expected<PendingFile>
writeBeside(StringRef Path, function_ref<void(raw_ostream &)> Write) {
  // Renaming over a link would replace the link.
  SmallString<256> Target;
  if (sys::fs::real_path(Path, Target))
    Target = Path;
  sys::fs::file_status Status;
  bool Exists = !sys::fs::status(Target, Status);
  unsigned Mode = Exists ? unsigned(Status.permissions())
                         : unsigned(sys::fs::all_read | sys::fs::all_write);
  Expected<sys::fs::TempFile> Temporary =
      sys::fs::TempFile::create(Target + ".%%%%%%%%.tmp", Mode);
  if (!Temporary)
    return failure(Path, errorToErrorCode(Temporary.takeError()));
  std::error_code Code;
  {
    raw_fd_ostream OS(Temporary->FD, /*shouldClose=*/false);
    Code = writeAll(OS, Write);
  }
  // The mask of the process took some away when it was made.
  if (!Code && Exists)
    Code = sys::fs::setPermissions(Temporary->TmpName, Status.permissions());
  if (Code) {
    consumeError(Temporary->discard());
    return failure(Path, Code);
  }
  return PendingFile{Path.str(), std::string(Target), std::move(*Temporary)};
}

static Error keep(PendingFile &File) {
  if (Error E = File.Temporary.keep(File.Target))
    return failure(File.Path, errorToErrorCode(std::move(E)));
  return Error::success();
}

Error writeOutputFile(StringRef Path, function_ref<void(raw_ostream &)> Write) {
  sys::fs::file_status Status;
  bool Exists = !sys::fs::status(Path, Status);
  if (Path == "-" || (Exists && !sys::fs::is_regular_file(Status) &&
                      !sys::fs::is_directory(Status)))
    return writeDirectly(Path, Write);
  if (Exists && sys::fs::is_directory(Status))
    return failure(Path, std::make_error_code(std::errc::is_a_directory));

  Expected<PendingFile> Pending = writeBeside(Path, Write);
  if (!Pending)
    return Pending.takeError();
  return keep(*Pending);
}

Error writeOutputFiles(ArrayRef<OutputText> Files) {
  std::vector<PendingFile> Pending;
  auto DiscardFrom = [&](size_t First) {
    for (PendingFile &File : drop_begin(Pending, First))
      consumeError(File.Temporary.discard());
  };
  for (const OutputText &File : Files) {
    Expected<PendingFile> New =
        writeBeside(File.Path, [&](raw_ostream &OS) { OS << File.Text; });
    if (!New) {
      DiscardFrom(0);
      return New.takeError();
    }
    Pending.push_back(std::move(*New));
  }
  for (size_t I = 0; I < Pending.size(); ++I)
    if (Error E = keep(Pending[I])) {
      DiscardFrom(I + 1);
      return E;
    }
  return Error::success();
}

} // namespace hangproof
