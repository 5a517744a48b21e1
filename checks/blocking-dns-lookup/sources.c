// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// What GLib's main loop runs.

#include "mock/glib.h"
#include <netdb.h>
#include <stddef.h>

typedef struct _GResolver GResolver;
GResolver *g_resolver_get_default(void);
GList *g_resolver_lookup_by_name(GResolver *resolver, const gchar *name,
                                 gpointer cancel, GError **error);
void g_resolver_lookup_by_name_async(GResolver *resolver, const gchar *name,
                                     gpointer cancel, GCallback done,
                                     gpointer data);

static gboolean tick_bad(gpointer data) {
  gethostbyname(data);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'gethostbyname' waits for a name server for each timer tick in 'tick_bad'
// CHECK-NOTES: note: 'tick_bad' is handed over here: 'g_timeout_add_seconds' has it run for each timer tick
  return G_SOURCE_CONTINUE;
}

static void clicked_bad(gpointer button, gpointer data) {
  g_resolver_lookup_by_name(g_resolver_get_default(), data, NULL, NULL);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'g_resolver_lookup_by_name' waits for a name server for each event in 'clicked_bad'
// CHECK-NOTES: note: 'clicked_bad' is handed over here: 'g_signal_connect_data' has it run for each event
}

static void found(void) {}
static void asked_ok(gpointer button, gpointer data) {
  g_resolver_lookup_by_name_async(g_resolver_get_default(), data, NULL,
                                  G_CALLBACK(found), NULL);
}

void start(gpointer button, char *host) {
  g_timeout_add_seconds(10, tick_bad, host);
  g_signal_connect(button, "clicked", G_CALLBACK(clicked_bad), host);
  g_signal_connect(button, "clicked", G_CALLBACK(asked_ok), host);
}
