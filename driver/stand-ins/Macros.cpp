//===- Macros.cpp ---------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Macros.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace hangproof {

bool defineMacros(llvm::ArrayRef<std::string> Missing, std::string &Text) {
  struct Macro {
    llvm::StringRef Name, Is;
  };
  static constexpr Macro OfPython[] = {
      {"Py_BEGIN_ALLOW_THREADS", "{ void *_save = PyEval_SaveThread();"},
      {"Py_END_ALLOW_THREADS", "PyEval_RestoreThread(_save); }"},
      {"Py_BLOCK_THREADS", "PyEval_RestoreThread(_save);"},
      {"Py_UNBLOCK_THREADS", "_save = PyEval_SaveThread();"}};
  static constexpr Macro OfQt[] = {
      {"foreach(variable, container)", "for (variable : container)"},
      {"Q_FOREACH(variable, container)", "for (variable : container)"},
      {"forever", "for (;;)"},
      {"Q_FOREVER", "for (;;)"},
      {"emit", ""},
      {"Q_EMIT", ""},
      {"Q_OBJECT", ""},
      {"Q_GADGET", ""},
      {"signals", "public"},
      {"Q_SIGNALS", "public"},
      {"slots", ""},
      {"Q_SLOTS", ""},
      {"Q_UNUSED(name)", "(void)name;"},
      {"SIGNAL(name)", "\"2\" #name"},
      {"SLOT(name)", "\"1\" #name"}};
  auto Define = [&](llvm::ArrayRef<Macro> Macros) {
    for (const Macro &M : Macros)
      Text += ("#ifndef " + M.Name.split('(').first + "\n#define " + M.Name +
               " " + M.Is + "\n#endif\n")
                  .str();
  };
  static constexpr Macro OfWindows[] = {
      {"FAILED(result)", "((HRESULT)(result) < 0)"},
      {"SUCCEEDED(result)", "((HRESULT)(result) >= 0)"}};
  auto IsWindows = [](llvm::StringRef Header) {
    return llvm::StringSwitch<bool>(Header.lower())
        .Cases("windows.h", "objbase.h", "combaseapi.h", "comdef.h", true)
        .Cases("atlbase.h", "ole2.h", "unknwn.h", "winerror.h", true)
        .Default(false);
  };
  auto IsQt = [](llvm::StringRef Header) {
    return Header.size() > 1 && Header[0] == 'Q' &&
           (llvm::isUpper(Header[1]) || Header[1] == 't');
  };
  size_t Before = Text.size();
  if (llvm::is_contained(Missing, "Python.h")) {
    Text += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n"
            "void *PyEval_SaveThread(void);\n"
            "void PyEval_RestoreThread(void *);\n"
            "#ifdef __cplusplus\n}\n#endif\n";
    Define(OfPython);
  }
  if (llvm::any_of(Missing, IsQt))
    Define(OfQt);
  if (llvm::any_of(Missing, IsWindows)) {
    Text += "typedef int HRESULT;\n";
    Define(OfWindows);
  }
  return Text.size() > Before;
}

} // namespace hangproof
