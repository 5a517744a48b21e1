// COM apartments and thread affinity, as windows.h and objbase.h declare them.
#ifndef MOCK_COM_H
#define MOCK_COM_H

#ifdef __cplusplus
extern "C" {
#endif

typedef long HRESULT;
typedef void *HANDLE;
typedef unsigned long long DWORD_PTR;
typedef int BOOL;
#define S_OK ((HRESULT)0L)
#define SUCCEEDED(hr) (((HRESULT)(hr)) >= 0)
#define FAILED(hr) (((HRESULT)(hr)) < 0)
#define COINIT_MULTITHREADED 0

HRESULT CoInitializeEx(void *, unsigned long);
HRESULT CoInitialize(void *);
void CoUninitialize(void);
BOOL ImpersonateLoggedOnUser(HANDLE);
BOOL RevertToSelf(void);
HANDLE GetCurrentThread(void);
DWORD_PTR SetThreadAffinityMask(HANDLE, DWORD_PTR);

#ifdef __cplusplus
}
#endif

#endif
