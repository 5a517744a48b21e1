//===- FunctionReader.h - Facts of one function body ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Walks a body once: statements, values, operators, atomics and calls each have
// a file (Read*.cpp). The flow graph is laid over the result by Flow.cpp, which
// looks statements up in the maps kept here.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_FUNCTIONREADER_H
#define HANGPROOF_ENGINE_FUNCTIONREADER_H

#include "Api.h"
#include "Symbols.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtOpenMP.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include <map>
#include <optional>

namespace hangproof {

/// What the readers of one translation unit share.
struct ReaderContext {
  ReaderContext(clang::ASTContext &Ast, const ApiTable &Api, Symbols &Names,
                FileFacts &File)
      : Ast(Ast), Api(Api), Names(Names), File(File) {}

  clang::ASTContext &Ast;
  const ApiTable &Api;
  Symbols &Names;
  FileFacts &File;
  /// Lambdas and local classes met on the way, to be read as functions.
  std::vector<const clang::CXXMethodDecl *> Pending;
  std::vector<const clang::CXXRecordDecl *> PendingRecords;
  llvm::DenseMap<const clang::FunctionDecl *, uint32_t> Rows;
  llvm::DenseSet<const clang::CXXRecordDecl *> ExceptionsSeen;
  /// Structs of the system, as the code declares them itself where it does
  /// without the header: what functions of posix, and those that read a clock,
  /// are given.
  std::optional<llvm::DenseSet<const clang::RecordDecl *>> SystemStructs;

  /// Notes a class that is thrown or caught; returns its qualified name.
  const std::string &exceptionClass(const clang::CXXRecordDecl *Class);
  /// Spelling of a thrown or caught type, without reference and qualifiers.
  std::string exceptionType(clang::QualType Type);
  /// Row of the API table for a callee, or NoIndex.
  uint32_t rowOf(const clang::FunctionDecl *Callee);
  /// Whether the member is of a library's struct: what the struct holds is what
  /// the member holds.
  bool isTransparent(const clang::FieldDecl *Field);
  /// Row for all functions with such a result and first parameter, or NoIndex.
  uint32_t rowOfSignature(const clang::FunctionDecl &F);
  uint32_t rowOfSignature(clang::QualType Returned, clang::QualType First);
  /// The row that an annotation on this declaration asks for, or NoIndex. One
  /// that is not understood is added to FileFacts::Mistakes.
  uint32_t annotatedRow(const clang::FunctionDecl &F);
  /// Rows that describe a function of the project itself: its annotations, and
  /// the library methods that it overrides.
  std::vector<uint32_t> rowsOfFunction(const clang::FunctionDecl *Function);
};

class FunctionReader {
public:
  FunctionReader(ReaderContext &Shared, FunctionFacts &Facts)
      : Shared(Shared), Facts(Facts) {}

  /// Reads parameters, initializers and body of a function definition.
  void read(const clang::FunctionDecl *Function);

  /// Adds the initializer of a global, or a field's own one, to the pseudo
  /// function of the globals.
  void readInitializer(const clang::ValueDecl *D, const clang::Expr *Init);

  const clang::FunctionDecl *function() const { return Function; }
  ReaderContext &shared() { return Shared; }
  FunctionFacts &facts() { return Facts; }

  /// \name What Flow.cpp asks
  /// @{
  struct EventRef {
    EventKind Kind;
    uint32_t Index;
    ValueId Value;
  };
  /// Events that a CFG statement stands for, in order.
  llvm::ArrayRef<EventRef> eventsOf(const void *Node) const;
  /// The value of an expression that was read before, else Unknown.
  ValueId knownValue(const clang::Expr *E);
  ValueId unknown();
  uint32_t tryOf(const clang::CXXTryStmt *Try) const;
  /// Index of a loop statement, NoIndex for `do { } while (0)`.
  uint32_t loopOf(const clang::Stmt *Loop) const;
  /// A call of the destructor of Variable at Loc.
  CallId addImplicitDestructor(const clang::VarDecl *Variable,
                               const clang::CXXDestructorDecl *Destructor,
                               clang::SourceLocation Loc);
  /// A call that __attribute__((cleanup)) makes.
  CallId addCleanup(const clang::VarDecl *Variable,
                    const clang::FunctionDecl *Callee);
  /// @}

private:
  // ReadStatements.cpp
  void statement(const clang::Stmt *S);
  void children(const clang::Stmt *S);
  void declaration(const clang::VarDecl *Variable);
  void loop(const clang::Stmt *S);
  void tryBlock(const clang::CXXTryStmt *Try);
  void constructorInitializers(const clang::CXXConstructorDecl *Constructor);
  void shareCaptured();
  void findGotoLoops();

