//===- Program.cpp - Linked facts of one or many files --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Program.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <numeric>

namespace hangproof {

Program::Program(std::vector<FileFacts> TheFiles, const ApiTable &Api)
    : Api(Api) {
  // A file may come twice, with two commands: then the order given decides.
  std::vector<uint32_t> Order(TheFiles.size());
  std::iota(Order.begin(), Order.end(), 0);
  llvm::sort(Order, [&](uint32_t A, uint32_t B) {
    return std::tie(TheFiles[A].MainPath, A) <
           std::tie(TheFiles[B].MainPath, B);
  });
  for (uint32_t Index : Order)
    Files.push_back(std::move(TheFiles[Index]));

  // The programs of one database may each have a main, a usage() and so on:
  // functions are the same when they are written at the same place.
  std::map<std::tuple<SymbolId, llvm::StringRef, uint32_t>, uint32_t> Kept;
  for (const FileFacts &File : Files)
    for (const FunctionFacts &Function : File.Functions) {
      llvm::StringRef Path;
      if (Function.Where.isValid())
        Path = File.Paths[Function.Where.File];
      auto [It, IsNew] = Kept.try_emplace(
          {Function.Id, Path, Function.Where.Offset}, Functions.size());
      if (!IsNew) {
        // A template that only a later file instantiates.
        FunctionRef &Known = Functions[It->second];
        if (Known->FlowFailed && !Function.FlowFailed) {
          ByFacts.erase(Known.Function);
          ByFacts[&Function] = It->second;
          Known = {&Function, &File};
        }
        continue;
      }
      ById[Function.Id].push_back(Functions.size());
      ByFacts[&Function] = Functions.size();
      Functions.push_back({&Function, &File});
    }

  // Overriders of overriders run too.
  for (FunctionRef F : Functions)
    for (SymbolId Overridden : F->Overrides)
      OverridersOf[Overridden].push_back(F->Id);

  // The elements of a global or of a field are stores to each on the way.
  auto VariableOf = [](const FunctionFacts &F, ValueId Target) -> SymbolId {
    for (unsigned Depth = 0; Target != NoIndex && Depth < 16; ++Depth) {
      const ValueFacts &V = F.Values[Target];
      if (V.Kind == ValueKind::Field || V.Kind == ValueKind::Global)
        return V.Symbol;
      if (V.Kind != ValueKind::Element && V.Kind != ValueKind::Deref)
        return 0;
      Target = V.Operands[0];
    }
    return 0;
  };
  for (FunctionRef F : Functions) {
    for (uint32_t I = 0; I < F->Stores.size(); ++I)
      if (SymbolId Variable = VariableOf(*F, F->Stores[I].Target))
        StoresTo[Variable].push_back({F, I});
    for (const CallFacts &Call : F->Calls) {
      const ApiRow *Row = row(Call);
      if (!Row || Call.Object == NoIndex)
        continue;
      for (const Effect &What : Row->Effects) {
        if (What.Kind != EffectKind::PassesValue || What.Into != RoleObject)
          continue;
        SymbolId Variable = VariableOf(*F, Call.Object);
        for (size_t I = 0; Variable && I < Call.Arguments.size(); ++I)
          if (What.From == RoleAnyArgument || What.From == int(I))
            FillsOf[Variable].push_back({F, Call.Arguments[I]});
      }
    }
  }

  for (FunctionRef F : Functions) {
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      llvm::SmallDenseSet<SymbolId, 4> Ids;
      for (FunctionRef Target : targets(F, F->Calls[I]))
        if (Ids.insert(Target->Id).second)
          CallersOf[Target->Id].push_back({F, I});
    }
  }
}

FunctionRef Program::find(const FunctionFacts &F) const {
  auto It = ByFacts.find(&F);
  return It == ByFacts.end() ? FunctionRef() : Functions[It->second];
}

FunctionRef Program::find(SymbolId Id, FunctionRef Near) const {
  auto It = ById.find(Id);
  if (It == ById.end())
    return {};
  FunctionRef Best = Functions[It->second.front()];
  if (It->second.size() == 1 || !Near)
    return Best;
  // Several programs in one database: the definition nearest in the tree.
  size_t BestLength = 0;
  llvm::StringRef From = Near.File->MainPath;
  for (uint32_t Index : It->second) {
    llvm::StringRef To = Functions[Index].File->MainPath;
    size_t Length = 0;
    while (Length < From.size() && Length < To.size() &&
           From[Length] == To[Length])
      ++Length;
    if (Length > BestLength) {
      BestLength = Length;
      Best = Functions[Index];
    }
  }
  return Best;
}

