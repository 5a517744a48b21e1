//===- FactsFormat.cpp ----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Layout: "hpf" and a kind letter, version, hash of the rest (64 bits, little
// endian), table of strings, body.
//
//===----------------------------------------------------------------------===//

#include "FactsFormat.h"
#include "FactsFields.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <type_traits>

namespace hangproof {

namespace {

constexpr size_t HeaderSize = 4 + 4 + 8;
constexpr char FactsLetter = 'F', FindingsLetter = 'R';

class Writer {
public:
  Writer() : Body(BodyText) {}

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

  std::string finish(char Letter) {
    std::string Payload;
    llvm::raw_string_ostream OS(Payload);
    llvm::encodeULEB128(Strings.size(), OS);
    for (llvm::StringRef String : Strings) {
      llvm::encodeULEB128(String.size(), OS);
      OS << String;
    }
    OS << BodyText;
    std::string Result = {'h', 'p', 'f', Letter};
    Result.resize(HeaderSize);
    llvm::support::endian::write32le(&Result[4], FactsFormatVersion);
    llvm::support::endian::write64le(&Result[8], llvm::xxh3_64bits(OS.str()));
    return Result + Payload;
  }

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
class Reader {
public:
  explicit Reader(llvm::StringRef Payload)
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

} // namespace

/// The payload behind a good header.
static llvm::Expected<llvm::StringRef> payloadOf(llvm::StringRef Bytes,
                                                 char Letter) {
  if (Bytes.size() < HeaderSize || !Bytes.starts_with("hpf") ||
      Bytes[3] != Letter)
    return llvm::createStringError("not written by hangproof");
  if (llvm::support::endian::read32le(Bytes.data() + 4) != FactsFormatVersion)
    return llvm::createStringError("written by another version");
  llvm::StringRef Payload = Bytes.drop_front(HeaderSize);
  if (llvm::support::endian::read64le(Bytes.data() + 8) !=
      llvm::xxh3_64bits(Payload))
    return llvm::createStringError("damaged");
  return Payload;
}

template <typename T>
static llvm::Expected<T> readAll(llvm::StringRef Bytes, char Letter) {
  llvm::Expected<llvm::StringRef> Payload = payloadOf(Bytes, Letter);
  if (!Payload)
    return Payload.takeError();
  Reader In(*Payload);
  T Result;
  In.read(Result);
  if (!In.isGood())
    return llvm::createStringError("damaged");
  return std::move(Result);
}

std::string writeFacts(const FileFacts &Facts) {
  Writer Out;
  Out.write(Facts);
  return Out.finish(FactsLetter);
}

llvm::Expected<FileFacts> readFacts(llvm::StringRef Bytes) {
  return readAll<FileFacts>(Bytes, FactsLetter);
}

std::string writeFindings(llvm::ArrayRef<Finding> Findings) {
  Writer Out;
  Out.write(Findings.vec());
  return Out.finish(FindingsLetter);
}

llvm::Expected<std::vector<Finding>> readFindings(llvm::StringRef Bytes) {
  return readAll<std::vector<Finding>>(Bytes, FindingsLetter);
}

} // namespace hangproof
