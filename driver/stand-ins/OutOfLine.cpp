//===- OutOfLine.cpp ------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutOfLine.h"
#include "llvm/ADT/StringSwitch.h"

using llvm::StringRef;

namespace hangproof {

namespace {

/// Walks over the declarations of a file and of its namespaces.
class Declarations {
public:
  explicit Declarations(const std::vector<WrittenToken> &Tokens)
      : Tokens(Tokens) {}

  FileOutline read() {
    while (At < Tokens.size())
      declaration();
    return std::move(Outline);
  }

private:
  StringRef text(size_t I) const {
    return I < Tokens.size() ? Tokens[I].Text : StringRef();
  }

  /// One declaration, or the opening or closing of a namespace.
  void declaration() {
    size_t First = At;
    if (text(At) == "}") {
      if (!Scopes.empty())
        Scopes.pop_back();
      ++At;
      return;
    }
    if (text(At) == "extern" && text(At + 1).starts_with("\"") &&
        text(At + 2) == "{") {
      Scopes.push_back("");
      At += 3;
      return;
    }
    if (text(At) == "namespace" ||
        (text(At) == "inline" && text(At + 1) == "namespace")) {
      std::string Name;
      while (At < Tokens.size() && text(At) != "{" && text(At) != ";")
        if (StringRef Part = text(At++);
            Part != "namespace" && Part != "inline")
          Name += Part;
      // A namespace alias opens none.
      if (text(At++) == "{")
        Scopes.push_back(Name);
      return;
    }
    if (text(At) == "using" && text(At + 1) == "namespace") {
      std::string Name;
      for (At += 2; At < Tokens.size() && text(At) != ";"; ++At)
        Name += text(At);
      ++At;
      Outline.OpenNamespaces.push_back(std::move(Name));
      return;
    }
    if (text(At) == "using" && text(At + 2) == "::") {
      skipToSemicolon();
      Outline.UsedNames.push_back(text(At - 2).str());
      return;
    }
    if (text(At) == "using" || text(At) == "typedef" ||
        text(At) == "static_assert") {
      skipToSemicolon();
      return;
    }
    size_t Qualified = 0; // Where the member's name is, after the last "::".
    bool IsTemplate = text(At) == "template";
    for (; At < Tokens.size(); ++At) {
      StringRef Now = text(At);
      if (Now == ";" || Now == "}")
        break;
      if (Now == "=" && text(Qualified) != "operator") {
        if (Qualified != 0)
          return variable(First, Qualified);
        skipToSemicolon();
        return;
      }
      if (Now == "::" && At > First && Tokens[At - 1].IsName && !Qualified &&
          isMemberName(At + 1))
        Qualified = At + 1;
      if (Now == "(") {
        size_t Name = Qualified;
        if (Name != 0 && At > Name)
          return function(First, Name, At, IsTemplate);
        At = afterBracket(Tokens, At) - 1;
      } else if (Now == "[") {
        At = afterBracket(Tokens, At) - 1;
      } else if (Now == "{") {
        // Class, enumeration, function that is no member.
        At = afterBracket(Tokens, At);
        return;
      }
    }
    if (Qualified != 0 && text(At) == ";")
      return variable(First, Qualified);
    if (text(At) == ";")
      ++At;
  }

  void skipToSemicolon() {
    while (At < Tokens.size() && text(At) != ";")
      At = text(At) == "(" || text(At) == "{" ? afterBracket(Tokens, At)
                                              : At + 1;
    ++At;
  }

  /// Whether a declarator's last part is here: "f (", "~C (", "operator ...",
  /// "x ;", "x =".
  bool isMemberName(size_t I) const {
    if (text(I) == "~" || text(I) == "operator")
      return true;
    return I < Tokens.size() && Tokens[I].IsName &&
           (text(I + 1) == "(" || text(I + 1) == ";" || text(I + 1) == "=");
  }

  /// The index where "A :: B ::" before Name starts.
  size_t qualifierBefore(size_t Name) const {
    size_t I = Name - 1;
    while (I >= 1 && text(I) == "::" && Tokens[I - 1].IsName) {
      if (I < 2 || text(I - 2) != "::")
        return I - 1;
      I -= 2;
    }
    return Name;
  }

