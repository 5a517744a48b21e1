//===- ApiLoader.cpp - From YAML to rows ----------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Strict on purpose: a row with a misspelt key would be a check that silently
// sees less. Everything unexpected is an error, and loading goes on to find the
// next one.
//
//===----------------------------------------------------------------------===//

#include "ApiLoader.h"
#include "ApiConditions.h"
#include "ApiSchema.h"
#include "llvm/ADT/StringExtras.h"

namespace hangproof {

namespace {

constexpr llvm::StringLiteral DocumentKeys =
    "library headers package language defines flags pkg-config target pairs "
    "callbacks rows remove";
constexpr llvm::StringLiteral RowKeys =
    "function names source args fails remedy unchecked effects";
constexpr llvm::StringLiteral PairKeys =
    "pair title consequence remedy must-release ends-with-thread "
    "save-is-customary chosen-per-use burdens-others";
constexpr llvm::StringLiteral CallbackKeys =
    "parameters result context at-once source";
constexpr llvm::StringLiteral FailureForms =
    "nonzero negative null false minus-one positive";
/// Far more arguments than any function has.
constexpr int64_t MaxArgument = 63;

class Loader {
public:
  Loader(ApiDocument &Document, bool IsUserFile)
      : Document(Document), Complaints(Document.Complaints),
        IsUserFile(IsUserFile) {}

  void load(const YamlNode &Root);

private:
  bool expect(const YamlNode &Node, YamlNode::Kind Kind, const char *What);
  /// Complains about keys that are not in List.
  void checkKeys(const YamlNode &Mapping, llvm::StringRef List,
                 const llvm::Twine &Of);
  /// The text of a scalar member; empty, with a complaint, if it is missing.
  std::string required(const YamlNode &Mapping, llvm::StringRef Key,
                       const llvm::Twine &Of);
  /// The items of a list of names; complains about anything else.
  std::vector<const YamlNode *> names(const YamlNode &Node);
  bool boolean(const YamlNode &Mapping, llvm::StringRef Key);

  void loadPair(const YamlNode &Node);
  void loadCallback(const YamlNode &Node);
  void loadRow(const YamlNode &Node);
  void loadRoles(const YamlNode &Node, ApiRow &Row);
  void loadEffect(const YamlNode &Node, ApiRow &Row);
  void loadEffectKey(const YamlMember &Member, const EffectSchema &Schema,
                     const ApiRow &Row, Effect &Result);
  void loadConditions(const YamlNode &Node, const ApiRow &Row, Effect &Result);
  std::optional<int> role(const YamlNode &Node, const ApiRow &Row,
                          bool AllowAny);

