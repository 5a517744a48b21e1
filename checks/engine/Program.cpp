//===- Program.cpp - Linked facts of one or many files --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Program.h"
#include "ProgramIndex.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

namespace hangproof {

Program::Program(std::vector<FileFacts> TheFiles, const ApiTable &Api,
                 std::shared_ptr<const ProgramIndex> Others)
    : Own(std::move(TheFiles)), Index(std::move(Others)), Api(Api) {
  llvm::StringSet<> OwnFiles;
  for (const FileFacts &File : Own) {
    Files.push_back(&File);
    OwnFiles.insert(File.MainPath);
    OwnPaths.insert(File.MainPath);
    for (const std::string &Path : File.Paths)
      OwnPaths.insert(Path);
  }
  if (Index)
    for (const FileFacts &File : Index->Files)
      if (!OwnFiles.contains(File.MainPath))
        Files.push_back(&File);
  // A file may come twice, with two commands: then the order given decides.
  llvm::sort(Files, [](const FileFacts *A, const FileFacts *B) {
    return std::tie(A->MainPath, A) < std::tie(B->MainPath, B);
  });
  addFunctions();
  addVariables();
  addCallers();
}

const void *Program::SharedParts::find(const void *Key) const {
  std::lock_guard<std::mutex> Guard(Lock);
  auto It = Parts.find(Key);
  return It == Parts.end() ? nullptr : It->second.get();
}

const void *Program::SharedParts::add(const void *Key,
                                      std::shared_ptr<const void> Part) {
  std::lock_guard<std::mutex> Guard(Lock);
  return Parts.try_emplace(Key, std::move(Part)).first->second.get();
}

namespace {
/// Tells which functions of an index the files that were read anew have
/// replaced.
class NewerFunctions {
public:
  explicit NewerFunctions(llvm::ArrayRef<FileFacts> Own) {
    for (const FileFacts &File : Own) {
      MainPaths.insert(File.MainPath);
      for (const FunctionFacts &F : File.Functions)
        if (F.Where.isValid())
          Known[F.Id].push_back({&F, &File});
    }
  }

  bool replace(const FunctionFacts &F, llvm::StringRef Path) const {
    if (MainPaths.contains(Path))
      return true;
    auto It = Known.find(F.Id);
    if (It == Known.end())
      return false;
    return llvm::any_of(It->second, [&](FunctionRef New) {
      if (New.File->Paths[New->Where.File] != Path)
        return false;
      // An instance says more than its template.
      return New->Where.Offset != F.Where.Offset || !New->FlowFailed ||
             F.FlowFailed;
    });
  }

private:
  llvm::StringSet<> MainPaths;
  llvm::DenseMap<SymbolId, llvm::SmallVector<FunctionRef, 1>> Known;
};
} // namespace

void Program::addFunctions() {
  std::optional<NewerFunctions> Newer;
  if (Index)
    Newer.emplace(Own);
  auto IsOwn = [&](const FileFacts *File) {
    return File >= Own.data() && File < Own.data() + Own.size();
  };
  size_t Most = 0;
  for (const FileFacts *File : Files)
    Most += File->Functions.size();
  Functions.reserve(Most);
  ById.reserve(Most);
  ByFacts.reserve(Most);
  // The programs of one database may each have a main, a usage() and so on:
  // functions are the same when they are written at the same place.
  for (const FileFacts *File : Files)
    for (const FunctionFacts &Function : File->Functions) {
      llvm::StringRef Path;
      if (Function.Where.isValid())
        Path = File->Paths[Function.Where.File];
      if (Newer && !IsOwn(File) && Newer->replace(Function, Path))
        continue;
      llvm::SmallVector<uint32_t, 1> &Same = ById[Function.Id];
      auto Found = llvm::find_if(Same, [&](uint32_t Candidate) {
        FunctionRef Known = Functions[Candidate];
        return Known->Where.Offset == Function.Where.Offset &&
               Known->Where.isValid() == Function.Where.isValid() &&
               (Path.empty() || Known.File->Paths[Known->Where.File] == Path);
      });
      if (Found == Same.end()) {
        Same.push_back(Functions.size());
        ByFacts[&Function] = Functions.size();
        Functions.push_back({&Function, File});
        continue;
      }
      // A template that only a later file instantiates.
      FunctionRef &Known = Functions[*Found];
      if (Known->FlowFailed && !Function.FlowFailed) {
        ByFacts.erase(Known.Function);
        ByFacts[&Function] = *Found;
        Known = {&Function, File};
      }
    }
}

void Program::addVariables() {
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
}

/// By far the largest table. It is one array, filled in two passes: millions of
/// small ones, each of which grows, take longer and much more room.
void Program::addCallers() {
  struct Found {
    uint32_t Callee, Caller; ///< Indices in Functions.
    CallId Call;
  };
  std::vector<Found> All;
  FirstCaller.assign(Functions.size() + 1, 0);
  auto Add = [&](uint32_t Callee, uint32_t Caller, CallId Call) {
    All.push_back({Callee, Caller, Call});
    ++FirstCaller[Callee + 1];
  };
  for (uint32_t Caller = 0; Caller < Functions.size(); ++Caller) {
    FunctionRef F = Functions[Caller];
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      const CallFacts &Call = F->Calls[I];
      // Whichever definition it is, the symbol is the same.
      bool IsPlain = Call.Callee && !Call.IsVirtual && !Call.Constructs;
      if (auto It = IsPlain ? ById.find(Call.Callee) : ById.end();
          It != ById.end()) {
        Add(It->second.front(), Caller, I);
        continue;
      }
      llvm::SmallDenseSet<SymbolId, 4> Ids;
      for (FunctionRef Target : targets(F, Call))
        if (Ids.insert(Target->Id).second)
          Add(ById.find(Target->Id)->second.front(), Caller, I);
    }
  }
  for (size_t I = 0; I < Functions.size(); ++I)
    FirstCaller[I + 1] += FirstCaller[I];
  Callers.resize(All.size());
  std::vector<uint32_t> Next = FirstCaller;
  for (const Found &One : All)
    Callers[Next[One.Callee]++] = {Functions[One.Caller], One.Call};
}

