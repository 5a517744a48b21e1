//===- SarifPlaces.cpp - Files and places in SARIF ------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SarifPlaces.h"
#include "Utf16.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include <algorithm>

using namespace llvm;

namespace hangproof {

// A snippet is for reading; generated lines can be megabytes.
static constexpr size_t MaxSnippetBytes = 4000;
static constexpr unsigned ContextLines = 2;

SarifPlaces::SarifPlaces(const Report &R)
    : Texts(R.FileSystem), Paths(R.Root, Texts.fileSystem()),
      HasBase(R.WithBase && !R.Root.empty()) {}

std::string SarifPlaces::uri(StringRef Path) {
  const ReportPath &Known = Paths.get(Path);
  return Known.InRoot ? encodePath(Known.Path) : fileUri(Known.Path);
}

void SarifPlaces::addFile(StringRef Path) {
  if (!Path.empty())
    Artifacts.try_emplace(uri(Path), 0, Path);
}

void SarifPlaces::numberFiles() {
  unsigned Index = 0;
  for (auto &Entry : Artifacts)
    Entry.second.first = Index++;
}

Json SarifPlaces::artifactLocation(StringRef Path) {
  std::string Uri = uri(Path);
  Json Location = {{"uri", Uri}};
  if (HasBase && Paths.get(Path).InRoot)
    Location["uriBaseId"] = SarifBaseId;
  if (auto Known = Artifacts.find(Uri); Known != Artifacts.end())
    Location["index"] = Known->second.first;
  return Location;
}

/// The language by the file's name, or null where it does not say.
static const char *sourceLanguage(StringRef Path) {
  return StringSwitch<const char *>(sys::path::extension(Path))
      .Case(".c", "c")
      .Cases(".cc", ".cpp", ".cxx", ".c++", ".C", "cplusplus")
      .Cases(".hh", ".hpp", ".hxx", ".ipp", ".tpp", ".inl", "cplusplus")
      .Default(nullptr);
}

Json SarifPlaces::artifacts() {
  Json All = Json::array();
  for (const auto &[Uri, Entry] : Artifacts) {
    Json Location = artifactLocation(Entry.second);
    // An artifact that points at itself says nothing.
    Location.erase("index");
    Json Artifact = {{"location", std::move(Location)}};
    if (const char *Language = sourceLanguage(Entry.second))
      Artifact["sourceLanguage"] = Language;
    All.push_back(std::move(Artifact));
  }
  return All;
}

static Json regionNumbers(const Utf16Region &Numbers) {
  return {{"startLine", Numbers.StartLine},
          {"startColumn", Numbers.StartColumn},
          {"endLine", Numbers.EndLine},
          {"endColumn", Numbers.EndColumn}};
}

/// The numbers of a place in a file that cannot be read: bytes are the best
/// guess.
static Utf16Region unreadRegion(const SourceRange &Where) {
  Utf16Region Numbers;
  Numbers.StartLine = std::max(Where.Line, 1u);
  Numbers.StartColumn = std::max(Where.Column, 1u);
  Numbers.EndLine = std::max(Where.EndLine, Numbers.StartLine);
  Numbers.EndColumn =
      Where.EndLine ? std::max(Where.EndColumn, 1u) : Numbers.StartColumn;
  return Numbers;
}

Json SarifPlaces::region(const SourceRange &Where) {
  const SourceText *Text = Texts.get(Where.Path);
  if (!Text)
    return regionNumbers(unreadRegion(Where));
  Json Region = regionNumbers(Text->region(Where, /*Widen=*/true));
  StringRef Snippet = Text->text(Where, /*Widen=*/true);
  if (WithSnippets && !Snippet.empty() && Snippet.size() <= MaxSnippetBytes)
    Region["snippet"] = {{"text", toValidUtf8(Snippet)}};
  return Region;
}

/// Some lines around a place, or null. It must be more than the place itself.
Json SarifPlaces::contextRegion(const SourceRange &Where) {
  const SourceText *Text = Texts.get(Where.Path);
  if (!Text)
    return nullptr;
  Utf16Region Inner = Text->region(Where, /*Widen=*/true);
  unsigned First = std::max(Inner.StartLine, ContextLines + 1) - ContextLines;
  unsigned Last = std::min(Inner.EndLine + ContextLines, Text->lineCount());
  // The empty line behind the last line end is a line to nobody else.
  while (Last > Inner.EndLine && Text->lines(Last, Last).empty())
    --Last;
  StringRef Snippet = Text->lines(First, Last);
  if (Snippet.size() > MaxSnippetBytes ||
      Snippet.size() <= Text->text(Where, /*Widen=*/true).size())
    return nullptr;
  return {{"startLine", First},
          {"endLine", Last},
          {"snippet", {{"text", toValidUtf8(Snippet)}}}};
}

Json SarifPlaces::location(const SourceRange &Where, bool WithContext) {
  if (Where.Path.empty())
    return Json::object();
  Json Physical = {{"artifactLocation", artifactLocation(Where.Path)},
                   {"region", region(Where)}};
  if (WithContext && WithSnippets)
    if (Json Context = contextRegion(Where); !Context.is_null())
      Physical["contextRegion"] = std::move(Context);
  return {{"physicalLocation", std::move(Physical)}};
}

Json SarifPlaces::deletedRegion(const SourceRange &Where) {
  const SourceText *Text = Texts.get(Where.Path);
  return regionNumbers(Text ? Text->region(Where, /*Widen=*/false)
                            : unreadRegion(Where));
}

StringRef SarifPlaces::lineHash(const SourceRange &Where) {
  const SourceText *Text = Texts.get(Where.Path);
  return Text ? Text->lineHash(Where.Line) : StringRef();
}

} // namespace hangproof
