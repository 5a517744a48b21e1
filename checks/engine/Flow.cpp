//===- Flow.cpp - The flow graph of events --------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Lays the facts that FunctionReader made over Clang's CFG. Clang draws no
// edges for exceptions unless asked, and then without the destructors on the
// way; TryFacts::HandlerBlocks lets the path walk draw them instead.
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Analysis/CFG.h"

using namespace clang;

namespace hangproof {

static CFG::BuildOptions buildOptions() {
  CFG::BuildOptions Options;
  Options.AddImplicitDtors = true;
  Options.AddInitializers = true;
  Options.AddCXXDefaultInitExprInCtors = false;
  Options.PruneTriviallyFalseEdges = true;
  // Sub-expressions that make events must be elements of their own.
  for (Stmt::StmtClass Class :
       {Stmt::BinaryOperatorClass, Stmt::CompoundAssignOperatorClass,
        Stmt::UnaryOperatorClass, Stmt::CallExprClass,
        Stmt::CXXMemberCallExprClass, Stmt::CXXOperatorCallExprClass,
        Stmt::CXXConstructExprClass, Stmt::CXXTemporaryObjectExprClass,
        Stmt::CXXThrowExprClass, Stmt::CXXDeleteExprClass,
        Stmt::AtomicExprClass, Stmt::RecoveryExprClass,
        Stmt::CXXUnresolvedConstructExprClass, Stmt::OMPParallelDirectiveClass,
        Stmt::OMPParallelForDirectiveClass,
        Stmt::OMPParallelForSimdDirectiveClass,
        Stmt::OMPParallelSectionsDirectiveClass})
    Options.setAlwaysAdd(Class);
  return Options;
}

/// Whether Clang can follow what runs at the end of the function: it asks each
/// member's class for its destructor, also one that is only named.
static bool hasKnownDestructors(const FunctionDecl *Function) {
  const auto *Destructor = dyn_cast_or_null<CXXDestructorDecl>(Function);
  if (!Destructor)
    return true;
  auto IsKnown = [](QualType Type) {
    const CXXRecordDecl *Class =
        Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    return !Class || Class->hasDefinition();
  };
  const CXXRecordDecl *Class = Destructor->getParent();
  return llvm::all_of(
             Class->fields(),
             [&](const FieldDecl *F) { return IsKnown(F->getType()); }) &&
         llvm::all_of(Class->bases(), [&](const CXXBaseSpecifier &Base) {
           return Base.getType()->isDependentType() || IsKnown(Base.getType());
         });
}

namespace {
class FlowBuilder {
public:
  FlowBuilder(FunctionReader &Reader, const CFG &Graph)
      : Reader(Reader), Facts(Reader.facts()), Graph(Graph) {}

  void build();

private:
  void addEvents(FlowBlock &Block, uint32_t Index, const void *Node);
  void addDestructor(FlowBlock &Block, uint32_t Index, const VarDecl *Variable,
                     QualType Type, SourceLocation Loc);
  void addEdges(FlowBlock &Block, const CFGBlock &From);
  void addLoopHead(const CFGBlock &From);

  FunctionReader &Reader;
  FunctionFacts &Facts;
  const CFG &Graph;
};
} // namespace

void FlowBuilder::addEvents(FlowBlock &Block, uint32_t Index,
                            const void *Node) {
  for (const FunctionReader::EventRef &Event : Reader.eventsOf(Node)) {
    FlowEvent E;
    E.Kind = Event.Kind;
    E.Index = Event.Index;
    E.Value = Event.Value;
    switch (Event.Kind) {
    case EventKind::Call:
    case EventKind::Cleanup:
      Facts.Calls[Event.Index].Block = Index;
      E.Where = Facts.Calls[Event.Index].Where;
      break;
    case EventKind::Store:
      E.Where = Facts.Stores[Event.Index].Where;
      break;
    case EventKind::Return:
      E.Where = Facts.Returns[Event.Index].Where;
      break;
    case EventKind::Throw:
      E.Where = Facts.Throws[Event.Index].Where;
      break;
    case EventKind::Define:
      E.Where = Facts.Locals[Event.Index].Where;
      break;
    }
    Block.Events.push_back(E);
  }
}

void FlowBuilder::addDestructor(FlowBlock &Block, uint32_t Index,
                                const VarDecl *Variable, QualType Type,
                                SourceLocation Loc) {
  if (Type.isNull())
    return;
  const auto *Class = Type.getNonReferenceType()
                          ->getBaseElementTypeUnsafe()
                          ->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition())
    return;
  const CXXDestructorDecl *Destructor = Class->getDestructor();
  // Destructors of the library do nothing that a row does not say.
  if (!Destructor || Destructor->isTrivial() ||
      (Reader.shared().Names.isSystem(Class) &&
       Reader.shared().rowOf(Destructor) == NoIndex))
    return;
  CallId Id = Reader.addImplicitDestructor(Variable, Destructor, Loc);
  Facts.Calls[Id].Block = Index;
  FlowEvent E;
  E.Kind = EventKind::Call;
  E.Index = Id;
  E.Where = Facts.Calls[Id].Where;
  Block.Events.push_back(E);
}

