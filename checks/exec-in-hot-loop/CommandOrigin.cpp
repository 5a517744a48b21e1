//===- CommandOrigin.cpp - Who chose the command --------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandOrigin.h"
#include "engine/Effects.h"
#include "engine/ValueWalk.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace hangproof {

/// A shell, or the option that hands it a command.
static bool isShellWord(llvm::StringRef Text) {
  if (Text.starts_with("-") || Text == "/c" || Text == "/C")
    return true;
  size_t Slash = Text.find_last_of('/');
  if (Slash != llvm::StringRef::npos)
    Text = Text.substr(Slash + 1);
  return llvm::StringSwitch<bool>(Text)
      .Cases("sh", "bash", "dash", "ash", "ksh", "zsh", "csh", true)
      .Cases("cmd", "cmd.exe", "env", "exec", true)
      .Default(false);
}

/// Whether a string, taken as a format, says more than where to put its
/// arguments.
static bool saysSomething(llvm::StringRef Text) {
  for (size_t I = 0; I < Text.size(); ++I) {
    if (Text[I] == '%') {
      ++I;
      while (I < Text.size() &&
             (llvm::isDigit(Text[I]) ||
              llvm::StringRef("-+ #.*lhzjtq").contains(Text[I])))
        ++I;
      // Qt's %1 has no letter behind it.
      if (I < Text.size() && !llvm::isAlpha(Text[I]))
        --I;
      continue;
    }
    if (Text[I] == '{') {
      size_t Close = Text.find('}', I);
      if (Close != llvm::StringRef::npos) {
        I = Close;
        continue;
      }
    }
    if (llvm::isAlnum(Text[I]))
      return true;
  }
  return false;
}

namespace {
class Tracer {
public:
  Tracer(const Program &P, LoopTrips &Loops, FunctionRef F, uint32_t Loop,
         CommandOrigin &Result)
      : P(P), Loops(Loops), F(F), Facts(*F), Loop(Loop), Result(Result) {}

  void trace(ValueId Value, bool First = false, unsigned Depth = 0);

private:
  void traceCall(const CallFacts &Call, uint32_t Skip, unsigned Depth);
  void string(llvm::StringRef Text);
  void local(const ValueFacts &V, ValueId Value, bool First, unsigned Depth);

  const Program &P;
  LoopTrips &Loops;
  FunctionRef F;
  const FunctionFacts &Facts;
  uint32_t Loop;
  CommandOrigin &Result;
  unsigned InMember = 0;
  llvm::SmallDenseSet<ValueId, 16> Seen;
};
} // namespace

void Tracer::string(llvm::StringRef Text) {
  if (isShellWord(Text))
    Result.IsShell = true;
  else if (saysSomething(Text))
    Result.IsLiteral = true;
}

void Tracer::traceCall(const CallFacts &Call, uint32_t Skip, unsigned Depth) {
  llvm::StringRef Name = lastComponent(Call.CalleeName);
  if (Call.Object != NoIndex)
    trace(Call.Object, false, Depth + 1);
  // item.get("command") asks for a member by name.
  bool IsLookup =
      Call.Object != NoIndex &&
      !hasWord(Name, "append insert push arg format sprintf printf assign "
                     "prepend replace join concat");
  uint32_t FirstString = NoIndex;
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I)
    if (Facts.Values[Call.Arguments[I]].Kind == ValueKind::String &&
        FirstString == NoIndex)
      FirstString = I;
  // printf("%s\n", cmd) and sscanf(line, "%s", cmd): nothing of the format
  // goes into what stands behind it.
  bool BehindFormat =
      Skip != NoIndex && FirstString != NoIndex && Skip > FirstString;
  if (BehindFormat && FirstString == 0)
    return;
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I) {
    if (I == Skip || (BehindFormat && I >= FirstString))
      continue;
    bool IsString = Facts.Values[Call.Arguments[I]].Kind == ValueKind::String;
    if (IsString && (IsLookup || BehindFormat))
      continue;
    trace(Call.Arguments[I], false, Depth + 1);
  }
  if (Call.Arguments.empty() && Call.Object == NoIndex)
    Result.IsOutside = true;
  // A function of the project may build the command from its own words.
  if (Depth < 6)
    for (FunctionRef Target : P.targets(F, Call))
      for (const ReturnFacts &Return : Target->Returns) {
        CommandOrigin Inner;
        Tracer(P, Loops, Target, NoIndex, Inner).trace(Return.Value, false, 6);
        Result.IsLiteral |= Inner.IsLiteral;
        Result.IsShell |= Inner.IsShell;
      }
}

