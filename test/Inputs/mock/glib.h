//===- glib.h - A little of GLib for tests ---------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_GLIB_H
#define MOCK_GLIB_H
#ifdef __cplusplus
extern "C" {
#endif

typedef int gboolean;
typedef unsigned guint;
typedef char gchar;
typedef int gint;
typedef void *gpointer;
#define FALSE 0
#define TRUE 1
#define G_SOURCE_CONTINUE TRUE
#define G_SOURCE_REMOVE FALSE

typedef struct _GError GError;
typedef gboolean (*GSourceFunc)(gpointer data);
typedef void (*GFunc)(gpointer data, gpointer user_data);
typedef void (*GCallback)(void);
#define G_CALLBACK(f) ((GCallback)(f))

typedef struct _GList {
  gpointer data;
  struct _GList *next;
  struct _GList *prev;
} GList;

guint g_timeout_add(guint interval, GSourceFunc function, gpointer data);
guint g_timeout_add_seconds(guint interval, GSourceFunc function,
                            gpointer data);
guint g_idle_add(GSourceFunc function, gpointer data);
unsigned long g_signal_connect_data(gpointer instance, const gchar *signal,
                                    GCallback handler, gpointer data,
                                    gpointer destroy, int flags);
#define g_signal_connect(instance, signal, handler, data)                      \
  g_signal_connect_data((instance), (signal), (handler), (data), (void *)0, 0)
void g_list_foreach(GList *list, GFunc function, gpointer user_data);
gboolean g_spawn_command_line_async(const gchar *command, GError **error);
gboolean g_spawn_command_line_sync(const gchar *command, gchar **output,
                                   gchar **errors, gint *status,
                                   GError **error);

#ifdef __cplusplus
}
#endif
#endif // MOCK_GLIB_H