void FlowBuilder::addEdges(FlowBlock &Block, const CFGBlock &From) {
  const Stmt *Terminator = From.getTerminatorStmt();
  bool IsSwitch = isa_and_nonnull<SwitchStmt>(Terminator);
  bool IsBranch = !IsSwitch && From.succ_size() == 2 && Terminator &&
                  !isa<CXXTryStmt>(Terminator);
  if (IsBranch)
    if (const Expr *Condition = From.getLastCondition())
      Block.Condition = Reader.knownValue(Condition);
  if (IsSwitch)
    Block.Condition =
        Reader.knownValue(cast<SwitchStmt>(Terminator)->getCond());
  unsigned Position = 0;
  for (const CFGBlock::AdjacentBlock &Successor : From.succs()) {
    unsigned At = Position++;
    const CFGBlock *To = Successor.getReachableBlock();
    if (!To)
      continue;
    FlowEdge Edge;
    Edge.To = To->getBlockID();
    if (IsBranch && Block.Condition != NoIndex)
      Edge.Kind = At == 0 ? EdgeKind::IfTrue : EdgeKind::IfFalse;
    if (IsSwitch) {
      Edge.Kind = EdgeKind::Default;
      if (const auto *Case = dyn_cast_or_null<CaseStmt>(To->getLabel())) {
        Expr::EvalResult Result;
        Edge.Kind = EdgeKind::Always;
        if (!Case->getRHS() && !Case->getLHS()->isValueDependent() &&
            Case->getLHS()->EvaluateAsInt(Result, Reader.shared().Ast)) {
          Edge.Kind = EdgeKind::Case;
          Edge.CaseValue = toInt64(Result.Val.getInt());
        }
      }
    }
    Block.Successors.push_back(Edge);
  }
}

/// The block that jumps back names its loop; a label is the head of the loop
/// that a later goto makes.
void FlowBuilder::addLoopHead(const CFGBlock &From) {
  if (const Stmt *Loop = From.getLoopTarget()) {
    uint32_t Index = Reader.loopOf(Loop);
    if (Index != NoIndex && From.succ_size() == 1)
      if (const CFGBlock *Head = From.succ_begin()->getReachableBlock())
        Facts.Loops[Index].Head = Head->getBlockID();
  } else if (const auto *Label = dyn_cast_or_null<LabelStmt>(From.getLabel())) {
    Place Where = Reader.shared().Names.token(Label->getDecl()->getLocation());
    for (LoopFacts &Loop : Facts.Loops)
      if (Loop.Kind == LoopKind::Goto && Loop.Where == Where)
        Loop.Head = From.getBlockID();
  }
}

