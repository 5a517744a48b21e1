// The context stack of cuda.h and the current device of the run time.
#ifndef MOCK_CUDA_H
#define MOCK_CUDA_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { CUDA_SUCCESS = 0, CUDA_ERROR_INVALID_VALUE = 1 } CUresult;
typedef struct CUctx_st *CUcontext;
typedef enum { cudaSuccess = 0 } cudaError_t;
#define cuCtxPushCurrent cuCtxPushCurrent_v2
#define cuCtxPopCurrent cuCtxPopCurrent_v2

CUresult cuCtxPushCurrent(CUcontext);
CUresult cuCtxPopCurrent(CUcontext *);
CUresult cuCtxSynchronize(void);
CUresult cuCtxGetCurrent(CUcontext *);
CUresult cuCtxSetCurrent(CUcontext);
cudaError_t cudaSetDevice(int);
cudaError_t cudaGetDevice(int *);

#ifdef __cplusplus
}
#endif

#endif
