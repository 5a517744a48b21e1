// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity -- -std=c++17
#include "mock/cuda.h"

void launch();

bool popped_on_one_path_bad(CUcontext context) {
  if (cuCtxPushCurrent(context) != CUDA_SUCCESS)
    return false;
  launch();
  if (cuCtxSynchronize() != CUDA_SUCCESS)
    return false;
  CUcontext old;
  cuCtxPopCurrent(&old);
  return true;
}
// CHECK-NOTES: :[[@LINE-9]]:7: warning: 'cuCtxPushCurrent_v2' takes the CUDA context, but the path through 'return false' does not release it: the context stack of the thread grows, and later calls use the wrong context; pop it with cuCtxPopCurrent on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-7]]:7: note: the outcome of 'cuCtxSynchronize' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the CUDA context still taken
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path releases it here

int device_bad(int device) {
  int old = 0;
  cudaGetDevice(&old);
  cudaSetDevice(device);
  launch();
  if (cuCtxSynchronize() != CUDA_SUCCESS)
    return -1;
  cudaSetDevice(old);
  return 0;
}
// CHECK-NOTES: :[[@LINE-7]]:3: warning: 'cudaSetDevice' changes the current CUDA device, but the path through 'return -1' does not give back 'old': later CUDA calls of the thread run on another device; set the earlier device again on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-9]]:3: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-7]]:7: note: the outcome of 'cuCtxSynchronize' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the current CUDA device still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here

bool popped_ok(CUcontext context) {
  if (cuCtxPushCurrent(context) != CUDA_SUCCESS)
    return false;
  launch();
  bool good = cuCtxSynchronize() == CUDA_SUCCESS;
  cuCtxPopCurrent(nullptr);
  return good;
}

void device_chosen_for_good_ok(int device) {
  cudaSetDevice(device);
  launch();
}

class PushedContext {
public:
  explicit PushedContext(CUcontext context) {
    good = cuCtxPushCurrent(context) == CUDA_SUCCESS;
  }
  ~PushedContext() {
    if (good)
      cuCtxPopCurrent(nullptr);
  }
  bool good;
};
bool guard_ok(CUcontext context) {
  PushedContext pushed(context);
  if (!pushed.good)
    return false;
  launch();
  return cuCtxSynchronize() == CUDA_SUCCESS;
}
