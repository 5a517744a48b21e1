//===- LookupReports.cpp - What is said of a lookup -----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LookupReports.h"
#include "engine/CodeNames.h"

namespace hangproof {

/// Calls between a place that is reported and the lookup itself; what is
/// further up is told in the evidence.
static constexpr size_t MostCallsBelow = 2;

void LookupReports::add(const LookupPath &Path, Confidence Level,
                        llvm::StringRef When, llvm::StringRef Harm,
                        std::vector<EvidenceStep> Before, llvm::StringRef Fix,
                        bool IsDispatched) {
  size_t At =
      Path.size() > MostCallsBelow + 1 ? Path.size() - MostCallsBelow - 1 : 0;
  // A loop that runs the std::function that was registered with it: the place
  // is in that.
  if (IsDispatched)
    while (At + 1 < Path.size() && Path[At].facts().Target != NoIndex &&
           Path[At].facts().ApiRow != NoIndex)
      ++At;
  const ActStep &Where = Path[At];
  const ActStep &Act = Path.back();
  // A function that comes to one lookup on several ways has one defect.
  if (!Reported.insert({Where.In.Function, Act.In.Function, Act.Call}).second)
    return;
  std::string Lookup = calleeName(*Act.In, Act.facts());
  std::string Subject = calleeName(*Where.In, Where.facts());
  if (Where.Next)
    Subject += " (through " + Lookup + ")";
  llvm::StringRef Host = Names.nameIn(Act.In, Act.facts());
  Finding F;
  F.Check = CheckName;
  F.Where = P.range(Where.In, Where.facts().Where);
  F.Function = Where.In->Name;
  F.Level = Level;
  std::string Cure = Fix.str();
  if (Cure.empty()) {
    const ApiRow *Row = P.row(Act.facts());
    Cure = Row && !Row->Remedy.empty()
               ? "use " + Row->Remedy
               : "use an asynchronous resolver or a thread that only "
                 "resolves, and keep the address";
  }
  F.Message = Subject + " waits for a name server" + When.str() + ": " +
              Harm.str() + "; " + Cure;
  F.Evidence = std::move(Before);
  for (size_t I = 0; I < Path.size(); ++I) {
    if (I == At)
      continue;
    const ActStep &Step = Path[I];
    std::string Text =
        functionName(*Step.In) + " calls " + calleeName(*Step.In, Step.facts());
    if (!Step.Next)
      Text += Host.empty()
                  ? ", which asks a name server"
                  : (", which asks a name server for '" + Host + "'").str();
    F.Evidence.push_back({P.range(Step.In, Step.facts().Where), Text});
  }
  Findings.push_back(std::move(F));
}

void LookupReports::handler(const LookupPath &Path, const Entry &Handler,
                            Confidence Most) {
  const ActStep &Step = Path.front();
  std::vector<EvidenceStep> Before;
  if (Handler.By.Caller)
    Before.push_back(
        {P.range(Handler.By.Caller, Handler.By.facts().Where),
         functionName(*Step.In) + " is handed over here: " + Handler.How});
  else
    Before.push_back(
        {P.range(Step.In, Step.In->Where),
         functionName(*Step.In) + " is a handler: " + Handler.How});
  Confidence Level = Confidence::High;
  if (Step.Depth > 5 || Step.IsDoubtful || (Handler.IsGuess && Step.Depth > 2))
    Level = Confidence::Low;
  else if (Step.Depth > 2 || Handler.IsGuess || Step.IsOverApproximated)
    Level = Confidence::Medium;
  Level = std::min(Level, Most);
  // What a function of the project does with what it is given is not known.
  bool IsOwn = Handler.IsGuess && Handler.By.Caller;
  add(Path, Level,
      " for " + perEvent(Handler.Context).str() + " in " +
          functionName(*Step.In),
      IsOwn ? "while it is slow or dead, whoever waits for this thread "
              "stands still for seconds"
            : "while it is slow or dead, everything else on this event loop "
              "stands still for seconds",
      std::move(Before));
}

void LookupReports::eventLoop(const LookupPath &Path, uint32_t Loop,
                              Confidence Most) {
  const ActStep &Step = Path.front();
  const EventWait *Wait = Loops.waitOf(Step.In, Loop);
  std::vector<EvidenceStep> Before;
  std::string Waits = calleeName(*Wait->Wait.Caller, Wait->Wait.facts());
  Before.push_back({P.range(Step.In, Step.In->Loops[Loop].Where),
                    "loop serves what " + Waits + " tells of"});
  if (!(Wait->Wait.Caller == Step.In))
    Before.push_back(
        {P.range(Wait->Wait.Caller, Wait->Wait.facts().Where),
         functionName(*Wait->Wait.Caller) + " calls " + Waits + " for it"});
  Confidence Level = Confidence::High;
  if (Step.Depth > 5 || Step.IsDoubtful || Step.In->FlowFailed)
    Level = Confidence::Low;
  else if (Step.Depth > 2 || Step.IsOverApproximated)
    Level = Confidence::Medium;
  Level = std::min(Level, Most);
  add(Path, Level, " in the event loop of " + functionName(*Step.In),
      "while it is slow or dead, everything else that the loop serves "
      "stands still for seconds",
      std::move(Before), /*Fix=*/{}, /*IsDispatched=*/true);
}

/// How the function comes to run on a loop, where that is in view.
void LookupReports::addContext(FunctionRef F,
                               std::vector<EvidenceStep> &Evidence) {
  const LoopContext *Context = Loops.of(F);
  if (!Context)
    return;
  if (Context->Handler && Context->Handler->By.Caller)
    Evidence.push_back({P.range(Context->Handler->By.Caller,
                                Context->Handler->By.facts().Where),
                        functionName(*Context->Root) +
                            " is handed over here: " + Context->Handler->How});
  else if (!Context->Handler)
    Evidence.push_back(
        {P.range(Context->Root, Context->Root->Loops[Context->Loop].Where),
         "event loop of " + functionName(*Context->Root)});
  for (const CallRef &Call : Context->Path)
    Evidence.push_back({P.range(Call.Caller, Call.facts().Where),
                        functionName(*Call.Caller) + " calls " +
                            calleeName(*Call.Caller, Call.facts())});
}

void LookupReports::item(const LookupPath &Path, const Trips &T,
                         FunctionRef LoopIn, Confidence Level) {
  const ActStep &Step = Path.front();
  std::vector<EvidenceStep> Before;
  addContext(Step.In, Before);
  Before.push_back({P.range(LoopIn, T.Where), T.Sentence});
  if (Step.IsDoubtful || Step.Depth > 4)
    Level = Confidence::Low;
  add(Path, Level, " for " + T.PerItem,
      "the waits add up, and one dead server holds up all that follow",
      std::move(Before));
}

void LookupReports::retry(const LookupPath &Path, const Trips &T) {
  const ActStep &Step = Path.front();
  std::vector<EvidenceStep> Before;
  addContext(Step.In, Before);
  Before.push_back({P.range(Step.In, T.Where),
                    "each turn of the loop looks the same name up again"});
  bool IsFar = Step.IsOverApproximated || Step.Depth > 2;
  add(Path, IsFar ? Confidence::Low : Confidence::Medium, " at each attempt",
      "when something is wrong with the network, the attempts take as many "
      "times longer",
      std::move(Before), "look the name up once, before the loop");
}

void LookupReports::ownLoop(const LookupPath &Path) {
  const ActStep &Step = Path.front();
  std::vector<EvidenceStep> Before;
  addContext(Step.In, Before);
  Confidence Level = Before.empty() ? Confidence::Medium : Confidence::High;
  add(Path, Level, ", since it is given no callback",
      "while it is slow or dead, everything else on this event loop stands "
      "still for seconds",
      std::move(Before));
}

} // namespace hangproof
