//===- SocketWithoutTimeout.cpp - Finds network waits that nothing ends ---===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Check.h"
#include "engine/Handles.h"
#include "engine/TestCode.h"
#include "engine/ValueWalk.h"
#include <map>

namespace hangproof {
namespace {

constexpr const char *Name = "hangproof-socket-without-timeout";

class SocketWithoutTimeout {
public:
  SocketWithoutTimeout(const Program &P, std::vector<Finding> &Findings)
      : P(P), Findings(Findings), Handed(P), Found(P, Handed), Tests(P) {}

  void run();

private:
  /// Waits on the handles that one call makes.
  using Uses = std::vector<const HandleUse *>;

  void judge(const Uses &All);
  void report(const Uses &Unbounded);
  const HandleUse *siblingOf(const HandleUse &Use) const;
  Confidence confidenceOf(const HandleUse &Use, bool HasSibling) const;
  void addPath(Finding &F, const HandleUse &Use) const;

  const Program &P;
  std::vector<Finding> &Findings;
  Entries Handed;
  Handles Found;
  TestCode Tests;
  std::vector<std::pair<FunctionRef, CallId>> Reported;
};

} // namespace

static std::string calleeName(const CallRef &Call) {
  const CallFacts &Facts = Call.facts();
  llvm::StringRef Callee = Facts.CalleeName;
  if (Facts.IsConstructor)
    Callee = Callee.rsplit("::").first;
  if (Callee.empty())
    Callee = nameOf(*Call.Caller, Facts.Target);
  if (Callee.empty() || Callee.ends_with("(lambda)"))
    return "the lambda";
  return ("'" + Callee + "'").str();
}

/// What waits longest comes first: a silent peer holds a read for ever, while
/// the kernel gives up on most connects after some minutes.
static unsigned weightOf(const HandleUse &Use) {
  if (Use.Wait.IsPoll || (Use.Wait.Kind & WaitRead))
    return 3;
  return Use.Wait.Kind & WaitConnect ? 2 : 1;
}

static bool isTimed(const HandleUse &Use) {
  // Settings that come from elsewhere may hold a limit or none.
  if (Use.BoundBy == Use.At &&
      llvm::none_of(Use.At.facts().Arguments, [&](ValueId V) {
        return V < Use.At.Caller->Values.size() &&
               Use.At.Caller->Values[V].Kind == ValueKind::String;
      }))
    return false;
  uint32_t Bits = Use.Wait.Kind & AnyWait;
  // Non-blocking sockets are another design, not a sibling with a time limit.
  if (Use.Origin.family() != "fd")
    Bits |= HandleMode;
  return Use.IsBounded && !Use.Wait.IsPoll && (Use.State & Bits);
}

void SocketWithoutTimeout::run() {
  // Groups keep the order of the program.
  std::vector<Uses> Groups;
  std::map<std::pair<const FunctionFacts *, CallId>, size_t> GroupOf;
  for (const HandleUse &Use : Found.uses()) {
    // A server waits for clients as long as it lives.
    if (Use.Wait.Kind == WaitAccept && !Use.Wait.IsPoll)
      continue;
    // A test that hangs is seen.
    if (Tests.holds(Use.At.Caller))
      continue;
    const CallRef &Key = Use.Origin.What ? Use.Origin.Leaf : Use.Wait.Leaf;
    auto [It, IsNew] =
        GroupOf.try_emplace({Key.Caller.Function, Key.Call}, Groups.size());
    if (IsNew)
      Groups.emplace_back();
    Groups[It->second].push_back(&Use);
  }
  for (const Uses &Group : Groups)
    judge(Group);
}

/// One call that makes handles: one defect, unless some of those who use it set
/// a time limit and others forget.
void SocketWithoutTimeout::judge(const Uses &All) {
  std::vector<std::pair<FunctionRef, Uses>> ByFunction;
  Uses Unbounded;
  bool IsLeftToUsers = false;
  for (const HandleUse *Use : All) {
    if (!Use->Origin.Path.empty() && isTimed(*Use))
      IsLeftToUsers = true;
    if (Use->IsBounded)
      continue;
    Unbounded.push_back(Use);
    if (ByFunction.empty() || !(ByFunction.back().first == Use->At.Caller))
      ByFunction.push_back({Use->At.Caller, {}});
    ByFunction.back().second.push_back(Use);
  }
  if (Unbounded.empty())
    return;
  if (!IsLeftToUsers)
    return report(Unbounded);
  bool HasReported = false;
  for (const auto &[Function, Uses] : ByFunction)
    if (!Uses.front()->Origin.Path.empty()) {
      report(Uses);
      HasReported = true;
    }
  if (!HasReported)
    report(Unbounded);
}

/// Another handle of the same kind in the same file, with a time limit.
const HandleUse *SocketWithoutTimeout::siblingOf(const HandleUse &Use) const {
  if (!Use.Origin.What)
    return nullptr;
  const CallRef &Leaf = Use.Origin.Leaf;
  auto PathOf = [&](const CallRef &Call) -> llvm::StringRef {
    return Call.Caller.File->Paths[Call.facts().Where.File];
  };
  for (const HandleUse &Other : Found.uses()) {
    if (!Other.Origin.What || Other.Origin.family() != Use.Origin.family() ||
        !isTimed(Other) || Other.Wait.Kind != Use.Wait.Kind)
      continue;
    if ((Other.State ^ Use.State) & (HandleAccepted | HandleDatagram))
      continue;
    if (Other.Origin.Leaf == Leaf && Other.At.Caller == Use.At.Caller)
      continue;
    if (PathOf(Other.Origin.Leaf) == PathOf(Leaf))
      return &Other;
  }
  return nullptr;
}

Confidence SocketWithoutTimeout::confidenceOf(const HandleUse &Use,
                                              bool HasSibling) const {
  constexpr size_t MostPath = 3;
  if (Use.Wait.Path.size() > MostPath || Use.Origin.Path.size() > MostPath)
    return Confidence::Low;
  // Somebody waits on purpose.
  if (hasWord(lastComponent(Use.At.Caller->Name),
              "monitor streaming subscribe subscriber subscription "
              "follow tail watch") &&
      !(Use.Wait.Kind & WaitConnect))
    return Confidence::Low;
  if (HasSibling)
    return Confidence::High;
  // A transfer whose connect is bounded may be long on purpose.
  bool IsShort = llvm::any_of(Use.Wait.Row->Effects, [](const Effect &E) {
    return E.Kind == EffectKind::Blocks && E.Lasts != "long";
  });
  if (!IsShort && Use.Origin.What && Use.Origin.family() != "fd" &&
      Use.Wait.Kind == WaitRead && (Use.State & WaitConnect))
    return Confidence::Low;
  return Confidence::Medium;
}

void SocketWithoutTimeout::addPath(Finding &F, const HandleUse &Use) const {
  for (const CallRef &Step : Use.Wait.Path)
    F.Evidence.push_back(
        {P.range(Step.Caller, Step.facts().Where),
         "'" + Step.Caller->Name + "' calls " + calleeName(Step) +
             (Step == Use.Wait.Path.back() ? ", which waits" : "")});
}

void SocketWithoutTimeout::report(const Uses &Unbounded) {
  const HandleUse *Best = Unbounded.front();
  for (const HandleUse *Use : Unbounded)
    if (weightOf(*Use) > weightOf(*Best))
      Best = Use;
  std::pair<FunctionRef, CallId> Where{Best->At.Caller, Best->At.Call};
  if (llvm::is_contained(Reported, Where))
    return;
  Reported.push_back(Where);

  const HandleUse *Sibling = siblingOf(*Best);
  FunctionRef In = Best->At.Caller;
  Finding F;
  F.Check = Name;
  F.Where = P.range(In, Best->At.facts().Where);
  F.Function = In->Name;
  F.Level = confidenceOf(*Best, Sibling);

  std::string Call = calleeName(Best->At);
  if (!Best->Wait.Path.empty())
    Call += " (through " + calleeName(Best->Wait.Leaf) + ")";
  llvm::StringRef Object = nameOf(*In, Best->Handle);
  F.Message = Call;
  if (!Object.empty() && "'" + Object.str() + "'" != calleeName(Best->At))
    F.Message += " on '" + Object.str() + "'";
  bool IsConnect = Best->Wait.Kind == WaitConnect && !Best->Wait.IsPoll;
  F.Message +=
      IsConnect ? " can hold its thread for minutes: " : " can wait for ever: ";
  if (Best->Wait.IsPoll)
    F.Message += "it has no time limit, and nothing else is in the set that "
                 "could wake it";
  else if (Best->Wait.IsExplicit)
    F.Message += "its time limit is infinite";
  else if (Best->ClearedBy.Caller)
    F.Message += "what bounded it is taken away again before it";
  else
    F.Message += "no timeout that holds for it is set between " +
                 (Best->Origin.What ? calleeName(Best->Origin.Leaf)
                                    : std::string("its creation")) +
                 " and here";
  F.Message +=
      "; use " + (Best->Wait.Row->Remedy.empty() ? std::string("a time limit")
                                                 : Best->Wait.Row->Remedy);

  if (Best->Origin.What) {
    const CallRef &Leaf = Best->Origin.Leaf;
    F.Evidence.push_back({P.range(Leaf.Caller, Leaf.facts().Where),
                          calleeName(Leaf) + " makes the handle here"});
    if (const CallRef &By = Best->OpenedBy;
        By.Caller && !Best->Origin.Path.empty())
      F.Evidence.push_back(
          {P.range(By.Caller, By.facts().Where),
           calleeName(By) + " gives it to '" + By.Caller->Name + "'"});
  }
  if (Best->ClearedBy.Caller)
    F.Evidence.push_back(
        {P.range(Best->ClearedBy.Caller, Best->ClearedBy.facts().Where),
         calleeName(Best->ClearedBy) + " takes the bound away again"});
  else if (Best->BoundBy.Caller && !Best->Wait.IsPoll)
    F.Evidence.push_back(
        {P.range(Best->BoundBy.Caller, Best->BoundBy.facts().Where),
         calleeName(Best->BoundBy) + " does not end this wait"});
  addPath(F, *Best);
  constexpr unsigned MostOthers = 4;
  unsigned Others = 0;
  llvm::SmallVector<CallRef, 4> Told{Best->At};
  for (const HandleUse *Use : Unbounded) {
    if (llvm::is_contained(Told, Use->At) || Others == MostOthers)
      continue;
    Told.push_back(Use->At);
    ++Others;
    F.Evidence.push_back({P.range(Use->At.Caller, Use->At.facts().Where),
                          calleeName(Use->At) + " can wait on it as well"});
  }
  if (Sibling) {
    CallRef By =
        Sibling->BoundBy.Caller ? Sibling->BoundBy : Sibling->Origin.Leaf;
    F.Evidence.push_back({P.range(By.Caller, By.facts().Where),
                          "another handle of the kind has a time limit"});
  }
  Findings.push_back(std::move(F));
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  SocketWithoutTimeout(P, Findings).run();
}

CheckInfo getSocketWithoutTimeoutInfo() {
  CheckInfo Info = {};
  Info.Name = Name;
  Info.Summary = "Finds network waits that nothing ends";
  Info.Description =
      "Reports connect, recv, read, send, SSL_read, curl_easy_perform and the "
      "like on a handle whose creation is in view and on which nothing was "
      "done that ends the wait: no socket timeout, no non-blocking mode, no "
      "poll with a time limit, no timeout option of the library. A peer that "
      "is silent, or a host that is gone without a word, then holds the thread "
      "for ever. Handles are followed through locals, members, globals, "
      "parameters and results, over all files; a time limit of one kind (a "
      "read timeout) is not taken for one of another (connect, send).";
  Info.Precision = "medium";
  Info.Severity = "warning";
  Info.Cwe = "CWE-400";
  Info.SecuritySeverity = "5.9";
  Info.ConfidenceRules =
      "high: another handle of the same kind in the file has a time limit for "
      "such waits; medium: nothing bounds the wait between the creation and "
      "the call; low: more than three calls away, a transfer whose connect is "
      "bounded, or a function that is named for waiting (monitor, subscribe)";
  Info.Nearest =
      "none. The Clang analyzer's unix.BlockInCriticalSection reports reads "
      "and "
      "receives while a lock is held, whether or not they can end, and nothing "
      "outside of locks. None knows which call bounds which wait of a handle";
  Info.NeedsProgram = true;
  Info.Run = run;
  return Info;
}

} // namespace hangproof
