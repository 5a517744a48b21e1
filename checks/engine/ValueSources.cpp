//===- ValueSources.cpp - What a value is made from, one step -------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ValueSources.h"
#include "FunctionValues.h"
#include "ValueWalk.h"
#include "llvm/ADT/StringSwitch.h"

namespace hangproof {

using Visitor = llvm::function_ref<void(const ValueSource &)>;

ValueId ValueSources::baseOf(const FunctionFacts &F, ValueId V) {
  for (unsigned Depth = 0; V != NoIndex && Depth < 32; ++Depth) {
    const ValueFacts &Facts = F.Values[V];
    switch (Facts.Kind) {
    case ValueKind::Local:
    case ValueKind::Parameter:
    case ValueKind::Global:
    case ValueKind::Field:
      return V;
    case ValueKind::Element:
    case ValueKind::Deref:
    case ValueKind::AddressOf:
      V = Facts.Operands[0];
      continue;
    default:
      return NoIndex;
    }
  }
  return NoIndex;
}

/// Stores of a number that are the first thing a function does with one of its
/// parameters, or with what that points to.
static llvm::SmallDenseSet<uint32_t, 2>
overwrittenParameters(const FunctionFacts &F) {
  llvm::SmallDenseSet<uint32_t, 2> Found, Seen;
  uint32_t Block = F.Flow.Entry;
  for (unsigned Depth = 0;
       Depth < 4 && !F.FlowFailed && Block < F.Flow.Blocks.size(); ++Depth) {
    const FlowBlock &B = F.Flow.Blocks[Block];
    for (const FlowEvent &Event : B.Events) {
      if (Event.Kind != EventKind::Store)
        continue;
      const StoreFacts &S = F.Stores[Event.Index];
      const ValueFacts *Target = &F.Values[S.Target];
      if (Target->Kind == ValueKind::Deref)
        Target = &F.Values[Target->Operands[0]];
      if (Target->Kind == ValueKind::Parameter &&
          Seen.insert(uint32_t(Target->Number)).second && !S.IsCompound &&
          !S.IsIncrement && F.Values[S.Value].Kind == ValueKind::Integer)
        Found.insert(uint32_t(Target->Number));
    }
    if (B.Successors.size() != 1)
      break;
    Block = B.Successors[0].To;
  }
  return Found;
}

/// An object that was given a function to ask (a clock, a counter): m_now().
static bool asksStored(const CallFacts &Call) {
  return Call.Target != NoIndex && !Call.ResultUnused && Call.Arguments.empty();
}

ValueSources::ValueSources(const Program &P) : P(P) {
  for (FunctionRef F : P.functions()) {
    for (uint32_t Parameter : overwrittenParameters(*F))
      StartsFromZero.insert({F.Function, Parameter});
    SymbolId Last = 0;
    for (const ValueFacts &V : F->Values) {
      if (V.Kind != ValueKind::Field && V.Kind != ValueKind::Global)
        continue;
      // Values of one function stand together, so one look back is enough to
      // keep most repetitions out; the rest does no harm.
      if (V.Symbol != Last)
        ReadersOf[V.Symbol].push_back(F);
      Last = V.Symbol;
    }
    for (const StoreFacts &S : F->Stores) {
      const ValueFacts &Target = F->Values[S.Target];
      if (Target.Kind == ValueKind::Deref || Target.Kind == ValueKind::Element)
        StoresThrough[{F.Function, S.Target}].push_back(
            {F, ValueNode::of(S.Value), S.Where, {}, false});
      ValueId Base = baseOf(*F, S.Target);
      if (Base == NoIndex)
        continue;
      const ValueFacts &V = F->Values[Base];
      if (V.Kind == ValueKind::Field || V.Kind == ValueKind::Global)
        addStore(V.Symbol, {F, ValueNode::of(S.Value), S.Where, V.Text,
                            /*IsWhole=*/true, S.IsCompound});
    }
    // Members of a local that an initializer list fills have no store.
    for (const LocalFacts &Local : F->Locals)
      for (const DefinitionFacts &D : Local.Definitions)
        if (D.Field && D.Value != NoIndex)
          addStore(D.Field,
                   {F, ValueNode::of(D.Value), D.Where, Local.Name, false});
    for (CallId Call = 0; Call < F->Calls.size(); ++Call) {
      if (F->Calls[Call].ApiRow != NoIndex && F->Calls[Call].Object != NoIndex)
        for (const AppliedEffect &Effect : effects(F, Call))
          addFill(F, Call, Effect);
      if (asksStored(F->Calls[Call]))
        for (FunctionRef Target : targets(F, Call))
          Askers[Target.Function].push_back({F, Call});
    }
  }
}

void ValueSources::addStore(SymbolId Variable, VariableStore Store) {
  if (!Store.IsCompound)
    StoredIn[Store.Function.Function].push_back({Variable, Store.Node});
  // A store to the member of a local is seen as store and as definition.
  std::vector<VariableStore> &Stores = StoresTo[Variable];
  for (size_t I = Stores.size();
       I > 0 && Stores[I - 1].Function == Store.Function; --I)
    if (Stores[I - 1].Node == Store.Node)
      return;
  Stores.push_back(Store);
}

/// `seen.insert(now)` and `last.store(now)` are stores to the object.
void ValueSources::addFill(FunctionRef F, CallId Call,
                           const AppliedEffect &Effect) {
  if ((Effect.What->Kind != EffectKind::PassesValue &&
       Effect.What->Kind != EffectKind::ReadsClock) ||
      Effect.What->Into != RoleObject)
    return;
  const CallFacts &Facts = F->Calls[Call];
  ValueId Base = baseOf(*F, Facts.Object);
  if (Base == NoIndex)
    return;
  const ValueFacts &V = F->Values[Base];
  VariableStore Store{F, ValueNode::written(Call, ObjectArgument), Facts.Where,
                      V.Text, false};
  if (V.Kind == ValueKind::Field || V.Kind == ValueKind::Global)
    addStore(V.Symbol, Store);
  else
    Fills[{F.Function, Base}].push_back(Store);
}

llvm::ArrayRef<VariableStore> ValueSources::stores(SymbolId Variable) const {
  auto It = StoresTo.find(Variable);
  return It == StoresTo.end() ? llvm::ArrayRef<VariableStore>()
                              : llvm::ArrayRef<VariableStore>(It->second);
}

llvm::ArrayRef<std::pair<SymbolId, ValueNode>>
ValueSources::storedIn(FunctionRef F) const {
  auto It = StoredIn.find(F.Function);
  if (It == StoredIn.end())
    return {};
  return It->second;
}

llvm::ArrayRef<FunctionRef> ValueSources::readers(SymbolId Variable) const {
  auto It = ReadersOf.find(Variable);
  return It == ReadersOf.end() ? llvm::ArrayRef<FunctionRef>()
                               : llvm::ArrayRef<FunctionRef>(It->second);
}

llvm::ArrayRef<FunctionRef> ValueSources::targets(FunctionRef F,
                                                  CallId Call) const {
  auto [It, IsNew] = Targets.try_emplace({F.Function, Call});
  if (IsNew) {
    It->second = P.targets(F, F->Calls[Call]);
    if (It->second.empty() && asksStored(F->Calls[Call]))
      It->second = functionsIn(P, F, F->Calls[Call].Target);
  }
  return It->second;
}

llvm::ArrayRef<CallRef> ValueSources::askers(FunctionRef F) const {
  auto It = Askers.find(F.Function);
  if (It == Askers.end())
    return {};
  return It->second;
}

llvm::ArrayRef<AppliedEffect> ValueSources::effects(FunctionRef F,
                                                    CallId Call) const {
  if (F->Calls[Call].ApiRow == NoIndex)
    return {};
  auto [It, IsNew] = Effects.try_emplace({F.Function, Call});
  if (IsNew)
    It->second = effectsOf(P, F, F->Calls[Call]);
  return It->second;
}

static ValueSource same(ValueId V) {
  ValueSource S;
  S.Kind = SourceKind::Same;
  S.Node = ValueNode::of(V);
  return S;
}

static ValueSource leaf(SourceKind Kind) {
  ValueSource S;
  S.Kind = Kind;
  return S;
}

/// Whether the name says that the result is one of the arguments.
static bool isExtremeOf(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name.lower())
      .Cases("min", "max", "minimum", "maximum", "clamp", true)
      .Cases("minvalue", "maxvalue", "min_value", "max_value", true)
      .Cases("minof", "maxof", "min_of", "max_of", "minnonzero", true)
      .Default(false);
}

