//===- WantedFields.cpp - Values that are used as structures --------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Wants.h"
#include "clang/AST/Decl.h"

using namespace clang;

namespace hangproof {

using Kind = StandIn::Kind;

QualType typeOf(const Diagnostic &Info, unsigned Index) {
  if (Index >= Info.getNumArgs() ||
      Info.getArgKind(Index) != DiagnosticsEngine::ak_qualtype)
    return QualType();
  return QualType::getFromOpaquePtr(
      reinterpret_cast<void *>(Info.getRawArg(Index)));
}

/// C++: what is known of the value of that name is wrong: a use was an error.
void Wants::distrust(llvm::StringRef Name) {
  forValues(Name, [&](StandIn &Value) {
    if (Value.What == Kind::Function) {
      Value.What = Kind::Value;
      IsNew = true;
    } else if (Value.What == Kind::Value && !Value.Type.empty()) {
      Value.Type.clear();
      IsNew = Value.IsAny = true;
    }
  });
}

void Wants::forValues(llvm::StringRef Name,
                      llvm::function_ref<void(StandIn &)> Do) {
  std::vector<StandIn *> Open = {&Stands.Global};
  while (!Open.empty()) {
    StandIn *Scope = Open.back();
    Open.pop_back();
    for (auto &[Key, Member] : Scope->Members) {
      if (Key == Name)
        Do(Member);
      Open.push_back(&Member);
    }
  }
}

/// C: the base of a member access has no fields. What: of which kind it is.
void Wants::wantFields(const Diagnostic &Info, Kind What) {
  QualType Type = typeOf(Info, 0);
  if (!Type.isNull() && Type->isPointerType())
    Type = Type->getPointeeType();
  // A typedef name that stands for a number is rather a structure.
  if (!Type.isNull())
    if (const auto *Alias = Type->getAs<TypedefType>())
      if (StandIn *Stand = Stands.find(Alias->getDecl()->getName());
          Stand && Stand->What == Kind::Number) {
        Stand->What = Kind::Class;
        IsNew = true;
        return;
      }
  if (Info.getRanges().empty())
    return;
  std::optional<Spot> Base =
      locate(Info.getSourceManager(), Info.getRanges().front().getEnd());
  if (!Base)
    return;
  if (Stands.IsCPlusPlus)
    return distrust(Base->Tokens[Base->Index].Text);
  // The value has the last name of the base: "a->b" in "a->b.c".
  size_t Index = Base->Index;
  if (Base->Tokens[Index].Text == "]")
    while (Index > 0 && Base->Tokens[Index].Text != "[")
      --Index;
  while (Index > 0 && !Base->Tokens[Index].IsName)
    --Index;
  llvm::StringRef Name = Base->Tokens[Index].Text;
  forValues(Name, [&](StandIn &Value) {
    if (Value.What == Kind::Value)
      Stands.giveFields(Value, What, IsNew);
  });
}

/// C: a value is assigned to or from a structure of real code.
void Wants::wantStructure(const Diagnostic &Info) {
  if (Stands.IsCPlusPlus)
    return;
  for (unsigned I = 0; I < Info.getNumArgs(); ++I) {
    QualType Type = typeOf(Info, I);
    const auto *Record = Type.isNull() ? nullptr : Type->getAsRecordDecl();
    if (!Record || !Record->getDefinition() || !Record->getIdentifier() ||
        Stands.find(Record->getName()))
      continue;
    for (const CharSourceRange &Range : Info.getRanges())
      if (std::optional<Spot> Last =
              locate(Info.getSourceManager(), Range.getEnd()))
        forValues(Last->Tokens[Last->Index].Text, [&](StandIn &Value) {
          if (!Value.Type.empty() || Value.What == Kind::Class)
            return;
          Value.What = Kind::Value;
          Value.Type = "struct " + Record->getName().str();
          IsNew = true;
        });
  }
}

/// A structure that is only named.
void Wants::wantClass(QualType Type) {
  if (Type.isNull())
    return;
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  const RecordDecl *Record = Type->getAsRecordDecl();
  if (!Record || Record->getDefinition() || !Record->getIdentifier())
    return;
  std::string Name = Record->getQualifiedNameAsString();
  if (llvm::StringRef(Name).starts_with("std::") || Stands.find(Name) ||
      (Record->getDeclContext()->isRecord() && Stands.IsCPlusPlus))
    return;
  StandIn &Stand = Stands.scope(Name, Kind::Class, IsNew);
  Stand.IsTag = true;
}

} // namespace hangproof
