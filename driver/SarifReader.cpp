//===- SarifReader.cpp ----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SarifReader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace hangproof {

/// No report is nested deeper; what is would end our stack when it is written.
static constexpr int DeepestNesting = 200;

const Json &memberOf(const Json &Value, const char *Name) {
  static const Json None;
  if (!Value.is_object())
    return None;
  auto Found = Value.find(Name);
  return Found == Value.end() ? None : *Found;
}

static const Json &firstOf(const Json &Value) {
  static const Json None;
  return Value.is_array() && !Value.empty() ? Value.front() : None;
}

static std::string textOf(const Json &Value) {
  return Value.is_string() ? Value.get<std::string>() : "";
}

static uint64_t numberOf(const Json &Value) {
  return Value.is_number_unsigned() ? Value.get<uint64_t>() : 0;
}

/// Percent-encoding undone.
static std::string decodeUri(StringRef Uri) {
  std::string Result;
  for (size_t I = 0; I < Uri.size(); ++I) {
    unsigned Code;
    if (Uri[I] == '%' && I + 2 < Uri.size() &&
        !Uri.substr(I + 1, 2).getAsInteger(16, Code)) {
      Result += char(Code);
      I += 2;
    } else {
      Result += Uri[I];
    }
  }
  return Result;
}

/// Whether a result is in the report only for the record.
static bool isHidden(const Json &Result) {
  if (textOf(memberOf(Result, "baselineState")) == "absent")
    return true;
  const Json &All = memberOf(Result, "suppressions");
  if (!All.is_array())
    return false;
  return any_of(All, [](const Json &Each) {
    std::string Status = textOf(memberOf(Each, "status"));
    return Status.empty() || Status == "accepted";
  });
}

static SarifResult resultIn(const Json &Value) {
  SarifResult Result;
  Result.Rule = textOf(memberOf(Value, "ruleId"));
  if (Result.Rule.empty())
    Result.Rule = textOf(memberOf(memberOf(Value, "rule"), "id"));
  Result.Level = textOf(memberOf(Value, "level"));
  if (Result.Level.empty())
    Result.Level = "warning";
  Result.Message = textOf(memberOf(memberOf(Value, "message"), "text"));
  const Json &Location = firstOf(memberOf(Value, "locations"));
  const Json &Physical = memberOf(Location, "physicalLocation");
  Result.Path = decodeUri(
      textOf(memberOf(memberOf(Physical, "artifactLocation"), "uri")));
  const Json &Region = memberOf(Physical, "region");
  Result.Line = numberOf(memberOf(Region, "startLine"));
  Result.Column = numberOf(memberOf(Region, "startColumn"));
  Result.Function = textOf(memberOf(
      firstOf(memberOf(Location, "logicalLocations")), "fullyQualifiedName"));
  const Json &Fingerprints = memberOf(Value, "partialFingerprints");
  Result.Fingerprint = textOf(memberOf(Fingerprints, "hangproof/v1"));
  Result.LineHash = textOf(memberOf(Fingerprints, "primaryLocationLineHash"));
  Result.LineHash.resize(StringRef(Result.LineHash).split(':').first.size());
  return Result;
}

Expected<SarifFile> SarifFile::read(StringRef Path) {
  auto Buffer = MemoryBuffer::getFileOrSTDIN(Path, /*IsText=*/true);
  if (!Buffer)
    return createStringError("cannot read '" + Path +
                             "': " + Buffer.getError().message());
  StringRef Text = (*Buffer)->getBuffer();
  Text.consume_front("\xef\xbb\xbf");
  auto Fail = [&](const Twine &Message) {
    return createStringError("'" + Path + "': " + Message);
  };
  bool IsTooDeep = false;
  SarifFile File;
  File.Document = Json::parse(
      Text.begin(), Text.end(),
      [&](int Depth, Json::parse_event_t, Json &) {
        IsTooDeep |= Depth > DeepestNesting;
        return Depth <= DeepestNesting;
      },
      /*allow_exceptions=*/false);
  if (File.Document.is_discarded())
    return Fail(Text.trim().empty() ? "the file is empty" : "no JSON");
  if (IsTooDeep)
    return Fail("nested too deeply to be SARIF");
  const Json &Runs = memberOf(File.Document, "runs");
  if (!Runs.is_array())
    return Fail("no SARIF: it has no 'runs'");
  std::string Version = textOf(memberOf(File.Document, "version"));
  if (Version != "2.1.0")
    return Fail("SARIF version '" + Version + "' is not understood; 2.1.0 is");
  for (size_t Run = 0; Run < Runs.size(); ++Run) {
    if (File.Revision.empty())
      File.Revision = textOf(
          memberOf(firstOf(memberOf(Runs[Run], "versionControlProvenance")),
                   "revisionId"));
    const Json &Results = memberOf(Runs[Run], "results");
    // A run without results could not be done.
    if (Results.is_null())
      continue;
    if (!Results.is_array())
      return Fail("'results' of run " + Twine(Run) + " is no array");
    for (size_t Index = 0; Index < Results.size(); ++Index) {
      if (!Results[Index].is_object())
        return Fail("result " + Twine(Index) + " of run " + Twine(Run) +
                    " is no object");
      if (isHidden(Results[Index]))
        continue;
      File.Results.push_back(resultIn(Results[Index]));
      File.Results.back().Run = Run;
      File.Results.back().Index = Index;
    }
  }
  return std::move(File);
}

} // namespace hangproof
