//===- MapSvg.cpp - The map, drawn by Graphviz ----------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadMap.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace hangproof {

static std::string textOf(StringRef File) {
  auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/true);
  return Buffer ? (*Buffer)->getBuffer().str() : "";
}

Expected<std::string> mapAsSvg(const ThreadMap &Map) {
  auto Dot = sys::findProgramByName("dot");
  if (!Dot)
    return createStringError(
        "the program 'dot' of Graphviz is not installed, which draws the map; "
        "--format=dot writes what it draws from");
  SmallString<128> In, Out, Err;
  auto Remove = make_scope_exit([&] {
    for (StringRef File : {In.str(), Out.str(), Err.str()})
      if (!File.empty())
        sys::fs::remove(File);
  });
  for (SmallString<128> *File : {&In, &Out, &Err})
    if (std::error_code Code =
            sys::fs::createTemporaryFile("hangproof-map", "tmp", *File))
      return createStringError(Code, "no temporary file for the map: %s",
                               Code.message().c_str());
  {
    std::error_code Code;
    raw_fd_ostream OS(In, Code);
    if (!Code) {
      writeMapDot(OS, Map);
      OS.close();
      Code = OS.error();
    }
    if (Code)
      return createStringError(Code, "%s: %s", In.c_str(),
                               Code.message().c_str());
  }
  // A drawing that takes longer is one that nobody could read.
  constexpr unsigned MostSeconds = 300;
  std::string Message;
  int Result = sys::ExecuteAndWait(
      *Dot, {*Dot, "-Tsvg", In.str()}, /*Env=*/std::nullopt,
      {StringRef(""), Out.str(), Err.str()}, MostSeconds, 0, &Message);
  if (Result != 0) {
    if (Message.empty())
      Message = StringRef(textOf(Err)).trim().str();
    return createStringError("'dot' could not draw the map: " + Message);
  }
  std::string Text = textOf(Out);
  size_t Begin = StringRef(Text).find("<svg");
  if (Begin == StringRef::npos)
    return createStringError("'dot' has drawn no SVG");
  return Text.substr(Begin);
}

} // namespace hangproof