void ValueSources::fromCall(FunctionRef F, CallId Call, uint32_t Argument,
                            Visitor Visit) const {
  const CallFacts &Facts = F->Calls[Call];
  int Role = Argument == NoIndex          ? RoleReturn
             : Argument == ObjectArgument ? RoleObject
                                          : int(Argument);
  const ApiRow *Row = P.row(Facts);
  bool IsKnown = false, HasReading = false;
  for (const AppliedEffect &Effect : effects(F, Call)) {
    int Into = Effect.What->Into == RoleNone ? RoleReturn : Effect.What->Into;
    if (Into != Role)
      continue;
    ValueSource S;
    S.Call = Call;
    S.What = Effect.What;
    S.Row = Effect.Row;
    S.Where = Facts.Where;
    switch (Effect.What->Kind) {
    case EffectKind::ReadsClock:
      // The first that holds counts: the rows after it are for other ids.
      if (HasReading)
        break;
      HasReading = IsKnown = true;
      S.Kind = SourceKind::Reading;
      S.Clock = clockOf(F, Call, *Effect.What);
      Visit(S);
      break;
    case EffectKind::Subtracts:
      IsKnown = true;
      S.Kind = SourceKind::Difference;
      Visit(S);
      break;
    case EffectKind::PassesValue:
      IsKnown = true;
      if (Effect.What->From == RoleAnyArgument) {
        for (uint32_t A = 0; A < Facts.Arguments.size(); ++A)
          if (int(A) != Role)
            Visit(same(Facts.Arguments[A]));
      } else if (ValueId From = argumentOf(Facts, Effect.What->From);
                 From != NoIndex) {
        ValueSource Through = same(From);
        Through.AddsInterval = Effect.What->Value != RoleNone;
        Visit(Through);
      }
      break;
    default:
      break;
    }
  }
  if (IsKnown)
    return;
  llvm::ArrayRef<FunctionRef> Callees = targets(F, Call);
  if (Argument == NoIndex && Facts.IsConstructor &&
      Facts.Arguments.size() == 1) {
    // A class around one value: an explicit Timestamp(now).
    Visit(same(Facts.Arguments[0]));
    return;
  }
  for (FunctionRef Target : Callees) {
    ValueSource S;
    S.Kind = Argument == NoIndex ? SourceKind::Return : SourceKind::Written;
    S.Call = Call;
    S.Target = Target;
    S.Index = Argument;
    S.Where = Facts.Where;
    S.Row = Row;
    S.IsAlternative = Callees.size() > 1;
    Visit(S);
  }
  // The pattern of a template's member that nobody uses says nothing.
  bool IsNeverMade =
      F->FlowFailed && !F->IsStaticInitializer && !Facts.Callee && !Row;
  if (Callees.empty() && !IsNeverMade) {
    // A function of a header that is missing: MaxValue(a, b), minNonZero(a, b).
    if (!Row && Argument == NoIndex && Facts.Object == NoIndex &&
        isExtremeOf(lastComponent(Facts.CalleeName)))
      for (ValueId Operand : Facts.Arguments)
        Visit(same(Operand));
    ValueSource S = leaf(SourceKind::Outside);
    S.Call = Call;
    S.Row = Row;
    S.Where = Facts.Where;
    Visit(S);
  }
}

