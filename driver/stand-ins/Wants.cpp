//===- Wants.cpp ----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Wants.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Type.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/DiagnosticLex.h"
#include "clang/Basic/DiagnosticParse.h"
#include "clang/Basic/DiagnosticSema.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace hangproof {

using Kind = StandIn::Kind;

/// "MAX_ITEMS".
static bool isConstantName(llvm::StringRef Name) {
  return Name.size() > 1 &&
         llvm::none_of(Name, [](char C) { return isLowercase(C); }) &&
         llvm::any_of(Name, [](char C) { return isUppercase(C); });
}

/// Types and functions of namespace std that are often named without it.
static bool isStandardName(llvm::StringRef Name, bool IsTypeOrCall) {
  if (Name == "std" || Name == "cout" || Name == "cerr" || Name == "endl")
    return true;
  return IsTypeOrCall &&
         llvm::is_contained({"string",        "vector",
                             "map",           "set",
                             "list",          "pair",
                             "make_pair",     "shared_ptr",
                             "unique_ptr",    "make_shared",
                             "make_unique",   "thread",
                             "mutex",         "lock_guard",
                             "unique_lock",   "condition_variable",
                             "function",      "deque",
                             "queue",         "stringstream",
                             "ostringstream", "istringstream",
                             "ostream",       "istream",
                             "ifstream",      "ofstream",
                             "exception",     "runtime_error",
                             "to_string",     "atomic",
                             "future",        "async",
                             "chrono",        "this_thread",
                             "unordered_map"},
                            Name);
}

/// The token before "a::b" that ends here.
static llvm::StringRef beforeQualifier(const Spot &Where) {
  size_t Count = 1;
  while (Where.before(Count) == "::")
    Count += 2;
  return Where.before(Count);
}

static std::string nameOf(const Diagnostic &Info, unsigned Index) {
  if (Index >= Info.getNumArgs())
    return "";
  switch (Info.getArgKind(Index)) {
  case DiagnosticsEngine::ak_identifierinfo:
    return Info.getArgIdentifier(Index)->getName().str();
  case DiagnosticsEngine::ak_declarationname: {
    auto Name = DeclarationName::getFromOpaqueInteger(Info.getRawArg(Index));
    return Name.isIdentifier() ? Name.getAsString() : "";
  }
  case DiagnosticsEngine::ak_std_string:
    return Info.getArgStdStr(Index);
  default:
    return "";
  }
}

static const DeclContext *contextOf(const Diagnostic &Info, unsigned Index) {
  if (Index >= Info.getNumArgs())
    return nullptr;
  if (Info.getArgKind(Index) == DiagnosticsEngine::ak_declcontext)
    return reinterpret_cast<const DeclContext *>(Info.getRawArg(Index));
  if (Info.getArgKind(Index) == DiagnosticsEngine::ak_qualtype) {
    QualType Type = QualType::getFromOpaquePtr(
        reinterpret_cast<void *>(Info.getRawArg(Index)));
    return Type.isNull() ? nullptr : Type->getAsRecordDecl();
  }
  return nullptr;
}

const std::vector<WrittenToken> &Wants::tokens(const SourceManager &SM,
                                               FileID File) {
  auto [It, IsFirst] = Files.try_emplace(File);
  if (IsFirst)
    It->second =
        tokensOf(SM, File, Language,
                 File == SM.getMainFileID() ? Skipped : decltype(Skipped)());
  return It->second;
}

void Wants::readMembers(const SourceManager &SM) {
  if (AreMembersRead)
    return;
  AreMembersRead = true;
  if (!Stands.IsCPlusPlus)
    return;
  FileOutline Outline = outlineOf(tokens(SM, SM.getMainFileID()));
  Members = std::move(Outline.Members);
  UsedNames = std::move(Outline.UsedNames);
  // A class is defined in one namespace, its members perhaps after it is open.
  for (OutOfLineMember &Member : Members)
    for (const OutOfLineMember &Other : Members)
      if (llvm::StringRef(Other.Class).ends_with("::" + Member.Class))
        Member.Class = Other.Class;
  for (std::string &Name : Outline.OpenNamespaces)
    if (!llvm::is_contained(Stands.OpenNamespaces, Name))
      Stands.OpenNamespaces.push_back(std::move(Name));
}

std::optional<Spot> Wants::locate(const SourceManager &SM, SourceLocation Loc) {
  auto [File, Offset] = SM.getDecomposedLoc(SM.getSpellingLoc(Loc));
  const std::vector<WrittenToken> &Found = tokens(SM, File);
  auto It = llvm::lower_bound(Found, Offset,
                              [](const WrittenToken &Token, unsigned Wanted) {
                                return Token.Offset < Wanted;
                              });
  if (It == Found.end() || It->Offset != Offset)
    return std::nullopt;
  return Spot{Found, size_t(It - Found.begin()), File == SM.getMainFileID()};
}

