//===- Tokens.cpp ---------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tokens.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace hangproof {

std::vector<WrittenToken>
tokensOf(const SourceManager &SM, FileID File, const LangOptions &Language,
         const std::vector<std::pair<unsigned, unsigned>> &Skipped) {
  std::vector<WrittenToken> Tokens;
  std::optional<llvm::MemoryBufferRef> Buffer = SM.getBufferOrNone(File);
  if (!Buffer)
    return Tokens;
  Lexer Raw(File, *Buffer, SM, Language);
  auto Range = Skipped.begin();
  bool IsInDirective = false;
  Token Next;
  while (!Raw.LexFromRawLexer(Next)) {
    unsigned Offset = SM.getFileOffset(Next.getLocation());
    while (Range != Skipped.end() && Range->second <= Offset)
      ++Range;
    if (Next.isAtStartOfLine())
      IsInDirective = Next.is(tok::hash);
    if (IsInDirective || (Range != Skipped.end() && Range->first <= Offset))
      continue;
    Tokens.push_back({Buffer->getBuffer().substr(Offset, Next.getLength()),
                      Offset, Next.is(tok::raw_identifier)});
  }
  return Tokens;
}

std::string textOf(const std::vector<WrittenToken> &Tokens, size_t First,
                   size_t Last) {
  std::string Text;
  for (size_t I = First; I < Last && I < Tokens.size(); ++I)
    Text += " " + Tokens[I].Text.str();
  return Text;
}

size_t afterBracket(const std::vector<WrittenToken> &Tokens, size_t Open) {
  unsigned Depth = 0;
  for (size_t I = Open; I < Tokens.size(); ++I) {
    llvm::StringRef Text = Tokens[I].Text;
    if (Text == "(" || Text == "[" || Text == "{")
      ++Depth;
    else if ((Text == ")" || Text == "]" || Text == "}") && --Depth == 0)
      return I + 1;
  }
  return Tokens.size();
}

size_t afterAngles(const std::vector<WrittenToken> &Tokens, size_t Open) {
  // No list of template arguments in real code is longer.
  constexpr size_t MostTokens = 60;
  int Depth = 0;
  for (size_t I = Open; I < Tokens.size() && I < Open + MostTokens; ++I) {
    llvm::StringRef Text = Tokens[I].Text;
    if (Text == "<")
      ++Depth;
    else if (Text == ">" || Text == ">>")
      Depth -= int(Text.size());
    else if (Text == ";" || Text == "{" || Text == "}" || Text == "&&" ||
             Text == "||")
      return Open;
    if (Depth <= 0)
      return I + 1;
  }
  return Open;
}

} // namespace hangproof