  std::string classOf(size_t Begin, size_t Name) const {
    std::string Class;
    for (const std::string &Scope : Scopes)
      if (!Scope.empty())
        Class += Scope + "::";
    for (size_t I = Begin; I + 1 < Name; ++I)
      Class += Tokens[I].Text;
    return Class;
  }

  /// What stands before the qualifier, without words that a member's
  /// declaration does not repeat, and without macros that stand for whole
  /// declarations.
  std::string before(size_t First, size_t Qualifier) const {
    while (First < Qualifier && text(First + 1) == "(")
      First = afterBracket(Tokens, First + 1);
    std::string Text;
    for (size_t I = First; I < Qualifier; ++I)
      if (text(I) != "inline" && text(I) != "extern")
        Text += " " + text(I).str();
    return Text;
  }

  void variable(size_t First, size_t Name) {
    size_t Qualifier = qualifierBefore(Name);
    std::string Type = before(First, Qualifier);
    skipToSemicolon();
    if (Qualifier != Name && !StringRef(Type).trim().empty())
      Outline.Members.push_back(
          {classOf(Qualifier, Name),
           "static" + Type + " " + Tokens[Name].Text.str()});
  }

  void function(size_t First, size_t Name, size_t Open, bool IsTemplate) {
    // "operator ()": the parameters are in the second pair.
    if (text(Name) == "operator" && Open == Name + 1 && text(Open + 1) == ")")
      Open += 2;
    size_t Close = afterBracket(Tokens, Open);
    size_t Qualifier = qualifierBefore(Name);
    OutOfLineMember Member;
    Member.Class = classOf(Qualifier, Name);
    std::string Parameters = textOf(Tokens, Open, Close);
    std::string Result = before(First, Qualifier);
    // A function that libraries of C call has one untyped argument and no
    // object.
    bool IsCallback = StringRef(Parameters).contains("void *") &&
                      llvm::StringRef(Parameters).count(',') == 0 &&
                      StringRef(Result).contains("void *");
    Member.Declaration = (IsCallback ? "static" : "") + Result +
                         textOf(Tokens, Name, Open) + Parameters;
    for (At = Close; At < Tokens.size(); ++At) {
      StringRef Now = text(At);
      if (Now == ":" || Now == "{" || Now == ";" || Now == "=" || Now == "try")
        break;
      Member.Declaration += " " + Now.str();
    }
    initializers();
    if (text(At) != "{") {
      while (At < Tokens.size() && text(At) != ";" && text(At) != "}")
        ++At;
      if (text(At) == ";")
        ++At;
      return;
    }
    // The initializers are inside, too: they name the members.
    Member.Begin = Tokens[Close - 1].Offset;
    At = afterBracket(Tokens, At);
    while (text(At) == "catch") {
      while (At < Tokens.size() && text(At) != "{")
        ++At;
      At = afterBracket(Tokens, At);
    }
    Member.End = Tokens[At - 1].Offset;
    if (Qualifier != Name && !IsTemplate)
      Outline.Members.push_back(std::move(Member));
  }

  /// From the ":" or "try" after a constructor's parameters to the "{" of its
  /// body.
  void initializers() {
    if (text(At) == "try")
      ++At;
    if (text(At) != ":")
      return;
    for (++At; At < Tokens.size() && text(At) != ";"; ++At) {
      StringRef Now = text(At);
      bool IsBrace = Now == "{";
      if (IsBrace && !Tokens[At - 1].IsName && text(At - 1) != ">")
        return;
      if (IsBrace || Now == "(")
        At = afterBracket(Tokens, At) - 1;
    }
  }

  const std::vector<WrittenToken> &Tokens;
  size_t At = 0;
  std::vector<std::string> Scopes; ///< Namespaces; empty for unnamed ones.
  FileOutline Outline;
};

} // namespace

FileOutline outlineOf(const std::vector<WrittenToken> &Tokens) {
  return Declarations(Tokens).read();
}

} // namespace hangproof
