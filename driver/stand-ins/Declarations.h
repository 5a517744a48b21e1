//===- Declarations.h - What missing headers would declare ------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A file whose own header is not there loses every member function in C++, and
// in C every place that names a field. Stand-ins are declarations that are
// guessed from the uses, so that what the file itself says can be read.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_STAND_INS_DECLARATIONS_H
#define HANGPROOF_DRIVER_STAND_INS_DECLARATIONS_H

#include "llvm/ADT/StringRef.h"
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace hangproof {

/// The class in C++ that converts to and from everything: the type of what is
/// not known.
inline constexpr llvm::StringLiteral AnyClass = "hangproof_any";

/// One name that is declared in place of a missing header, with what is inside.
struct StandIn {
  enum class Kind : uint8_t {
    Namespace,
    Class,    ///< C: a structure, or a typedef name of one.
    Template, ///< Class template. C++ only.
    Function,
    Using, ///< Of namespace std.
    Constant,
    Value, ///< Variable or field. C: a long.
    // C only, each a Value whose uses tell more.
    Number,    ///< Typedef name of a number.
    Structure, ///< Value of structure type.
    Pointer,   ///< Value that points to a structure.
    Callee,    ///< Value that is called.
    Array,     ///< Value that is subscripted.
  };

  Kind What = Kind::Value;
  /// Names in here. For Structure and Pointer the fields.
  std::map<std::string, StandIn> Members;
  /// Class in C++: member declarations as they are written, without semicolon.
  std::set<std::string> Methods;
  /// Class in C++: its base classes, qualified.
  std::set<std::string> Bases;
  /// Value in C++: its type as it is written; empty if not known.
  std::string Type;
  /// Class in C: "struct NAME" and no typedef name.
  bool IsTag = false;
  /// Member of a class in C++: used without an object.
  bool IsStatic = false;
  /// Function of a class in C++: some call has a list in braces among its
  /// arguments.
  bool TakesLists = false;
  /// Value in C++: no type fits all uses.
  bool IsAny = false;
  /// Structure or Pointer: number of its structure's name; 0 before it has one.
  unsigned Number = 0;
};

/// All stand-ins of a translation unit: the global namespace.
class StandIns {
public:
  explicit StandIns(bool IsCPlusPlus) : IsCPlusPlus(IsCPlusPlus) {
    Global.What = StandIn::Kind::Namespace;
  }

  /// The stand-in of a qualified name like "a::B"; null if there is none. In C
  /// also that of a structure which print() named.
  StandIn *find(llvm::StringRef Name);

  /// Declares Name inside the scope called Scope, a stand-in or a namespace of
  /// real code (empty: the global one). Null if the scope is no stand-in and
  /// cannot be opened again. Changed is set if this is new.
  StandIn *add(llvm::StringRef Scope, llvm::StringRef Name, StandIn::Kind What,
               bool &Changed);

  /// The stand-in for a namespace or class of that qualified name, made where
  /// there is none.
  StandIn &scope(llvm::StringRef Name, StandIn::Kind Innermost, bool &Changed);

  /// C: from now on What is a value of that kind, which has fields.
  void giveFields(StandIn &Value, StandIn::Kind What, bool &Changed);

  bool isEmpty() const { return Global.Members.empty(); }

  /// The declarations as source text.
  std::string print() const;

  const bool IsCPlusPlus;
  /// Names of namespace std are used that no included header has.
  bool WantsStd = false;
  StandIn Global;
  /// Namespaces whose names the main file uses without them.
  std::vector<std::string> OpenNamespaces;

private:
  std::map<std::string, StandIn *, std::less<>> Structures; ///< C: by name.
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_STAND_INS_DECLARATIONS_H
