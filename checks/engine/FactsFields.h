//===- FactsFields.h - The members of the facts, one by one -----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Who adds a member to Facts.h or Finding.h names it here and raises
// FactsFormatVersion.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_FACTSFIELDS_H
#define HANGPROOF_ENGINE_FACTSFIELDS_H

#include "ByteFormat.h"
#include "Facts.h"
#include "Finding.h"

namespace hangproof {

HANGPROOF_FIELDS(ValueFacts, Kind, Extra, Number, Symbol, Text, Operands)
HANGPROOF_FIELDS(DefinitionFacts, Value, Field, Where)
HANGPROOF_FIELDS(LocalFacts, Name, TypeName, Where, IsStatic, IsReference,
                 IsAuto, IsLoopVariable, Reads, ReadsInArithmetic, ClockToken,
                 Definitions)
HANGPROOF_FIELDS(ParameterFacts, Name, TypeName, IsPointerOrReference,
                 Definitions)
HANGPROOF_FIELDS(CallFacts, Callee, CalleeName, ApiRow, Where, Range, Object,
                 Arguments, ArgumentPlaces, Result, Target, Loop, Try, Block,
                 Destructor, Constructs, ConstructsRow, ConstructsName,
                 ConstructedLocal, IsVirtual, ObjectClass, WorkClass,
                 IsConstructor, IsImplicitDestructor, ResultUnused,
                 CalleeIsSystem, CalleeIsNoexcept, ReturnsText,
                 CalleeTellsByCode, InMacro, InFunctionCatch, InTask,
                 InCritical, ClockToken)
HANGPROOF_FIELDS(StoreFacts, Target, Value, Member, Where, IsCompound,
                 IsIncrement)
HANGPROOF_FIELDS(OperationFacts, Value, Where, Range, Loop, InMacro)
HANGPROOF_FIELDS(LoopFacts, Kind, Where, Parent, Condition, Range, Variable,
                 ConstantTrips, ConditionIsConstantTrue, Head, IsParallel,
                 HasThreadCount, Directive)
HANGPROOF_FIELDS(TryFacts, Where, Parent, CatchesAll, CaughtTypes,
                 HandlerBlocks)
HANGPROOF_FIELDS(FlowEvent, Kind, Index, Value, Where)
HANGPROOF_FIELDS(FlowEdge, To, Kind, CaseValue)
HANGPROOF_FIELDS(FlowBlock, Events, Condition, Successors, IsNoReturn)
HANGPROOF_FIELDS(FlowGraph, Blocks, Entry, Exit)
HANGPROOF_FIELDS(ReturnFacts, Value, Where)
HANGPROOF_FIELDS(ThrowFacts, Type, Try, Where, RethrownTry, RethrownHandler)
HANGPROOF_FIELDS(ExceptionClass, Name, Bases)
HANGPROOF_FIELDS(FunctionFacts, Id, Class, Name, Where, ResultTypeName,
                 EndOfBody, Parameters, Locals, Values, Calls, Stores,
                 Operations, Loops, Tries, Returns, Throws, Flow, Overrides,
                 ClassBases, ApiRows, IsMain, IsConstructor, IsDestructor,
                 IsVirtual, IsLambda, IsNoexcept, IsCoroutine,
                 IsStaticInitializer, FlowFailed, IsTemplate, IndirectCalls)
HANGPROOF_FIELDS(BlindSpots, Errors, MissingHeaders, Messages)
HANGPROOF_FIELDS(FileFacts, MainPath, Paths, Functions, Exceptions,
                 HasNoExceptions, UsesTestFramework, Unseen, Mistakes)
HANGPROOF_FIELDS(EvidenceStep, Where, Message)
HANGPROOF_FIELDS(FixEdit, Where, Replacement)
HANGPROOF_FIELDS(Finding, Check, Where, Message, Function, Level, Evidence,
                 Fixes)

} // namespace hangproof

#endif // HANGPROOF_ENGINE_FACTSFIELDS_H