  // ReadParallel.cpp
  void directive(const clang::OMPExecutableDirective *Directive);
  void takeDirective(LoopFacts &Loop);

  // ReadValues.cpp
  ValueId value(const clang::Expr *E);
  ValueId computeValue(const clang::Expr *E);
  ValueId reference(const clang::ValueDecl *D, const clang::Expr *At);
  ValueId member(const clang::MemberExpr *E);
  ValueId initializerList(const clang::InitListExpr *List);
  ValueId lambda(const clang::LambdaExpr *E);
  std::optional<ValueId> constant(const clang::Expr *E);
  std::optional<ValueId> integer(const clang::Expr *E);
  std::optional<ValueId> duration(const clang::Expr *E);
  ValueId node(ValueKind Kind, llvm::ArrayRef<ValueId> Operands = {},
               int64_t Number = 0, SymbolId Symbol = 0, uint8_t Extra = 0,
               llvm::StringRef Text = {});
  ValueId addressOf(ValueId Object);
  ValueId deref(ValueId Pointer);

  // ReadOperators.cpp
  ValueId unary(const clang::UnaryOperator *E);
  ValueId binary(const clang::BinaryOperator *E);
  ValueId operatorCall(const clang::CXXOperatorCallExpr *E);
  ValueId arithmetic(ValueKind Kind, uint8_t Extra, const clang::Expr *Left,
                     const clang::Expr *Right, const clang::Expr *Whole,
                     clang::SourceLocation Operator);
  void store(const clang::Stmt *At, const clang::Expr *Target, ValueId Value,
             bool Compound, bool Increment);
  void storeTo(const clang::Stmt *At, ValueId Target, ValueId Value,
               clang::SourceLocation Where, bool Compound = false,
               bool Increment = false);
  /// Records that Target (any storage value) now holds Value.
  void define(ValueId Target, ValueId Value, Place Where);

  // ReadAtomics.cpp
  std::optional<ValueId> atomicCall(const clang::CXXMemberCallExpr *E,
                                    const clang::FunctionDecl *Callee);
  std::optional<ValueId> atomicAct(const clang::CallExpr *E,
                                   llvm::StringRef Name,
                                   const clang::Expr *Atomic);
  ValueId atomicBuiltin(const clang::AtomicExpr *E);

  // ReadUnknown.cpp
  /// `base.name` or `base->name` where the class of the base is not known.
  struct UnknownMember {
    const clang::Expr *Base = nullptr;
    bool IsArrow = false;
    llvm::StringRef Name;
    clang::SourceLocation Where;
  };
  std::optional<UnknownMember> unknownMember(const clang::Expr *E) const;
  ValueId unknownField(const UnknownMember &Member);
  /// What one of these is; nothing for an expression that is resolved.
  std::optional<ValueId> unresolved(const clang::Expr *E);
  ValueId recovered(const clang::RecoveryExpr *E);
  void noteResult(const clang::Expr *E, clang::QualType UsedAs);
  uint32_t rowOfGuess(const clang::CallExpr &E);
  ValueId objectOf(const clang::UnresolvedMemberExpr *E);
  bool isCalled(const clang::RecoveryExpr &E, const clang::Expr &First) const;
  /// An object of a library's class made of arguments that Clang could not fit
  /// to a constructor; nothing if no row says anything of its constructors.
  std::optional<ValueId>
  unresolvedConstruction(const clang::Expr *E, clang::QualType Type,
                         llvm::ArrayRef<const clang::Expr *> Arguments);

