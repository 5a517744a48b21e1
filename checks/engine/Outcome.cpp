//===- Outcome.cpp - Whether a branch is taken on success -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Outcome.h"
#include "Effects.h"
#include "KnownValue.h"
#include "ValueWalk.h"
#include "llvm/ADT/BitVector.h"

namespace hangproof {

namespace {
/// Computes what a condition comes to when the values in Known have the
/// numbers of success.
class Evaluation {
public:
  Evaluation(const FunctionFacts &F, const DerivedValues &Known)
      : F(F), Known(Known) {}

  std::optional<int64_t> number(ValueId Id, unsigned Depth = 0);
  bool usesKnown() const { return Used; }

private:
  std::optional<int64_t> compare(const ValueFacts &V, unsigned Depth);

  const FunctionFacts &F;
  const DerivedValues &Known;
  bool Used = false;
};
} // namespace

std::optional<int64_t> Evaluation::compare(const ValueFacts &V,
                                           unsigned Depth) {
  auto A = number(V.Operands[0], Depth), B = number(V.Operands[1], Depth);
  if (!A || !B)
    return std::nullopt;
  return KnownValue::constant(*A).compare(CompareOp(V.Extra), *B) == true;
}

std::optional<int64_t> Evaluation::number(ValueId Id, unsigned Depth) {
  if (Id >= F.Values.size() || Depth > 12)
    return std::nullopt;
  if (auto It = Known.find(Id); It != Known.end()) {
    Used = true;
    return It->second;
  }
  const ValueFacts &V = F.Values[Id];
  switch (V.Kind) {
  case ValueKind::Integer:
    return V.Number;
  case ValueKind::Null:
    return 0;
  case ValueKind::Not: {
    auto A = number(V.Operands[0], Depth + 1);
    return A ? std::optional<int64_t>(*A == 0) : std::nullopt;
  }
  case ValueKind::Compare:
    return compare(V, Depth + 1);
  case ValueKind::Bitwise: {
    // The bits of a status of zero are zero, whatever is cut out of it.
    bool Zero = false;
    for (ValueId Operand : V.Operands)
      if (auto A = number(Operand, Depth + 1))
        Zero |= *A == 0;
    return Zero ? std::optional<int64_t>(0) : std::nullopt;
  }
  case ValueKind::Deref:
  case ValueKind::AddressOf:
  case ValueKind::Element:
    return number(V.Operands[0], Depth + 1);
  case ValueKind::Local:
    // What the call gave; the other definitions are for when it was not made.
    for (const DefinitionFacts &D : F.Locals[V.Number].Definitions)
      if (F.Values[D.Value].Kind != ValueKind::Integer &&
          F.Values[D.Value].Kind != ValueKind::Null)
        if (auto A = number(D.Value, Depth + 1); A || Used)
          return A;
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

/// The success of a call that was given the result of another: pclose(f),
/// exitCode(), fgets(..., f).
static SuccessNumber successByName(const CallFacts &Call) {
  llvm::StringRef Name = lastComponent(Call.CalleeName);
  return hasWord(Name, "cmp strcmp strncmp strcasecmp memcmp exit code status "
                       "errno error err close pclose ret empty null")
             ? 0
             : 1;
}

static SuccessNumber successOfRow(const ApiRow &Row) {
  switch (Row.Fails) {
  case FailureForm::NonZero:
  case FailureForm::Positive:
    return 0;
  case FailureForm::Null:
  case FailureForm::False:
    return 1;
  case FailureForm::Negative:
  case FailureForm::MinusOne:
    // Zero for most, a descriptor or a process id for others: not negative is
    // what both have in common. One would be wrong for `== 0`.
    return 0;
  case FailureForm::Unknown:
    break;
  }
  return std::nullopt;
}

/// Which values stand in which, for one function: long functions are asked
/// about each of their calls.
void Outcomes::readValuesOf(FunctionRef F) {
  if (ValuesOf == &*F)
    return;
  ValuesOf = &*F;
  Written.clear();
  Users.assign(F->Values.size(), {});
  auto Add = [&](ValueId Part, ValueId In) {
    if (Part < Users.size())
      Users[Part].push_back(In);
  };
  for (ValueId I = 0; I < F->Values.size(); ++I) {
    const ValueFacts &V = F->Values[I];
    if (V.Kind == ValueKind::OutArgument)
      Written[CallId(V.Number)].push_back(I);
    if (V.Kind == ValueKind::Compare)
      continue; // The outcome of a test is not what was tested.
    for (ValueId Operand : V.Operands)
      Add(Operand, I);
    if (V.Kind == ValueKind::Local)
      for (const DefinitionFacts &D : F->Locals[V.Number].Definitions)
        Add(D.Value, I);
    if (V.Kind == ValueKind::Parameter)
      for (const DefinitionFacts &D : F->Parameters[V.Number].Definitions)
        Add(D.Value, I);
  }
}

DerivedValues Outcomes::derived(FunctionRef F, const CallFacts &Call,
                                bool IsFork) {
  SuccessNumber Own =
      successOf(F, Call); // May ask for other functions' values.
  if (IsFork)
    Own = 4711; // A process id: neither zero, nor one, nor negative.
  readValuesOf(F);
  DerivedValues Result;
  // The values of Result and what is made of them.
  llvm::BitVector Given(F->Values.size());
  auto Add = [&](ValueId V, SuccessNumber Success) {
    if (!Result.try_emplace(V, Success).second || V >= Given.size())
      return;
    llvm::SmallVector<ValueId, 16> Work{V};
    Given.set(V);
    while (!Work.empty())
      for (ValueId User : Users[Work.pop_back_val()])
        if (!Given.test(User)) {
          Given.set(User);
          Work.push_back(User);
        }
  };
  auto AddWritten = [&](CallId Writer, SuccessNumber Success) {
    if (auto It = Written.find(Writer); It != Written.end())
      for (ValueId V : It->second)
        Add(V, Success);
  };
  Add(Call.Result, Own);
  CallId Id = &Call - F->Calls.data();
  AddWritten(Id, Own == SuccessNumber(0) && !IsFork ? SuccessNumber(0)
                                                    : SuccessNumber(1));
  auto IsGiven = [&](ValueId V) { return V < Given.size() && Given.test(V); };
  // Calls on what the call gave or filled, and on what those gave.
  for (unsigned Round = 0; Round < 3; ++Round) {
    bool Changed = false;
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      const CallFacts &Other = F->Calls[I];
      if (I == Id || Other.IsImplicitDestructor || Result.count(Other.Result))
        continue;
      bool IsOnIt = Other.Object != NoIndex &&
                    (IsGiven(Other.Object) ||
                     (Call.Object != NoIndex && Other.Object == Call.Object &&
                      F->Values[Call.Object].Kind != ValueKind::This));
      if (!IsOnIt && llvm::none_of(Other.Arguments, IsGiven))
        continue;
      const ApiRow *Row = P.row(Other);
      SuccessNumber Success = Row ? successOfRow(*Row) : std::nullopt;
      Add(Other.Result, Success ? Success : successByName(Other));
      // waitpid(pid, &status, 0): the status of what was started.
      AddWritten(I, IsFork || Own == SuccessNumber(0) ? SuccessNumber(0)
                                                      : SuccessNumber(1));
      Changed = true;
    }
    if (!Changed)
      break;
  }
  return Result;
}

SuccessNumber Outcomes::successOf(FunctionRef F, const CallFacts &Call,
                                  unsigned Depth) {
  if (const ApiRow *Row = P.row(Call)) {
    if (SuccessNumber Success = successOfRow(*Row))
      return Success;
    // The exit status of a program.
    if (effectOf(P, F, Call, EffectKind::StartsProgram))
      return 0;
  }
  if (Depth > 3)
    return std::nullopt;
  SuccessNumber Success;
  for (FunctionRef Target : P.targets(F, Call)) {
    SuccessNumber One = returnedOnSuccess(Target, Depth + 1);
    if (Success && One && *Success != *One)
      return std::nullopt;
    if (One)
      Success = One;
  }
  return Success;
}

/// What F returns when it works. A negative number or null among the returns
/// tells; else a returned comparison; else the way of C.
SuccessNumber Outcomes::returnedOnSuccess(FunctionRef F, unsigned Depth) {
  auto [It, IsNew] = Returned.try_emplace(F.Function, std::nullopt);
  if (!IsNew)
    return It->second;
  bool Negative = false, Null = false, Pointer = false, Truth = false;
  bool Zero = false, One = false, Message = false;
  SuccessNumber Inner;
  for (const ReturnFacts &Return : F->Returns) {
    walkValue(*F, Return.Value, WalkLocals, [&](ValueId Id) {
      const ValueFacts &V = F->Values[Id];
      switch (V.Kind) {
      case ValueKind::Integer:
        Negative |= V.Number < 0;
        Zero |= V.Number == 0;
        One |= V.Number == 1;
        return false;
      case ValueKind::Null:
        Null = true;
        return false;
      case ValueKind::String:
        // Null or what went wrong, in words.
        Message = true;
        Pointer = true;
        return false;
      case ValueKind::New:
      case ValueKind::AddressOf:
        Pointer = true;
        return false;
      case ValueKind::Not:
        Truth = true;
        return false;
      case ValueKind::Compare:
        Truth = true;
        return false;
      case ValueKind::Call:
        if (SuccessNumber S = successOf(F, F->Calls[V.Number], Depth))
          Inner = S;
        return false;
      case ValueKind::OutArgument:
        // A status that waitpid or the like has written.
        Inner = 0;
        return false;
      case ValueKind::Bitwise:
      case ValueKind::Local:
      case ValueKind::Parameter:
      case ValueKind::Select:
        return true;
      default:
        return false;
      }
    });
  }
  SuccessNumber Result;
  if (Negative || (Null && Message))
    Result = 0;
  else if (Null || Pointer || Truth)
    Result = 1;
  else if (Inner)
    Result = Inner;
  else if (Zero && One) {
    // Which of the two is returned where a call inside has failed?
    for (const CallFacts &Call : F->Calls) {
      const ApiRow *Row = P.row(Call);
      if (Result || !Row || Row->Fails == FailureForm::Unknown ||
          Call.Block == NoIndex)
        continue;
      for (uint32_t B = 0; B < F->Flow.Blocks.size() && !Result; ++B) {
        const FlowBlock &Block = F->Flow.Blocks[B];
        if (Block.Condition == NoIndex || Block.Successors.size() != 2)
          continue;
        std::optional<bool> Holds = holdsOnSuccess(F, Call, Block.Condition);
        if (!Holds)
          continue;
        // The first return on the side of failure.
        for (const FlowEdge &Edge : Block.Successors) {
          if ((Edge.Kind == EdgeKind::IfTrue) == *Holds ||
              Edge.To >= F->Flow.Blocks.size())
            continue;
          for (const FlowEvent &Event : F->Flow.Blocks[Edge.To].Events)
            if (Event.Kind == EventKind::Return && Event.Value != NoIndex &&
                F->Values[Event.Value].Kind == ValueKind::Integer)
              Result = F->Values[Event.Value].Number == 0 ? 1 : 0;
        }
      }
    }
  } else if (Zero)
    Result = 0;
  Returned[F.Function] = Result;
  return Result;
}

std::optional<bool> Outcomes::holdsOnSuccess(FunctionRef F,
                                             const CallFacts &Call,
                                             ValueId Condition) {
  // Asked for one condition of the function after the other.
  if (LastCall != &Call) {
    DerivedValues Values = derived(F, Call, false);
    LastValues = std::move(Values);
    LastCall = &Call;
  }
  Evaluation E(*F, LastValues);
  std::optional<int64_t> Number = E.number(Condition);
  if (!Number || !E.usesKnown())
    return std::nullopt;
  return *Number != 0;
}

/// Whether all that can follow Block outside the loop is a return that says
/// "failed", or the end of the program.
static bool onlyFails(const FunctionFacts &F, const llvm::BitVector &Loop,
                      uint32_t Block, bool FalseFails) {
  llvm::BitVector Reach = reachableOver(F.Flow, Block, Loop);
  bool AnyReturn = false, AllFail = true;
  for (unsigned B : Reach.set_bits())
    for (const FlowEvent &Event : F.Flow.Blocks[B].Events) {
      if (Event.Kind == EventKind::Throw)
        AnyReturn = true;
      if (Event.Kind != EventKind::Return)
        continue;
      AnyReturn = true;
      if (Event.Value == NoIndex) {
        AllFail = false;
        continue;
      }
      const ValueFacts &V = F.Values[Event.Value];
      AllFail &= V.Kind == ValueKind::Null ||
                 (V.Kind == ValueKind::Integer &&
                  (V.Number < 0 || (FalseFails && V.Number == 0)));
    }
  if (!AnyReturn)
    return !Reach.test(F.Flow.Exit);
  return AllFail;
}

/// Whether the condition holds when the result is Number.
static std::optional<bool> holdsIf(const FunctionFacts &F, DerivedValues Values,
                                   ValueId Result, int64_t Number,
                                   ValueId Condition) {
  Values[Result] = Number;
  std::optional<int64_t> Holds = Evaluation(F, Values).number(Condition);
  return Holds ? std::optional<bool>(*Holds != 0) : std::nullopt;
}

/// Whether the function returns true or false, as far as numbers tell.
static bool returnsTruth(const FunctionFacts &F) {
  bool One = false;
  for (const ReturnFacts &Return : F.Returns) {
    if (Return.Value == NoIndex)
      return false;
    const ValueFacts &V = F.Values[Return.Value];
    if (V.Kind == ValueKind::Integer && V.Number != 0 && V.Number != 1)
      return false;
    One |= V.Kind == ValueKind::Integer && V.Number == 1;
  }
  return One;
}

/// Whether the condition of a block of the loop can be about this very call: a
/// variable that is used for other results as well has one of them by then.
static bool canBeAbout(const FunctionFacts &F, const LoopFlow &Loop,
                       const CallFacts &Call, uint32_t Block) {
  const FlowGraph &Graph = F.Flow;
  if (Block == Call.Block || Call.Block >= Graph.Blocks.size())
    return true;
  llvm::SmallVector<ValueId, 4> Variables;
  walkValue(F, Graph.Blocks[Block].Condition, WalkOperands, [&](ValueId V) {
    if (F.Values[V].Kind == ValueKind::Local)
      Variables.push_back(V);
    return true;
  });
  llvm::BitVector Others(Graph.Blocks.size());
  for (unsigned B : Loop.body().set_bits())
    for (const FlowEvent &Event : Graph.Blocks[B].Events)
      if (Event.Kind == EventKind::Store) {
        const StoreFacts &S = F.Stores[Event.Index];
        if (llvm::is_contained(Variables, S.Target) && !S.IsCompound &&
            F.Values[S.Value].Kind == ValueKind::Call && S.Value != Call.Result)
          Others.set(B);
      }
  return reachable(Graph, Call.Block, Others).test(Block);
}

bool Outcomes::endsSearch(FunctionRef F, const LoopFlow &Flow,
                          const CallFacts &Call, bool IsFork) {
  if (!Flow.isKnown())
    return false;
  const FlowGraph &Graph = F->Flow;
  DerivedValues Values = derived(F, Call, IsFork);

  // Variables whose change ends the loop at its next test.
  llvm::SmallVector<ValueId, 8> Stops;
  for (uint32_t Exit : Flow.exits())
    walkValue(*F, Graph.Blocks[Exit].Condition, WalkOperands, [&](ValueId V) {
      ValueKind Kind = F->Values[V].Kind;
      if (Kind == ValueKind::Local || Kind == ValueKind::Field ||
          Kind == ValueKind::Global)
        Stops.push_back(V);
      return true;
    });
  auto SetsStop = [&](uint32_t From, uint32_t Branch) {
    llvm::BitVector Avoid(Graph.Blocks.size());
    Avoid.set(Flow.head());
    if (From != Branch)
      Avoid.set(Branch);
    llvm::BitVector Side = reachableOver(Graph, From, Avoid);
    Side &= Flow.body();
    for (const FlowEdge &Other : Graph.Blocks[Branch].Successors)
      if (Other.To != From)
        Side.reset(reachableOver(Graph, Other.To, Avoid));
    for (unsigned B : Side.set_bits())
      for (const FlowEvent &Event : Graph.Blocks[B].Events)
        if (Event.Kind == EventKind::Store) {
          const StoreFacts &S = F->Stores[Event.Index];
          if (!S.IsCompound && llvm::is_contained(Stops, S.Target) &&
              !isMadeOf(*F, S.Value, S.Target, WalkLocals | WalkArguments))
            return true;
        }
    return false;
  };

  for (unsigned B : Flow.body().set_bits()) {
    const FlowBlock &Block = Graph.Blocks[B];
    if (Block.Condition == NoIndex || Block.Successors.size() < 2)
      continue;
    Evaluation E(*F, Values);
    std::optional<int64_t> Number = E.number(Block.Condition);
    if (!E.usesKnown() || !canBeAbout(*F, Flow, Call, B))
      continue;
    std::optional<bool> IfZero, IfOne;
    if (!Number && Values.lookup(Call.Result) == std::nullopt) {
      // Not known what success is: it may not matter, as in `< 0`.
      IfZero = holdsIf(*F, Values, Call.Result, 0, Block.Condition);
      IfOne = holdsIf(*F, Values, Call.Result, 1, Block.Condition);
      if (IfZero && IfOne && *IfZero == *IfOne)
        Number = *IfZero;
    }
    for (const FlowEdge &Edge : Block.Successors) {
      bool Leaves = Flow.leaves(Edge.To) || SetsStop(Edge.To, B);
      if (!Leaves)
        continue;
      bool OnSuccess;
      if (Edge.Kind == EdgeKind::IfTrue || Edge.Kind == EdgeKind::IfFalse)
        OnSuccess =
            Number
                ? (*Number != 0) == (Edge.Kind == EdgeKind::IfTrue)
                : !onlyFails(*F, Flow.body(), Edge.To,
                             // `if (!run()) return false;`
                             IfZero &&
                                 *IfZero == (Edge.Kind == EdgeKind::IfTrue) &&
                                 returnsTruth(*F));
      else
        OnSuccess =
            Number && Edge.Kind == EdgeKind::Case && Edge.CaseValue == *Number;
      if (OnSuccess)
        return true;
    }
  }
  return false;
}

} // namespace hangproof