void ValueSources::fromLocal(FunctionRef F, ValueId V, Visitor Visit) const {
  const LocalFacts &Local = F->Locals[F->Values[V].Number];
  bool HasSource = false;
  ValueSource S;
  S.Kind = SourceKind::Definition;
  S.Name = Local.Name;
  S.IsStatic = Local.IsStatic;
  for (const DefinitionFacts &D : Local.Definitions) {
    if (D.Field || D.Value == NoIndex)
      continue;
    HasSource = true;
    S.Node = ValueNode::of(D.Value);
    S.Where = D.Where;
    Visit(S);
  }
  if (auto It = Fills.find({F.Function, V}); It != Fills.end())
    for (const VariableStore &Store : It->second) {
      HasSource = true;
      S.Node = Store.Node;
      S.Where = Store.Where;
      Visit(S);
    }
  if (!HasSource) {
    ValueSource Leaf = leaf(SourceKind::NoStore);
    Leaf.Name = Local.Name;
    Leaf.Where = Local.Where;
    Visit(Leaf);
  }
}

/// What came into the object that a member is part of as a whole: a struct
/// read from a file, a message, a library.
void ValueSources::fromObject(FunctionRef F, ValueId Object,
                              Visitor Visit) const {
  auto FromOutside = [&](FunctionRef In, ValueId V) {
    const ValueFacts &Whole = In->Values[V];
    if (Whole.Kind != ValueKind::OutArgument)
      return;
    const CallId Call = CallId(Whole.Number);
    if (!targets(In, Call).empty())
      return;
    for (const AppliedEffect &Effect : effects(In, Call))
      if (Effect.What->Into == int(Whole.Extra))
        return; // memset() brings nothing foreign.
    ValueSource S = leaf(SourceKind::Outside);
    S.Row = P.row(In->Calls[Call]);
    Visit(S);
  };
  for (unsigned Depth = 0; Object != NoIndex && Depth < 8; ++Depth) {
    const ValueFacts &O = F->Values[Object];
    if (O.Kind == ValueKind::Local)
      for (const DefinitionFacts &D : F->Locals[O.Number].Definitions)
        if (!D.Field && D.Value != NoIndex)
          FromOutside(F, D.Value);
    if (O.Kind == ValueKind::Field || O.Kind == ValueKind::Global)
      for (const VariableStore &Store : stores(O.Symbol))
        if (Store.IsWhole && !Store.Node.isWritten())
          FromOutside(Store.Function, Store.Node.Index);
    if (O.Kind != ValueKind::Field && O.Kind != ValueKind::Element)
      return;
    Object = O.Operands[0];
  }
}