  // ReadCalls.cpp
  ValueId call(const clang::CallExpr *E);
  const clang::CXXRecordDecl *workOf(const CallFacts &Call,
                                     const clang::CallExpr &E) const;
  ValueId construction(const clang::CXXConstructExpr *E);
  ValueId newExpression(const clang::CXXNewExpr *E);
  std::optional<ValueId> transparentCall(const clang::CallExpr *E,
                                         const clang::FunctionDecl *Callee);
  CallId addCall(const clang::Stmt *At, const clang::FunctionDecl *Callee,
                 clang::SourceLocation NameLoc, clang::SourceRange Range);
  ValueId withCallOperator(ValueId Value, const clang::Expr *E);
  void noteConstructed(CallId Id, const clang::CallExpr *E,
                       const clang::FunctionDecl *Callee);
  void addArguments(CallId Id, const clang::FunctionDecl *Callee,
                    llvm::ArrayRef<const clang::Expr *> Arguments);
  void event(const void *Node, EventKind Kind, uint32_t Index,
             ValueId Value = NoIndex);

  ReaderContext &Shared;
  FunctionFacts &Facts;
  const clang::FunctionDecl *Function = nullptr;

  llvm::DenseMap<const clang::Expr *, ValueId> ValueOf;
  std::map<std::vector<int64_t>, std::vector<ValueId>> Interned;
  llvm::DenseMap<const clang::VarDecl *, uint32_t> LocalOf;
  llvm::DenseMap<const clang::VarDecl *, ValueId> AliasOf;
  llvm::DenseMap<const clang::ParmVarDecl *, uint32_t> ParameterOf;
  llvm::DenseMap<const void *, llvm::SmallVector<EventRef, 1>> Events;
  llvm::DenseMap<const clang::CXXTryStmt *, uint32_t> TryOf;
  llvm::DenseMap<const clang::Stmt *, uint32_t> LoopOf;
  llvm::SetVector<const clang::VarDecl *> Captured;
  /// Local that the constructor expression being read makes.
  llvm::DenseMap<const clang::Expr *, uint32_t> LocalMadeBy;
  /// Calls of guessed functions: what their results are used as.
  llvm::DenseMap<const clang::Expr *, clang::QualType> ResultUsedAs;
  llvm::DenseSet<const clang::Stmt *> UnusedResults;
  std::vector<std::pair<Place, Place>> GotoLoops;

  uint32_t CurrentLoop = NoIndex;
  uint32_t CurrentTry = NoIndex;
  unsigned CatchDepth = 0;
  uint32_t CaughtTry = NoIndex; ///< Of the innermost handler around.
  uint32_t CaughtHandler = NoIndex;
  unsigned TaskDepth = 0;
  unsigned CriticalDepth = 0;
  unsigned CountedTeams = 0; ///< Parallel regions around that say num_threads.
  const clang::OMPExecutableDirective *LoopDirective = nullptr;
  unsigned ArithmeticDepth = 0;
  bool IsWriteOnly = false; ///< The next DeclRefExpr is not a read.
};

/// Whether the function is declared to let no exception out.
bool isNothrow(const clang::FunctionDecl &F);

/// Whether the name is called, and nothing declares it: its header is missing.
bool isUnknownFunction(const clang::ValueDecl &D);

/// The function of an overload set that is declared first, by the names of the
/// files and the places in them; null if none is one.
const clang::FunctionDecl *firstOf(const clang::OverloadExpr &Overloads);

/// The method of a call whose arguments are of unknown type, if the class has
/// one only of that name; else null.
const clang::FunctionDecl *onlyMethodOf(const clang::Expr *Callee);

/// Whether the declaration was guessed by the driver, for one of a missing
/// header: it stands in a file that is not there.
bool isGuessed(const clang::Decl &D);

/// The row of a method of a class that is not known, if its name says enough;
/// NoIndex else.
uint32_t rowOfMember(const ApiTable &Api, llvm::StringRef Name);

/// Whether one of the parameters is an error_code to be filled.
bool tellsByCode(const clang::FunctionDecl &F);

/// The default argument of a parameter, if it calls something; else null.
const clang::Expr *defaultArgument(const clang::ParmVarDecl &Parameter);

/// Builds Facts.Flow from Clang's CFG; sets FlowFailed when there is none.
void readFlow(FunctionReader &Reader, const clang::Stmt *Body);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_FUNCTIONREADER_H
