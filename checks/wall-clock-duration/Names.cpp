//===- Names.cpp - Words for readings, variables and remedies -------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace hangproof::wallclock {

llvm::StringRef lastName(llvm::StringRef Qualified) {
  size_t At = Qualified.rfind("::");
  return At == llvm::StringRef::npos ? Qualified : Qualified.substr(At + 2);
}

/// The words of an identifier in lower case: last_seen, lastSeen, LAST_SEEN.
static void addWords(llvm::StringRef Name,
                     llvm::SmallVectorImpl<std::string> &Words) {
  std::string Word;
  auto Flush = [&] {
    if (!Word.empty())
      Words.push_back(std::move(Word));
    Word.clear();
  };
  for (size_t I = 0; I < Name.size(); ++I) {
    char C = Name[I];
    bool StartsWord = llvm::isUpper(C) && I > 0 && llvm::isLower(Name[I - 1]);
    if (StartsWord || !llvm::isAlpha(C))
      Flush();
    if (llvm::isAlpha(C))
      Word += llvm::toLower(C);
  }
  Flush();
}

int hintOf(const Side &S) {
  static constexpr llvm::StringLiteral Durations[] = {
      "timeout", "deadline", "elapsed", "interval", "expire",
      "expires", "expiry",   "last",    "next",     "since",
      "delay",   "uptime",   "age",     "retry"};
  static constexpr llvm::StringLiteral Dates[] = {
      "date", "stamp", "mtime", "seed", "log", "unix", "epoch", "utc"};
  llvm::SmallVector<std::string, 8> Words;
  for (const Origin *O : S.Readings)
    for (const OriginStep &Step : O->Path)
      if (Step.Kind == StepKind::Stored || Step.Kind == StepKind::Defined)
        addWords(Step.Name, Words);
  auto Has = [&](llvm::ArrayRef<llvm::StringLiteral> List) {
    return llvm::any_of(Words, [&](const std::string &Word) {
      return llvm::is_contained(List, llvm::StringRef(Word));
    });
  };
  return int(Has(Durations)) - int(Has(Dates));
}

std::string describe(const FunctionFacts &F, ValueId V) {
  if (V == NoIndex)
    return "now";
  const ValueFacts &Facts = F.Values[V];
  auto Operand = [&](unsigned I) { return describe(F, Facts.Operands[I]); };
  switch (Facts.Kind) {
  case ValueKind::Local:
    return F.Locals[Facts.Number].Name;
  case ValueKind::Parameter:
    return F.Parameters[Facts.Number].Name;
  case ValueKind::Global:
  case ValueKind::Field:
  case ValueKind::Function:
    return Facts.Text;
  case ValueKind::Integer:
    return Facts.Text.empty() || Facts.Text == "float"
               ? std::to_string(Facts.Number)
               : Facts.Text;
  case ValueKind::Call: {
    const CallFacts &Call = F.Calls[Facts.Number];
    // duration_cast<ms>(x) and x.count() are x.
    return lastName(Call.CalleeName).str() + "()";
  }
  case ValueKind::Element:
  case ValueKind::Deref:
  case ValueKind::AddressOf:
    return Operand(0);
  case ValueKind::Multiply:
  case ValueKind::Divide:
    // Units say little: the variable is what a reader looks for.
    return F.Values[Facts.Operands[0]].Kind == ValueKind::Integer ? Operand(1)
                                                                  : Operand(0);
  case ValueKind::Add: {
    std::string L = Operand(0), R = Operand(1);
    return L == R || R.empty() ? L : L + " + " + R;
  }
  case ValueKind::Subtract:
    return Operand(0) + " - " + Operand(1);
  case ValueKind::Select:
    return Operand(1);
  case ValueKind::Aggregate:
    return Facts.Operands.empty() ? "..." : Operand(0);
  default:
    return "...";
  }
}

static const char *operatorText(uint8_t Op) {
  switch (CompareOp(Op)) {
  case CompareOp::Less:
    return " < ";
  case CompareOp::LessEqual:
    return " <= ";
  case CompareOp::Greater:
    return " > ";
  case CompareOp::GreaterEqual:
    return " >= ";
  case CompareOp::Equal:
    return " == ";
  case CompareOp::NotEqual:
    return " != ";
  }
  return " ? ";
}

std::string remedyFor(const Origin &Reading) {
  if (Reading.Row && !Reading.Row->Remedy.empty())
    return Reading.Row->Remedy;
  llvm::StringRef Ending =
      Reading.Function
          ? llvm::sys::path::extension(Reading.Function.File->MainPath)
          : llvm::StringRef();
  return Ending == ".c" ? "clock_gettime(CLOCK_MONOTONIC)"
                        : "std::chrono::steady_clock";
}

