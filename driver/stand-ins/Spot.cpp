//===- Spot.cpp -----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Spot.h"
#include "llvm/ADT/STLExtras.h"

namespace hangproof {

bool Spot::isTemplate() const {
  if (after() != "<")
    return false;
  size_t Then = afterAngles(Tokens, Index + 1);
  return Then != Index + 1 && Then < Tokens.size() &&
         (Tokens[Then].IsName || Tokens[Then].Text == "::" ||
          Tokens[Then].Text == "&" || Tokens[Then].Text == "*");
}

bool Spot::isType() const {
  llvm::StringRef Before = before();
  if (llvm::is_contained({"new", "typename", "class", "struct", "public",
                          "private", "protected", "virtual"},
                         Before))
    return true;
  if (Before == "." || Before == "->")
    return false;
  if (isNameAfter() && !llvm::is_contained({"and", "or", "xor"}, after()))
    return true;
  size_t Stars = 1;
  while (after(Stars) == "*" || after(Stars) == "&" || after(Stars) == "&&")
    ++Stars;
  bool HasStars = Stars > 1;
  if (HasStars && isNameAfter(Stars) &&
      llvm::is_contained({"{", "}", ";", "const", "static"}, Before))
    return true;
  // Cast and template argument.
  if (Before == "(" && after(Stars) == ")" && HasStars)
    return true;
  if (Before == "<" && llvm::is_contained({">", ">>", ",", "*", "&"}, after()))
    return true;
  return Before == "," && llvm::is_contained({">", ">>"}, after());
}

} // namespace hangproof
