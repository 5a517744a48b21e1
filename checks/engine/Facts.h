//===- Facts.h - What one file says, without its AST ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The facts of a function are a small intermediate form: values (an expression
// graph), calls, stores, loops and a flow graph of events. They hold indices
// and resolved places only, so that they can be kept, linked over files and
// written to disk once the AST is gone.
//
// Vocabulary: a *value* is a node of the expression graph of one function; a
// *call* is any transfer of control to another function, constructors and
// implicit destructors included; an *event* is a call, store, return or throw
// at its point of the flow graph.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_FACTS_H
#define HANGPROOF_ENGINE_FACTS_H

#include "Place.h"
#include <cstdint>
#include <string>
#include <vector>

namespace hangproof {

/// A stable 64-bit hash of a USR (for internal linkage: of USR and file), so
/// that the same entity has the same id in every file. 0 is "none".
using SymbolId = uint64_t;

/// Index of a value in FunctionFacts::Values.
using ValueId = uint32_t;
/// Index of a call in FunctionFacts::Calls.
using CallId = uint32_t;
constexpr uint32_t NoIndex = ~0u;

enum class ValueKind : uint8_t {
  Unknown,   ///< Not understood.
  Integer,   ///< Number is the value; Text the macro or enumerator, if any.
  Null,      ///< A null pointer constant.
  String,    ///< A string literal; Text is its content.
  Parameter, ///< Number is the index.
  /// Number is the index in FunctionFacts::Locals. Extra has PerThreadBit if
  /// each thread has one of its own.
  Local,
  /// Symbol; Text is the name. Static class members count too. Extra has
  /// PerThreadBit, and OwnFileBit if no other file can name it.
  Global,
  Field,       ///< Symbol is the field, operand 0 the object. Text is the name.
  Call,        ///< Result of call Number.
  OutArgument, ///< What call Number wrote through its argument Extra.
  AddressOf,   ///< Operand 0 is the object.
  Deref,       ///< Operand 0 is the pointer.
  Element,     ///< Operand 0 is the container or array, operand 1 the index.
  Add,
  Subtract,
  Multiply,
  Divide,
  Remainder,
  Bitwise,   ///< |, &, ^, ~, shifts, && and ||; Extra is a BitwiseOp.
  Compare,   ///< Extra is a CompareOp.
  Not,       ///< Logical negation.
  Select,    ///< operand 0 ? operand 1 : operand 2.
  Function,  ///< Address of function Symbol; Text is the name.
  Lambda,    ///< Closure; Symbol is its call operator.
  Aggregate, ///< Initializer list or constructor arguments. Text has the names
             ///< of the members, for a struct of a library.
  This,
  New, ///< A heap object; operands are the initializers.
};

/// Extra of variables.
constexpr uint8_t PerThreadBit = 1, OwnFileBit = 2;

enum class CompareOp : uint8_t {
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Equal,
  NotEqual
};

/// The operators that are all one to a check that asks what a value is made of.
enum class BitwiseOp : uint8_t {
  Unknown,
  And,
  Or,
  Xor,
  Complement,
  ShiftLeft,
  ShiftRight,
  LogicalAnd,
  LogicalOr
};

struct ValueFacts {
  ValueKind Kind = ValueKind::Unknown;
  uint8_t Extra = 0;
  int64_t Number = 0;
  SymbolId Symbol = 0;
  std::string Text;
  std::vector<ValueId> Operands;
};

/// How a local variable or a parameter got a value.
struct DefinitionFacts {
  ValueId Value = NoIndex;
  SymbolId Field = 0; ///< Member that is written, 0 for the whole variable.
  Place Where;
};

struct LocalFacts {
  std::string Name;
  std::string TypeName; ///< As written; for messages and fixes.
  Place Where;          ///< The name in the declaration.
  bool IsStatic = false;
  bool IsReference = false;
  bool IsAuto = false;         ///< Declared with auto.
  bool IsLoopVariable = false; ///< Of a range-for.
  uint32_t Reads = 0; ///< Uses of the value, writes and out-arguments excluded.
  uint32_t ReadsInArithmetic = 0; ///< Those that are operands of - or compares.
  Place ClockToken; ///< "system_clock" in the written type, if there.
  std::vector<DefinitionFacts> Definitions;
};

struct ParameterFacts {
  std::string Name;
  std::string TypeName; ///< As written, without struct and the like.
  bool IsPointerOrReference = false; ///< To something that may be written.
  std::vector<DefinitionFacts> Definitions; ///< Assignments in the body.
};

struct CallFacts {
  SymbolId Callee = 0;       ///< 0 for a call through a pointer or unresolved.
  std::string CalleeName;    ///< Qualified, inline namespaces left out.
  uint32_t ApiRow = NoIndex; ///< Row of the ApiTable that describes it.
  Place Where;               ///< The callee's name token.
  Place Range;               ///< The whole expression.
  ValueId Object = NoIndex;  ///< The object of a member call.
  std::vector<ValueId> Arguments;
  std::vector<Place> ArgumentPlaces; ///< Same length as Arguments.
  ValueId Result = NoIndex;          ///< The Call value of this call.
  ValueId Target = NoIndex; ///< For an indirect call: the called value.
  uint32_t Loop = NoIndex;  ///< Innermost enclosing loop.
  uint32_t Try = NoIndex;   ///< Innermost enclosing try block.
  uint32_t Block = NoIndex; ///< Block of the flow graph, NoIndex if dead.
  SymbolId Destructor = 0;  ///< For a constructor of an automatic object.
  /// Of a library call that makes an object of a class from its arguments
  /// (make_unique, emplace_back): the constructor, if only one of the project's
  /// fits, and the row of the class's constructors.
  SymbolId Constructs = 0;
  uint32_t ConstructsRow = NoIndex;
  std::string ConstructsName;          ///< The class, qualified.
  uint32_t ConstructedLocal = NoIndex; ///< The local that a constructor makes.
  bool IsVirtual = false;              ///< Dispatched at run time.
  SymbolId ObjectClass = 0; ///< Of a virtual call: the object is one of these.
  /// Of a library call that hands work to threads: the project's class of the
  /// object that it is given, `pool.start(*task)`.
  SymbolId WorkClass = 0;
  bool IsConstructor = false;
  bool IsImplicitDestructor = false;
  bool ResultUnused = false;   ///< Stands as a statement of its own.
  bool CalleeIsSystem = false; ///< Declared in a system header.
  /// Declared noexcept, or a function of C in a system header.
  bool CalleeIsNoexcept = false;
  bool ReturnsText = false; ///< A std::string or the like.
  /// Takes an error_code by reference: failures are told there, not thrown.
  bool CalleeTellsByCode = false;
  bool InMacro = false;
  bool InFunctionCatch = false; ///< Inside a catch handler.
  bool InTask = false; ///< Inside `#pragma omp task`: another thread's work.
  bool InCritical = false; ///< Inside `#pragma omp critical`: one at a time.
  Place ClockToken; ///< "system_clock" in "std::chrono::system_clock::now()".
};

/// A write to something that outlives the expression.
struct StoreFacts {
  ValueId Target = NoIndex; ///< Local, Global, Field, Deref or Element value.
  ValueId Value = NoIndex;
  std::string Member; ///< Member of a library's struct: Target is the struct.
  Place Where;
  bool IsCompound = false;  ///< += and the like: Value is the whole new value.
  bool IsIncrement = false; ///< ++ or --.
};

/// A subtraction or comparison, the places where two readings meet.
struct OperationFacts {
  ValueId Value = NoIndex; ///< A Subtract or Compare value.
  Place Where;             ///< The operator token.
  Place Range;             ///< The whole expression.
  uint32_t Loop = NoIndex;
  bool InMacro = false;
};

enum class LoopKind : uint8_t { For, While, DoWhile, RangeFor, Goto };

struct LoopFacts {
  LoopKind Kind = LoopKind::For;
  Place Where;                 ///< The keyword.
  uint32_t Parent = NoIndex;   ///< Enclosing loop.
  ValueId Condition = NoIndex; ///< NoIndex: none, that is for ever.
  ValueId Range = NoIndex;     ///< Container of a range-for.
  uint32_t Variable = NoIndex; ///< Local of a range-for or counted loop.
  int64_t ConstantTrips = -1;  ///< Known number of trips, else -1.
  bool ConditionIsConstantTrue = false;
  uint32_t Head = NoIndex; ///< Block of the flow graph that starts a turn.
  /// Its turns are shared out over the threads of a team: `#pragma omp parallel
  /// for`, taskloop.
  bool IsParallel = false;
  bool HasThreadCount = false; ///< num_threads says how many threads.
  Place Directive;             ///< Of a parallel loop.
};

/// try with its handlers.
struct TryFacts {
  Place Where;
  uint32_t Parent = NoIndex;
  bool CatchesAll = false;
  std::vector<std::string> CaughtTypes; ///< Qualified names, cv and & dropped.
  std::vector<uint32_t> HandlerBlocks;  ///< Blocks of the flow graph.
};

enum class EventKind : uint8_t {
  Call,    ///< Index in Calls.
  Store,   ///< Index in Stores.
  Return,  ///< Index in Returns, NoIndex for a plain return.
  Throw,   ///< Index is the Try that encloses it, NoIndex for none.
  Define,  ///< Index in Locals: a declaration with initializer.
  Cleanup, ///< Index in Calls: __attribute__((cleanup)) runs at scope exit.
};

struct FlowEvent {
  EventKind Kind = EventKind::Call;
  uint32_t Index = NoIndex;
  ValueId Value = NoIndex; ///< Define: the initial value. Store: stored value.
  Place Where;
};

enum class EdgeKind : uint8_t {
  Always,
  IfTrue,  ///< Condition of the block holds.
  IfFalse, ///< It does not.
  Case,    ///< switch: condition equals CaseValue.
  Default, ///< switch: none of the cases.
};

struct FlowEdge {
  uint32_t To = NoIndex;
  EdgeKind Kind = EdgeKind::Always;
  int64_t CaseValue = 0;
};

struct FlowBlock {
  std::vector<FlowEvent> Events;
  ValueId Condition = NoIndex; ///< Of the branch that ends the block.
  std::vector<FlowEdge> Successors;
  bool IsNoReturn = false; ///< Ends in exit(), abort() and the like.
};

/// Block 0 is not special; Entry and Exit name theirs.
struct FlowGraph {
  std::vector<FlowBlock> Blocks;
  uint32_t Entry = NoIndex;
  uint32_t Exit = NoIndex;
};

struct ReturnFacts {
  ValueId Value = NoIndex;
  Place Where;
};

struct ThrowFacts {
  std::string Type; ///< Qualified; empty for a rethrow.
  uint32_t Try = NoIndex;
  Place Where;
  /// For a rethrow in a handler: the try of the handler and its number there.
  uint32_t RethrownTry = NoIndex;
  uint32_t RethrownHandler = NoIndex;
};

struct FunctionFacts {
  SymbolId Id = 0;
  SymbolId Class = 0;         ///< Of a method.
  std::string Name;           ///< Qualified, for messages.
  Place Where;                ///< The name token.
  std::string ResultTypeName; ///< As written, without struct and the like.
  Place EndOfBody;            ///< The closing brace.
  std::vector<ParameterFacts> Parameters;
  std::vector<LocalFacts> Locals;
  std::vector<ValueFacts> Values;
  std::vector<CallFacts> Calls;
  std::vector<StoreFacts> Stores;
  std::vector<OperationFacts> Operations;
  std::vector<LoopFacts> Loops;
  std::vector<TryFacts> Tries;
  std::vector<ReturnFacts> Returns;
  std::vector<ThrowFacts> Throws;
  FlowGraph Flow;
  std::vector<SymbolId> Overrides; ///< Methods that this one overrides.
  /// Of a method that overrides: the bases of its class, also indirect ones.
  std::vector<SymbolId> ClassBases;
  /// Rows of the ApiTable for this very function: annotations in the code, and
  /// rows that name a method it overrides or is (handlers of a library).
  std::vector<uint32_t> ApiRows;
  bool IsMain = false;
  bool IsConstructor = false;
  bool IsDestructor = false;
  bool IsVirtual = false;
  bool IsLambda = false;
  bool IsNoexcept = false;
  bool IsCoroutine = false;         ///< What it throws goes to its promise.
  bool IsStaticInitializer = false; ///< The pseudo function of the globals.
  bool FlowFailed = false;          ///< No flow graph could be made.
  /// Read from the template itself, for nobody instantiates it: no flow either.
  bool IsTemplate = false;
  uint32_t IndirectCalls = 0; ///< Through pointers with no known target.
};

/// A class that is thrown or caught, with its bases.
struct ExceptionClass {
  std::string Name;               ///< Qualified, as in ThrowFacts::Type.
  std::vector<std::string> Bases; ///< Direct and indirect ones.
};

/// What was not seen of a file; told in the report so that silence is not
/// mistaken for safety. What was not seen of a function is counted there.
struct BlindSpots {
  uint32_t Errors = 0; ///< Parse errors.
  uint32_t MissingHeaders = 0;
  std::vector<std::string> Messages; ///< First errors, "file:line: text".
};

/// The facts of one translation unit.
struct FileFacts {
  std::string MainPath;           ///< Absolute.
  std::vector<std::string> Paths; ///< Absolute; Place::File indexes it.
  std::vector<FunctionFacts> Functions;
  std::vector<ExceptionClass> Exceptions; ///< Defined in view.
  bool HasNoExceptions = false; ///< C, or compiled with -fno-exceptions.
  bool UsesTestFramework = false;
  BlindSpots Unseen;
  /// What the code tells hangproof and it does not understand, each
  /// "file:line:column: text": unknown annotations.
  std::vector<std::string> Mistakes;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_FACTS_H
