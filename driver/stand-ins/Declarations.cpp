//===- Declarations.cpp ---------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Declarations.h"
#include "UnknownNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using llvm::StringRef;

namespace hangproof {

using Kind = StandIn::Kind;

static llvm::SmallVector<StringRef, 4> partsOf(StringRef Name) {
  llvm::SmallVector<StringRef, 4> Parts;
  Name.split(Parts, "::", /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  return Parts;
}

StandIn *StandIns::find(StringRef Name) {
  if (auto It = Structures.find(Name); It != Structures.end())
    return It->second;
  StandIn *Found = &Global;
  for (StringRef Part : partsOf(Name)) {
    auto It = Found->Members.find(Part.str());
    if (It == Found->Members.end())
      return nullptr;
    Found = &It->second;
  }
  return Found;
}

StandIn &StandIns::scope(StringRef Name, Kind Innermost, bool &Changed) {
  StandIn *Scope = &Global;
  llvm::SmallVector<StringRef, 4> Parts = partsOf(Name);
  for (size_t I = 0; I < Parts.size(); ++I) {
    auto [It, IsNew] = Scope->Members.try_emplace(Parts[I].str());
    if (IsNew) {
      bool IsLast = I + 1 == Parts.size();
      It->second.What = IsLast                       ? Innermost
                        : Scope->What == Kind::Class ? Kind::Class
                                                     : Kind::Namespace;
      Changed = true;
    }
    Scope = &It->second;
  }
  return *Scope;
}

/// What nearly all classes of a library have for a base, and what every one
/// that is not known is therefore taken to have.
static StringRef baseOf(StringRef Class) {
  bool IsQt = Class.size() > 1 && Class[0] == 'Q' && llvm::isUpper(Class[1]);
  return IsQt && Class != "QObject" ? "QObject" : "";
}

StandIn *StandIns::add(StringRef Scope, StringRef Name, Kind What,
                       bool &Changed) {
  StandIn *Into = &Global;
  if (!Scope.empty())
    Into = &scope(Scope, Kind::Namespace, Changed);
  auto [It, IsNew] = Into->Members.try_emplace(Name.str());
  StandIn &Added = It->second;
  if (IsNew) {
    Added.What = What;
    Changed = true;
    StringRef Base = IsCPlusPlus && What == Kind::Class ? baseOf(Name) : "";
    if (Scope.empty() && !Base.empty()) {
      Added.Bases.insert(Base.str());
      add("", Base, Kind::Class, Changed);
    }
  }
  return &Added;
}

void StandIns::giveFields(StandIn &Value, Kind What, bool &Changed) {
  if (Value.What == What)
    return;
  Value.What = What;
  Changed = true;
  if (Value.Number != 0)
    return;
  Value.Number = unsigned(Structures.size()) + 1;
  Structures["hangproof_" + std::to_string(Value.Number)] = &Value;
}

namespace {

/// Numbers of constants start here: none is a flag or a small count by chance.
constexpr unsigned FirstConstant = 1000;

/// In C++ what is not known is of one class, which a program can do everything
/// with.
class CppPrinter {
public:
  std::string print(const StandIns &Stands) {
    All = &Stands;
    return print(Stands.Global);
  }

private:
  std::string print(const StandIn &Global) {
    auto Any = Global.Members.find(AnyClass.str());
    // A namespace of its own: the names of its functions are free elsewhere,
    // and its operators are found everywhere.
    Text = "namespace hangproof_unknown { struct hangproof_any; }\n"
           "using hangproof_unknown::hangproof_any;\n"
           "struct hangproof_address {\n"
           "  template <class T> operator T *() const;\n"
           "  hangproof_any *operator->() const;\n"
           "};\n";
    forward(Global);
    for (StringRef Name : All->OpenNamespaces) {
      llvm::SmallVector<StringRef, 4> Parts = partsOf(Name);
      for (StringRef Part : Parts)
        Text += ("namespace " + Part + " {\n").str();
      Text += std::string(Parts.size(), '}') + "\nusing namespace " +
              Name.str() + ";\n";
    }
    Text += "namespace hangproof_unknown {\nstruct hangproof_any {\n"
            "  hangproof_any() = default;\n"
            "  template <class... A> hangproof_any(A &&...);\n"
            "  template <class T> operator T() const;\n"
            "  operator long() const;\n"
            "  template <class T> hangproof_any &operator=(T &&);\n"
            "  hangproof_any *operator->() const;\n"
            "  hangproof_any &operator*() const;\n"
            "  hangproof_address operator&() const;\n"
            "  template <class... A> hangproof_any operator()(A &&...) const;\n"
            "  template <class I> hangproof_any &operator[](I &&) const;\n"
            "  hangproof_any operator++(int);\n"
            "  hangproof_any &operator++();\n"
            "  hangproof_any operator--(int);\n"
            "  hangproof_any &operator--();\n"
            "  hangproof_any operator-() const;\n"
            "  hangproof_any operator~() const;\n"
            "  bool operator!() const;\n"
            "  friend hangproof_any begin(const hangproof_any &A) {\n"
            "    return A;\n"
            "  }\n"
            "  friend hangproof_any end(const hangproof_any &A) { return A; "
            "}\n";
    IsInAny = true;
    if (Any != Global.Members.end())
      members(Any->second, /*IsClass=*/true);
    IsInAny = false;
    Text += "};\n";
    Text += "template <class T> struct hangproof_is {\n"
            "  static char test(const volatile hangproof_any *);\n"
            "  static long test(...);\n"
            "  enum { value = sizeof(test((T *)0)) == 1 };\n"
            "};\n"
            "template <bool> struct hangproof_if {};\n"
            "template <> struct hangproof_if<true> { typedef int type; };\n";
    for (StringRef Op : {"+", "-", "*", "/", "%", "|", "&", "^", ">>"})
      binary("const A &", "hangproof_any", Op);
    for (StringRef Op : {"==", "!=", "<", ">", "<=", ">="})
      binary("const A &", "bool", Op);
    for (StringRef Op : {"<<", "+=", "-=", "|=", "&="})
      binary("A &", "A &", Op);
    // What is unknown may be a stream that is made on the spot.
    Text += "template <class B> hangproof_any &operator<<"
            "(hangproof_any &&, const B &);\n";
    Text += "}\n";
    members(Global, /*IsClass=*/false);
    return std::move(Text);
  }

  /// An operator for all pairs of which one is unknown: a conversion is no
  /// match for it.
  void binary(StringRef Left, StringRef Result, StringRef Op) {
    Text += ("template <class A, class B, typename hangproof_if<"
             "hangproof_is<A>::value || hangproof_is<B>::value>::type = 0>\n" +
             Result + " operator" + Op + "(" + Left + ", const B &);\n")
                .str();
  }

  void forward(const StandIn &Scope) {
    for (const auto &[Name, Member] : Scope.Members) {
      if (Member.What == Kind::Class && Name != AnyClass)
        Text += "struct " + Name + ";\n";
      if (Member.What == Kind::Using)
        Text += "using std::" + Name + ";\n";
      if (Member.What == Kind::Template)
        Text += "template <class...> struct " + Name + ";\n";
      if (Member.What == Kind::Namespace) {
        Text += "namespace " + Name + " {\n";
        forward(Member);
        Text += "}\n";
      }
    }
  }

  void members(const StandIn &Scope, bool IsClass) {
    if (IsClass)
      for (const auto &[Name, Member] : Scope.Members)
        if (Member.What == Kind::Class)
          Text += "struct " + Name + ";\n";
    for (const auto &[Name, Member] : Scope.Members) {
      basesOf(Member, Scope, IsClass, 0);
      if (Name != AnyClass && Member.What != Kind::Using &&
          Printed.insert(&Member).second)
        member(Name, Member, IsClass);
    }
  }

  /// Base classes are to be complete.
  void basesOf(const StandIn &Member, const StandIn &Scope, bool IsClass,
               unsigned Depth) {
    constexpr unsigned MostDepth = 8; // Guesses may go in a circle.
    for (const std::string &Base : Member.Bases) {
      auto It = Scope.Members.find(Base);
      if (It == Scope.Members.end() || It->second.What != Kind::Class ||
          Depth == MostDepth)
        continue;
      basesOf(It->second, Scope, IsClass, Depth + 1);
      if (Printed.insert(&It->second).second)
        member(Base, It->second, IsClass);
    }
  }

  /// What is no stand-in among the bases comes beside the class that converts
  /// to everything; the others have it as a base themselves.
  void classHead(const std::string &Name, const StandIn &Class) {
    std::string First = AnyClass.str(), Others;
    for (const std::string &Base : Class.Bases) {
      auto It = All->Global.Members.find(Base);
      bool IsStandIn =
          It != All->Global.Members.end() && It->second.What == Kind::Class;
      if (!IsStandIn)
        Others += ", " + Base;
      else if (First == AnyClass && Printed.count(&It->second))
        First = Base;
    }
    Text += "struct " + Name + " : " + First + Others + " {\nusing " + First +
            "::" + First + ";\nusing " + First + "::operator=;\n";
  }

  void member(const std::string &Name, const StandIn &Member, bool IsClass) {
    switch (Member.What) {
    case Kind::Namespace:
      Text += "namespace " + Name + " {\n";
      members(Member, /*IsClass=*/false);
      Text += "}\n";
      return;
    case Kind::Template:
      Text += "template <class...> ";
      [[fallthrough]];
    case Kind::Class:
      classHead(Name, Member);
      if (llvm::none_of(Member.Methods, [&](StringRef Method) {
            return Method.trim().starts_with(Name + " (");
          }))
        Text += Name + "() = default;\n";
      members(Member, /*IsClass=*/true);
      for (const std::string &Method : Member.Methods)
        Text += Method + ";\n";
      Text += "};\n";
      return;
    case Kind::Function:
      Text += "template <class... A> ";
      if (IsClass)
        Text += "static ";
      Text += "hangproof_any " + Name + "(A &&...);\n";
      // Nothing is deduced from "{1, 2}".
      if (IsClass && Member.TakesLists)
        Text += "static hangproof_any " + Name +
                "(hangproof_any, hangproof_any = {}, hangproof_any = {}, "
                "hangproof_any = {}, hangproof_any = {});\n";
      return;
    case Kind::Constant:
      Text += constant(Name);
      return;
    default:
      Text += !IsClass                     ? "extern "
              : Member.IsStatic || IsInAny ? "static "
                                           : "";
      Text += (Member.Type.empty() ? AnyClass.str() : Member.Type) + " " +
              Name + ";\n";
    }
  }

  const StandIns *All = nullptr;
  std::set<const StandIn *> Printed;
  std::string Text;
  /// Its own class is not complete inside, so all values there are static.
  bool IsInAny = false;
  std::string constant(llvm::StringRef Name) {
    unsigned Value = isSuccessName(Name) ? 0 : NextConstant++;
    return ("enum { " + Name + " = " + llvm::Twine(Value) + " };\n").str();
  }

  unsigned NextConstant = FirstConstant;
};

/// In C an unknown value is a number, or what its uses make of it.
class CPrinter {
public:
  std::string print(const StandIns &All) {
    for (const auto &[Name, Member] : All.Global.Members)
      if (Member.What == Kind::Number)
        Text += "typedef long " + Name + ";\n";
      else if (Member.What == Kind::Class && !Member.IsTag)
        Text += "typedef struct " + Name + " " + Name + ";\n";
    for (const auto &[Name, Member] : All.Global.Members)
      if (Member.What == Kind::Class) {
        Text += "struct " + Name + " {\n";
        fields(Member);
        Text += "};\n";
      }
    for (const auto &[Name, Member] : All.Global.Members)
      if (Member.What == Kind::Constant)
        Text += constant(Name);
      else if (Member.What != Kind::Number && Member.What != Kind::Class &&
               Member.What != Kind::Function)
        value("extern ", Name, Member);
    return std::move(Text);
  }

private:
  void fields(const StandIn &Of) {
    for (const auto &[Name, Field] : Of.Members)
      value("", Name, Field);
    if (Of.Members.empty())
      Text += "long hangproof_unknown;\n";
  }

  void value(StringRef Before, const std::string &Name, const StandIn &Value) {
    Text += Before.str();
    switch (Value.What) {
    case Kind::Structure:
    case Kind::Pointer:
      Text += "struct hangproof_" + std::to_string(Value.Number) + " {\n";
      fields(Value);
      Text += Value.What == Kind::Pointer ? "} *" : "} ";
      Text += Name + ";\n";
      return;
    case Kind::Callee:
      Text += "long (*" + Name + ")();\n";
      return;
    case Kind::Array:
      Text += "long " + Name + "[64];\n";
      return;
    default:
      Text += (Value.Type.empty() ? "long" : Value.Type) + " " + Name + ";\n";
    }
  }

  std::string Text;
  std::string constant(llvm::StringRef Name) {
    unsigned Value = isSuccessName(Name) ? 0 : NextConstant++;
    return ("enum { " + Name + " = " + llvm::Twine(Value) + " };\n").str();
  }

  unsigned NextConstant = FirstConstant;
};

} // namespace

std::string StandIns::print() const {
  return IsCPlusPlus ? CppPrinter().print(*this) : CPrinter().print(*this);
}

} // namespace hangproof