/// Declares a class with the members that the main file defines.
void Wants::addClass(llvm::StringRef Name) {
  StandIn &Class = Stands.scope(Name, Kind::Class, IsNew);
  for (const OutOfLineMember &Member : Members)
    if (Member.Class == Name)
      Class.Methods.insert(Member.Declaration);
}

void Wants::wantName(llvm::StringRef Name, const Spot *Where, bool IsType) {
  if (Name.empty())
    return;
  if (!Stands.IsCPlusPlus) {
    Kind What = Kind::Value;
    if (IsType || (Where && Where->isType()))
      What = Where && Where->after() == "*" ? Kind::Class : Kind::Number;
    else if (Where && Where->isCall())
      return; // Declared by its call.
    else if (isConstantName(Name) &&
             !(Where && (Where->after() == "." || Where->after() == "->")))
      What = Kind::Constant;
    Stands.add("", Name, What, IsNew);
    return;
  }
  bool IsCall = Where && Where->isCall();
  if (isStandardName(Name,
                     IsType || IsCall ||
                         (Where && (Where->isScope() || Where->isTemplate() ||
                                    Where->isType())))) {
    if (HadStd && Name != "std")
      Stands.add("", Name, Kind::Using, IsNew);
    IsNew |= !Stands.WantsStd;
    Stands.WantsStd = true;
    return;
  }
  if (llvm::is_contained(UsedNames, Name))
    return;
  // A class of which the file defines members.
  if (!IsCall)
    for (const OutOfLineMember &Member : Members)
      if (llvm::StringRef Class = Member.Class;
          Class == Name || Class.ends_with("::" + Name.str())) {
        addClass(Class);
        return;
      }
  if (Where && Where->isScope()) {
    Stands.add("", Name, isLowercase(Name[0]) ? Kind::Namespace : Kind::Class,
               IsNew);
    return;
  }
  if (Where && Where->isTemplate()) {
    Stands.add("", Name, Kind::Template, IsNew);
    return;
  }
  if (!Where) {
    Stands.add("", Name, IsType ? Kind::Class : Kind::Function, IsNew);
    return;
  }
  // "Type name(value)": Clang takes the value for the type of a parameter.
  bool IsArgument =
      IsType && Where->IsInMainFile &&
      (Where->before() == "(" || Where->before() == ",") &&
      (Where->after() == ")" || Where->after() == ",") &&
      llvm::any_of(Members, [&](const OutOfLineMember &Member) {
        return Member.Begin < Where->offset() && Where->offset() < Member.End;
      });
  bool HasMembers = Where->after() == "." || Where->after() == "->";
  if (!IsArgument && (IsType || Where->isType())) {
    Stands.add("", Name, Kind::Class, IsNew);
    return;
  }
  if (IsCall) {
    Stands.add("", Name, Kind::Function, IsNew);
    return;
  }
  if (isConstantName(Name) && !HasMembers) {
    Stands.add("", Name, Kind::Constant, IsNew);
    return;
  }
  std::string Class;
  if (Where->IsInMainFile)
    for (const OutOfLineMember &Member : Members)
      if (Member.Begin <= Where->offset() && Where->offset() < Member.End &&
          Stands.find(Member.Class))
        Class = Member.Class;
  Stands.add(Class, Name, Kind::Value, IsNew);
}

void Wants::wantScope(llvm::StringRef Name, const Spot &Where) {
  std::string Scope;
  for (size_t Count = 1; Where.before(Count) == "::" && Where.Index > Count &&
                         Where.Tokens[Where.Index - Count - 1].IsName;
       Count += 2)
    Scope = Where.before(Count + 1).str() + (Scope.empty() ? "" : "::") + Scope;
  if (StandIn *Stand = Scope.empty() ? nullptr : Stands.find(Scope))
    Stands.add(Scope, Name,
               Stand->What == Kind::Namespace && isLowercase(Name[0])
                   ? Kind::Namespace
                   : Kind::Class,
               IsNew);
}

/// "a::B" in "vector<a::B>": taken for a value, until the template wants a
/// type.
void Wants::wantTypeArgument(const Spot &Where) {
  std::string Name;
  for (size_t Count = 0;; Count += 2) {
    Name += (Count == 0 ? Where.Tokens[Where.Index].Text : Where.after(Count));
    if (Where.after(Count + 1) != "::" || !Where.isNameAfter(Count + 2))
      break;
    Name += "::";
  }
  StandIn *Stand = Stands.find(Name);
  if (!Stand || (Stand->What != Kind::Constant && Stand->What != Kind::Value))
    return;
  Stand->What = Kind::Class;
  IsNew = true;
}