void addEvidence(const Program &P, const Origin &Reading, bool SkipLast,
                 std::vector<EvidenceStep> &Evidence) {
  llvm::ArrayRef<OriginStep> Path = Reading.Path;
  // The argument of the call that the finding points at says nothing new.
  if (SkipLast && !Path.empty() && Path.back().Kind == StepKind::Passed)
    Path = Path.drop_back();
  auto Keeps = [](const OriginStep &Step) {
    return Step.Kind == StepKind::Defined || Step.Kind == StepKind::Stored;
  };
  const CallFacts &Call = Reading.Function->Calls[Reading.Call];
  std::string Text =
      "'" + lastName(Call.CalleeName).str() + "' reads the wall clock here";
  if (!Path.empty() && Keeps(Path.front()) &&
      Path.front().Function == Reading.Function) {
    Text += " into '" + Path.front().Name + "'";
    Path = Path.drop_front();
  }
  Evidence.push_back({P.range(Reading.Function, Call.Where), Text});
  constexpr size_t MostSteps = 6;
  size_t Added = 0;
  for (size_t I = 0; I < Path.size() && Added < MostSteps; ++I) {
    const OriginStep &Step = Path[I];
    std::string Name = lastName(Step.Name).str();
    switch (Step.Kind) {
    case StepKind::Defined:
      Text = "copied to '" + Name + "' here";
      break;
    case StepKind::Stored:
      Text = "kept in '" + Name + "' here";
      break;
    case StepKind::Returned:
    case StepKind::Written:
      Text = "'" + Name +
             (Step.Kind == StepKind::Returned ? "' returns the reading here"
                                              : "' gives the reading here");
      if (I + 1 < Path.size() && Keeps(Path[I + 1]) &&
          Path[I + 1].Function == Step.Function) {
        Text += " into '" + Path[I + 1].Name + "'";
        ++I;
      }
      break;
    case StepKind::Passed:
      Text = "passed to '" + Name + "' here";
      break;
    }
    SourceRange Where = P.range(Step.Function, Step.Where);
    if (!Where.isValid() || Where == Evidence.back().Where)
      continue;
    Evidence.push_back({Where, Text});
    ++Added;
  }
}

/// The reading to show of a side: for the kept side of a comparison the one
/// that the interval was added to.
static const Origin &shown(const Side &S) {
  for (const Origin *O : S.Readings)
    if (O->HasOffset)
      return *O;
  return *S.Readings.front();
}

Finding findingOf(const Program &P, const Meeting &M) {
  const FunctionFacts &F = *M.Function;
  Finding Result;
  Result.Check = "hangproof-wall-clock-duration";
  Result.Where = P.range(M.where(), M.place());
  Result.Function = M.where()->Name;
  Result.Level = M.Level;
  std::string What;
  if (M.Through.Caller)
    What = lastName(M.Through.facts().CalleeName).str();
  else if (M.Call != NoIndex)
    What = lastName(F.Calls[M.Call].CalleeName).str();
  else if (M.Kind == MeetingKind::Subtract)
    What = describe(F, M.Left.Value) + " - " + describe(F, M.Right.Value);
  else
    What = describe(F, M.Left.Value) + operatorText(F.Values[M.Value].Extra) +
           describe(F, M.Right.Value);
  bool Subtracts = M.Kind == MeetingKind::Subtract;
  const Origin &Older =
      shown(Subtracts || M.Right.HasOffset ? M.Right : M.Left);
  const Origin &Newer =
      shown(Subtracts || M.Right.HasOffset ? M.Left : M.Right);
  Result.Message =
      "'" + What + "' " + (Subtracts ? "subtracts" : "compares") +
      " wall-clock readings: a clock step (NTP, manual set) makes the " +
      (Subtracts ? "duration wrong or negative" : "time end early or never") +
      "; use " + remedyFor(Older);
  addEvidence(P, Older, bool(M.Through.Caller), Result.Evidence);
  std::vector<EvidenceStep> Second;
  addEvidence(P, Newer, bool(M.Through.Caller), Second);
  for (EvidenceStep &Step : Second)
    if (!llvm::any_of(Result.Evidence, [&](const EvidenceStep &Known) {
          return Known.Where == Step.Where;
        }))
      Result.Evidence.push_back(std::move(Step));
  if (M.Through.Caller)
    Result.Evidence.push_back(
        {P.range(M.Function, M.Operator),
         std::string(Subtracts ? "subtracted" : "compared") + " here"});
  return Result;
}

} // namespace hangproof::wallclock
