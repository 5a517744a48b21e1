//===- ValueWalk.cpp - What a value of one function is made of ------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ValueWalk.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace hangproof {

void walkValue(const FunctionFacts &F, ValueId Root, unsigned Through,
               llvm::function_ref<bool(ValueId)> Visit) {
  constexpr unsigned MostValues = 400;
  llvm::SmallVector<ValueId, 16> Work{Root};
  llvm::SmallDenseSet<ValueId, 16> Seen;
  auto Add = [&](ValueId V) {
    if (V < F.Values.size() && Seen.insert(V).second)
      Work.push_back(V);
  };
  if (Root >= F.Values.size())
    return;
  Seen.insert(Root);
  while (!Work.empty() && Seen.size() < MostValues) {
    ValueId Id = Work.pop_back_val();
    if (!Visit(Id))
      continue;
    const ValueFacts &V = F.Values[Id];
    for (ValueId Operand : V.Operands)
      Add(Operand);
    if ((Through & WalkLocals) && V.Kind == ValueKind::Local)
      for (const DefinitionFacts &D : F.Locals[V.Number].Definitions)
        Add(D.Value);
    if ((Through & WalkLocals) && V.Kind == ValueKind::Parameter)
      for (const DefinitionFacts &D : F.Parameters[V.Number].Definitions)
        Add(D.Value);
    if ((Through & WalkArguments) &&
        (V.Kind == ValueKind::Call || V.Kind == ValueKind::OutArgument)) {
      const CallFacts &Call = F.Calls[V.Number];
      Add(Call.Object);
      Add(Call.Target);
      for (ValueId Argument : Call.Arguments)
        Add(Argument);
    }
  }
}

bool isMadeOf(const FunctionFacts &F, ValueId Root, ValueId Wanted,
              unsigned Through) {
  bool Found = false;
  walkValue(F, Root, Through, [&](ValueId V) {
    Found |= V == Wanted;
    return !Found;
  });
  return Found;
}

bool comesOf(const FunctionFacts &F, ValueId Value, const CallFacts &Call) {
  bool Found = false;
  walkValue(F, Value, WalkLocals | WalkArguments, [&](ValueId Part) {
    const ValueFacts &V = F.Values[Part];
    Found |= Part == Call.Result ||
             (V.Kind == ValueKind::OutArgument && &F.Calls[V.Number] == &Call);
    return !Found;
  });
  return Found;
}

ValueId baseOf(const FunctionFacts &F, ValueId Root) {
  for (unsigned Depth = 0; Root < F.Values.size() && Depth < 32; ++Depth) {
    const ValueFacts &V = F.Values[Root];
    switch (V.Kind) {
    case ValueKind::AddressOf:
    case ValueKind::Deref:
    case ValueKind::Element:
    case ValueKind::Field:
      Root = V.Operands[0];
      continue;
    case ValueKind::Call:
      if (F.Calls[V.Number].Object == NoIndex)
        return Root;
      Root = F.Calls[V.Number].Object;
      continue;
    default:
      return Root;
    }
  }
  return Root;
}

llvm::StringRef nameOf(const FunctionFacts &F, ValueId Value) {
  for (unsigned Depth = 0; Value < F.Values.size() && Depth < 32; ++Depth) {
    const ValueFacts &V = F.Values[Value];
    switch (V.Kind) {
    case ValueKind::Local: {
      const LocalFacts &Local = F.Locals[V.Number];
      return llvm::StringRef(Local.Name).starts_with("__") ? llvm::StringRef()
                                                           : Local.Name;
    }
    case ValueKind::Parameter:
      return F.Parameters[V.Number].Name;
    case ValueKind::Global:
    case ValueKind::Function:
      return V.Text;
    case ValueKind::Field:
      // An unnamed member is named by what it is in.
      if (!V.Text.empty())
        return V.Text;
      Value = V.Operands[0];
      continue;
    case ValueKind::Call: {
      const CallFacts &Call = F.Calls[V.Number];
      llvm::StringRef Callee = lastComponent(Call.CalleeName);
      // What a smart pointer holds goes by its name.
      if (Callee == "get" && Call.Object != NoIndex && Call.Arguments.empty())
        if (llvm::StringRef Owner = nameOf(F, Call.Object); !Owner.empty())
          return Owner;
      return Callee;
    }
    case ValueKind::OutArgument:
      return lastComponent(F.Calls[V.Number].CalleeName);
    case ValueKind::AddressOf:
    case ValueKind::Deref:
    case ValueKind::Element:
    case ValueKind::Not:
      Value = V.Operands[0];
      continue;
    default:
      return {};
    }
  }
  return {};
}

llvm::StringRef lastComponent(llvm::StringRef QualifiedName) {
  size_t Colons = QualifiedName.rfind("::");
  return Colons == llvm::StringRef::npos ? QualifiedName
                                         : QualifiedName.substr(Colons + 2);
}

bool hasWord(llvm::StringRef Identifier, llvm::StringRef Words) {
  llvm::SmallVector<llvm::StringRef, 8> Wanted;
  Words.split(Wanted, ' ', -1, /*KeepEmpty=*/false);
  llvm::SmallString<16> Word;
  auto IsWanted = [&] {
    llvm::StringRef W = Word;
    for (llvm::StringRef Candidate : Wanted)
      if (W == Candidate ||
          (W.size() > 2 && W.ends_with("s") && W.drop_back() == Candidate))
        return true;
    return false;
  };
  auto IsLowerAt = [&](size_t I) {
    return I < Identifier.size() && llvm::isLower(Identifier[I]);
  };
  for (size_t I = 0; I <= Identifier.size(); ++I) {
    char C = I < Identifier.size() ? Identifier[I] : '_';
    // Also behind an abbreviation, "CPULimit", which may have an s: "CPUs".
    bool Starts = llvm::isUpper(C) && I > 0 &&
                  (!llvm::isUpper(Identifier[I - 1]) ||
                   (Word.size() > 1 && IsLowerAt(I + 1) &&
                    (Identifier[I + 1] != 's' || IsLowerAt(I + 2))));
    if (!llvm::isAlpha(C) || Starts) {
      if (!Word.empty() && IsWanted())
        return true;
      Word.clear();
    }
    if (llvm::isAlpha(C))
      Word.push_back(llvm::toLower(C));
  }
  return false;
}

} // namespace hangproof
