//===- ApiYaml.h - A YAML document as a tree with places --------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// llvm::yaml reads a document once, front to back. A tree lets the loader look
// at `pairs` before `rows` wherever they stand, and every node knows its place,
// so that each complaint can point at the very word.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_APIYAML_H
#define HANGPROOF_ENGINE_APIYAML_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace hangproof {

struct YamlMember;

struct YamlNode {
  enum class Kind { Null, Scalar, Sequence, Mapping };
  Kind Type = Kind::Null;
  unsigned Line = 0, Column = 0;   ///< From 1; columns count bytes.
  std::string Text;                ///< Of a scalar.
  std::vector<YamlNode> Items;     ///< Of a sequence.
  std::vector<YamlMember> Members; ///< Of a mapping, in order, keys unique.

  bool isScalar() const { return Type == Kind::Scalar; }
  /// The value of a key, or null.
  const YamlNode *find(llvm::StringRef Key) const;
};

struct YamlMember {
  YamlNode Key;
  YamlNode Value;
};

/// Collects what is wrong with one file; all of it is said at once.
class YamlComplaints {
public:
  explicit YamlComplaints(llvm::StringRef FileName) : FileName(FileName) {}

  void add(const YamlNode &Where, const llvm::Twine &Text) {
    add(Where.Line, Where.Column, Text);
  }
  void add(unsigned Line, unsigned Column, const llvm::Twine &Text);
  bool empty() const { return All.empty(); }

  /// Appends "FILE:LINE:COLUMN: error: TEXT", one a line, in file order.
  void print(std::string &Out);

private:
  struct Complaint {
    unsigned Line, Column;
    std::string Text;
  };
  std::string FileName;
  std::vector<Complaint> All;
};

/// Reads the one document of Text. On a syntax error the tree is empty and
/// Complaints is not.
YamlNode parseYaml(llvm::StringRef Text, YamlComplaints &Complaints);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_APIYAML_H