void ValueSources::fromField(FunctionRef F, ValueId V, Visitor Visit) const {
  const ValueFacts &Facts = F->Values[V];
  ValueId Object = Facts.Operands.empty() ? NoIndex : Facts.Operands[0];
  if (Object != NoIndex)
    fromObject(F, Object, Visit);
  // The member of a local object holds what this function put there, unless
  // the object as a whole came from elsewhere.
  while (Object != NoIndex && F->Values[Object].Kind == ValueKind::Field)
    Object = F->Values[Object].Operands.empty() ? NoIndex
                                                : F->Values[Object].Operands[0];
  if (Object != NoIndex && F->Values[Object].Kind == ValueKind::Local) {
    const LocalFacts &Local = F->Locals[F->Values[Object].Number];
    ValueSource S;
    S.Kind = SourceKind::Definition;
    S.Name = Facts.Text;
    bool HasMember = false, IsWholeInView = !Local.IsReference;
    for (const DefinitionFacts &D : Local.Definitions) {
      if (D.Value == NoIndex)
        continue;
      if (D.Field == Facts.Symbol) {
        HasMember = true;
        S.Node = ValueNode::of(D.Value);
        S.Where = D.Where;
        Visit(S);
      } else if (!D.Field) {
        IsWholeInView &= F->Values[D.Value].Kind == ValueKind::Aggregate;
      }
    }
    if (HasMember && IsWholeInView)
      return;
  }
  ValueSource S;
  S.Kind =
      stores(Facts.Symbol).empty() ? SourceKind::NoStore : SourceKind::Stored;
  S.Variable = Facts.Symbol;
  S.Name = Facts.Text;
  Visit(S);
}

