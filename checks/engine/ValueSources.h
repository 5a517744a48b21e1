//===- ValueSources.h - What a value is made from, one step ------*- C++
//-*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One step back from a value: to the definitions of a local, the stores to a
// field, the returns of a callee, the writes through a pointer, what a row of
// the API table says. The walk back (Origins) and the spread forward
// (ClockFlow) both take this step, so that they agree on what flows where.
// Arithmetic is left to them, for they see different things in it.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_VALUESOURCES_H
#define HANGPROOF_ENGINE_VALUESOURCES_H

#include "Effects.h"
#include "Program.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <map>

namespace hangproof {

enum class ClockKind : uint8_t { Unknown, Wall, Monotonic, Cpu };

/// Something in a function that holds a value: an expression, or what a call
/// wrote through one of its arguments.
struct ValueNode {
  uint32_t Index = NoIndex;    ///< A ValueId; a CallId if Argument is set.
  uint32_t Argument = NoIndex; ///< Index of the argument written through.

  bool isWritten() const { return Argument != NoIndex; }
  static ValueNode of(ValueId V) { return {V, NoIndex}; }
  static ValueNode written(CallId Call, uint32_t Argument) {
    return {Call, Argument};
  }
  friend bool operator==(ValueNode A, ValueNode B) {
    return A.Index == B.Index && A.Argument == B.Argument;
  }
};

/// The object of a member call, where an argument's index is asked for.
constexpr uint32_t ObjectArgument = NoIndex - 1;

enum class SourceKind : uint8_t {
  Same,       ///< Node, in the same function: another form of the value.
  Definition, ///< Node, in the same function, through the local Name.
  Parameter,  ///< What the callers pass as parameter Index.
  Return,     ///< What Target returns to Call.
  Written,    ///< What Target writes through its parameter Index for Call.
  Stored,     ///< Every store to the field or global Variable.
  Arithmetic, ///< The value computes; the asker looks at its operands.
  Reading,    ///< Call reads Clock.
  Difference, ///< Call gives the difference of two readings.
  Constant,   ///< A number, truth value or null.
  Text,       ///< A string literal.
  Entity,     ///< A function, closure or object.
  Outside,    ///< Call has no body and no row that says what it gives.
  NoStore,    ///< A variable that is never written in view.
  Unknown,
};

struct ValueSource {
  SourceKind Kind = SourceKind::Unknown;
  ValueNode Node;
  uint32_t Index = NoIndex; ///< Of a parameter.
  CallId Call = NoIndex;    ///< In the function that was asked about.
  FunctionRef Target;
  SymbolId Variable = 0;
  llvm::StringRef Name;
  Place Where;
  ClockKind Clock = ClockKind::Unknown;
  const Effect *What = nullptr; ///< Reading, Difference: the effect...
  const ApiRow *Row = nullptr;  ///< ...and the row that it is from.
  /// The call may run several functions, of which this is one.
  bool IsAlternative = false;
  bool IsStatic = false;     ///< Definition: of a static local.
  bool AddsInterval = false; ///< Same: start.addSecs(5), a deadline.
};

/// A store to a field or global.
struct VariableStore {
  FunctionRef Function;
  ValueNode Node;
  Place Where;
  llvm::StringRef Name;
  bool IsWhole = false;    ///< A plain store or write through a pointer.
  bool IsCompound = false; ///< `x += y` moves x, it makes no y of it.
};

class ValueSources {
public:
  explicit ValueSources(const Program &P);

  const Program &program() const { return P; }

  void forEach(FunctionRef F, ValueNode N,
               llvm::function_ref<void(const ValueSource &)> Visit) const;

  /// Stores to the field or global, to its elements and through rows that fill
  /// a container or an atomic.
  llvm::ArrayRef<VariableStore> stores(SymbolId Variable) const;
  /// What F stores in fields and globals.
  llvm::ArrayRef<std::pair<SymbolId, ValueNode>> storedIn(FunctionRef F) const;
  /// Functions that mention the field or global.
  llvm::ArrayRef<FunctionRef> readers(SymbolId Variable) const;
  /// What F writes through its parameter Index.
  struct Write {
    ValueNode Node;
    Place Where;
  };
  const std::vector<Write> &writes(FunctionRef F, uint32_t Index) const;

  /// P.targets, remembered; also what a stored function that is asked for its
  /// result may be, when it came from elsewhere: `m_clock()`.
  llvm::ArrayRef<FunctionRef> targets(FunctionRef F, CallId Call) const;
  /// The calls that ask F as a stored function.
  llvm::ArrayRef<CallRef> askers(FunctionRef F) const;
  /// effectsOf, remembered.
  llvm::ArrayRef<AppliedEffect> effects(FunctionRef F, CallId Call) const;

  /// The clock that a call reads into Role (RoleReturn for its result). A
  /// clock id in a variable is looked up: Unknown unless everything stored in
  /// the variable names the same kind.
  ClockKind clockOf(FunctionRef F, CallId Call, const Effect &What) const;

  /// The local, parameter, field or global that a storage expression is part
  /// of, looking through members of system structs, elements and pointers;
  /// NoIndex if there is none.
  static ValueId baseOf(const FunctionFacts &F, ValueId V);

private:
  void addStore(SymbolId Variable, VariableStore Store);
  void addFill(FunctionRef F, CallId Call, const AppliedEffect &Effect);
  void fromCall(FunctionRef F, CallId Call, uint32_t Argument,
                llvm::function_ref<void(const ValueSource &)> Visit) const;
  void fromLocal(FunctionRef F, ValueId V,
                 llvm::function_ref<void(const ValueSource &)> Visit) const;
  void fromObject(FunctionRef F, ValueId Object,
                  llvm::function_ref<void(const ValueSource &)> Visit) const;
  void fromField(FunctionRef F, ValueId V,
                 llvm::function_ref<void(const ValueSource &)> Visit) const;
  bool collectConstants(FunctionRef F, ValueNode N, unsigned Depth,
                        llvm::SmallVectorImpl<const ValueFacts *> &Found) const;

  using CallKey = std::pair<const FunctionFacts *, uint32_t>;

  const Program &P;
  llvm::DenseMap<SymbolId, std::vector<VariableStore>> StoresTo;
  llvm::DenseMap<const FunctionFacts *,
                 std::vector<std::pair<SymbolId, ValueNode>>>
      StoredIn;
  llvm::DenseMap<SymbolId, std::vector<FunctionRef>> ReadersOf;
  /// Locals filled through a row (push_back, atomic store).
  llvm::DenseMap<CallKey, std::vector<VariableStore>> Fills;
  /// Values of a function that are the target of a store: Deref, Element.
  llvm::DenseMap<CallKey, std::vector<VariableStore>> StoresThrough;
  /// Parameters of a function that begins with `result = 0`: it collects its
  /// own result there, whatever was in it.
  llvm::DenseSet<CallKey> StartsFromZero;
  llvm::DenseMap<const FunctionFacts *, llvm::SmallVector<CallRef, 1>> Askers;
  // Caches; std::map because what is handed out must not move.
  mutable std::map<CallKey, llvm::SmallVector<FunctionRef, 2>> Targets;
  mutable std::map<CallKey, llvm::SmallVector<AppliedEffect, 2>> Effects;
  mutable std::map<CallKey, std::vector<Write>> Writes;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_VALUESOURCES_H
