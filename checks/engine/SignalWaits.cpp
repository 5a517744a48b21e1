//===- SignalWaits.cpp - Waits, and what a signal does to them ------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SignalWaits.h"
#include "Effects.h"
#include "LoopFlow.h"
#include "ValueWalk.h"
#include "llvm/ADT/StringSwitch.h"

namespace hangproof {

// Error numbers of Linux; where the name is written, it decides.
static constexpr int64_t InterruptedNumber = 4;

static bool isNamed(const ValueFacts &V, llvm::StringRef Name) {
  return V.Kind == ValueKind::Integer && lastComponent(V.Text).ends_with(Name);
}

bool SignalWaits::isErrno(const FunctionFacts &F, ValueId V) {
  if (V >= F.Values.size() || F.Values[V].Kind != ValueKind::Deref)
    return false;
  const ValueFacts &Pointer = F.Values[F.Values[V].Operands[0]];
  return Pointer.Kind == ValueKind::Call &&
         llvm::StringRef(F.Calls[Pointer.Number].CalleeName).contains("errno");
}

/// EINTR, -EINTR, std::errc::interrupted.
static bool isInterruptedNumber(const FunctionFacts &F, ValueId V) {
  const ValueFacts &N = F.Values[V];
  return isNamed(N, "EINTR") || isNamed(N, "interrupted") ||
         (N.Kind == ValueKind::Integer && N.Number == -InterruptedNumber &&
          N.Text.empty());
}

llvm::SmallVector<InterruptedBranch, 2>
SignalWaits::interrupted(FunctionRef F) const {
  llvm::SmallVector<InterruptedBranch, 2> Result;
  const FlowGraph &Flow = F->Flow;
  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
    const FlowBlock &Block = Flow.Blocks[I];
    ValueId Condition = Block.Condition;
    if (Condition == NoIndex || Block.Successors.size() < 2)
      continue;
    bool Holds = true;
    while (F->Values[Condition].Kind == ValueKind::Not) {
      Holds = !Holds;
      Condition = F->Values[Condition].Operands[0];
    }
    const ValueFacts &C = F->Values[Condition];
    bool IsTest = false;
    if (C.Kind == ValueKind::Compare) {
      IsTest = isInterruptedNumber(*F, C.Operands[0]) ||
               isInterruptedNumber(*F, C.Operands[1]);
      auto Op = static_cast<CompareOp>(C.Extra);
      if (Op == CompareOp::NotEqual)
        Holds = !Holds;
      else if (Op != CompareOp::Equal)
        IsTest = false;
    }
    for (const FlowEdge &Edge : Block.Successors) {
      if (Edge.To >= Flow.Blocks.size())
        continue;
      bool IsTaken =
          IsTest ? Edge.Kind == (Holds ? EdgeKind::IfTrue : EdgeKind::IfFalse)
                 : Edge.Kind == EdgeKind::Case &&
                       Edge.CaseValue == InterruptedNumber &&
                       isErrno(*F, Condition);
      if (IsTaken)
        Result.push_back({I, Edge.To});
    }
  }
  return Result;
}

namespace {
/// Works out numbers, as far as constants allow.
class Calculator {
public:
  Calculator(FunctionRef F, llvm::ArrayRef<CallRef> Through)
      : F(F), Through(Through) {}

  std::optional<double> number(ValueId V, unsigned Depth = 0) const {
    if (V >= F->Values.size() || Depth > 8)
      return std::nullopt;
    const ValueFacts &Value = F->Values[V];
    auto Side = [&](unsigned I) {
      return number(Value.Operands[I], Depth + 1);
    };
    switch (Value.Kind) {
    case ValueKind::Integer:
      return double(Value.Number);
    case ValueKind::Local:
      return onlyNumber(F->Locals[Value.Number].Definitions, Depth);
    case ValueKind::Parameter: {
      if (Value.Number >= int64_t(F->Parameters.size()) ||
          !F->Parameters[Value.Number].Definitions.empty() || Through.empty())
        return std::nullopt;
      const CallFacts &Call = Through.front().facts();
      if (size_t(Value.Number) >= Call.Arguments.size())
        return std::nullopt;
      return Calculator(Through.front().Caller, Through.drop_front())
          .number(Call.Arguments[Value.Number], Depth + 1);
    }
    case ValueKind::Add:
    case ValueKind::Subtract:
    case ValueKind::Multiply:
    case ValueKind::Divide:
    case ValueKind::Remainder: {
      std::optional<double> Left = Side(0), Right = Side(1);
      if (!Left || !Right)
        return std::nullopt;
      switch (Value.Kind) {
      case ValueKind::Add:
        return *Left + *Right;
      case ValueKind::Subtract:
        return *Left - *Right;
      case ValueKind::Multiply:
        return *Left * *Right;
      case ValueKind::Divide:
        return *Right == 0 ? std::optional<double>() : *Left / *Right;
      default:
        return int64_t(*Right) == 0 ? std::optional<double>()
                                    : double(int64_t(*Left) % int64_t(*Right));
      }
    }
    case ValueKind::Select: {
      std::optional<double> Left = Side(1), Right = Side(2);
      if (!Left || !Right)
        return std::nullopt;
      return std::max(*Left, *Right);
    }
    default:
      return std::nullopt;
    }
  }

