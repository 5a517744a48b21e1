//===- GitHub.cpp - Findings as annotations of GitHub Actions -------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Lines that the runner of GitHub Actions (and those that follow it: Gitea,
// Forgejo) takes from a step's output and shows at the place in the diff:
//   ::warning file=F,line=L,...,title=T::MESSAGE
// It shows the first ten errors and the first ten warnings of a step, so the
// most important ones come first.
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "ReportPaths.h"
#include "SarifRule.h"
#include "SourceText.h"
#include "Utf16.h"
#include "Words.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace hangproof {

/// Text as the runner reads it back. In a property a colon and a comma would
/// end the property.
static std::string escaped(StringRef Text, bool IsProperty) {
  std::string Result;
  for (unsigned char C : toValidUtf8(Text)) {
    bool Ends = C == '%' || C == '\r' || C == '\n' ||
                (IsProperty && (C == ':' || C == ','));
    if (Ends)
      (Result += '%') += toHex(ArrayRef<uint8_t>(C));
    else
      Result += C;
  }
  return Result;
}

static std::string property(StringRef Name, StringRef Value) {
  return (Name + "=" + escaped(Value, /*IsProperty=*/true)).str();
}

/// "file=F,line=L,endLine=L,col=C,endColumn=C".
static std::string place(const SourceRange &Where, ReportPaths &Paths,
                         SourceTexts &Texts) {
  std::string Result = property("file", Paths.get(Where.Path).Path);
  if (!Where.isValid())
    return Result;
  Utf16Region Region;
  Region.StartLine = Region.EndLine = Where.Line;
  const SourceText *Text = Texts.get(Where.Path);
  if (Text)
    Region = Text->region(Where, /*Widen=*/true);
  Result += ",line=" + utostr(Region.StartLine);
  Result += ",endLine=" + utostr(Region.EndLine);
  // Columns are refused where the lines differ.
  if (Text && Region.StartLine == Region.EndLine)
    Result += ",col=" + utostr(Region.StartColumn) +
              ",endColumn=" + utostr(Region.EndColumn);
  return Result;
}

void writeGitHub(raw_ostream &OS, const Report &R) {
  SourceTexts Texts(R.FileSystem);
  ReportPaths Paths(R.Root, Texts.fileSystem());
  for (size_t Index : mostImportantFirst(R)) {
    const ReportedFinding &F = R.Findings[Index];
    StringRef Level = levelOf(R, F);
    std::string Message = sentence(F.What.Message);
    if (std::string Evidence = evidenceWords(F.What, Paths); !Evidence.empty())
      Message += "\n" + Evidence;
    OS << "::" << (Level == "note" ? "notice" : Level) << ' '
       << place(F.What.Where, Paths, Texts) << ','
       << property("title", F.What.Check)
       << "::" << escaped(Message, /*IsProperty=*/false) << '\n';
  }
  for (const IncompleteFile &File : R.Incomplete)
    OS << "::warning " << property("file", Paths.get(File.Path).Path)
       << ",title=hangproof::"
       << escaped("Not analysed whole: " + reasonWords(R, File),
                  /*IsProperty=*/false)
       << '\n';
  if (!R.ToolError.empty())
    OS << "::error title=hangproof::"
       << escaped(sentence(R.ToolError), /*IsProperty=*/false) << '\n';
}

} // namespace hangproof
