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

std::string shortName(llvm::StringRef Qualified) {
  size_t Last = Qualified.rfind("::");
  if (Last == llvm::StringRef::npos || Last == 0)
    return Qualified.str();
  size_t Before = Qualified.take_front(Last).rfind("::");
  // Classes with reserved names are a library's own affair.
  size_t Class = Before == llvm::StringRef::npos ? 0 : Before + 2;
  if (Qualified.substr(Class).starts_with("__"))
    return Qualified.substr(Last + 2).str();
  if (Before == llvm::StringRef::npos)
    return Qualified.starts_with("std::") ? Qualified.substr(Last + 2).str()
                                          : Qualified.str();
  return Qualified.substr(Before + 2).str();
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
    // What the library hands on: start.value(), duration_cast<seconds>(start).
    if (llvm::StringRef(Call.CalleeName).starts_with("std::")) {
      if (Call.Object != NoIndex && Call.Arguments.empty())
        return describe(F, Call.Object);
      if (Call.Object == NoIndex && Call.Arguments.size() == 1 &&
          F.Values[Call.Arguments[0]].Kind != ValueKind::Null &&
          F.Values[Call.Arguments[0]].Kind != ValueKind::AddressOf)
        return describe(F, Call.Arguments[0]);
    }
    return shortName(Call.CalleeName) + "()";
  }
  case ValueKind::Element: {
    ValueKind Index = F.Values[Facts.Operands[1]].Kind;
    bool IsShort = Index == ValueKind::Integer || Index == ValueKind::Local ||
                   Index == ValueKind::Parameter;
    return Operand(0) + (IsShort ? "[" + Operand(1) + "]" : "");
  }
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
      "'" + shortName(Call.CalleeName) + "' reads the wall clock here";
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
    std::string Name = shortName(Step.Name);
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

/// Where the way of a reading first leaves a trace after the call, in the
/// function of the call: the latest reading before that is the one meant when
/// a variable is used for several.
static uint32_t firstUse(const Origin &O) {
  uint32_t Last = ~0u;
  for (const OriginStep &Step : O.Path) {
    if (!(Step.Function == O.Function))
      break;
    Last = Step.Where.Offset;
  }
  return Last;
}

/// The reading to show of a side: for the kept side of a comparison the one
/// that the interval was added to.
static const Origin &shown(const Side &S) {
  const Origin *Best = nullptr;
  auto At = [](const Origin *O) {
    return O->Function->Calls[O->Call].Where.Offset;
  };
  for (const Origin *O : S.Readings) {
    if (S.HasOffset && !O->HasOffset)
      continue;
    bool IsSameWay = Best && O->Function == Best->Function &&
                     O->Path.size() == Best->Path.size() &&
                     firstUse(*O) == firstUse(*Best);
    if (!Best || (IsSameWay && At(O) <= firstUse(*O) &&
                  (At(O) > At(Best) || At(Best) > firstUse(*Best))))
      Best = O;
  }
  return *Best;
}

Finding findingOf(const Program &P, const Meeting &M) {
  const FunctionFacts &F = *M.Function;
  Finding Result;
  Result.Check = "hangproof-wall-clock-duration";
  Result.Where = P.range(M.where(), M.place());
  Result.Function = M.where()->Name;
  Result.Level = M.Level;
  // One field of two objects: the objects tell more than its name twice.
  ValueId Left = M.Left.Value, Right = M.Right.Value;
  if (Left != NoIndex && Right != NoIndex &&
      F.Values[Left].Kind == ValueKind::Field &&
      F.Values[Right].Kind == ValueKind::Field &&
      F.Values[Left].Symbol == F.Values[Right].Symbol) {
    Left = F.Values[Left].Operands[0];
    Right = F.Values[Right].Operands[0];
  }
  std::string What;
  if (M.Through.Caller)
    What = shortName(M.Through.facts().CalleeName);
  else if (M.Call != NoIndex)
    What = shortName(F.Calls[M.Call].CalleeName);
  else if (M.Kind == MeetingKind::Subtract)
    What = describe(F, Left) + " - " + describe(F, Right);
  else
    What = describe(F, Left) + operatorText(F.Values[M.Value].Extra) +
           describe(F, Right);
  bool Subtracts = M.Kind == MeetingKind::Subtract;
  const Origin &Older = shown(M.kept());
  const Origin &Newer = shown(M.fresh());
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