/// A constructor's list names a field or a base class that is not known.
void Wants::wantInitialized(llvm::StringRef Name, const Spot &Where) {
  for (const OutOfLineMember &Member : Members) {
    StandIn *Class = Stands.find(Member.Class);
    if (!Class || Name.empty() || !Where.IsInMainFile ||
        Where.offset() < Member.Begin || Where.offset() >= Member.End)
      continue;
    if (!isUppercase(Name[0]))
      Stands.add(Member.Class, Name, Kind::Value, IsNew);
    else if (Name != llvm::StringRef(Member.Class).rsplit("::").second)
      IsNew |= Class->Bases.insert(Name.str()).second;
    return;
  }
}

/// A function of a library fits no call: it is rather one of a base class.
void Wants::wantInherited(llvm::StringRef Name, const Spot &Where) {
  for (const OutOfLineMember &Member : Members) {
    StandIn *Class = Stands.find(Member.Class);
    if (!Class || Name.empty() || !Where.IsInMainFile ||
        Where.offset() < Member.Begin || Where.offset() >= Member.End)
      continue;
    // Next to classes of Qt a class with slots is one of them.
    if (Class->Bases.empty() && Stands.find("QObject")) {
      Class->Bases.insert("QObject");
      IsNew = true;
    }
    std::set<std::string> Bases = Class->Bases;
    for (unsigned Depth = 0; Depth < 4 && !Bases.empty(); ++Depth) {
      std::set<std::string> Above;
      for (const std::string &Base : Bases) {
        StandIn *Stand = Stands.find(Base);
        if (!Stand || Stand->What != Kind::Class)
          continue;
        if (Stand->Bases.empty())
          Stands.add(Base, Name, Kind::Function, IsNew);
        Above.insert(Stand->Bases.begin(), Stand->Bases.end());
      }
      Bases = std::move(Above);
    }
    return;
  }
}

/// A call of a member function that takes everything does not fit: only a list
/// in braces is not taken.
void Wants::wantLists(llvm::StringRef Name, StandIn &In) {
  for (auto &[Known, Member] : In.Members) {
    if (In.What == Kind::Class && Member.What == Kind::Function &&
        Known == Name && !Member.TakesLists)
      IsNew = Member.TakesLists = true;
    wantLists(Name, Member);
  }
}

void Wants::wantMember(llvm::StringRef Name, const DeclContext *In,
                       const Spot *Where, bool IsType) {
  const auto *Named = dyn_cast_or_null<NamedDecl>(In);
  if (Name.empty() || !Named)
    return;
  std::string Scope = Named->getQualifiedNameAsString();
  if (Named->getIdentifier() && Named->getName() == AnyClass)
    Scope = AnyClass.str();
  StandIn *Stand = Stands.find(Scope);
  if (!Stands.IsCPlusPlus) {
    if (!Stand)
      return;
    auto [It, IsFirst] = Stand->Members.try_emplace(Name.str());
    if (IsFirst && Where && Where->isCall())
      It->second.What = Kind::Callee;
    IsNew |= IsFirst;
    return;
  }
  // Nothing can be added to a class of real code, and nothing is missing in
  // what a standard library has.
  if (Scope == "std" && !Stands.WantsStd)
    IsNew = Stands.WantsStd = true;
  bool IsNamespace = isa<NamespaceDecl>(In);
  bool IsOfObject =
      Where && (Where->before() == "." || Where->before() == "->");
  if (IsOfObject && Scope != AnyClass && !Stand)
    return distrust(Where->before(2));
  // These names are telling.
  if (IsOfObject && (Name == "tv_usec" || Name == "tv_nsec"))
    forValues(Where->before(2), [&](StandIn &Value) {
      if (Value.What != Kind::Value || !Value.Type.empty() || Value.IsAny)
        return;
      Value.Type = Name == "tv_usec" ? "timeval" : "timespec";
      IsNew = true;
    });
  if ((!Stand && !IsNamespace && Scope != AnyClass) ||
      llvm::StringRef(Scope + "::").starts_with("std::"))
    return;
  if (!Stand && Scope == AnyClass)
    Stand = &Stands.scope(Scope, Kind::Class, IsNew);
  bool IsQualified = Where && Where->before() == "::";
  Kind What = Kind::Value;
  if (Where && Where->isScope()) {
    for (const OutOfLineMember &Member : Members)
      if (Member.Class == Scope + "::" + Name.str()) {
        addClass(Member.Class);
        return;
      }
    What = IsNamespace && isLowercase(Name[0]) ? Kind::Namespace : Kind::Class;
  } else if (Where && Where->isTemplate()) {
    What = Kind::Template;
  } else if (IsType || (IsQualified && (Where->isType() ||
                                        beforeQualifier(*Where) == "using"))) {
    What = Kind::Class;
  } else if (Where && Where->isCall()) {
    What = Kind::Function;
  } else if (IsQualified && Stand && !IsNamespace &&
             beforeQualifier(*Where) == "&") {
    Stand->Methods.insert("void " + Name.str() + " ( )");
    IsNew = true;
    return;
  } else if (isConstantName(Name) ||
             (IsQualified && Where->after() != "." && Where->after() != "->" &&
              Where->after() != "=")) {
    What = Kind::Constant;
  }
  StandIn *Added = Stands.add(Scope, Name, What, IsNew);
  if (Added && IsQualified && !IsNamespace)
    Added->IsStatic = true;
}