llvm::SmallVector<FunctionRef, 2>
Program::targets(FunctionRef Caller, const CallFacts &Call) const {
  llvm::SmallVector<FunctionRef, 2> Result;
  auto Add = [&](SymbolId Id) {
    if (FunctionRef F = find(Id, Caller))
      if (!llvm::is_contained(Result, F))
        Result.push_back(F);
  };
  if (Call.Callee) {
    Add(Call.Callee);
    if (Call.IsVirtual) {
      // A class tree as wide as this says nothing about one call.
      constexpr unsigned MostOverriders = 32;
      llvm::SmallVector<SymbolId, 8> Work{Call.Callee};
      llvm::SmallDenseSet<SymbolId, 8> Seen;
      while (!Work.empty() && Result.size() < MostOverriders) {
        auto It = OverridersOf.find(Work.pop_back_val());
        if (It == OverridersOf.end())
          continue;
        for (SymbolId Id : It->second)
          if (Seen.insert(Id).second) {
            Add(Id);
            Work.push_back(Id);
          }
      }
    }
  }
  if (Call.Constructs)
    Add(Call.Constructs);
  // The call operator of std::function has no body in view: look at what the
  // object holds.
  if (!Result.empty() || Call.Target == NoIndex)
    return Result;
  // What is stored in the called variable, as far as it is plainly a function.
  llvm::SmallVector<std::pair<FunctionRef, ValueId>, 8> Work{
      {Caller, Call.Target}};
  llvm::DenseSet<std::pair<const void *, ValueId>> Seen;
  while (!Work.empty() && Seen.size() < 64) {
    auto [F, Value] = Work.pop_back_val();
    if (Value == NoIndex || !Seen.insert({F.Function, Value}).second)
      continue;
    const ValueFacts &V = F->Values[Value];
    switch (V.Kind) {
    case ValueKind::Function:
    case ValueKind::Lambda:
      Add(V.Symbol);
      break;
    case ValueKind::Local:
      for (const DefinitionFacts &D : F->Locals[V.Number].Definitions)
        if (!D.Field)
          Work.push_back({F, D.Value});
      break;
    case ValueKind::Field:
    case ValueKind::Global: {
      auto It = StoresTo.find(V.Symbol);
      if (It != StoresTo.end())
        for (const StoreRef &Store : It->second)
          Work.push_back({Store.Function, Store.facts().Value});
      break;
    }
    case ValueKind::Select:
      Work.push_back({F, V.Operands[1]});
      Work.push_back({F, V.Operands[2]});
      break;
    case ValueKind::Deref:
    case ValueKind::AddressOf:
      Work.push_back({F, V.Operands[0]});
      break;
    default:
      break;
    }
  }
  return Result;
}

llvm::ArrayRef<CallRef> Program::callers(SymbolId F) const {
  auto It = CallersOf.find(F);
  return It == CallersOf.end() ? llvm::ArrayRef<CallRef>()
                               : llvm::ArrayRef<CallRef>(It->second);
}

llvm::ArrayRef<StoreRef> Program::stores(SymbolId Variable) const {
  auto It = StoresTo.find(Variable);
  return It == StoresTo.end() ? llvm::ArrayRef<StoreRef>()
                              : llvm::ArrayRef<StoreRef>(It->second);
}

llvm::ArrayRef<FillRef> Program::fills(SymbolId Variable) const {
  auto It = FillsOf.find(Variable);
  return It == FillsOf.end() ? llvm::ArrayRef<FillRef>()
                             : llvm::ArrayRef<FillRef>(It->second);
}

SourceRange Program::range(FunctionRef F, const Place &P) const {
  SourceRange R;
  if (!P.isValid())
    return R;
  R.Path = F.File->Paths[P.File];
  R.Line = P.Line;
  R.Column = P.Column;
  R.Offset = P.Offset;
  R.EndLine = P.EndLine;
  R.EndColumn = P.EndColumn;
  R.EndOffset = P.EndOffset;
  return R;
}

} // namespace hangproof
