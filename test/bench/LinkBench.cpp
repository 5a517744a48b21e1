//===- LinkBench.cpp - How long linking a large program takes -------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: HangproofLinkBench FUNCTIONS [CHECK...]
//
// Makes the facts of a program with that many functions, 100 a file, and five
// calls each: most of them of functions near by, some through a pointer that
// thousands of functions store to, some virtual: in most class trees ten
// override a method, in few a thousand. Links them, runs the checks named, and
// prints the CPU time of each and the peak memory of the process.
// test/bench/link.py runs it.
//
//===----------------------------------------------------------------------===//

#include "engine/Check.h"
#include "engine/Program.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Timer.h"
#include "llvm/Support/raw_ostream.h"
#include <random>
#include <sys/resource.h>

using namespace hangproof;

namespace {

constexpr size_t FunctionsPerFile = 100;
constexpr unsigned CallsPerFunction = 5;
/// The first symbol of methods that are overridden, and of variables.
constexpr SymbolId FirstBase = SymbolId(1) << 40, FirstGlobal = SymbolId(2)
                                                                << 40;

class Generator {
public:
  explicit Generator(size_t Functions) : Functions(Functions) {}

  std::vector<FileFacts> make() {
    std::vector<FileFacts> Files;
    for (size_t I = 0; I < Functions; ++I) {
      if (I % FunctionsPerFile == 0) {
        Files.emplace_back();
        Files.back().MainPath = ("/src/part" + llvm::Twine(I / 10'000) +
                                 "/file" + llvm::Twine(I) + ".cpp")
                                    .str();
        Files.back().Paths = {Files.back().MainPath};
      }
      Files.back().Functions.push_back(function(I));
    }
    return Files;
  }

private:
  static Place place(size_t Line) {
    Place P;
    P.Line = P.EndLine = uint32_t(Line);
    P.Column = 5;
    P.EndColumn = 9;
    P.Offset = uint32_t(Line * 40);
    P.EndOffset = P.Offset + 4;
    return P;
  }

  ValueId add(FunctionFacts &F, ValueKind Kind, SymbolId Symbol,
              int64_t Number = 0) {
    ValueFacts V;
    V.Kind = Kind;
    V.Symbol = Symbol;
    V.Number = Number;
    F.Values.push_back(std::move(V));
    return ValueId(F.Values.size() - 1);
  }

  size_t random(size_t Below) { return Random() % Below; }

  FunctionFacts function(size_t Number) {
    size_t Line = Number % FunctionsPerFile * 20 + 1;
    FunctionFacts F;
    F.Id = Number + 1;
    F.Name = ("part::function" + llvm::Twine(Number)).str();
    F.Where = place(Line);
    F.EndOfBody = place(Line + 12);
    F.Values.reserve(CallsPerFunction + 2);
    F.Calls.reserve(CallsPerFunction);
    F.Flow.Blocks.resize(2);
    F.Flow.Blocks[0].Events.reserve(CallsPerFunction + 1);
    F.Flow.Entry = 0;
    F.Flow.Exit = 1;
    F.Flow.Blocks[0].Successors.push_back({1});
    // One in twenty overrides a method.
    if (Number % 20 == 0) {
      F.IsVirtual = true;
      F.Overrides.push_back(base(Number));
    }
    // One in a hundred puts itself into one of a few hooks.
    if (Number % 100 == 1) {
      StoreFacts Store;
      Store.Target = add(F, ValueKind::Global, FirstGlobal + Number % 7);
      Store.Value = add(F, ValueKind::Function, random(Functions) + 1);
      Store.Where = place(Line + 1);
      F.Stores.push_back(Store);
      F.Flow.Blocks[0].Events.push_back(
          {EventKind::Store, 0, Store.Value, Store.Where});
    }
    for (unsigned I = 0; I < CallsPerFunction; ++I)
      addCall(F, Number, Line + 2 + I);
    return F;
  }

  /// The method that function Number overrides, if it overrides one.
  static SymbolId base(size_t Number) {
    size_t Tree = Number / 20 % 200, Width = 10;
    if (Tree == 0)
      Width = 1000;
    else if (Tree < 10)
      Width = 100;
    return FirstBase + Number / 4000 / Width * 200 + Tree;
  }

  void addCall(FunctionFacts &F, size_t Caller, size_t Line) {
    CallFacts Call;
    Call.Where = Call.Range = place(Line);
    Call.Block = 0;
    size_t Kind = random(100);
    if (Kind < 3) {
      Call.Target = add(F, ValueKind::Global, FirstGlobal + random(7));
    } else if (Kind < 6) {
      Call.Callee = base(random(Functions));
      Call.CalleeName = "Base::method";
      Call.IsVirtual = true;
    } else {
      // Nine in ten within a thousand functions around.
      size_t Callee =
          random(10) ? (Caller + random(1000)) % Functions : random(Functions);
      Call.Callee = Callee + 1;
      Call.CalleeName = ("part::function" + llvm::Twine(Callee)).str();
    }
    Call.Result = add(F, ValueKind::Call, 0, int64_t(F.Calls.size()));
    F.Flow.Blocks[0].Events.push_back(
        {EventKind::Call, uint32_t(F.Calls.size()), NoIndex, Call.Where});
    F.Calls.push_back(std::move(Call));
  }

  size_t Functions;
  std::mt19937_64 Random{1}; // The same program every time.
};

double cpuSeconds() {
  llvm::TimeRecord Now = llvm::TimeRecord::getCurrentTime();
  return Now.getUserTime() + Now.getSystemTime();
}

} // namespace

int main(int Argc, char **Argv) {
  size_t Functions = 0;
  if (Argc < 2 || llvm::StringRef(Argv[1]).getAsInteger(10, Functions) ||
      Functions == 0) {
    llvm::errs() << "usage: HangproofLinkBench FUNCTIONS [CHECK...]\n";
    return 2;
  }
  ApiTable Api = ApiTable::builtIn();
  std::vector<FileFacts> Files = Generator(Functions).make();
  double Begin = cpuSeconds();
  Program P(std::move(Files), Api);
  auto Tell = [&](llvm::StringRef What) {
    double Now = cpuSeconds();
    llvm::outs() << What << llvm::format(" %.3f\n", Now - Begin);
    Begin = Now;
  };
  Tell("link");
  // What it made: the wider the trees and the hooks, the more for each call.
  size_t Links = 0;
  for (FunctionRef F : P.functions())
    Links += P.callers(F->Id).size();
  llvm::outs() << "links " << Links << "\n";
  for (int I = 2; I < Argc; ++I) {
    const CheckInfo *Info = findCheck(Argv[I]);
    if (!Info) {
      llvm::errs() << "no check '" << Argv[I] << "'\n";
      return 2;
    }
    std::vector<Finding> Findings;
    Info->Run(P, [](llvm::StringRef) { return std::nullopt; }, Findings);
    Tell(Info->Name);
  }
  rusage Usage = {};
  getrusage(RUSAGE_SELF, &Usage);
  llvm::outs() << "peak " << Usage.ru_maxrss / 1024 << '\n';
  return 0;
}
