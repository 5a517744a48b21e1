//===- KnownValue.h - What one path knows of a number -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Branches of a function test error codes, flags and pointers: mostly against
// zero, sometimes against another constant. A range and a few excluded
// constants decide nearly all of them.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_KNOWNVALUE_H
#define HANGPROOF_ENGINE_KNOWNVALUE_H

#include "Facts.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <limits>
#include <optional>

namespace hangproof {

/// The values that an integer, pointer or truth value may have. A null pointer
/// and false are 0, true is 1, any other pointer is positive.
class KnownValue {
public:
  enum Sign : uint8_t { Negative = 1, Zero = 2, Positive = 4, Any = 7 };

  KnownValue() = default;
  static KnownValue constant(int64_t N);
  static KnownValue signs(unsigned Signs);
  static KnownValue nonZero() { return signs(Negative | Positive); }

  bool isAny() const {
    return Min == Lowest && Max == Highest && Excluded.empty();
  }
  std::optional<int64_t> constant() const {
    return Min == Max ? std::optional<int64_t>(Min) : std::nullopt;
  }
  unsigned signs() const;
  int64_t min() const { return Min; }
  int64_t max() const { return Max; }
  llvm::ArrayRef<int64_t> excluded() const { return Excluded; }
  /// Whether it is known to be zero, or known not to be; else nothing.
  std::optional<bool> truth() const;

  /// Keeps the values v with `v Op C`. False when none is left: the path that
  /// asked is not feasible.
  bool restrict(CompareOp Op, int64_t C);
  /// Whether `v Op C` holds for all values (true), for none (false).
  std::optional<bool> compare(CompareOp Op, int64_t C) const;
  /// The union of both sets.
  void join(const KnownValue &Other);
  /// Whether some value is in both sets.
  bool overlaps(const KnownValue &Other) const;

  friend bool operator==(const KnownValue &A, const KnownValue &B) {
    return A.Min == B.Min && A.Max == B.Max && A.Excluded == B.Excluded;
  }

private:
  static constexpr int64_t Lowest = std::numeric_limits<int64_t>::min();
  static constexpr int64_t Highest = std::numeric_limits<int64_t>::max();

  bool isExcluded(int64_t C) const { return llvm::is_contained(Excluded, C); }
  /// Takes excluded constants off the ends. False when nothing is left.
  bool trim();

  int64_t Min = Lowest, Max = Highest;
  llvm::SmallVector<int64_t, 2> Excluded; ///< Sorted, inside of the range.
};

/// The operator that holds when Op does not.
CompareOp negated(CompareOp Op);
/// The operator with its sides exchanged.
CompareOp swapped(CompareOp Op);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_KNOWNVALUE_H
