//===- UncheckedThreadCreation.cpp - Threads that may be missing ----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CountedThreads.h"
#include "Creations.h"
#include "Forks.h"
#include "ThrowingCreations.h"
#include "engine/Check.h"
#include "engine/TestCode.h"
#include "engine/ValueWalk.h"

namespace hangproof {
namespace {

constexpr const char *Name = "hangproof-unchecked-thread-creation";

class UncheckedThreadCreation {
public:
  UncheckedThreadCreation(const Program &P, std::vector<Finding> &Findings)
      : P(P), Findings(Findings), Tests(P) {}

  void run();

private:
  void judge(const Creations &Made, const Creation &C);
  void reportUnused(const Creations &Made, const Creation &C);
  void reportWrongTest(FunctionRef F, CallId Id, const ResultUse &Use,
                       FailureForm Form, const Effect *Creates);
  std::pair<CallRef, const Effect *> laterUse(const Creation &C) const;
  void addPath(const Creations &Made, const Creation &C, Finding &F) const;

  const Program &P;
  std::vector<Finding> &Findings;
  TestCode Tests;
};

} // namespace

static std::string calleeName(const CallFacts &Call) {
  llvm::StringRef Callee = Call.CalleeName;
  if (Call.IsConstructor)
    Callee = Callee.rsplit("::").first;
  return ("'" + Callee + "'").str();
}

/// The call that joins, signals or detaches what the creation fills, with its
/// effect. Joins and signals come before detaching.
std::pair<CallRef, const Effect *>
UncheckedThreadCreation::laterUse(const Creation &C) const {
  std::pair<CallRef, const Effect *> Best;
  FunctionRef F = C.Call.Caller;
  if (C.Depth || C.What->Thread < 0)
    return Best;
  ValueId Handle = argumentOf(C.Call.facts(), C.What->Thread);
  if (Handle == NoIndex)
    return Best;
  ValueId Base = baseOf(*F, Handle);
  // The member or global, or else the local or parameter.
  auto SymbolIn = [](const FunctionFacts &In, ValueId V) -> SymbolId {
    for (unsigned Depth = 0; V < In.Values.size() && Depth < 16; ++Depth) {
      const ValueFacts &Facts = In.Values[V];
      switch (Facts.Kind) {
      case ValueKind::Field:
      case ValueKind::Global:
        return Facts.Symbol;
      case ValueKind::AddressOf:
      case ValueKind::Deref:
      case ValueKind::Element:
        V = Facts.Operands[0];
        continue;
      default:
        return 0;
      }
    }
    return 0;
  };
  SymbolId Symbol = SymbolIn(*F, Handle);
  auto Look = [&](FunctionRef In, CallId Id) {
    const CallFacts &Call = In->Calls[Id];
    if (Call.ApiRow == NoIndex)
      return;
    for (const AppliedEffect &Applied : effectsOf(P, In, Call)) {
      const Effect *What = Applied.What;
      if ((What->Kind != EffectKind::Joins &&
           What->Kind != EffectKind::Signals &&
           What->Kind != EffectKind::Detaches) ||
          What->Thread == RoleNone)
        continue;
      ValueId Used = argumentOf(Call, What->Thread);
      if (Used == NoIndex)
        continue;
      bool IsSame = Symbol ? SymbolIn(*In, Used) == Symbol
                           : In == F && baseOf(*In, Used) == Base;
      if (!IsSame)
        continue;
      if (!Best.second || (Best.second->Kind == EffectKind::Detaches &&
                           What->Kind != EffectKind::Detaches))
        Best = {{In, Id}, What};
    }
  };
  if (!Symbol) {
    for (CallId I = 0; I < F->Calls.size(); ++I)
      Look(F, I);
    return Best;
  }
  // C has one name for the structs of many files: the own file's comes first.
  auto IsFound = [&] {
    return Best.second && Best.second->Kind != EffectKind::Detaches;
  };
  for (bool IsOwn : {true, false})
    for (FunctionRef In : P.functions())
      if ((In.File == F.File) == IsOwn && !IsFound())
        for (CallId I = 0; I < In->Calls.size(); ++I)
          Look(In, I);
  return Best;
}

/// Whether the variable that a result is put into is also read, for others that
/// are put there. One that is never read may stand in an assertion only.
static bool isReadElsewhere(const FunctionFacts &F, const CallFacts &Call) {
  return llvm::any_of(F.Locals, [&](const LocalFacts &Local) {
    return Local.Reads > 0 &&
           llvm::any_of(Local.Definitions, [&](const DefinitionFacts &D) {
             return D.Value == Call.Result && !D.Field;
           });
  });
}

/// Whether all that F does with what Holds names is to join, signal or give up
/// the thread: nobody asks whether there is one. IsUsed is set if it does.
static bool isOnlyUsed(const Program &P, FunctionRef F,
                       llvm::function_ref<bool(ValueId)> Holds, bool &IsUsed) {
  // Compared, stored elsewhere, part of another value.
  for (const ValueFacts &V : F->Values)
    if (llvm::any_of(V.Operands, Holds))
      return false;
  for (const StoreFacts &S : F->Stores)
    if (Holds(S.Value) && !Holds(S.Target))
      return false;
  for (const ReturnFacts &Return : F->Returns)
    if (Holds(Return.Value))
      return false;
  for (const FlowBlock &Block : F->Flow.Blocks)
    if (Holds(Block.Condition))
      return false;
  for (const CallFacts &Call : F->Calls) {
    if (Call.Object != NoIndex && Holds(Call.Object))
      return false;
    if (!llvm::any_of(Call.Arguments, Holds))
      continue;
    bool IsHandle = false;
    if (Call.ApiRow != NoIndex)
      for (const AppliedEffect &Applied : effectsOf(P, F, Call)) {
        const Effect &What = *Applied.What;
        IsHandle |= (What.Kind == EffectKind::Joins ||
                     What.Kind == EffectKind::Signals ||
                     What.Kind == EffectKind::Detaches) &&
                    What.Thread != RoleNone &&
                    Holds(argumentOf(Call, What.Thread));
      }
    if (!IsHandle)
      return false;
    IsUsed = true;
  }
  return true;
}

/// Whether the result is a handle that goes into one variable, and all that is
/// done with that is to join, signal or give up the thread.
static bool isOnlyHandle(const Program &P, const Creation &C) {
  FunctionRef F = C.Call.Caller;
  const CallFacts &Made = C.Call.facts();
  if (C.Depth != 0 || C.What->Thread != RoleReturn)
    return false;
  llvm::SmallVector<ValueId, 2> Held{Made.Result};
  for (ValueId V = 0; V < F->Values.size(); ++V)
    if (F->Values[V].Kind == ValueKind::Local &&
        F->Locals[F->Values[V].Number].Definitions.size() == 1 &&
        F->Locals[F->Values[V].Number].Definitions[0].Value == Made.Result)
      Held.push_back(V);
  // A member or global that is given nothing else.
  SymbolId Kept = 0;
  for (const StoreFacts &S : F->Stores)
    if (S.Value == Made.Result) {
      const ValueFacts &Target = F->Values[S.Target];
      bool IsVariable =
          Target.Kind == ValueKind::Field || Target.Kind == ValueKind::Global;
      if (!IsVariable || (Kept && Kept != Target.Symbol))
        return false;
      Kept = Target.Symbol;
    }
  auto Holds = [&](FunctionRef In, ValueId V) {
    if (V >= In->Values.size())
      return false;
    const ValueFacts &Value = In->Values[V];
    return (In == F && llvm::is_contained(Held, V)) ||
           (Kept && Value.Symbol == Kept &&
            (Value.Kind == ValueKind::Field ||
             Value.Kind == ValueKind::Global));
  };
  bool IsUsed = false;
  auto IsOnly = [&](FunctionRef In) {
    return isOnlyUsed(P, In, [&](ValueId V) { return Holds(In, V); }, IsUsed);
  };
  if (!Kept)
    return IsOnly(F) && IsUsed;
  return llvm::all_of(P.functions(), IsOnly) && IsUsed;
}

static const char *missing(const Effect &Creates) {
  return Creates.Kind == EffectKind::StartsProgram ? "a missing program"
                                                   : "a missing thread";
}

/// From the call that is reported down to the library's.
void UncheckedThreadCreation::addPath(const Creations &Made, const Creation &C,
                                      Finding &F) const {
  for (uint32_t I = C.Inner; I != NoIndex; I = Made.all()[I].Inner) {
    const Creation &Inner = Made.all()[I];
    F.Evidence.push_back(
        {P.range(Inner.Call.Caller, Inner.Call.facts().Where),
         "'" + Inner.Call.Caller->Name + "' leaves a failure of " +
             calleeName(Inner.Call.facts()) + " to its caller"});
  }
}

void UncheckedThreadCreation::reportUnused(const Creations &Made,
                                           const Creation &C) {
  const FunctionRef F = C.Call.Caller;
  const CallFacts &Call = C.Call.facts();
  auto [By, How] = laterUse(C);
  bool IsProgram = C.What->Kind == EffectKind::StartsProgram;
  Finding Found;
  Found.Check = Name;
  Found.Where = P.range(F, Call.Where);
  Found.Function = F->Name;
  Found.Level = Confidence::Medium;
  std::string Handle;
  if (C.Depth == 0 && C.What->Thread >= 0)
    Handle = nameOf(*F, argumentOf(Call, C.What->Thread)).str();
  std::string Through =
      C.Depth ? " (through " + calleeName(C.Origin.facts()) + ")" : "";
  Found.Message = "nobody sees when " + calleeName(Call) + Through +
                  (IsProgram ? " starts no program"
                             : " makes no thread (EAGAIN at pids.max or "
                               "ulimit -u)");
  if (How && How->Kind != EffectKind::Detaches) {
    Found.Level = Confidence::High;
    Found.Message += ": " + calleeName(By.facts()) + " then acts on " +
                     (Handle.empty() ? "a handle" : "'" + Handle + "'") +
                     ", which was never set";
  } else if (IsProgram) {
    Found.Message += ": what it was to do is never done";
  } else {
    Found.Message += ": its work is never done, and who waits for it hangs";
  }
  Found.Message += "; test the result";
  if (C.Depth > 1)
    Found.Level = Confidence::Low;
  addPath(Made, C, Found);
  if (How)
    Found.Evidence.push_back(
        {P.range(By.Caller, By.facts().Where),
         calleeName(By.facts()) +
             " uses the handle, whether it is set or not"});
  if (Found.Evidence.empty())
    Found.Evidence.push_back({P.range(F, Call.Where),
                              C.Use.IsUnused
                                  ? "the result of the call is dropped here"
                                  : "the handle is used without a look at it"});
  Findings.push_back(std::move(Found));
}

static llvm::StringRef spelled(CompareOp Op) {
  switch (Op) {
  case CompareOp::Less:
    return "<";
  case CompareOp::LessEqual:
    return "<=";
  case CompareOp::Greater:
    return ">";
  case CompareOp::GreaterEqual:
    return ">=";
  case CompareOp::Equal:
    return "==";
  case CompareOp::NotEqual:
    return "!=";
  }
  return "";
}

static llvm::StringRef failureIn(FailureForm Form) {
  switch (Form) {
  case FailureForm::Positive:
    return "a positive error number";
  case FailureForm::Negative:
    return "a negative number";
  case FailureForm::MinusOne:
    return "-1";
  case FailureForm::Null:
    return "null";
  case FailureForm::False:
    return "false";
  case FailureForm::NonZero:
  case FailureForm::Unknown:
    break;
  }
  return "an error number";
}

void UncheckedThreadCreation::reportWrongTest(FunctionRef F, CallId Id,
                                              const ResultUse &Use,
                                              FailureForm Form,
                                              const Effect *Creates) {
  const CallFacts &Call = F->Calls[Id];
  const OperationFacts &Test = F->Operations[Use.WrongTests.front()];
  const ValueFacts &V = F->Values[Test.Value];
  auto IsNumber = [&](ValueId Operand) {
    return F->Values[Operand].Kind == ValueKind::Integer ||
           F->Values[Operand].Kind == ValueKind::Null;
  };
  bool IsRight = IsNumber(V.Operands[1]);
  int64_t Constant = F->Values[V.Operands[IsRight ? 1 : 0]].Number;
  CompareOp Op = IsRight ? CompareOp(V.Extra) : swapped(CompareOp(V.Extra));
  std::optional<CallOutcomes> Outcomes = resultsOf(Form);
  bool IsAlways = Outcomes && Outcomes->Failure.compare(Op, Constant) == true;
  std::string Text = (spelled(Op) + " " + llvm::Twine(Constant)).str();
  bool IsZeroSuccess =
      Form == FailureForm::Positive || Form == FailureForm::Negative;
  std::string Right = Form == FailureForm::Null       ? " NULL"
                      : Form == FailureForm::MinusOne ? " -1"
                                                      : " 0";
  // What is to hold where the wrong test held for nothing: a failure.
  std::string Better = std::string(IsZeroSuccess == IsAlways ? "==" : "!=");
  Better += Right;
  Finding Found;
  Found.Check = Name;
  Found.Where = P.range(F, Call.Where);
  Found.Function = F->Name;
  Found.Level =
      Use.IsReturned || !Creates ? Confidence::Medium : Confidence::High;
  // What makes nothing, as the lock of a mutex, fails by a mistake in the code
  // only: nobody ever sees it.
  if (!Creates && effectOf(P, F, Call, EffectKind::FailsRarely) &&
      !effectOf(P, F, Call, EffectKind::Initializes))
    Found.Level = Confidence::Low;
  Found.Message = calleeName(Call) + " fails with " + failureIn(Form).str() +
                  ", so '" + Text + "' " + (IsAlways ? "always" : "never") +
                  " holds and " +
                  (Creates ? missing(*Creates) : "the failure") +
                  " goes unseen; test '" + Better + "'";
  Found.Evidence.push_back({P.range(F, Test.Where),
                            std::string("this test ") +
                                (IsAlways ? "always" : "never") +
                                " holds, whether the call has failed or not"});
  if (!Test.InMacro && IsRight && Form == FailureForm::Positive) {
    Place Edit = Test.Where;
    Edit.EndLine = Test.Range.EndLine;
    Edit.EndColumn = Test.Range.EndColumn;
    Edit.EndOffset = Test.Range.EndOffset;
    if (Test.Range.File == Edit.File && Edit.EndOffset > Edit.Offset)
      Found.Fixes.push_back({P.range(F, Edit), Better});
  }
  Findings.push_back(std::move(Found));
}

void UncheckedThreadCreation::judge(const Creations &Made, const Creation &C) {
  if (isOnlyHandle(P, C))
    return reportUnused(Made, C);
  if (C.Use.IsUnused) {
    if (C.Inner == NoIndex ||
        !isTestedByMember(C.Call.Caller, Made.all()[C.Inner].Call))
      reportUnused(Made, C);
    return;
  }
  if (!C.Use.WrongTests.empty() && !C.Use.IsNoticed)
    return reportWrongTest(C.Call.Caller, C.Call.Call, C.Use, C.Fails, C.What);
  if (!C.Use.IsForgotten)
    return;
  Finding Found;
  Found.Check = Name;
  Found.Where = P.range(C.Call.Caller, C.Call.facts().Where);
  Found.Function = C.Call.Caller->Name;
  Found.Level = isReadElsewhere(*C.Call.Caller, C.Call.facts())
                    ? Confidence::Medium
                    : Confidence::Low;
  Found.Message = "the result of " + calleeName(C.Call.facts()) +
                  " is kept but never read, so " + missing(*C.What) +
                  " goes unseen; test it";
  addPath(Made, C, Found);
  if (Found.Evidence.empty())
    Found.Evidence.push_back({P.range(C.Call.Caller, C.Call.facts().Where),
                              "no path reads the result of this call"});
  Findings.push_back(std::move(Found));
}

void UncheckedThreadCreation::run() {
  Creations Made(P);
  for (const Creation &C : Made.all())
    if (!Tests.holds(C.Call.Caller))
      judge(Made, C);
  // Other calls of the same family are tested wrongly in the same way.
  for (FunctionRef F : P.functions())
    for (CallId C = 0; C < F->Calls.size(); ++C) {
      const CallFacts &Call = F->Calls[C];
      const ApiRow *Row = P.row(Call);
      if (!Row || Row->Fails != FailureForm::Positive || Call.ResultUnused ||
          creationBy(P, F, Call))
        continue;
      ResultUse Use = useOf(*F, C, *resultsOf(Row->Fails));
      if (!Use.WrongTests.empty() && !Use.IsNoticed && !Use.IsReturned)
        reportWrongTest(F, C, Use, Row->Fails, /*Creates=*/nullptr);
    }
  Forks(P, Name, Findings).run();
  ThrowingCreations(P, Name, Findings).run();
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  UncheckedThreadCreation(P, Findings).run();
}

CheckInfo getUncheckedThreadCreationInfo() {
  CheckInfo Info;
  Info.Name = Name;
  Info.Summary =
      "Finds threads and processes whose creation may fail unnoticed";
  Info.Description =
      "Reports calls that make a thread or process (pthread_create, "
      "thrd_create, CreateThread, _beginthreadex, uv_thread_create, "
      "SDL_CreateThread, posix_spawn, fork and functions of the project that "
      "hand their failure on) whose failure nobody can see: the result is "
      "dropped, it is compared with a number that it never is (pthread "
      "functions fail with positive numbers), or -1 of a failed fork goes to "
      "waitpid or kill as if it were a child. In C++, also std::thread "
      "constructions whose exception ends the program, since other threads "
      "are still joinable when it unwinds. All of this works until a limit is "
      "reached: pids.max of a container, ulimit -u, or memory for stacks.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "CWE-252";
  Info.ConfidenceRules =
      "high: a result that is dropped though the handle is joined or signalled "
      "later, a test of it that never or always holds, -1 of a fork that goes "
      "to waitpid or kill; medium: a dropped result of a thread that nobody "
      "joins or of a function of the project around the call, such a test of "
      "another call that fails with positive numbers, -1 of a fork that is "
      "kept as a process id, a thread whose construction throws while others "
      "are joinable or inside an event handler, a result that is put into a "
      "variable whose other values are tested, and never read; low: a result "
      "that is put into a variable of its own and never read, a wrapper of "
      "wrappers, a failed fork of which nothing is "
      "used";
  Info.Nearest =
      "clang-tidy's bugprone-posix-return sees a pthread call that is "
      "itself an operand of `< 0` or `== -1`, but not a result that was "
      "put into a variable first; bugprone-unused-return-value and "
      "cert-err33-c see the bare call of functions on a list, but not of "
      "wrappers of the project, and do not say which dropped result is "
      "harmful. None looks at -1 of a fork, or at joinable threads while "
      "another one is made";
  Info.NeedsProgram = true;
  Info.HasFixes = true;
  Info.Page = "";
  Info.Run = run;
  return Info;
}

} // namespace hangproof