  /// Seconds in a timespec or timeval: {5, 0}, or its members set one by one,
  /// of which the facts no longer tell the names. Fractions have many digits.
  std::optional<double> seconds(ValueId V, double Fraction) const {
    while (V < F->Values.size() && (F->Values[V].Kind == ValueKind::AddressOf ||
                                    F->Values[V].Kind == ValueKind::Deref))
      V = F->Values[V].Operands[0];
    if (V >= F->Values.size() || F->Values[V].Kind != ValueKind::Local)
      return std::nullopt;
    constexpr double MostSeconds = 100000;
    double Sum = 0;
    bool IsKnown = false;
    for (const DefinitionFacts &D :
         F->Locals[F->Values[V].Number].Definitions) {
      if (D.Value >= F->Values.size())
        return std::nullopt;
      const ValueFacts &Value = F->Values[D.Value];
      if (Value.Kind == ValueKind::Aggregate) {
        for (unsigned I = 0; I < Value.Operands.size() && I < 2; ++I) {
          std::optional<double> Part = number(Value.Operands[I]);
          if (!Part)
            return std::nullopt;
          // Designated members stand alone.
          bool IsFraction =
              I > 0 || (Value.Operands.size() == 1 && *Part > MostSeconds);
          Sum += IsFraction ? *Part * Fraction : *Part;
          IsKnown = true;
        }
        continue;
      }
      // What the wait leaves of it is less.
      if (Value.Kind == ValueKind::OutArgument ||
          Value.Kind == ValueKind::Local)
        continue;
      std::optional<double> Part = number(D.Value);
      if (!Part)
        return std::nullopt;
      Sum += *Part > MostSeconds ? *Part * Fraction : *Part;
      IsKnown = true;
    }
    return IsKnown ? std::optional<double>(Sum) : std::nullopt;
  }

  /// "30s": readers of std::chrono keep the unit in the name.
  std::optional<double> duration(ValueId V, unsigned Depth = 0) const {
    if (V >= F->Values.size() || Depth > 4)
      return std::nullopt;
    const ValueFacts &Value = F->Values[V];
    if (Value.Kind == ValueKind::Local) {
      const auto &Definitions = F->Locals[Value.Number].Definitions;
      return Definitions.size() == 1 ? duration(Definitions[0].Value, Depth + 1)
                                     : std::nullopt;
    }
    if (Value.Kind == ValueKind::Parameter && !Through.empty()) {
      const CallFacts &Call = Through.front().facts();
      if (size_t(Value.Number) >= Call.Arguments.size())
        return std::nullopt;
      return Calculator(Through.front().Caller, Through.drop_front())
          .duration(Call.Arguments[Value.Number], Depth + 1);
    }
    if (Value.Kind != ValueKind::Integer)
      return std::nullopt;
    double Unit = llvm::StringSwitch<double>(
                      llvm::StringRef(Value.Text).ltrim("-0123456789"))
                      .Case("ns", 1e-9)
                      .Case("us", 1e-6)
                      .Case("ms", 1e-3)
                      .Case("s", 1)
                      .Case("min", 60)
                      .Case("h", 3600)
                      .Case("d", 86400)
                      .Default(0);
    if (Unit == 0)
      return std::nullopt;
    return double(Value.Number) * Unit;
  }

private:
  std::optional<double> onlyNumber(llvm::ArrayRef<DefinitionFacts> Definitions,
                                   unsigned Depth) const {
    std::optional<double> Most;
    for (const DefinitionFacts &D : Definitions) {
      // `left = sleep(left)` makes it less.
      if (D.Value < F->Values.size() &&
          F->Values[D.Value].Kind == ValueKind::Call)
        if (const CallFacts &Call = F->Calls[F->Values[D.Value].Number];
            Call.Arguments.size() == 1 && Definitions.size() > 1 &&
            F->Values[Call.Arguments[0]].Kind == ValueKind::Local)
          continue;
      std::optional<double> Number = number(D.Value, Depth + 1);
      if (!Number)
        return std::nullopt;
      Most = std::max(Most.value_or(*Number), *Number);
    }
    return Most;
  }