  ApiDocument &Document;
  YamlComplaints &Complaints;
  bool IsUserFile;
  std::string Library;
};

bool Loader::expect(const YamlNode &Node, YamlNode::Kind Kind,
                    const char *What) {
  if (Node.Type == Kind)
    return true;
  Complaints.add(Node, llvm::Twine("expected ") + What);
  return false;
}

void Loader::checkKeys(const YamlNode &Mapping, llvm::StringRef List,
                       const llvm::Twine &Of) {
  for (const YamlMember &M : Mapping.Members)
    if (!isListed(List, M.Key.Text))
      Complaints.add(M.Key, "unknown key '" + M.Key.Text + "' in " + Of +
                                "; known: " + withCommas(List));
}

std::string Loader::required(const YamlNode &Mapping, llvm::StringRef Key,
                             const llvm::Twine &Of) {
  const YamlNode *Value = Mapping.find(Key);
  if (!Value) {
    Complaints.add(Mapping, Of + " has no '" + Key + "'");
    return {};
  }
  if (!Value->isScalar() || Value->Text.empty()) {
    Complaints.add(*Value, "'" + Key + "' must be a text that is not empty");
    return {};
  }
  return Value->Text;
}

std::vector<const YamlNode *> Loader::names(const YamlNode &Node) {
  std::vector<const YamlNode *> Result;
  if (!expect(Node, YamlNode::Kind::Sequence, "a list of names"))
    return Result;
  for (const YamlNode &Item : Node.Items)
    if (expect(Item, YamlNode::Kind::Scalar, "a name"))
      Result.push_back(&Item);
  return Result;
}

bool Loader::boolean(const YamlNode &Mapping, llvm::StringRef Key) {
  const YamlNode *Value = Mapping.find(Key);
  if (!Value)
    return false;
  if (!Value->isScalar() || (Value->Text != "true" && Value->Text != "false"))
    Complaints.add(*Value, "'" + Key + "' must be true or false");
  return Value->Text == "true";
}

void Loader::load(const YamlNode &Root) {
  if (Root.Type == YamlNode::Kind::Null)
    return Complaints.add(1, 1, "the file is empty");
  if (!expect(Root, YamlNode::Kind::Mapping, "a mapping with 'rows'"))
    return;
  checkKeys(Root, DocumentKeys, "the file");
  if (IsUserFile && !Root.find("library"))
    Library = "user";
  else
    Library = required(Root, "library", "the file");
  for (llvm::StringRef Key : {"headers", "defines", "flags", "pkg-config"})
    if (const YamlNode *Node = Root.find(Key))
      names(*Node);
  for (llvm::StringRef Key : {"package", "target"})
    if (const YamlNode *Node = Root.find(Key))
      expect(*Node, YamlNode::Kind::Scalar, "a name");
  if (const YamlNode *Language = Root.find("language"))
    if (Language->Text != "c" && Language->Text != "c++")
      Complaints.add(*Language, "'language' must be c or c++");

  if (const YamlNode *Pairs = Root.find("pairs"))
    if (expect(*Pairs, YamlNode::Kind::Sequence, "a list of pairs"))
      for (const YamlNode &Node : Pairs->Items)
        loadPair(Node);
  if (const YamlNode *Callbacks = Root.find("callbacks"))
    if (expect(*Callbacks, YamlNode::Kind::Sequence, "a list of callbacks"))
      for (const YamlNode &Node : Callbacks->Items)
        loadCallback(Node);
  if (const YamlNode *Rows = Root.find("rows"))
    if (expect(*Rows, YamlNode::Kind::Sequence, "a list of rows"))
      for (const YamlNode &Node : Rows->Items)
        loadRow(Node);
  if (const YamlNode *Remove = Root.find("remove")) {
    if (!IsUserFile)
      Complaints.add(*Remove, "only a user's file may remove rows");
    for (const YamlNode *Name : names(*Remove))
      Document.Removals.push_back({Name->Text, {Name->Line, Name->Column}});
  }
}

void Loader::loadPair(const YamlNode &Node) {
  if (!expect(Node, YamlNode::Kind::Mapping, "a pair with its keys"))
    return;
  checkKeys(Node, PairKeys, "a pair");
  PairKind Pair;
  Pair.Name = required(Node, "pair", "a pair");
  std::string Of = "pair '" + Pair.Name + "'";
  Pair.Title = required(Node, "title", Of);
  Pair.Consequence = required(Node, "consequence", Of);
  Pair.Remedy = required(Node, "remedy", Of);
  Pair.MustRelease = boolean(Node, "must-release");
  Pair.EndsWithThread = boolean(Node, "ends-with-thread");
  Pair.SaveIsCustomary = boolean(Node, "save-is-customary");
  Pair.ChosenPerUse = boolean(Node, "chosen-per-use");
  Pair.BurdensOthers = boolean(Node, "burdens-others");
  if (Pair.Name.empty())
    return;
  const YamlNode &Where = *Node.find("pair");
  Document.Pairs.push_back(std::move(Pair));
  Document.PairPlaces.push_back({Where.Line, Where.Column});
}

void Loader::loadCallback(const YamlNode &Node) {
  if (!expect(Node, YamlNode::Kind::Mapping, "a callback with its keys"))
    return;
  checkKeys(Node, CallbackKeys, "a callback");
  CallbackSignature Callback;
  Callback.Library = Library;
  Callback.Source = required(Node, "source", "a callback");
  Callback.Context = required(Node, "context", "a callback");
  for (const WordKey &Key : wordKeys()) {
    const YamlNode *Word = nullptr;
    if (Key.Name == "context" || Key.Name == "at-once")
      Word = Node.find(Key.Name);
    if (Word && !Word->Text.empty() && !isListed(Key.Values, Word->Text))
      Complaints.add(*Word, "unknown " + Key.Name.str() + " '" + Word->Text +
                                "'; known: " + withCommas(Key.Values));
  }
  Callback.AtOnce = Node.find("at-once") != nullptr;
  if (Node.find("result"))
    Callback.Result = required(Node, "result", "a callback");
  const YamlNode *Parameters = Node.find("parameters");
  if (!Parameters)
    return Complaints.add(Node, "a callback has no 'parameters'");
  for (const YamlNode *Type : names(*Parameters)) {
    if (Callback.IsOpen)
      Complaints.add(*Type, "nothing can stand behind '...'");
    Callback.IsOpen |= Type->Text == "...";
    if (!Callback.IsOpen)
      Callback.Parameters.push_back(Type->Text);
  }
  if (Callback.Parameters.empty())
    return Complaints.add(*Parameters, "a callback without parameters cannot "
                                       "be told from other functions");
  Document.Callbacks.push_back(std::move(Callback));
}

static FailureForm parseFailureForm(llvm::StringRef Text) {
  if (Text == "nonzero")
    return FailureForm::NonZero;
  if (Text == "negative")
    return FailureForm::Negative;
  if (Text == "null")
    return FailureForm::Null;
  if (Text == "false")
    return FailureForm::False;
  if (Text == "minus-one")
    return FailureForm::MinusOne;
  if (Text == "positive")
    return FailureForm::Positive;
  return FailureForm::Unknown;
}

void Loader::loadRow(const YamlNode &Node) {
  if (!expect(Node, YamlNode::Kind::Mapping, "a row with its keys"))
    return;
  checkKeys(Node, RowKeys, "a row");
  std::vector<const YamlNode *> Functions;
  const YamlNode *Function = Node.find("function");
  const YamlNode *Names = Node.find("names");
  if (Function && Names)
    Complaints.add(*Names, "a row has 'function' or 'names', not both");
  else if (Names)
    Functions = names(*Names);
  else if (!required(Node, "function", "a row").empty())
    Functions.push_back(Function);

  std::string Of =
      Functions.empty() ? "a row" : "row '" + Functions.front()->Text + "'";
  ApiRow Row;
  Row.Library = Library;
  Row.Source = required(Node, "source", Of);
  Row.File = Document.FileName;
  Row.IsUser = IsUserFile;
  if (const YamlNode *Roles = Node.find("args"))
    loadRoles(*Roles, Row);
  if (Node.find("remedy"))
    Row.Remedy = required(Node, "remedy", Of);
  if (const YamlNode *Unchecked = Node.find("unchecked"))
    expect(*Unchecked, YamlNode::Kind::Scalar, "a reason");
  if (const YamlNode *Fails = Node.find("fails")) {
    Row.Fails = parseFailureForm(Fails->Text);
    if (Row.Fails == FailureForm::Unknown)
      Complaints.add(*Fails, "unknown way to fail '" + Fails->Text +
                                 "'; known: " + withCommas(FailureForms));
  }
  const YamlNode *Effects = Node.find("effects");
  if (!Effects)
    Complaints.add(Node, Of + " has no 'effects'");
  else if (expect(*Effects, YamlNode::Kind::Sequence, "a list of effects")) {
    if (Effects->Items.empty())
      Complaints.add(*Effects, Of + " has no effect; to drop a built-in row "
                                    "name it in 'remove'");
    for (const YamlNode &Item : Effects->Items)
      loadEffect(Item, Row);
  }
  for (const YamlNode *Name : Functions) {
    Row.Name = Name->Text;
    Row.Line = Name->Line;
    Document.Rows.push_back(Row);
    Document.RowPlaces.push_back({Name->Line, Name->Column});
  }
}

void Loader::loadRoles(const YamlNode &Node, ApiRow &Row) {
  if (!expect(Node, YamlNode::Kind::Mapping, "roles, such as {how: 0, set: 1}"))
    return;
  for (const YamlMember &M : Node.Members) {
    int64_t Index = 0;
    if (isListed("return object any", M.Key.Text))
      Complaints.add(M.Key, "'" + M.Key.Text + "' is a role of every function");
    else if (!M.Value.isScalar() ||
             llvm::StringRef(M.Value.Text).getAsInteger(10, Index) ||
             Index < 0 || Index > MaxArgument)
      Complaints.add(M.Value, "the argument of role '" + M.Key.Text +
                                  "' must be a number from 0 to " +
                                  llvm::Twine(MaxArgument));
    else
      Row.Roles.emplace_back(M.Key.Text, static_cast<int>(Index));
  }
}

std::optional<int> Loader::role(const YamlNode &Node, const ApiRow &Row,
                                bool AllowAny) {
  if (!expect(Node, YamlNode::Kind::Scalar, "a role"))
    return std::nullopt;
  if (Node.Text == "return")
    return RoleReturn;
  if (Node.Text == "object")
    return RoleObject;
  if (Node.Text == "any" && AllowAny)
    return RoleAnyArgument;
  std::string Known;
  for (const auto &[Name, Index] : Row.Roles) {
    if (Name == Node.Text)
      return Index;
    Known += Name + ", ";
  }
  Complaints.add(Node, "unknown role '" + Node.Text + "'; known: " + Known +
                           "return, object" + (AllowAny ? ", any" : ""));
  return std::nullopt;
}

void Loader::loadEffect(const YamlNode &Node, ApiRow &Row) {
  if (!expect(Node, YamlNode::Kind::Mapping, "an effect with its keys"))
    return;
  std::string Name = required(Node, "effect", "an effect");
  if (Name.empty())
    return;
  std::optional<EffectKind> Kind = parseEffectKind(Name);
  if (!Kind) {
    std::string Known;
    for (const EffectSchema &Schema : effectSchemas())
      Known += (Known.empty() ? "" : ", ") + Schema.Name.str();
    Complaints.add(*Node.find("effect"),
                   "unknown effect '" + Name + "'; known: " + Known);
    return;
  }
  const EffectSchema &Schema = schemaOf(*Kind);
  Effect Result;
  Result.Kind = *Kind;
  for (const YamlMember &M : Node.Members)
    if (M.Key.Text != "effect" && M.Key.Text != "when")
      loadEffectKey(M, Schema, Row, Result);
  // After the keys: 'saved' needs the pair.
  if (const YamlNode *When = Node.find("when"))
    loadConditions(*When, Row, Result);

  llvm::SmallVector<llvm::StringRef, 4> Required;
  Schema.Required.split(Required, ' ', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef Key : Required)
    if (!Node.find(Key))
      Complaints.add(Node, "effect '" + Name + "' has no '" + Key + "'");
  if (Result.Clock == "argument" && Result.ClockFrom == RoleNone)
    Complaints.add(Node, "clock 'argument' needs 'clock-from'");
  if (isListed(Schema.Optional, "into") && Result.Into == RoleNone)
    Result.Into = RoleReturn;
  Row.Effects.push_back(std::move(Result));
}

void Loader::loadEffectKey(const YamlMember &Member, const EffectSchema &Schema,
                           const ApiRow &Row, Effect &Result) {
  llvm::StringRef Key = Member.Key.Text;
  if (!isListed(Schema.Required, Key) && !isListed(Schema.Optional, Key)) {
    std::string Known = Schema.Required.str();
    if (!Schema.Optional.empty())
      Known += " " + Schema.Optional.str();
    Complaints.add(Member.Key,
                   "unknown key '" + Key + "' in effect '" + Schema.Name +
                       "'; known: " + withCommas("effect when " + Known));
    return;
  }
  for (const RoleKey &K : roleKeys())
    if (K.Name == Key)
      if (std::optional<int> Role = role(Member.Value, Row, /*AllowAny=*/true))
        Result.*K.Member = *Role;
  for (const WordKey &K : wordKeys()) {
    if (K.Name != Key)
      continue;
    if (!Member.Value.isScalar() || Member.Value.Text.empty())
      Complaints.add(Member.Value, "'" + Key + "' must be a word");
    else if (!K.Values.empty() && !isListed(K.Values, Member.Value.Text))
      Complaints.add(Member.Value, "unknown " + Key + " '" + Member.Value.Text +
                                       "'; known: " + withCommas(K.Values));
    else
      Result.*K.Member = Member.Value.Text;
    if (Key == "pair" && !Result.Pair.empty())
      Document.PairUses.push_back(
          {Result.Pair, {Member.Value.Line, Member.Value.Column}});
  }
}

void Loader::loadConditions(const YamlNode &Node, const ApiRow &Row,
                            Effect &Result) {
  if (!expect(Node, YamlNode::Kind::Mapping,
              "conditions, such as {how: [SIG_SETMASK=2]}"))
    return;
  for (const YamlMember &M : Node.Members) {
    Condition C;
    if (std::optional<int> Role = role(M.Key, Row, /*AllowAny=*/true))
      C.Role = *Role;
    if (!expect(M.Value, YamlNode::Kind::Sequence, "a list of alternatives"))
      continue;
    if (M.Value.Items.empty())
      Complaints.add(M.Value, "a condition without alternatives never holds");
    for (const YamlNode &Item : M.Value.Items)
      if (expect(Item, YamlNode::Kind::Scalar, "an alternative"))
        if (std::optional<ArgumentTest> Test =
                parseArgumentTest(Item, Result, Complaints))
          C.AnyOf.push_back(std::move(*Test));
    Result.When.push_back(std::move(C));
  }
}

} // namespace

ApiDocument loadApiDocument(llvm::StringRef Text, llvm::StringRef FileName,
                            bool IsUserFile) {
  ApiDocument Document(FileName);
  YamlNode Root = parseYaml(Text, Document.Complaints);
  // A syntax error leaves nothing that could be trusted.
  if (Document.Complaints.empty())
    Loader(Document, IsUserFile).load(Root);
  return Document;
}

} // namespace hangproof