void Wants::HandleDiagnostic(DiagnosticsEngine::Level Level,
                             const Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  if (Level < DiagnosticsEngine::Error)
    return;
  if (Info.getID() == diag::err_pp_file_not_found) {
    MissingHeaders.push_back(nameOf(Info, 0));
    return;
  }
  ++Errors;
  if (!Info.hasSourceManager() || !Info.getLocation().isValid())
    return;
  const SourceManager &SM = Info.getSourceManager();
  readMembers(SM);
  std::optional<Spot> Found = locate(SM, Info.getLocation());
  const Spot *Where = Found ? &*Found : nullptr;
  switch (Info.getID()) {
  case diag::err_unknown_typename:
    wantName(nameOf(Info, 0), Where, /*IsType=*/true);
    break;
  case diag::err_template_arg_must_be_type:
    if (Where)
      wantTypeArgument(*Where);
    break;
  case diag::err_no_template:
    Stands.add("", nameOf(Info, 0), Kind::Template, IsNew);
    break;
  case diag::err_undeclared_var_use:
  case diag::err_undeclared_use:
    wantName(nameOf(Info, 0), Where, /*IsType=*/false);
    break;
  case diag::err_expected_class_or_namespace:
    // In "a::b::c" b is looked for everywhere else, too.
    if (Where)
      wantScope(nameOf(Info, 0), *Where);
    break;
  case diag::err_not_direct_base_or_virtual:
    if (const auto *Base = typeOf(Info, 0).isNull()
                               ? nullptr
                               : typeOf(Info, 0)->getAsRecordDecl();
        Base && Where)
      wantInitialized(Base->getQualifiedNameAsString(), *Where);
    break;
  case diag::err_ovl_no_viable_function_in_call:
    if (Where)
      wantInherited(nameOf(Info, 0), *Where);
    break;
  case diag::err_ovl_no_viable_member_function_in_call:
    wantLists(nameOf(Info, 0), Stands.Global);
    break;
  case diag::err_mem_init_not_member_or_class:
    if (Where)
      wantInitialized(nameOf(Info, 0), *Where);
    break;
  case diag::err_expected_class_name:
    if (Where)
      wantName(Where->Tokens[Where->Index].Text, Where, /*IsType=*/true);
    break;
  case diag::err_no_member:
    wantMember(nameOf(Info, 0), contextOf(Info, 1), Where, /*IsType=*/false);
    break;
  case diag::err_typename_nested_not_found:
    wantMember(nameOf(Info, 0), contextOf(Info, 1), Where, /*IsType=*/true);
    break;
  case diag::err_no_member_template:
    if (const auto *In = dyn_cast_or_null<NamedDecl>(contextOf(Info, 1)))
      if (Stands.find(In->getQualifiedNameAsString()))
        Stands.add(In->getQualifiedNameAsString(), nameOf(Info, 0),
                   Kind::Template, IsNew);
    break;
  case diag::err_typecheck_incomplete_tag:
  case diag::err_incomplete_member_access:
  case diag::err_incomplete_nested_name_spec:
  case diag::err_incomplete_type:
  case diag::err_typecheck_decl_incomplete_type:
  case diag::err_array_incomplete_or_sizeless_type:
  case diag::err_sizeof_alignof_incomplete_or_sizeless_type:
  case diag::err_typecheck_arithmetic_incomplete_or_sizeless_type:
  case diag::err_subscript_incomplete_or_sizeless_type:
    for (unsigned I = 0; I < Info.getNumArgs(); ++I)
      wantClass(typeOf(Info, I));
    break;
  case diag::err_ovl_unresolvable:
    if (Where)
      distrust(Where->Tokens[Where->Index].Text);
    break;
  case diag::err_typecheck_convert_incompatible:
    wantStructure(Info);
    break;
  case diag::err_typecheck_member_reference_struct_union:
    wantFields(Info, Kind::Structure);
    break;
  case diag::err_typecheck_member_reference_arrow:
    wantFields(Info, Kind::Pointer);
    break;
  case diag::err_typecheck_call_not_function:
    wantFields(Info, Kind::Callee);
    break;
  case diag::err_typecheck_subscript_value:
    wantFields(Info, Kind::Array);
    break;
  default:
    break;
  }
}

} // namespace hangproof
