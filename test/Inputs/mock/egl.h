// The current context of EGL/egl.h.
#ifndef MOCK_EGL_H
#define MOCK_EGL_H

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned EGLBoolean;
typedef void *EGLContext;
typedef void *EGLDisplay;
typedef void *EGLSurface;
typedef int EGLint;
#define EGL_TRUE 1
#define EGL_FALSE 0
#define EGL_DRAW 0x3059
#define EGL_READ 0x305A
#define EGL_NO_CONTEXT ((EGLContext)0)
#define EGL_NO_SURFACE ((EGLSurface)0)
#define EGL_NO_DISPLAY ((EGLDisplay)0)

EGLBoolean eglMakeCurrent(EGLDisplay, EGLSurface, EGLSurface, EGLContext);
EGLContext eglGetCurrentContext(void);
EGLDisplay eglGetCurrentDisplay(void);
EGLSurface eglGetCurrentSurface(EGLint);
EGLBoolean eglReleaseThread(void);
EGLBoolean eglSwapBuffers(EGLDisplay, EGLSurface);

#ifdef __cplusplus
}
#endif

#endif
