//===- FlowSample.h - Hand-made facts of one function -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Builds the facts of a function block by block, so that tests of the flow
// analyses need no parser.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_TEST_FLOWSAMPLE_H
#define HANGPROOF_TEST_FLOWSAMPLE_H

#include "engine/Facts.h"
#include <initializer_list>

namespace hangproof {

class FlowSample {
public:
  explicit FlowSample(unsigned Blocks) {
    F.Name = "f";
    F.Flow.Blocks.resize(Blocks);
    F.Flow.Entry = 0;
    F.Flow.Exit = Blocks - 1;
    F.EndOfBody.Line = 1000;
    F.EndOfBody.Offset = 100000;
  }

  FunctionFacts F;

  ValueId value(ValueKind Kind, std::initializer_list<ValueId> Operands = {},
                int64_t Number = 0, uint8_t Extra = 0) {
    for (ValueId V = 0; V < F.Values.size(); ++V)
      if (F.Values[V].Kind == Kind && F.Values[V].Number == Number &&
          F.Values[V].Extra == Extra &&
          F.Values[V].Operands == std::vector<ValueId>(Operands))
        return V;
    ValueFacts V;
    V.Kind = Kind;
    V.Number = Number;
    V.Extra = Extra;
    V.Operands = Operands;
    F.Values.push_back(std::move(V));
    return F.Values.size() - 1;
  }
  ValueId integer(int64_t N) { return value(ValueKind::Integer, {}, N); }
  ValueId parameter(int64_t N) { return value(ValueKind::Parameter, {}, N); }
  ValueId global(int64_t N) { return value(ValueKind::Global, {}, N); }
  ValueId compare(ValueId A, CompareOp Op, ValueId B) {
    return value(ValueKind::Compare, {A, B}, 0, uint8_t(Op));
  }
  ValueId notOf(ValueId V) { return value(ValueKind::Not, {V}); }

  ValueId local(const char *Name) {
    LocalFacts Local;
    Local.Name = Name;
    F.Locals.push_back(std::move(Local));
    return value(ValueKind::Local, {}, F.Locals.size() - 1);
  }

  /// A call at the end of what the block has so far.
  CallId call(uint32_t Block, const char *Name, uint32_t Try = NoIndex) {
    CallFacts Call;
    CallId Id = F.Calls.size();
    Call.CalleeName = Name;
    Call.Block = Block;
    Call.Try = Try;
    Call.Result = value(ValueKind::Call, {}, Id);
    F.Calls.push_back(std::move(Call));
    add(Block, EventKind::Call, Id);
    return Id;
  }
  ValueId result(CallId Call) { return F.Calls[Call].Result; }

  void store(uint32_t Block, ValueId Target, ValueId Value) {
    StoreFacts Store;
    Store.Target = Target;
    Store.Value = Value;
    F.Stores.push_back(Store);
    add(Block, EventKind::Store, F.Stores.size() - 1, Value);
  }
  void returns(uint32_t Block, ValueId Value = NoIndex) {
    ReturnFacts Return;
    Return.Value = Value;
    Return.Where.Line = 10 + F.Returns.size();
    Return.Where.Offset = 100 + F.Returns.size();
    F.Returns.push_back(Return);
    add(Block, EventKind::Return, F.Returns.size() - 1, Value);
    jump(Block, F.Flow.Exit);
  }
  void throws(uint32_t Block, const char *Type, uint32_t Try = NoIndex) {
    ThrowFacts Throw;
    Throw.Type = Type;
    Throw.Try = Try;
    F.Throws.push_back(std::move(Throw));
    add(Block, EventKind::Throw, F.Throws.size() - 1);
  }
  /// A try whose handler for Type is Block.
  uint32_t handler(const char *Type, uint32_t Block) {
    TryFacts Try;
    Try.CaughtTypes = {Type};
    Try.CatchesAll = Try.CaughtTypes[0] == "...";
    Try.HandlerBlocks = {Block};
    F.Tries.push_back(std::move(Try));
    return F.Tries.size() - 1;
  }

  void jump(uint32_t From, uint32_t To) {
    F.Flow.Blocks[From].Successors.push_back({To, EdgeKind::Always, 0});
  }
  void branch(uint32_t From, ValueId Condition, uint32_t IfTrue,
              uint32_t IfFalse) {
    F.Flow.Blocks[From].Condition = Condition;
    F.Flow.Blocks[From].Successors = {{IfTrue, EdgeKind::IfTrue, 0},
                                      {IfFalse, EdgeKind::IfFalse, 0}};
  }

private:
  void add(uint32_t Block, EventKind Kind, uint32_t Index,
           ValueId Value = NoIndex) {
    FlowEvent E;
    E.Kind = Kind;
    E.Index = Index;
    E.Value = Value;
    F.Flow.Blocks[Block].Events.push_back(E);
  }
};

} // namespace hangproof

#endif // HANGPROOF_TEST_FLOWSAMPLE_H