void FlowBuilder::build() {
  FlowGraph &Flow = Facts.Flow;
  Flow.Blocks.resize(Graph.getNumBlockIDs());
  Flow.Entry = Graph.getEntry().getBlockID();
  Flow.Exit = Graph.getExit().getBlockID();
  for (const CFGBlock *From : Graph) {
    uint32_t Index = From->getBlockID();
    FlowBlock Block;
    for (const CFGElement &Element : *From) {
      switch (Element.getKind()) {
      case CFGElement::Statement:
      case CFGElement::Constructor:
      case CFGElement::CXXRecordTypedCall: {
        const Stmt *S = Element.castAs<CFGStmt>().getStmt();
        if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
          for (const Decl *D : Declaration->decls())
            if (const auto *Variable = dyn_cast<VarDecl>(D))
              addEvents(Block, Index, Variable);
        } else {
          addEvents(Block, Index, S);
        }
        break;
      }
      case CFGElement::Initializer:
        addEvents(Block, Index,
                  Element.castAs<CFGInitializer>().getInitializer());
        break;
      case CFGElement::AutomaticObjectDtor: {
        auto Object = Element.castAs<CFGAutomaticObjDtor>();
        const VarDecl *Variable = Object.getVarDecl();
        const Stmt *Trigger = Object.getTriggerStmt();
        SourceLocation Loc;
        if (isa_and_nonnull<CompoundStmt>(Trigger))
          Loc = Trigger->getEndLoc();
        else if (Trigger)
          Loc = Trigger->getBeginLoc();
        addDestructor(Block, Index, Variable, Variable->getType(), Loc);
        break;
      }
      case CFGElement::MemberDtor: {
        const FieldDecl *Field = Element.castAs<CFGMemberDtor>().getFieldDecl();
        addDestructor(Block, Index, nullptr, Field->getType(),
                      Field->getLocation());
        break;
      }
      case CFGElement::BaseDtor: {
        const CXXBaseSpecifier *Base =
            Element.castAs<CFGBaseDtor>().getBaseSpecifier();
        addDestructor(Block, Index, nullptr, Base->getType(),
                      Base->getBeginLoc());
        break;
      }
      default:
        break;
      }
    }
    addEdges(Block, *From);
    addLoopHead(*From);
    Block.IsNoReturn = From->hasNoReturnElement();
    if (const auto *Handler =
            dyn_cast_or_null<CXXCatchStmt>(From->getLabel())) {
      // The dispatch block of the try names its handlers in order.
      for (const CFGBlock::AdjacentBlock &Predecessor : From->preds()) {
        const CFGBlock *Dispatch = Predecessor.getReachableBlock();
        if (!Dispatch)
          Dispatch = Predecessor.getPossiblyUnreachableBlock();
        if (!Dispatch)
          continue;
        const auto *Try =
            dyn_cast_or_null<CXXTryStmt>(Dispatch->getTerminatorStmt());
        if (!Try)
          continue;
        uint32_t TryIndex = Reader.tryOf(Try);
        for (unsigned I = 0; TryIndex != NoIndex && I < Try->getNumHandlers();
             ++I)
          if (Try->getHandler(I) == Handler)
            Facts.Tries[TryIndex].HandlerBlocks[I] = Index;
      }
    }
    Flow.Blocks[Index] = std::move(Block);
  }
}

/// Calls in blocks that nothing leads to say nothing about a run.
static void forgetDeadCalls(FunctionFacts &Facts) {
  const FlowGraph &Flow = Facts.Flow;
  std::vector<bool> IsLive(Flow.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work{Flow.Entry};
  for (const TryFacts &Try : Facts.Tries)
    Work.append(Try.HandlerBlocks.begin(), Try.HandlerBlocks.end());
  while (!Work.empty()) {
    uint32_t Block = Work.pop_back_val();
    if (Block == NoIndex || IsLive[Block])
      continue;
    IsLive[Block] = true;
    for (const FlowEdge &Edge : Flow.Blocks[Block].Successors)
      Work.push_back(Edge.To);
  }
  for (CallFacts &Call : Facts.Calls)
    if (Call.Block != NoIndex && !IsLive[Call.Block])
      Call.Block = NoIndex;
}

void readFlow(FunctionReader &Reader, const Stmt *Body) {
  static const CFG::BuildOptions Common = buildOptions();
  const FunctionDecl *Function = Reader.function();
  CFG::BuildOptions Options = Common;
  Options.AddImplicitDtors = hasKnownDestructors(Function);
  FunctionFacts &Facts = Reader.facts();
  std::unique_ptr<CFG> Graph;
  // Clang builds no graph over a template that was never instantiated, nor
  // over a body with errors in it.
  if (!Function->isDependentContext())
    Graph = CFG::buildCFG(Function, const_cast<Stmt *>(Body),
                          &Reader.shared().Ast, Options);
  if (!Graph) {
    Facts.FlowFailed = true;
    Facts.IsTemplate = Function->isDependentContext();
    return;
  }
  FlowBuilder(Reader, *Graph).build();
  forgetDeadCalls(Facts);
}

} // namespace hangproof
