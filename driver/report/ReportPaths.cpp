//===- ReportPaths.cpp - How machine formats name files -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ReportPaths.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace hangproof {

/// Path below Root, or empty.
static StringRef below(StringRef Path, StringRef Root) {
  if (Root.empty() || !Path.consume_front(Root))
    return {};
  if (!Root.ends_with("/") && !Path.consume_front("/"))
    return {};
  return Path;
}

static std::string withoutDots(StringRef Path) {
  SmallString<256> Clean(Path);
  sys::path::remove_dots(Clean, /*remove_dot_dot=*/true);
  return Clean.str().str();
}

/// The path with links resolved, or itself where that is not possible.
static std::string resolved(StringRef Path, vfs::FileSystem &FileSystem) {
  SmallString<256> Real;
  if (FileSystem.getRealPath(Path, Real) || Real.empty())
    return withoutDots(Path);
  return Real.str().str();
}

ReportPaths::ReportPaths(StringRef TheRoot, vfs::FileSystem &FileSystem)
    : FileSystem(FileSystem), Root(withoutDots(TheRoot)),
      RealRoot(TheRoot.empty() ? "" : resolved(TheRoot, FileSystem)) {}

const ReportPath &ReportPaths::get(StringRef Path) {
  auto [Entry, IsNew] = Known.try_emplace(Path);
  ReportPath &Result = Entry->second;
  if (!IsNew)
    return Result;
  std::string Real = resolved(Path, FileSystem);
  std::string Plain = withoutDots(Path);
  StringRef Relative = below(Real, RealRoot);
  // A tree of links to files that live elsewhere (a Bazel execution root).
  if (Relative.empty())
    Relative = below(Plain, Root);
  Result.InRoot = !Relative.empty();
  Result.Path = Result.InRoot ? Relative.str() : Plain;
  return Result;
}

std::string encodePath(StringRef Path) {
  // A colon would make the first segment of a relative reference a scheme, so
  // it is always encoded.
  static constexpr StringLiteral Plain = "/-._~!$&'()*+,;=@";
  std::string Uri;
  for (unsigned char C : Path) {
    if (isAlnum(C) || Plain.contains(C)) {
      Uri += C;
      continue;
    }
    Uri += '%';
    Uri += hexdigit(C >> 4);
    Uri += hexdigit(C & 0xF);
  }
  return Uri;
}

std::string fileUri(StringRef Path) {
  StringRef Slash = Path.starts_with("/") ? "" : "/";
  return ("file://" + Slash + encodePath(Path)).str();
}

/// Encodes what may not stand in a URI and keeps what already is one.
static std::string repaired(StringRef Uri) {
  static constexpr StringLiteral Plain = "/-._~!$&'()*+,;=@:%?#[]";
  std::string Result;
  for (unsigned char C : Uri)
    Result += isAlnum(C) || Plain.contains(C)
                  ? std::string(1, C)
                  : encodePath(StringRef(reinterpret_cast<char *>(&C), 1));
  return Result;
}

std::string repositoryUri(StringRef Remote) {
  Remote = Remote.trim();
  if (Remote.starts_with("/"))
    return fileUri(Remote);
  if (size_t At = Remote.find("://"); At != StringRef::npos && At != 0) {
    StringRef Scheme = Remote.take_front(At);
    auto [Authority, Rest] = Remote.substr(At + 3).split('/');
    // The user of ssh is part of the address; a user or token elsewhere is a
    // secret.
    StringRef Host = Authority;
    if (size_t Mark = Authority.rfind('@'); Mark != StringRef::npos) {
      Host = Authority.substr(Mark + 1);
      StringRef User = Authority.take_front(Mark).split(':').first;
      if (Scheme.ends_with("ssh"))
        return repaired(
            (Scheme + "://" + User + "@" + Host + "/" + Rest).str());
    }
    return repaired((Scheme + "://" + Host + "/" + Rest).str());
  }
  // user@host:path, the short form of ssh.
  auto [Host, Path] = Remote.split(':');
  if (Path.empty() || Host.contains('/') || Host.empty())
    return {};
  return repaired(("ssh://" + Host + "/" + Path.drop_while([](char C) {
                    return C == '/';
                  })).str());
}

} // namespace hangproof