FunctionRef Program::find(const FunctionFacts &F) const {
  auto It = ByFacts.find(&F);
  return It == ByFacts.end() ? FunctionRef() : Functions[It->second];
}

FunctionRef Program::find(SymbolId Id, FunctionRef Near) const {
  auto It = ById.find(Id);
  if (It == ById.end())
    return {};
  FunctionRef First = Functions[It->second.front()];
  if (It->second.size() == 1 || !Near)
    return First;
  // Several programs in one database: the definition nearest in the tree, the
  // first of those equally near. They are in the order of their files' paths,
  // so the nearest stand where Near's own file would.
  llvm::StringRef From = Near.File->MainPath;
  auto PathOf = [&](uint32_t Index) {
    return llvm::StringRef(Functions[Index].File->MainPath);
  };
  auto Place = [&](llvm::StringRef Path) {
    return llvm::partition_point(
        It->second, [&](uint32_t Index) { return PathOf(Index) < Path; });
  };
  auto InCommon = [&](llvm::StringRef To) {
    size_t Length = 0;
    while (Length < From.size() && Length < To.size() &&
           From[Length] == To[Length])
      ++Length;
    return Length;
  };
  size_t Most = 0;
  const uint32_t *Behind = Place(From);
  if (Behind != It->second.end())
    Most = InCommon(PathOf(*Behind));
  if (Behind != It->second.begin())
    Most = std::max(Most, InCommon(PathOf(*std::prev(Behind))));
  const uint32_t *Nearest = Place(From.take_front(Most));
  return Nearest == It->second.end() ? First : Functions[*Nearest];
}

llvm::SmallVector<FunctionRef, 2>
Program::targets(FunctionRef Caller, const CallFacts &Call) const {
  llvm::SmallVector<FunctionRef, 2> Result;
  llvm::SmallDenseSet<const FunctionFacts *, 8> Found;
  auto Add = [&](SymbolId Id) {
    if (FunctionRef F = find(Id, Caller))
      if (Found.insert(F.Function).second)
        Result.push_back(F);
  };
  auto IsOfClass = [&](SymbolId Method, SymbolId Class) {
    FunctionRef F = find(Method, Caller);
    return !Class || !F || F->Class == Class ||
           llvm::is_contained(F->ClassBases, Class);
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
            if (IsOfClass(Id, Call.ObjectClass))
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
  constexpr size_t MostValues = 64;
  while (!Work.empty() && Seen.size() < MostValues) {
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
        // Taken from the back: what stands before those is never reached.
        for (const StoreRef &Store :
             llvm::ArrayRef(It->second).take_back(MostValues))
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
  auto It = ById.find(F);
  if (It == ById.end())
    return {};
  uint32_t Index = It->second.front();
  return llvm::ArrayRef(Callers).slice(
      FirstCaller[Index], FirstCaller[Index + 1] - FirstCaller[Index]);
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