void Tracer::local(const ValueFacts &V, ValueId Value, bool First,
                   unsigned Depth) {
  const LocalFacts &Local = Facts.Locals[V.Number];
  bool Any = false;
  for (const DefinitionFacts &D : Local.Definitions) {
    const ValueFacts &Defined = Facts.Values[D.Value];
    if (Defined.Kind == ValueKind::OutArgument) {
      const CallFacts &Call = Facts.Calls[Defined.Number];
      // What is printed or measured is not changed by it.
      if (!Call.Arguments.empty() && Defined.Extra > 0 &&
          hasWord(lastComponent(Call.CalleeName),
                  "printf fprintf log syslog debug warn error info print msg "
                  "message report"))
        continue;
    }
    Any = true;
    trace(D.Value, First, Depth + 1);
  }
  // Text that grows: cmd.append(...).
  for (const CallFacts &Call : Facts.Calls)
    if (Call.Object == Value &&
        hasWord(lastComponent(Call.CalleeName),
                "append insert push arg assign prepend sprintf")) {
      Any = true;
      for (ValueId Argument : Call.Arguments)
        trace(Argument, false, Depth + 1);
    }
  if (!Any)
    Result.IsOutside = true;
}

void Tracer::trace(ValueId Value, bool First, unsigned Depth) {
  if (Value >= Facts.Values.size() || Depth > 14 || !Seen.insert(Value).second)
    return;
  Result.IsKnown = true;
  const ValueFacts &V = Facts.Values[Value];
  if (Loop != NoIndex && V.Kind != ValueKind::String &&
      V.Kind != ValueKind::Integer &&
      llvm::is_contained(Loops.of(F, Loop).Items, Value)) {
    Result.IsItem = true;
    return;
  }
  switch (V.Kind) {
  case ValueKind::String:
    string(V.Text);
    return;
  case ValueKind::Integer:
  case ValueKind::Null:
    return;
  case ValueKind::Local:
    local(V, Value, First, Depth);
    return;
  case ValueKind::Parameter:
    Result.Parameters.push_back({unsigned(V.Number), First, InMember != 0});
    for (const DefinitionFacts &D : Facts.Parameters[V.Number].Definitions)
      trace(D.Value, First, Depth + 1);
    return;
  case ValueKind::This:
    Result.UsesObject = true;
    return;
  case ValueKind::Global: {
    bool Captured = false;
    for (const StoreRef &Store : P.stores(V.Symbol)) {
      const ValueFacts &Stored = Store.Function->Values[Store.facts().Value];
      if (Stored.Kind == ValueKind::String)
        string(Stored.Text);
      Captured |= Facts.IsLambda && !Store.Function->IsStaticInitializer;
    }
    if (Captured)
      Result.Captured.push_back(V.Symbol);
    else
      Result.IsOutside = true;
    return;
  }
  case ValueKind::Call:
    traceCall(Facts.Calls[V.Number], NoIndex, Depth);
    return;
  case ValueKind::OutArgument:
    traceCall(Facts.Calls[V.Number], V.Extra, Depth);
    return;
  case ValueKind::Element: {
    ValueId Index = V.Operands[1];
    bool IsFirst = Facts.Values[Index].Kind == ValueKind::Integer &&
                   Facts.Values[Index].Number == 0;
    // commands[i] is the item where i is what moves.
    if (Loop != NoIndex && Loops.isItem(F, Loop, Index)) {
      Result.IsItem = true;
      return;
    }
    trace(V.Operands[0], First || IsFirst, Depth + 1);
    return;
  }
  case ValueKind::Deref:
    trace(V.Operands[0], First, Depth + 1);
    return;
  case ValueKind::Aggregate:
    for (ValueId Operand : V.Operands) {
      trace(Operand, false, Depth + 1);
      if (First)
        return;
    }
    return;
  case ValueKind::Select:
    trace(V.Operands[1], First, Depth + 1);
    trace(V.Operands[2], First, Depth + 1);
    return;
  case ValueKind::Field:
    if (!llvm::is_contained(Result.Fields, V.Symbol))
      Result.Fields.push_back(V.Symbol);
    ++InMember;
    trace(V.Operands[0], First, Depth + 1);
    --InMember;
    return;
  case ValueKind::AddressOf:
  case ValueKind::Add:
  case ValueKind::New:
    for (ValueId Operand : V.Operands)
      trace(Operand, First, Depth + 1);
    return;
  default:
    Result.IsOutside = true;
    return;
  }
}

