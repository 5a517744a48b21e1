//===- Scan.cpp -----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scan.h"
#include "Parallel.h"
#include "Paths.h"
#include "clang/Tooling/DependencyScanning/DependencyScanningService.h"
#include "clang/Tooling/DependencyScanning/DependencyScanningTool.h"
#include "clang/Tooling/DependencyScanning/DependencyScanningWorker.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
using namespace clang::tooling::dependencies;

namespace hangproof {

namespace {
/// Keeps the files below a root.
class ClosureConsumer : public DependencyConsumer {
public:
  ClosureConsumer(StringRef Root, StringRef Directory,
                  std::vector<sys::fs::UniqueID> &Closure)
      : Root(Root), Directory(Directory), Closure(Closure) {}

  void handleFileDependency(StringRef Name) override {
    std::string Path = absolutePath(Name, Directory);
    sys::fs::UniqueID Id;
    if (isBelow(Path, Root) && !sys::fs::getUniqueID(Path, Id))
      Closure.push_back(Id);
  }
  void
  handleDependencyOutputOpts(const clang::DependencyOutputOptions &) override {}
  void handlePrebuiltModuleDependency(PrebuiltModuleDep) override {}
  void handleModuleDependency(ModuleDeps) override {}
  void handleDirectModuleDependency(ModuleID) override {}
  void handleContextHash(std::string) override {}

private:
  StringRef Root, Directory;
  std::vector<sys::fs::UniqueID> &Closure;
};
} // namespace

HeaderOwners scanHeaders(ArrayRef<Unit> Units, StringRef Root, unsigned Jobs) {
  HeaderOwners Result;
  // A single file answers for all that it includes.
  if (Units.size() < 2)
    return Result;

  DependencyScanningService Service(ScanningMode::DependencyDirectivesScan,
                                    ScanningOutputFormat::Make);
  std::vector<std::vector<sys::fs::UniqueID>> Closures(Units.size());
  auto Scan = [&](size_t I) {
    DependencyScanningWorker Worker(Service, vfs::createPhysicalFileSystem());
    ClosureConsumer Consumer(Root, Units[I].Directory, Closures[I]);
    CallbackActionController Controller(
        [](const ModuleID &, ModuleOutputKind) { return std::string(); });
    // What the scan complains about, the parse will say better.
    clang::IgnoringDiagConsumer Ignored;
    Worker.computeDependencies(Units[I].Directory, Units[I].Arguments, Consumer,
                               Controller, Ignored);
  };
  forEachParallel(Units.size(), Jobs, Scan, [](size_t) {});

  for (size_t I = 0; I < Units.size(); ++I)
    for (const sys::fs::UniqueID &Header : Closures[I])
      Result.Owners.try_emplace(Header, I);
  return Result;
}

} // namespace hangproof