void ValueSources::forEach(FunctionRef F, ValueNode N, Visitor Visit) const {
  if (N.isWritten())
    return fromCall(F, N.Index, N.Argument, Visit);
  const ValueFacts &V = F->Values[N.Index];
  switch (V.Kind) {
  case ValueKind::Integer:
  case ValueKind::Null:
  case ValueKind::Compare:
  case ValueKind::Not:
    return Visit(leaf(SourceKind::Constant));
  case ValueKind::String:
    return Visit(leaf(SourceKind::Text));
  case ValueKind::Function:
  case ValueKind::Lambda:
  case ValueKind::This:
  case ValueKind::New:
    return Visit(leaf(SourceKind::Entity));
  case ValueKind::Unknown:
    return Visit(leaf(SourceKind::Unknown));
  case ValueKind::Parameter: {
    ValueSource S;
    S.Kind = SourceKind::Parameter;
    S.Index = V.Number;
    const ParameterFacts &Parameter = F->Parameters[V.Number];
    S.Name = Parameter.Name;
    if (!StartsFromZero.contains({F.Function, uint32_t(V.Number)}))
      Visit(S);
    S.Kind = SourceKind::Definition;
    for (const DefinitionFacts &D : Parameter.Definitions) {
      if (D.Field || D.Value == NoIndex)
        continue;
      S.Node = ValueNode::of(D.Value);
      S.Where = D.Where;
      Visit(S);
    }
    return;
  }
  case ValueKind::Local:
    return fromLocal(F, N.Index, Visit);
  case ValueKind::Global: {
    ValueSource S;
    S.Kind =
        stores(V.Symbol).empty() ? SourceKind::NoStore : SourceKind::Stored;
    S.Variable = V.Symbol;
    S.Name = V.Text;
    return Visit(S);
  }
  case ValueKind::Field:
    return fromField(F, N.Index, Visit);
  case ValueKind::Call:
    return fromCall(F, CallId(V.Number), NoIndex, Visit);
  case ValueKind::OutArgument:
    return fromCall(F, CallId(V.Number), V.Extra, Visit);
  case ValueKind::AddressOf:
    return Visit(same(V.Operands[0]));
  case ValueKind::Deref:
  case ValueKind::Element: {
    Visit(same(V.Operands[0]));
    // Those to a variable that outlives the function are stores to all of it.
    ValueId Base = baseOf(*F, N.Index);
    ValueKind Kind = Base == NoIndex ? V.Kind : F->Values[Base].Kind;
    auto It = StoresThrough.find({F.Function, N.Index});
    if (It == StoresThrough.end() || Kind == ValueKind::Field ||
        Kind == ValueKind::Global)
      return;
    ValueSource S;
    S.Kind = SourceKind::Definition;
    for (const VariableStore &Store : It->second) {
      S.Node = Store.Node;
      S.Where = Store.Where;
      Visit(S);
    }
    return;
  }
  case ValueKind::Select:
    Visit(same(V.Operands[1]));
    return Visit(same(V.Operands[2]));
  case ValueKind::Aggregate:
    if (V.Operands.empty())
      return Visit(leaf(SourceKind::Constant));
    for (ValueId Part : V.Operands)
      Visit(same(Part));
    return;
  case ValueKind::Add:
  case ValueKind::Subtract:
  case ValueKind::Multiply:
  case ValueKind::Divide:
  case ValueKind::Remainder:
  case ValueKind::Bitwise:
    return Visit(leaf(SourceKind::Arithmetic));
  }
}

} // namespace hangproof
