//===- MapDot.cpp - The map for Graphviz ----------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A picture of a large program is read only if it is small. So what is like its
// neighbours and does no harm is folded into one node, calls that start the
// same from the same are one, and an arrow is drawn from few of those that can
// come to a call.
//
//===----------------------------------------------------------------------===//

#include "ThreadMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <map>
#include <set>

using namespace llvm;

namespace hangproof {
namespace {

// What is shown of a group before the rest is folded.
constexpr unsigned MostAlike = 3;
// Arrows into one call.
constexpr unsigned MostArrows = 3;

constexpr StringRef Red = "#c62828";

/// Spawns that are drawn as one.
struct SpawnNode {
  const MapSpawn *First = nullptr;
  unsigned Places = 0;
};

class DotWriter {
public:
  DotWriter(raw_ostream &OS, const ThreadMap &Map) : OS(OS), Map(Map) {}
  void write();

private:
  void choose();
  bool isPlain(unsigned Number) const;
  void fold();
  void groupSpawns();
  void writeRunner(const Runner &R, unsigned Number);
  void writeSpawn(const SpawnNode &Node, unsigned Number);
  void writeClusters();
  void writeEdges();
  std::vector<std::string> shown(ArrayRef<unsigned> Runners) const;

  raw_ostream &OS;
  const ThreadMap &Map;
  std::vector<bool> Spawning, InRed, Shown;
  /// By runner: the node that stands for it.
  std::vector<std::string> NodeOf;
  struct Fold {
    std::string Folder, Text;
  };
  std::vector<Fold> Folds;
  std::vector<SpawnNode> Nodes;
};

} // namespace

/// For a label in HTML, not too long.
static std::string label(StringRef Text, size_t Most = 44) {
  std::string Short = Text.str();
  if (Text.size() > Most)
    Short =
        (Text.take_front(Most / 2 - 1) + "..." + Text.take_back(Most / 2 - 2))
            .str();
  std::string Result;
  raw_string_ostream Out(Result);
  printHTMLEscaped(Short, Out);
  return Result;
}

/// The frame around it tells the folder.
static std::string labelOf(const MapPlace &Place, StringRef Folder) {
  StringRef Path = Place.Path;
  if (Path.consume_front(Folder))
    Path.consume_front("/");
  return label((Path + ":" + Twine(Place.Line)).str());
}

/// For a string in double quotes.
static std::string quoted(StringRef Text) {
  std::string Result = "\"";
  for (char C : Text) {
    if (C == '"' || C == '\\')
      Result += '\\';
    Result += C;
  }
  return Result + "\"";
}

static std::string plural(unsigned Count, StringRef One, StringRef Many) {
  return (Twine(Count) + " " + (Count == 1 ? One : Many)).str();
}

/// "timer tick" of "each timer tick".
static std::string kindInWords(const Runner &R, bool IsMany) {
  std::string Result =
      R.Kind == RunnerKind::Main ? "program" : toString(R.Kind);
  if (R.Kind == RunnerKind::Handler) {
    StringRef Per = R.Per;
    Per.consume_front("each ");
    if (!Per.empty())
      Result = (Per + " " + Result).str();
  }
  if (!IsMany)
    return Result;
  return Result + (R.Kind == RunnerKind::Process ? "es" : "s");
}

static bool isRed(const MapSpawn &S) {
  return S.Bound.Kind == BoundKind::Unbounded;
}

/// What is on the picture at all: a main that starts nothing is none.
void DotWriter::choose() {
  size_t Count = Map.Runners.size();
  Spawning.assign(Count, false);
  InRed.assign(Count, false);
  Shown.assign(Count, false);
  for (const MapSpawn &S : Map.Spawns) {
    for (unsigned From : S.From)
      Spawning[From] = true;
    for (unsigned Started : S.Starts)
      InRed[Started] = InRed[Started] || isRed(S);
  }
  std::vector<bool> Registering(Count, false);
  for (const Registration &R : Map.Registrations)
    for (unsigned From : R.From)
      Registering[From] = true;
  for (size_t I = 0; I < Count; ++I) {
    const Runner &R = Map.Runners[I];
    Shown[I] = (R.Kind != RunnerKind::Main && R.Kind != RunnerKind::Outside) ||
               Spawning[I] || Registering[I] || !R.EventLoops.empty();
  }
}

bool DotWriter::isPlain(unsigned Number) const {
  const Runner &R = Map.Runners[Number];
  return !Spawning[Number] && !InRed[Number] && R.EndlessWaits.empty() &&
         R.EventLoops.empty() && R.Kind != RunnerKind::Outside;
}

void DotWriter::fold() {
  NodeOf.resize(Map.Runners.size());
  using Key = std::tuple<std::string, RunnerKind, std::string>;
  std::map<Key, std::vector<unsigned>> Alike;
  for (unsigned I = 0; I < Map.Runners.size(); ++I) {
    const Runner &R = Map.Runners[I];
    if (!Shown[I])
      continue;
    NodeOf[I] = "r" + utostr(I);
    if (isPlain(I))
      Alike[{R.Folder, R.Kind, R.Per}].push_back(I);
  }
  for (const auto &[Of, Group] : Alike) {
    if (Group.size() <= MostAlike + 1)
      continue;
    std::string Node = "f" + utostr(Folds.size());
    unsigned Count = Group.size() - MostAlike;
    for (unsigned Number : drop_begin(Group, MostAlike)) {
      NodeOf[Number] = Node;
      Shown[Number] = false;
    }
    Folds.push_back(
        {std::get<0>(Of), "and " + utostr(Count) + " more " +
                              kindInWords(Map.Runners[Group.front()], true)});
  }
}

void DotWriter::groupSpawns() {
  using Key = std::tuple<std::string, std::string, std::string, std::string,
                         std::vector<std::string>, std::vector<std::string>>;
  std::map<Key, size_t> Known;
  for (const MapSpawn &S : Map.Spawns) {
    auto [It, IsNew] =
        Known.try_emplace({S.Folder, S.Call, toText(S.Bound), S.Fate,
                           shown(S.From), shown(S.Starts)},
                          Nodes.size());
    if (IsNew)
      Nodes.push_back({&S, 0});
    ++Nodes[It->second].Places;
  }
}

/// The nodes of runners, each once.
std::vector<std::string> DotWriter::shown(ArrayRef<unsigned> Runners) const {
  std::vector<std::string> Result;
  for (unsigned Number : Runners)
    if (!NodeOf[Number].empty() && !is_contained(Result, NodeOf[Number]))
      Result.push_back(NodeOf[Number]);
  return Result;
}

static void writeRow(raw_ostream &OS, StringRef Html, StringRef Colour = "") {
  OS << "<TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"10\"";
  if (!Colour.empty())
    OS << " COLOR=\"" << Colour << '"';
  OS << '>' << Html << "</FONT></TD></TR>";
}

void DotWriter::writeRunner(const Runner &R, unsigned Number) {
  static const char *const Colours[] = {"#bbdefb", "#c8e6c9", "#dcedc8",
                                        "#e1bee7", "#fff9c4", "#eeeeee"};
  OS << "    r" << Number << " [fillcolor=\""
     << Colours[static_cast<unsigned>(R.Kind)] << '"';
  if (!R.EndlessWaits.empty())
    OS << ", color=\"" << Red << '"';
  OS << ", label=<<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\">"
     << "<TR><TD ALIGN=\"LEFT\"><B>" << label(R.Name) << "</B></TD></TR>";
  if (R.Kind != RunnerKind::Outside)
    writeRow(OS, kindInWords(R, false) + ", " + labelOf(R.Where, R.Folder),
             "#616161");
  for (StringRef Loop : R.EventLoops)
    writeRow(OS, "event loop: " + label(Loop));
  if (!R.Blocks.empty()) {
    std::vector<std::string> Texts;
    for (const MapBlock &Block : R.Blocks)
      Texts.push_back(Block.Kind + " (" + label(Block.Call, 20) + ")");
    // Two on a line.
    for (size_t I = 0; I < Texts.size(); I += 2)
      writeRow(OS, (I ? "" : "waits for ") + Texts[I] +
                       (I + 1 < Texts.size() ? ", " + Texts[I + 1] : "") +
                       (I + 2 < Texts.size() ? "," : ""));
  }
  if (R.BoundedWaits)
    writeRow(OS,
             plural(R.BoundedWaits, "wait that something ends",
                    "waits that something ends"),
             "#2e7d32");
  if (!R.EndlessWaits.empty()) {
    const MapBlock &Wait = R.EndlessWaits.front();
    writeRow(OS,
             "no timeout: " + label(Wait.Call, 20) + ", " +
                 labelOf(Wait.Where, R.Folder) +
                 (R.EndlessWaits.size() > 1
                      ? " and " + utostr(R.EndlessWaits.size() - 1) + " more"
                      : ""),
             Red);
  }
  OS << "</TABLE>>];\n";
}

void DotWriter::writeSpawn(const SpawnNode &Node, unsigned Number) {
  const MapSpawn &S = *Node.First;
  OS << "    s" << Number << " [shape=box, style=\"filled\", fillcolor=\""
     << (isRed(S) ? "#ffebee" : "#ffffff") << "\", color=\""
     << (isRed(S) ? Red : "#9e9e9e") << "\", label=<<TABLE BORDER=\"0\" "
     << "CELLSPACING=\"0\" CELLPADDING=\"1\"><TR><TD ALIGN=\"LEFT\">"
     << label(S.Call) << "</TD></TR>";
  writeRow(OS,
           labelOf(S.Where, S.Folder) +
               (Node.Places > 1 ? " and " + plural(Node.Places - 1,
                                                   "more place", "more places")
                                : ""),
           "#616161");
  writeRow(OS, label(toText(S.Bound), 60), isRed(S) ? Red : "");
  if (!S.Fate.empty())
    writeRow(OS, S.Fate);
  if (S.Starts.empty())
    writeRow(OS,
             S.Makes == RunnerKind::Process ? "the child goes on here"
                                            : "what it runs is not in view",
             "#616161");
  OS << "</TABLE>>];\n";
}

void DotWriter::writeClusters() {
  std::set<std::string> Folders;
  for (unsigned I = 0; I < Map.Runners.size(); ++I)
    if (Shown[I])
      Folders.insert(Map.Runners[I].Folder);
  for (const SpawnNode &Node : Nodes)
    Folders.insert(Node.First->Folder);
  for (const Fold &F : Folds)
    Folders.insert(F.Folder);
  unsigned Number = 0;
  for (const std::string &Folder : Folders) {
    OS << "  subgraph cluster_" << Number++
       << " {\n    label=" << quoted(Folder) << ";\n";
    for (unsigned I = 0; I < Map.Runners.size(); ++I)
      if (Shown[I] && Map.Runners[I].Folder == Folder)
        writeRunner(Map.Runners[I], I);
    for (unsigned I = 0; I < Nodes.size(); ++I)
      if (Nodes[I].First->Folder == Folder)
        writeSpawn(Nodes[I], I);
    for (unsigned I = 0; I < Folds.size(); ++I)
      if (Folds[I].Folder == Folder)
        OS << "    f" << I
           << " [style=\"rounded,dashed\", label=" << quoted(Folds[I].Text)
           << "];\n";
    OS << "  }\n";
  }
}

void DotWriter::writeEdges() {
  std::set<std::string> Drawn;
  auto Edge = [&](StringRef From, StringRef To, StringRef Attributes) {
    std::string Line = ("  " + From + " -> " + To + Attributes + ";\n").str();
    if (From != To && Drawn.insert(Line).second)
      OS << Line;
  };
  for (unsigned I = 0; I < Nodes.size(); ++I) {
    const MapSpawn &S = *Nodes[I].First;
    std::string Spawn = "s" + utostr(I);
    std::string Style =
        isRed(S) ? (" [color=\"" + Red + "\", penwidth=1.6]").str() : "";
    std::vector<std::string> From = shown(S.From);
    for (const std::string &Runner : ArrayRef(From).take_front(MostArrows))
      Edge(Runner, Spawn, Style);
    for (const std::string &Runner : shown(S.Starts))
      Edge(Spawn, Runner, Style);
  }
  for (const Registration &R : Map.Registrations) {
    std::vector<std::string> From = shown(R.From);
    for (const std::string &Runner : ArrayRef(From).take_front(MostArrows))
      Edge(Runner, NodeOf[R.Handler],
           " [style=dashed, color=\"#9e9e9e\", arrowhead=vee]");
  }
}

void DotWriter::write() {
  choose();
  fold();
  groupSpawns();
  unsigned Red = count_if(Map.Spawns, isRed);
  OS << "digraph hangproof {\n"
     << "  graph [rankdir=LR, fontname=\"Helvetica,Arial,sans-serif\", "
        "fontsize=12, "
        "ranksep=0.5, nodesep=0.12, style=\"rounded\", color=\"#bdbdbd\", "
        "labeljust=l, label="
     << quoted("Who runs at the same time: solid arrows start something, "
               "dashed ones hand a handler over. " +
               (Red ? plural(Red, "call makes", "calls make") +
                          " as many as there is data, drawn in red."
                    : std::string("Nothing is made without a bound.")))
     << "];\n"
     << "  node [shape=box, style=\"rounded,filled\", "
        "fontname=\"Helvetica,Arial,sans-serif\", "
        "fontsize=11, margin=\"0.12,0.04\", color=\"#757575\"];\n"
     << "  edge [fontname=\"Helvetica,Arial,sans-serif\", color=\"#424242\", "
        "arrowsize=0.7];\n";
  writeClusters();
  writeEdges();
  OS << "}\n";
}

void writeMapDot(raw_ostream &OS, const ThreadMap &Map) {
  DotWriter(OS, Map).write();
}

} // namespace hangproof
