//===- FactsDump.cpp - Facts as text --------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FactsDump.h"
#include "llvm/ADT/StringExtras.h"

namespace hangproof {

static const char *toText(CompareOp Op) {
  switch (Op) {
  case CompareOp::Less:
    return "<";
  case CompareOp::LessEqual:
    return "<=";
  case CompareOp::Greater:
    return ">";
  case CompareOp::GreaterEqual:
    return ">=";
  case CompareOp::Equal:
    return "==";
  case CompareOp::NotEqual:
    return "!=";
  }
  return "?";
}

static std::string toText(const FunctionFacts &F, ValueId Value,
                          unsigned Depth) {
  if (Value >= F.Values.size())
    return "none";
  if (Depth > 8)
    return "...";
  const ValueFacts &V = F.Values[Value];
  auto Operand = [&](unsigned I) {
    return I < V.Operands.size() ? toText(F, V.Operands[I], Depth + 1)
                                 : std::string("none");
  };
  auto Join = [&](llvm::StringRef Between) {
    std::string Text;
    for (unsigned I = 0; I < V.Operands.size(); ++I)
      Text += (I ? Between.str() : std::string()) + Operand(I);
    return Text;
  };
  switch (V.Kind) {
  case ValueKind::Unknown:
    return "unknown";
  case ValueKind::Integer:
    return V.Text.empty() ? std::to_string(V.Number) : V.Text;
  case ValueKind::Null:
    return "null";
  case ValueKind::String: {
    std::string Escaped;
    llvm::raw_string_ostream Out(Escaped);
    llvm::printEscapedString(V.Text, Out);
    return "\"" + Escaped + "\"";
  }
  case ValueKind::Parameter:
    return F.Parameters[V.Number].Name;
  case ValueKind::Local:
    return F.Locals[V.Number].Name;
  case ValueKind::Global:
  case ValueKind::Function:
    return V.Text;
  case ValueKind::Lambda:
    return "[lambda]";
  case ValueKind::Field: {
    if (F.Values[V.Operands[0]].Kind == ValueKind::This)
      return V.Text;
    if (F.Values[V.Operands[0]].Kind == ValueKind::Deref)
      return toText(F, F.Values[V.Operands[0]].Operands[0], Depth + 1) + "->" +
             V.Text;
    return Operand(0) + "." + V.Text;
  }
  case ValueKind::Call: {
    const CallFacts &Call = F.Calls[V.Number];
    std::string Text =
        (Call.CalleeName.empty() ? "(indirect)" : Call.CalleeName) + "(";
    for (unsigned I = 0; I < Call.Arguments.size(); ++I)
      Text += (I ? ", " : "") + toText(F, Call.Arguments[I], Depth + 1);
    return Text + ")";
  }
  case ValueKind::OutArgument:
    return "out" + std::to_string(V.Extra) + " of " +
           F.Calls[V.Number].CalleeName;
  case ValueKind::AddressOf:
    return "&" + Operand(0);
  case ValueKind::Deref:
    return "*" + Operand(0);
  case ValueKind::Element:
    return Operand(0) + "[" + Operand(1) + "]";
  case ValueKind::Add:
    return "(" + Join(" + ") + ")";
  case ValueKind::Subtract:
    return "(" + Join(" - ") + ")";
  case ValueKind::Multiply:
    return "(" + Join(" * ") + ")";
  case ValueKind::Divide:
    return "(" + Join(" / ") + ")";
  case ValueKind::Remainder:
    return "(" + Join(" % ") + ")";
  case ValueKind::Bitwise:
    return "bits(" + Join(", ") + ")";
  case ValueKind::Compare:
    return "(" + Join(std::string(" ") + toText(CompareOp(V.Extra)) + " ") +
           ")";
  case ValueKind::Not:
    return "!" + Operand(0);
  case ValueKind::Select:
    return "(" + Operand(0) + " ? " + Operand(1) + " : " + Operand(2) + ")";
  case ValueKind::Aggregate:
    return "{" + Join(", ") + "}";
  case ValueKind::This:
    return "this";
  case ValueKind::New:
    return "new(" + Join(", ") + ")";
  }
  return "?";
}

std::string toText(const FunctionFacts &F, ValueId Value) {
  return toText(F, Value, 0);
}

static void dumpFlow(const FunctionFacts &F, llvm::raw_ostream &Out) {
  for (uint32_t I = F.Flow.Blocks.size(); I-- > 0;) {
    const FlowBlock &Block = F.Flow.Blocks[I];
    Out << "  block " << I;
    if (I == F.Flow.Entry)
      Out << " entry";
    if (I == F.Flow.Exit)
      Out << " exit";
    if (Block.IsNoReturn)
      Out << " noreturn";
    for (const FlowEvent &Event : Block.Events) {
      switch (Event.Kind) {
      case EventKind::Call:
        Out << " call:"
            << (F.Calls[Event.Index].CalleeName.empty()
                    ? "(indirect)"
                    : F.Calls[Event.Index].CalleeName);
        break;
      case EventKind::Cleanup:
        Out << " cleanup:" << F.Calls[Event.Index].CalleeName;
        break;
      case EventKind::Store:
        Out << " store:" << toText(F, F.Stores[Event.Index].Target);
        break;
      case EventKind::Return:
        Out << " return";
        break;
      case EventKind::Throw:
        Out << " throw";
        break;
      case EventKind::Define:
        Out << " define:" << F.Locals[Event.Index].Name;
        break;
      }
    }
    if (Block.Condition != NoIndex)
      Out << " if " << toText(F, Block.Condition);
    for (const FlowEdge &Edge : Block.Successors) {
      static const char *const Names[] = {"", "true:", "false:", "case",
                                          "default:"};
      Out << " -> " << Names[unsigned(Edge.Kind)];
      if (Edge.Kind == EdgeKind::Case)
        Out << Edge.CaseValue << ":";
      Out << Edge.To;
    }
    Out << "\n";
  }
}

void dumpFacts(const FileFacts &File, llvm::raw_ostream &Out) {
  for (const FunctionFacts &F : File.Functions) {
    Out << "function " << F.Name << " line " << F.Where.Line
        << (F.IsNoexcept ? " noexcept" : "") << (F.IsVirtual ? " virtual" : "")
        << (F.FlowFailed ? " no-flow" : "") << "\n";
    for (const LocalFacts &Local : F.Locals) {
      Out << "  local " << Local.Name << (Local.IsStatic ? " static" : "")
          << " reads " << Local.Reads << "/" << Local.ReadsInArithmetic;
      for (const DefinitionFacts &D : Local.Definitions)
        Out << (D.Field ? " .= " : " = ") << toText(F, D.Value);
      Out << "\n";
    }
    for (const CallFacts &Call : F.Calls) {
      Out << "  call " << toText(F, Call.Result) << " at " << Call.Where.Line
          << ":" << Call.Where.Column;
      if (Call.Object != NoIndex)
        Out << " object " << toText(F, Call.Object);
      if (Call.Loop != NoIndex)
        Out << " loop " << Call.Loop;
      if (Call.Try != NoIndex)
        Out << " try " << Call.Try;
      Out << (Call.IsVirtual ? " virtual" : "")
          << (Call.IsConstructor ? " constructor" : "")
          << (Call.IsImplicitDestructor ? " destructor" : "")
          << (Call.ResultUnused ? " unused" : "")
          << (Call.Block == NoIndex ? " dead" : "")
          << (Call.ApiRow == NoIndex ? "" : " row")
          << (Call.ConstructsRow == NoIndex ? "" : " constructs-row")
          << (Call.Constructs ? " constructs" : "")
          << (Call.CalleeIsNoexcept ? " noexcept" : "")
          << (Call.CalleeTellsByCode ? " error-code" : "") << "\n";
    }
    for (const StoreFacts &Store : F.Stores)
      Out << "  store " << toText(F, Store.Target) << " = "
          << toText(F, Store.Value) << " at " << Store.Where.Line << "\n";
    for (const OperationFacts &Operation : F.Operations)
      Out << "  operation " << toText(F, Operation.Value) << " at "
          << Operation.Where.Line << ":" << Operation.Where.Column << "\n";
    for (const LoopFacts &Loop : F.Loops) {
      static const char *const Names[] = {"for", "while", "do", "range-for",
                                          "goto"};
      Out << "  loop " << Names[unsigned(Loop.Kind)] << " at "
          << Loop.Where.Line << " trips " << Loop.ConstantTrips;
      if (Loop.Condition != NoIndex)
        Out << " while " << toText(F, Loop.Condition);
      if (Loop.Range != NoIndex)
        Out << " over " << toText(F, Loop.Range);
      Out << (Loop.ConditionIsConstantTrue ? " forever" : "")
          << (Loop.IsParallel ? " parallel" : "") << "\n";
    }
    for (const TryFacts &Try : F.Tries) {
      Out << "  try at " << Try.Where.Line << " catches "
          << llvm::join(Try.CaughtTypes, ", ") << " handlers";
      for (uint32_t Block : Try.HandlerBlocks)
        Out << " " << (Block == NoIndex ? -1 : int(Block));
      Out << "\n";
    }
    for (const ThrowFacts &Throw : F.Throws)
      Out << "  throw " << Throw.Type << " at " << Throw.Where.Line << "\n";
    for (const ReturnFacts &Return : F.Returns)
      Out << "  return " << toText(F, Return.Value) << " at "
          << Return.Where.Line << "\n";
    dumpFlow(F, Out);
  }
}

} // namespace hangproof
