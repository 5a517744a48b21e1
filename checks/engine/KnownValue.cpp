//===- KnownValue.cpp - What one path knows of a number -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KnownValue.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include <limits>

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

static unsigned signOf(int64_t N) {
  return N < 0    ? KnownValue::Negative
         : N == 0 ? KnownValue::Zero
                  : KnownValue::Positive;
}

static bool holds(int64_t A, CompareOp Op, int64_t B) {
  switch (Op) {
  case CompareOp::Less:
    return A < B;
  case CompareOp::LessEqual:
    return A <= B;
  case CompareOp::Greater:
    return A > B;
  case CompareOp::GreaterEqual:
    return A >= B;
  case CompareOp::Equal:
    return A == B;
  case CompareOp::NotEqual:
    return A != B;
  }
  llvm_unreachable("all operators are handled");
}

KnownValue KnownValue::constant(int64_t N) {
  KnownValue V;
  V.Signs = signOf(N);
  V.Constant = N;
  return V;
}

KnownValue KnownValue::signs(unsigned Signs) {
  if (Signs == Zero)
    return constant(0);
  KnownValue V;
  V.Signs = Signs;
  return V;
}

std::optional<bool> KnownValue::truth() const {
  if (Signs == Zero)
    return false;
  if (!(Signs & Zero))
    return true;
  return std::nullopt;
}

/// The signs that a value with `v Op C` can have.
static unsigned signsOf(CompareOp Op, int64_t C) {
  switch (Op) {
  case CompareOp::Less:
    return C <= 0   ? KnownValue::Negative
           : C == 1 ? KnownValue::Negative | KnownValue::Zero
                    : KnownValue::Any;
  case CompareOp::LessEqual:
    return C < 0    ? KnownValue::Negative
           : C == 0 ? KnownValue::Negative | KnownValue::Zero
                    : KnownValue::Any;
  case CompareOp::Greater:
    return C >= 0    ? KnownValue::Positive
           : C == -1 ? KnownValue::Positive | KnownValue::Zero
                     : KnownValue::Any;
  case CompareOp::GreaterEqual:
    return C > 0    ? KnownValue::Positive
           : C == 0 ? KnownValue::Positive | KnownValue::Zero
                    : KnownValue::Any;
  case CompareOp::Equal:
    return signOf(C);
  case CompareOp::NotEqual:
    return C == 0 ? KnownValue::Negative | KnownValue::Positive
                  : KnownValue::Any;
  }
  llvm_unreachable("all operators are handled");
}

bool KnownValue::restrict(CompareOp Op, int64_t C) {
  if (Constant)
    return holds(*Constant, Op, C);
  unsigned Left = Signs & signsOf(Op, C);
  if (!Left)
    return false;
  if (Op == CompareOp::Equal) {
    if (llvm::is_contained(Excluded, C))
      return false;
    *this = constant(C);
    return true;
  }
  if (Op == CompareOp::NotEqual && C != 0 && !llvm::is_contained(Excluded, C)) {
    // A switch with very many cases needs no memory of each.
    constexpr unsigned MostExcluded = 8;
    if (Excluded.size() < MostExcluded)
      Excluded.insert(llvm::lower_bound(Excluded, C), C);
  }
  Signs = Left;
  if (Signs == Zero)
    *this = constant(0);
  return true;
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
  Signs |= Other.Signs;
  if (Constant != Other.Constant)
    Constant.reset();
  llvm::erase_if(Excluded, [&](int64_t C) {
    return !llvm::is_contained(Other.Excluded, C) &&
           !(Other.Constant && *Other.Constant != C);
  });
  if (Constant)
    Excluded.clear();
}

bool KnownValue::overlaps(const KnownValue &Other) const {
  if (Constant) {
    KnownValue Copy = Other;
    return Copy.restrict(CompareOp::Equal, *Constant);
  }
  if (Other.Constant)
    return Other.overlaps(*this);
  return Signs & Other.Signs;
}

} // namespace hangproof