CommandOrigin CommandOrigins::of(const ActStep &Step, uint32_t Loop,
                                 unsigned Depth) {
  CommandOrigin Result;
  const CallFacts &Call = Step.facts();
  Tracer T(P, Loops, Step.In, Loop, Result);
  if (!Step.Next) {
    for (EffectKind Kind :
         {EffectKind::StartsProgram, EffectKind::ReplacesProgram}) {
      const Effect *What = effectOf(P, Step.In, Call, Kind);
      if (!What)
        continue;
      ValueId Command = argumentOf(Call, What->Command);
      if (Command == NoIndex)
        continue;
      T.trace(Command);
      if (Result.IsShell && !Result.IsLiteral)
        for (ValueId Argument : Call.Arguments)
          if (Argument != Command)
            T.trace(Argument);
      return Result;
    }
    return Result;
  }
  const ActStep *Next = Found.of(Step.Next);
  if (!Next || Depth > 8)
    return Result;
  CommandOrigin Inner = of(*Next, NoIndex, Depth + 1);
  Result.IsLiteral = Inner.IsLiteral;
  Result.IsOutside = Inner.IsOutside;
  Result.IsShell = Inner.IsShell;
  Result.IsKnown = Inner.IsKnown;
  for (const CommandOrigin::FromParameter &From : Inner.Parameters)
    if (From.Index < Call.Arguments.size())
      T.trace(Call.Arguments[From.Index], From.FirstElement);
  if (Inner.UsesObject && Call.Object != NoIndex)
    T.trace(Call.Object);
  // A variable that a lambda took along is a local here.
  const FunctionFacts &F = *Step.In;
  for (SymbolId Symbol : Inner.Captured)
    for (ValueId I = 0; I < F.Values.size(); ++I) {
      if (F.Values[I].Kind != ValueKind::Local)
        continue;
      for (const DefinitionFacts &D : F.Locals[F.Values[I].Number].Definitions)
        if (F.Values[D.Value].Kind == ValueKind::Global &&
            F.Values[D.Value].Symbol == Symbol)
          T.trace(I);
    }
  return Result;
}

bool CommandOrigins::usesItem(const ActStep &Step, uint32_t Loop) {
  const CallFacts &Call = Step.facts();
  bool Uses = false;
  auto Look = [&](ValueId Value) {
    walkValue(*Step.In, Value, WalkOperands | WalkLocals | WalkArguments,
              [&](ValueId Part) {
                Uses |= Loops.isItem(Step.In, Loop, Part);
                return !Uses;
              });
  };
  for (ValueId Argument : Call.Arguments)
    Look(Argument);
  if (Call.Object != NoIndex)
    Look(Call.Object);
  return Uses;
}

bool CommandOrigins::isConfigured(FunctionRef F, const CommandOrigin &Origin,
                                  unsigned Depth) {
  if (!Origin.IsKnown || Origin.IsLiteral || Depth > 4)
    return false;
  auto IsConfigured = [&](FunctionRef In, ValueId Value, bool First) {
    CommandOrigin Part;
    Tracer(P, Loops, In, NoIndex, Part).trace(Value, First);
    return isConfigured(In, Part, Depth + 1);
  };
  for (SymbolId Field : Origin.Fields)
    for (const StoreRef &Store : P.stores(Field)) {
      const ValueFacts &Stored = Store.Function->Values[Store.facts().Value];
      if (Stored.Kind != ValueKind::Null && Stored.Kind != ValueKind::Integer &&
          !IsConfigured(Store.Function, Store.facts().Value, false))
        return false;
    }
  for (const CommandOrigin::FromParameter &From : Origin.Parameters) {
    // What was stored in the member has been looked at.
    if (From.InMember)
      continue;
    llvm::ArrayRef<CallRef> Callers = P.callers(F->Id);
    if (Callers.empty())
      return false; // Nobody knows what is passed.
    for (const CallRef &Caller : Callers) {
      const CallFacts &Call = Caller.facts();
      if (From.Index < Call.Arguments.size() &&
          !IsConfigured(Caller.Caller, Call.Arguments[From.Index],
                        From.FirstElement))
        return false;
    }
  }
  return true;
}

} // namespace hangproof