  FunctionRef F;
  llvm::ArrayRef<CallRef> Through;
};
} // namespace

/// Whether the handle is something that may give nothing for ever: what a row
/// opens, and the standard input.
bool SignalWaits::isEndlessHandle(FunctionRef F, ValueId Handle) {
  if (Handle >= F->Values.size())
    return false;
  const ValueFacts &V = F->Values[Handle];
  if (V.Kind == ValueKind::Integer)
    return V.Number == 0;
  if (V.Kind == ValueKind::Global)
    if (V.Text == "stdin" || V.Text == "cin")
      return true;
  if (V.Kind == ValueKind::Parameter &&
      F->Parameters[V.Number].Definitions.empty())
    for (const CallRef &Caller : P.callers(F->Id)) {
      const std::vector<ValueId> &Given = Caller.facts().Arguments;
      if (size_t(V.Number) >= Given.size())
        continue;
      const ValueFacts &Passed = Caller.Caller->Values[Given[V.Number]];
      if (Passed.Kind == ValueKind::Integer && Passed.Number == 0)
        return true;
    }
  auto Opens = [&](FunctionRef In, CallId Call) {
    bool IsOpened = false, IsBounded = false;
    for (const AppliedEffect &Applied : effectsOf(P, In, In->Calls[Call])) {
      // A descriptor without waits is a file, unless it says that it is one of
      // those that others write to.
      const Effect &What = *Applied.What;
      IsOpened |= What.Kind == EffectKind::Opens &&
                  (What.WaitsFor != "none" || What.Family != "fd");
      IsBounded |= Applied.What->Kind == EffectKind::Bounds;
    }
    return IsOpened && !IsBounded;
  };
  // Of an array that a call fills: fds[0] of pipe.
  bool Found = false;
  walkValue(*F, Handle, WalkOperands | WalkLocals, [&](ValueId Part) {
    const ValueFacts &Value = F->Values[Part];
    if (Value.Kind == ValueKind::OutArgument)
      Found |= Opens(F, Value.Number);
    return !Found;
  });
  if (Found)
    return true;
  const OriginSet &Set = Sources.of(F, Handle);
  for (const Origin &Root : Set.Roots)
    if (Root.Call != NoIndex && Root.Row && Opens(Root.Function, Root.Call))
      return true;
  return false;
}

static bool isPoll(const Program &P, FunctionRef F, const CallFacts &Call) {
  if (Call.ApiRow == NoIndex)
    return false;
  const Effect *Blocks = effectOf(P, F, Call, EffectKind::Blocks);
  return (Blocks && Blocks->Timeout != RoleNone &&
          Blocks->BlockKind == "network") ||
         effectOf(P, F, Call, EffectKind::Polls);
}

/// Whether the call polls, by itself or in the functions that it runs.
static bool polls(const Program &P, FunctionRef F, const CallFacts &Call,
                  unsigned Depth) {
  if (Call.ApiRow != NoIndex)
    return isPoll(P, F, Call);
  return Depth > 0 && llvm::any_of(P.targets(F, Call), [&](FunctionRef Target) {
           return llvm::any_of(Target->Calls, [&](const CallFacts &Inner) {
             return polls(P, Target, Inner, Depth - 1);
           });
         });
}

