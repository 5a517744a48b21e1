//===- ByteFormat.h - Structs as bytes --------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Numbers as LEB128, each string once. What is written carries a version and a
// hash of itself: what another version wrote, or what was damaged, is an error
// and never believed.
//
// Layout: "hpf" and a letter for the kind, version, hash of the rest (64 bits,
// little endian), table of strings, body.
//
// A struct is written by its visitFields function, see HANGPROOF_FIELDS.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_BYTEFORMAT_H
#define HANGPROOF_ENGINE_BYTEFORMAT_H

#include "Place.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <type_traits>
#include <vector>

/// visitFields(Visit, Of) calls Visit with all members of Of, in order. A
/// structured binding takes all members or does not compile, so none can be
/// forgotten.
#define HANGPROOF_FIELDS(Struct, ...)                                          \
  template <typename Visitor> void visitFields(Visitor &Visit, Struct &Of) {   \
    auto &[__VA_ARGS__] = Of;                                                  \
    Visit(__VA_ARGS__);                                                        \
  }

namespace hangproof {

class ByteWriter {
public:
  ByteWriter() : Body(BodyText) {}

  template <typename... Fields> void operator()(const Fields &...All) {
    (write(All), ...);
  }

  template <typename T> void write(const T &Field) {
    if constexpr (std::is_same_v<T, std::string>) {
      llvm::encodeULEB128(indexOf(Field), Body);
    } else if constexpr (std::is_enum_v<T>) {
      llvm::encodeULEB128(static_cast<uint64_t>(Field), Body);
    } else if constexpr (std::is_signed_v<T>) {
      llvm::encodeSLEB128(Field, Body);
    } else if constexpr (std::is_unsigned_v<T>) {
      // NoIndex and its kind are common, and five bytes long otherwise.
      llvm::encodeULEB128(static_cast<T>(Field + T(sizeof(T) == 4)), Body);
    } else if constexpr (std::is_same_v<T, Place>) {
      writePlace(Field);
    } else if constexpr (std::is_same_v<T, SourceRange>) {
      write(Field.Path);
      writePlace(Field);
    } else {
      visitFields(*this, const_cast<T &>(Field));
    }
  }

  template <typename T> void write(const std::vector<T> &List) {
    llvm::encodeULEB128(List.size(), Body);
    for (const T &Item : List)
      write(Item);
  }

  /// The bytes with their header. Kind is a letter of the caller's.
  std::string finish(char Kind, unsigned Version);

private:
  template <typename Range> void writePlace(const Range &R) {
    if constexpr (std::is_same_v<Range, Place>)
      llvm::encodeULEB128(R.File, Body);
    llvm::encodeULEB128(R.Line, Body);
    llvm::encodeULEB128(R.Column, Body);
    llvm::encodeULEB128(R.Offset, Body);
    llvm::encodeSLEB128(int64_t(R.EndLine) - R.Line, Body);
    llvm::encodeSLEB128(int64_t(R.EndColumn) - R.Column, Body);
    llvm::encodeSLEB128(int64_t(R.EndOffset) - R.Offset, Body);
  }

  size_t indexOf(llvm::StringRef String) {
    auto [Entry, IsNew] = Indices.try_emplace(String, Strings.size());
    if (IsNew)
      Strings.push_back(Entry->first());
    return Entry->second;
  }

  std::string BodyText;
  llvm::raw_string_ostream Body;
  llvm::StringMap<size_t> Indices;
  std::vector<llvm::StringRef> Strings;
};

/// Reads what the hash vouches for; all the same nothing is read or allocated
/// past the end.
class ByteReader {
public:
  explicit ByteReader(llvm::StringRef Payload)
      : At(Payload.bytes_begin()), End(Payload.bytes_end()) {
    Strings.resize(count());
    for (std::string &String : Strings) {
      uint64_t Size = count();
      String.assign(reinterpret_cast<const char *>(At), Size);
      At += Size;
    }
  }

  bool isGood() const { return !Failed && At == End; }

  template <typename... Fields> void operator()(Fields &...All) {
    (read(All), ...);
  }

  template <typename T> void read(T &Field) {
    if constexpr (std::is_same_v<T, std::string>) {
      uint64_t Index = number();
      if (Index < Strings.size())
        Field = Strings[Index];
      else
        Failed = true;
    } else if constexpr (std::is_enum_v<T>) {
      Field = static_cast<T>(number());
    } else if constexpr (std::is_same_v<T, bool>) {
      Field = number() != 0;
    } else if constexpr (std::is_signed_v<T>) {
      Field = static_cast<T>(signedNumber());
    } else if constexpr (std::is_unsigned_v<T>) {
      Field = static_cast<T>(number() - (sizeof(T) == 4));
    } else if constexpr (std::is_same_v<T, Place>) {
      readPlace(Field);
    } else if constexpr (std::is_same_v<T, SourceRange>) {
      read(Field.Path);
      readPlace(Field);
    } else {
      visitFields(*this, Field);
    }
  }

  template <typename T> void read(std::vector<T> &List) {
    List.resize(count());
    for (T &Item : List)
      read(Item);
  }

private:
  template <typename Range> void readPlace(Range &R) {
    if constexpr (std::is_same_v<Range, Place>)
      R.File = number();
    R.Line = number();
    R.Column = number();
    R.Offset = number();
    R.EndLine = R.Line + signedNumber();
    R.EndColumn = R.Column + signedNumber();
    R.EndOffset = R.Offset + signedNumber();
  }

  uint64_t number() {
    unsigned Size = 0;
    const char *Error = nullptr;
    uint64_t Result = llvm::decodeULEB128(At, &Size, End, &Error);
    At = Error ? End : At + Size;
    Failed |= Error != nullptr;
    return Result;
  }

  int64_t signedNumber() {
    unsigned Size = 0;
    const char *Error = nullptr;
    int64_t Result = llvm::decodeSLEB128(At, &Size, End, &Error);
    At = Error ? End : At + Size;
    Failed |= Error != nullptr;
    return Result;
  }

  /// A number of things that take at least a byte each.
  uint64_t count() {
    uint64_t Result = number();
    if (Result <= static_cast<uint64_t>(End - At))
      return Result;
    Failed = true;
    return 0;
  }

  const uint8_t *At, *End;
  std::vector<std::string> Strings;
  bool Failed = false;
};

/// What follows a good header.
llvm::Expected<llvm::StringRef> payloadOf(llvm::StringRef Bytes, char Kind,
                                          unsigned Version);

template <typename T>
std::string writeBytes(const T &What, char Kind, unsigned Version) {
  ByteWriter Out;
  Out.write(What);
  return Out.finish(Kind, Version);
}

template <typename T>
llvm::Expected<T> readBytes(llvm::StringRef Bytes, char Kind,
                            unsigned Version) {
  llvm::Expected<llvm::StringRef> Payload = payloadOf(Bytes, Kind, Version);
  if (!Payload)
    return Payload.takeError();
  ByteReader In(*Payload);
  T Result;
  In.read(Result);
  if (!In.isGood())
    return llvm::createStringError("damaged");
  return std::move(Result);
}

} // namespace hangproof

#endif // HANGPROOF_ENGINE_BYTEFORMAT_H
