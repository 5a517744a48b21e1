//===- Scan.cpp -----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scan.h"
#include "Parallel.h"
#include "clang/Tooling/DependencyScanning/DependencyScanningService.h"
#include "clang/Tooling/DependencyScanning/DependencyScanningTool.h"
#include "clang/Tooling/DependencyScanning/DependencyScanningWorker.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
using namespace clang::tooling::dependencies;

namespace hangproof {

namespace {
class InclusionConsumer : public DependencyConsumer {
public:
  explicit InclusionConsumer(std::vector<std::string> &Files) : Files(Files) {}

  void handleFileDependency(StringRef Name) override {
    Files.push_back(Name.str());
  }
  void
  handleDependencyOutputOpts(const clang::DependencyOutputOptions &) override {}
  void handlePrebuiltModuleDependency(PrebuiltModuleDep) override {}
  void handleModuleDependency(ModuleDeps) override {}
  void handleDirectModuleDependency(ModuleID) override {}
  void handleContextHash(std::string) override {}

private:
  std::vector<std::string> &Files;
};
} // namespace

std::vector<Inclusions> scanInclusions(ArrayRef<Unit> Units,
                                       ArrayRef<size_t> Which, unsigned Jobs) {
  // The format for Make takes ".." out of names without asking for links.
  DependencyScanningService Service(ScanningMode::DependencyDirectivesScan,
                                    ScanningOutputFormat::Full);
  std::vector<Inclusions> Result(Which.size());
  auto Scan = [&](size_t I) {
    const Unit &U = Units[Which[I]];
    DependencyScanningWorker Worker(Service, vfs::createPhysicalFileSystem());
    Inclusions Found;
    InclusionConsumer Consumer(Found.Files);
    CallbackActionController Controller(
        [](const ModuleID &, ModuleOutputKind) { return std::string(); });
    // What the scan complains about, the parse will say better.
    clang::IgnoringDiagConsumer Ignored;
    Found.IsWhole = Worker.computeDependencies(U.Directory, U.Arguments,
                                               Consumer, Controller, Ignored);
    Result[I] = std::move(Found);
  };
  forEachParallel(Which.size(), Jobs, Scan, [](size_t) {});
  return Result;
}

} // namespace hangproof
