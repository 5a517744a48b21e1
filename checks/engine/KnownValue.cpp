//===- KnownValue.cpp - What one path knows of a number -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KnownValue.h"
#include "llvm/Support/ErrorHandling.h"
#include <utility>

namespace hangproof {

CompareOp negated(CompareOp Op) {
  switch (Op) {
  case CompareOp::Less:
    return CompareOp::GreaterEqual;
  case CompareOp::LessEqual:
    return CompareOp::Greater;
  case CompareOp::Greater:
    return CompareOp::LessEqual;
  case CompareOp::GreaterEqual:
    return CompareOp::Less;
  case CompareOp::Equal:
    return CompareOp::NotEqual;
  case CompareOp::NotEqual:
    return CompareOp::Equal;
  }
  llvm_unreachable("all operators are handled");
}

CompareOp swapped(CompareOp Op) {
  switch (Op) {
  case CompareOp::Less:
    return CompareOp::Greater;
  case CompareOp::LessEqual:
    return CompareOp::GreaterEqual;
  case CompareOp::Greater:
    return CompareOp::Less;
  case CompareOp::GreaterEqual:
    return CompareOp::LessEqual;
  default:
    return Op;
  }
}

KnownValue KnownValue::constant(int64_t N) {
  KnownValue V;
  V.Min = V.Max = N;
  return V;
}

KnownValue KnownValue::signs(unsigned Signs) {
  KnownValue V;
  if (!(Signs & Negative))
    V.Min = Signs & Zero ? 0 : 1;
  if (!(Signs & Positive))
    V.Max = Signs & Zero ? 0 : -1;
  if (!(Signs & Zero) && V.Min < 0 && V.Max > 0)
    V.Excluded.push_back(0);
  return V;
}

unsigned KnownValue::signs() const {
  unsigned Signs = 0;
  if (Min < 0)
    Signs |= Negative;
  if (Max > 0)
    Signs |= Positive;
  if (Min <= 0 && Max >= 0 && !isExcluded(0))
    Signs |= Zero;
  return Signs;
}

std::optional<bool> KnownValue::truth() const {
  unsigned Signs = signs();
  if (Signs == Zero)
    return false;
  if (!(Signs & Zero))
    return true;
  return std::nullopt;
}

bool KnownValue::trim() {
  while (Min <= Max && isExcluded(Min)) {
    if (Min == Highest)
      return false;
    ++Min;
  }
  while (Min <= Max && isExcluded(Max)) {
    if (Max == Lowest)
      return false;
    --Max;
  }
  llvm::erase_if(Excluded, [&](int64_t C) { return C < Min || C > Max; });
  return Min <= Max;
}

bool KnownValue::restrict(CompareOp Op, int64_t C) {
  switch (Op) {
  case CompareOp::Less:
    if (C == Lowest)
      return false;
    Max = std::min(Max, C - 1);
    break;
  case CompareOp::LessEqual:
    Max = std::min(Max, C);
    break;
  case CompareOp::Greater:
    if (C == Highest)
      return false;
    Min = std::max(Min, C + 1);
    break;
  case CompareOp::GreaterEqual:
    Min = std::max(Min, C);
    break;
  case CompareOp::Equal:
    if (C < Min || C > Max || isExcluded(C))
      return false;
    *this = constant(C);
    break;
  case CompareOp::NotEqual: {
    if (C < Min || C > Max || isExcluded(C))
      break;
    // A switch with very many cases needs no memory of each.
    constexpr unsigned MostExcluded = 8;
    if (Excluded.size() < MostExcluded || C == Min || C == Max || C == 0)
      Excluded.insert(llvm::lower_bound(Excluded, C), C);
    break;
  }
  }
  return trim();
}

std::optional<bool> KnownValue::compare(CompareOp Op, int64_t C) const {
  KnownValue Yes = *this, No = *this;
  bool CanHold = Yes.restrict(Op, C);
  bool CanFail = No.restrict(negated(Op), C);
  if (CanHold == CanFail)
    return std::nullopt;
  return CanHold;
}

void KnownValue::join(const KnownValue &Other) {
  auto IsOut = [](const KnownValue &V, int64_t C) {
    return C < V.Min || C > V.Max || V.isExcluded(C);
  };
  KnownValue Union;
  Union.Min = std::min(Min, Other.Min);
  Union.Max = std::max(Max, Other.Max);
  // Zero lies between -1 and 1 and matters most.
  for (const KnownValue *V : {&std::as_const(*this), &Other})
    for (int64_t C : V->Excluded)
      if (IsOut(*this, C) && IsOut(Other, C) && !Union.isExcluded(C))
        Union.Excluded.insert(llvm::lower_bound(Union.Excluded, C), C);
  if (IsOut(*this, 0) && IsOut(Other, 0) && !IsOut(Union, 0))
    Union.Excluded.insert(llvm::lower_bound(Union.Excluded, 0), 0);
  *this = std::move(Union);
}

bool KnownValue::overlaps(const KnownValue &Other) const {
  KnownValue Common = *this;
  if (!Common.restrict(CompareOp::GreaterEqual, Other.Min) ||
      !Common.restrict(CompareOp::LessEqual, Other.Max))
    return false;
  for (int64_t C : Other.Excluded)
    if (!Common.restrict(CompareOp::NotEqual, C))
      return false;
  return true;
}

} // namespace hangproof