/// Whether the function waits elsewhere until there is something to read.
bool SignalWaits::isReadyBefore(FunctionRef F, CallId Id) const {
  const CallFacts &Call = F->Calls[Id];
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Other = F->Calls[I];
    if (I == Id || !polls(P, F, Other, 2))
      continue;
    if (Other.Block == Call.Block
            ? I < Id
            : Other.Block != NoIndex && Call.Block != NoIndex &&
                  reachable(F->Flow, Other.Block).test(Call.Block))
      return true;
  }
  return false;
}

bool SignalWaits::isReadyInCallers(FunctionRef F, unsigned Depth) const {
  return llvm::any_of(P.callers(F->Id), [&](const CallRef &Caller) {
    return isReadyBefore(Caller.Caller, Caller.Call) ||
           (Depth > 0 && isReadyInCallers(Caller.Caller, Depth - 1));
  });
}

/// Code that expects EAGAIN works with handles that do not block, or that have
/// a timeout.
bool SignalWaits::seemsNonBlocking(FunctionRef F) const {
  for (const OperationFacts &Operation : F->Operations)
    for (ValueId Side : F->Values[Operation.Value].Operands)
      if (isNamed(F->Values[Side], "EAGAIN") ||
          isNamed(F->Values[Side], "EWOULDBLOCK") ||
          isNamed(F->Values[Side], "would_block") ||
          isNamed(F->Values[Side], "try_again"))
        return true;
  constexpr int64_t AgainNumber = 11;
  for (const FlowBlock &Block : F->Flow.Blocks)
    if (Block.Condition != NoIndex && isErrno(*F, Block.Condition))
      for (const FlowEdge &Edge : Block.Successors)
        if (Edge.Kind == EdgeKind::Case && Edge.CaseValue == AgainNumber)
          return true;
  return false;
}

SignalWait SignalWaits::of(FunctionRef F, CallId Id,
                           llvm::ArrayRef<CallRef> Through) {
  SignalWait Result;
  const CallFacts &Call = F->Calls[Id];
  if (Call.ApiRow == NoIndex)
    return Result;
  const Effect *Blocks = effectOf(P, F, Call, EffectKind::Blocks);
  if (!Blocks)
    return Result;
  Result.What = Blocks;
  Result.OnSignal = llvm::StringSwitch<Interruption>(Blocks->Interrupted)
                        .Case("fails", Interruption::Fails)
                        .Case("restarts", Interruption::Restarts)
                        .Case("resumes", Interruption::Resumes)
                        .Default(Interruption::Unknown);
  Result.IsSleep = Blocks->BlockKind == "sleep";
  bool IsNetwork = Blocks->BlockKind == "network";
  if (Blocks->Until == "event")
    Result.IsEndless = true;
  else if (Blocks->Until == "handle")
    Result.IsEndless = isEndlessHandle(F, argumentOf(Call, Blocks->Handle));
  if (Result.IsEndless && (IsNetwork || Blocks->Until == "handle") &&
      (seemsNonBlocking(F) || isReadyBefore(F, Id) ||
       llvm::any_of(Through, [&](const CallRef &Call) {
         return seemsNonBlocking(Call.Caller) ||
                isReadyBefore(Call.Caller, Call.Call);
       })))
    Result.IsEndless = false;
  if (Blocks->Timeout == RoleNone)
    return Result;

  ValueId Timeout = argumentOf(Call, Blocks->Timeout);
  if (Timeout == NoIndex)
    return Result;
  Calculator Numbers(F, Through);
  llvm::StringRef Unit = Blocks->Unit;
  if (Unit == "timespec" || Unit == "timeval") {
    if (F->Values[Timeout].Kind == ValueKind::Null)
      Result.IsEndless = true;
    else
      Result.Seconds =
          Numbers.seconds(Timeout, Unit == "timespec" ? 1e-9 : 1e-6);
    return Result;
  }
  if (Unit == "duration") {
    Result.Seconds = Numbers.duration(Timeout);
    return Result;
  }
  std::optional<double> Number = Numbers.number(Timeout);
  if (!Number) {
    // Whoever counts microseconds does not wait long.
    Result.IsSleep &= Unit != "microseconds";
    return Result;
  }
  if (*Number < 0) {
    Result.IsEndless = !Result.IsSleep;
    return Result;
  }
  Result.Seconds = *Number * llvm::StringSwitch<double>(Unit)
                                 .Case("milliseconds", 1e-3)
                                 .Case("microseconds", 1e-6)
                                 .Default(1);
  return Result;
}

} // namespace hangproof
