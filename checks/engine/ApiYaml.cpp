//===- ApiYaml.cpp - A YAML document as a tree with places ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ApiYaml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

namespace hangproof {

const YamlNode *YamlNode::find(llvm::StringRef Key) const {
  for (const YamlMember &M : Members)
    if (M.Key.Text == Key)
      return &M.Value;
  return nullptr;
}

void YamlComplaints::add(unsigned Line, unsigned Column,
                         const llvm::Twine &Text) {
  All.push_back({Line, Column, Text.str()});
}

void YamlComplaints::print(std::string &Out) {
  llvm::sort(All, [](const Complaint &A, const Complaint &B) {
    return std::tie(A.Line, A.Column, A.Text) <
           std::tie(B.Line, B.Column, B.Text);
  });
  for (const Complaint &C : All) {
    if (!Out.empty())
      Out += '\n';
    Out += FileName + ":" + std::to_string(C.Line) + ":" +
           std::to_string(C.Column) + ": error: " + C.Text;
  }
}

namespace {

/// Deeper than any row; keeps a hostile file from exhausting the stack.
constexpr unsigned MaxDepth = 32;

class TreeBuilder {
public:
  TreeBuilder(llvm::SourceMgr &SM, YamlComplaints &Complaints)
      : SM(SM), Complaints(Complaints) {}

  YamlNode build(llvm::yaml::Node *N, unsigned Depth) {
    YamlNode Result;
    if (!N)
      return Result;
    setPlace(Result, N->getSourceRange().Start,
             llvm::isa<llvm::yaml::SequenceNode, llvm::yaml::MappingNode>(N));
    if (Depth > MaxDepth) {
      Complaints.add(Result, "nested too deeply");
      N->skip();
      return Result;
    }
    if (!N->getAnchor().empty())
      Complaints.add(Result, "anchors are not supported");
    if (!N->getRawTag().empty())
      Complaints.add(Result, "tags are not supported");
    if (auto *Scalar = llvm::dyn_cast<llvm::yaml::ScalarNode>(N)) {
      llvm::SmallString<64> Storage;
      Result.Type = YamlNode::Kind::Scalar;
      Result.Text = Scalar->getValue(Storage).str();
    } else if (auto *Block = llvm::dyn_cast<llvm::yaml::BlockScalarNode>(N)) {
      Result.Type = YamlNode::Kind::Scalar;
      Result.Text = Block->getValue().rtrim().str();
    } else if (auto *Sequence = llvm::dyn_cast<llvm::yaml::SequenceNode>(N)) {
      Result.Type = YamlNode::Kind::Sequence;
      for (llvm::yaml::Node &Item : *Sequence)
        Result.Items.push_back(build(&Item, Depth + 1));
    } else if (auto *Mapping = llvm::dyn_cast<llvm::yaml::MappingNode>(N)) {
      Result.Type = YamlNode::Kind::Mapping;
      for (llvm::yaml::KeyValueNode &Pair : *Mapping)
        addMember(Result, Pair, Depth);
    } else if (llvm::isa<llvm::yaml::AliasNode>(N)) {
      Complaints.add(Result, "aliases are not supported");
    }
    return Result;
  }

private:
  void addMember(YamlNode &Mapping, llvm::yaml::KeyValueNode &Pair,
                 unsigned Depth) {
    YamlMember Member;
    Member.Key = build(Pair.getKey(), Depth + 1);
    Member.Value = build(Pair.getValue(), Depth + 1);
    // An absent value has no place of its own.
    if (Member.Value.Type == YamlNode::Kind::Null) {
      Member.Value.Line = Member.Key.Line;
      Member.Value.Column = Member.Key.Column;
    }
    if (!Member.Key.isScalar())
      Complaints.add(Member.Key, "expected a name as the key");
    else if (Mapping.find(Member.Key.Text))
      Complaints.add(Member.Key, "key '" + Member.Key.Text + "' given twice");
    else
      Mapping.Members.push_back(std::move(Member));
  }

  void setPlace(YamlNode &Node, llvm::SMLoc Loc, bool IsList) {
    unsigned Buffer = Loc.isValid() ? SM.FindBufferContainingLoc(Loc) : 0;
    if (!Buffer)
      return;
    // The parser places a list in brackets at what comes after the bracket.
    llvm::StringRef Before = SM.getMemoryBuffer(Buffer)->getBuffer();
    Before = Before.take_front(Loc.getPointer() - Before.data()).rtrim();
    if (IsList && (Before.ends_with("[") || Before.ends_with("{")))
      Loc = llvm::SMLoc::getFromPointer(Before.end() - 1);
    std::tie(Node.Line, Node.Column) = SM.getLineAndColumn(Loc);
  }

  llvm::SourceMgr &SM;
  YamlComplaints &Complaints;
};

} // namespace

YamlNode parseYaml(llvm::StringRef Text, YamlComplaints &Complaints) {
  llvm::SourceMgr SM;
  YamlComplaints *Sink = &Complaints;
  SM.setDiagHandler(
      [](const llvm::SMDiagnostic &D, void *Context) {
        static_cast<YamlComplaints *>(Context)->add(
            std::max(D.getLineNo(), 1), std::max(D.getColumnNo() + 1, 1),
            D.getMessage());
      },
      Sink);
  llvm::yaml::Stream Stream(Text, SM, /*ShowColors=*/false);
  TreeBuilder Builder(SM, Complaints);
  auto Document = Stream.begin();
  if (Document == Stream.end())
    return {};
  YamlNode Root = Builder.build(Document->getRoot(), 0);
  // The parser may give up without a word on truncated input.
  if (!Stream.failed()) {
    Document->skip();
    if (++Document != Stream.end())
      Complaints.add(1, 1, "expected one document, found more");
  }
  if (Stream.failed()) {
    if (Complaints.empty())
      Complaints.add(1, 1, "not a valid YAML file");
    return {};
  }
  return Root;
}

} // namespace hangproof
