//===- HandMadeFunction.h - Facts without code for tests --------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Puts together the facts of one function, value by value and block by block,
// so that a test says in full what the engine is told.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_UNIT_HANDMADEFUNCTION_H
#define HANGPROOF_UNIT_HANDMADEFUNCTION_H

#include "engine/Api.h"
#include "engine/Facts.h"

namespace hangproof {

class HandMadeFunction {
public:
  HandMadeFunction(const ApiTable &Api, SymbolId Id, const char *Name)
      : Api(Api) {
    F.Id = Id;
    F.Name = Name;
    F.Where = place();
  }

  FunctionFacts F;

  /// Places in the order in which they are asked for.
  Place place() {
    Place P;
    P.Line = ++Lines;
    P.Column = 1;
    P.Offset = Lines * 10;
    P.EndLine = P.Line;
    P.EndOffset = P.Offset + 1;
    return P;
  }

  ValueId value(ValueKind Kind, std::vector<ValueId> Operands = {},
                int64_t Number = 0, SymbolId Symbol = 0,
                const char *Text = "") {
    ValueFacts V;
    V.Kind = Kind;
    V.Operands = std::move(Operands);
    V.Number = Number;
    V.Symbol = Symbol;
    V.Text = Text;
    for (ValueId I = 0; I < F.Values.size(); ++I) {
      const ValueFacts &Old = F.Values[I];
      if (Kind != ValueKind::Unknown && Old.Kind == Kind &&
          Old.Operands == V.Operands && Old.Number == Number &&
          Old.Symbol == Symbol && Old.Text == Text && !Old.Extra)
        return I;
    }
    F.Values.push_back(std::move(V));
    return F.Values.size() - 1;
  }
  ValueId integer(int64_t N) { return value(ValueKind::Integer, {}, N); }
  ValueId null() { return value(ValueKind::Null); }
  ValueId string(const char *Text) {
    return value(ValueKind::String, {}, 0, 0, Text);
  }
  ValueId compare(CompareOp Op, ValueId A, ValueId B) {
    ValueId V = value(ValueKind::Unknown, {A, B});
    F.Values[V].Kind = ValueKind::Compare;
    F.Values[V].Extra = uint8_t(Op);
    return V;
  }
  ValueId global(SymbolId Symbol, const char *Name) {
    return value(ValueKind::Global, {}, 0, Symbol, Name);
  }
  ValueId function(SymbolId Symbol) {
    return value(ValueKind::Function, {}, 0, Symbol, "f");
  }

  ValueId parameter(const char *Name) {
    ParameterFacts P;
    P.Name = Name;
    F.Parameters.push_back(P);
    return value(ValueKind::Parameter, {}, F.Parameters.size() - 1);
  }

  ValueId local(const char *Name, const char *Type = "int",
                bool IsStatic = false) {
    LocalFacts L;
    L.Name = Name;
    L.TypeName = Type;
    L.IsStatic = IsStatic;
    L.Where = place();
    F.Locals.push_back(L);
    return value(ValueKind::Local, {}, F.Locals.size() - 1);
  }
  void define(ValueId Local, ValueId Value) {
    F.Locals[F.Values[Local].Number].Definitions.push_back({Value, 0, place()});
  }

  uint32_t block() {
    F.Flow.Blocks.emplace_back();
    return F.Flow.Blocks.size() - 1;
  }
  void edge(uint32_t From, uint32_t To, EdgeKind Kind = EdgeKind::Always) {
    F.Flow.Blocks[From].Successors.push_back({To, Kind, 0});
  }
  void branch(uint32_t From, ValueId Condition, uint32_t True, uint32_t False) {
    F.Flow.Blocks[From].Condition = Condition;
    edge(From, True, EdgeKind::IfTrue);
    edge(From, False, EdgeKind::IfFalse);
  }

  uint32_t loop(LoopKind Kind, uint32_t Head, ValueId Condition = NoIndex) {
    LoopFacts L;
    L.Kind = Kind;
    L.Where = place();
    L.Head = Head;
    L.Condition = Condition;
    F.Loops.push_back(L);
    return F.Loops.size() - 1;
  }

  CallId call(uint32_t Block, const char *Name, std::vector<ValueId> Arguments,
              uint32_t Loop = NoIndex, SymbolId Callee = 0) {
    CallFacts C;
    C.CalleeName = Name;
    C.Callee = Callee ? Callee : std::hash<std::string>()(Name) | 1;
    C.ApiRow = Api.find(Name);
    C.Arguments = std::move(Arguments);
    C.ArgumentPlaces.resize(C.Arguments.size());
    C.Where = C.Range = place();
    C.Loop = Loop;
    C.Block = Block;
    CallId Id = F.Calls.size();
    C.Result = value(ValueKind::Call, {}, Id);
    F.Calls.push_back(C);
    event(Block, EventKind::Call, Id);
    return Id;
  }
  ValueId result(CallId Call) { return F.Calls[Call].Result; }

  void store(uint32_t Block, ValueId Target, ValueId Value) {
    StoreFacts S;
    S.Target = Target;
    S.Value = Value;
    S.Where = place();
    F.Stores.push_back(S);
    event(Block, EventKind::Store, F.Stores.size() - 1, Value);
  }

  void giveBack(uint32_t Block, ValueId Value) {
    F.Returns.push_back({Value, place()});
    event(Block, EventKind::Return, F.Returns.size() - 1, Value);
  }

private:
  void event(uint32_t Block, EventKind Kind, uint32_t Index,
             ValueId Value = NoIndex) {
    if (Block == NoIndex)
      return;
    FlowEvent E;
    E.Kind = Kind;
    E.Index = Index;
    E.Value = Value;
    F.Flow.Blocks[Block].Events.push_back(E);
  }

  const ApiTable &Api;
  uint32_t Lines = 0;
};

/// One file of the given functions.
inline FileFacts fileOf(std::vector<FunctionFacts> Functions) {
  FileFacts File;
  File.MainPath = "/t.cpp";
  File.Paths = {"/t.cpp"};
  File.Functions = std::move(Functions);
  return File;
}

} // namespace hangproof

#endif // HANGPROOF_UNIT_HANDMADEFUNCTION_H
