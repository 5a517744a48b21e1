// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity -- -std=c++17
#include "mock/com.h"

bool work();

bool failing_work_bad() {
  HRESULT result = CoInitializeEx(nullptr, COINIT_MULTITHREADED);
  if (FAILED(result))
    return false;
  if (!work())
    return false;
  CoUninitialize();
  return true;
}
// CHECK-NOTES: :[[@LINE-8]]:20: warning: 'CoInitializeEx' takes the COM apartment, but the path through 'return false' does not release it: the apartment and its objects live as long as the thread; call CoUninitialize once for each CoInitialize that succeeded [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:8: note: the outcome of 'work' sends the path past the release
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the COM apartment still taken
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path releases it here

bool affinity_mask_bad(DWORD_PTR cpus) {
  DWORD_PTR old = SetThreadAffinityMask(GetCurrentThread(), cpus);
  if (!work())
    return false;
  SetThreadAffinityMask(GetCurrentThread(), old);
  return true;
}
// CHECK-NOTES: :[[@LINE-6]]:19: warning: 'SetThreadAffinityMask' changes the CPU affinity, but the path through 'return false' does not give back 'old': the thread, and each thread that it starts, stays on these CPUs; restore the saved CPU set on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:8: note: the outcome of 'work' sends the path past the release
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the CPU affinity still changed
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

bool impersonation_bad(HANDLE token) {
  if (!ImpersonateLoggedOnUser(token))
    return false;
  if (!work())
    return false;
  RevertToSelf();
  return true;
}
// CHECK-NOTES: :[[@LINE-7]]:8: warning: 'ImpersonateLoggedOnUser' takes the impersonated user, but the path through 'return false' does not release it: later work of the thread runs as another user; call RevertToSelf on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:8: note: the outcome of 'work' sends the path past the release
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the impersonated user still taken
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path releases it here

bool balanced_ok() {
  HRESULT result = CoInitializeEx(nullptr, COINIT_MULTITHREADED);
  if (FAILED(result))
    return false;
  bool good = work();
  CoUninitialize();
  return good;
}

bool only_when_initialized_ok() {
  HRESULT result = CoInitialize(nullptr);
  bool good = work();
  if (SUCCEEDED(result))
    CoUninitialize();
  return good;
}

class Apartment {
public:
  Apartment() : result(CoInitializeEx(nullptr, COINIT_MULTITHREADED)) {}
  ~Apartment() {
    if (SUCCEEDED(result))
      CoUninitialize();
  }
  HRESULT result;
};
bool guard_ok() {
  Apartment apartment;
  return work();
}
