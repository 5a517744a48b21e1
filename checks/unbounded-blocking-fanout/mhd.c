// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c11
//
// libmicrohttpd and civetweb.

#include <stddef.h>
#include <stdlib.h>

struct MHD_Daemon;
struct MHD_Connection;
enum { MHD_USE_THREAD_PER_CONNECTION = 4, MHD_USE_INTERNAL_POLLING_THREAD = 8 };
enum { MHD_OPTION_END = 0, MHD_OPTION_CONNECTION_LIMIT = 2 };
struct MHD_Daemon *
MHD_start_daemon(unsigned flags, unsigned short port, void *accept,
                 void *accept_argument,
                 int (*handler)(void *, struct MHD_Connection *, const char *),
                 void *argument, ...);

static int answer_bad(void *argument, struct MHD_Connection *connection,
                      const char *url) {
  return system("uptime > /tmp/load");
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'system' (process) blocks a thread of the server for each request in 'answer_bad', with no limit on how many do so at once: when it is slow, all of the server's threads wait there and nobody else is answered; take a slot of a std::counting_semaphore around it and refuse when there is none, or hand it to a pool of fixed size [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE+16]]:3: note: 'answer_bad' is handed over here: 'MHD_start_daemon' has it run for each request
}

// One thread for all: a loop that stands still is another bug.
static int answer_ok(void *argument, struct MHD_Connection *connection,
                     const char *url) {
  return system("uptime > /tmp/load");
}

// No more than so many connections.
static int limited_ok(void *argument, struct MHD_Connection *connection,
                      const char *url) {
  return system("uptime > /tmp/load");
}

void start(void) {
  MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION |
                       MHD_USE_INTERNAL_POLLING_THREAD,
                   80, NULL, NULL, answer_bad, NULL);
  MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 81, NULL, NULL, answer_ok,
                   NULL);
  MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION, 82, NULL, NULL, limited_ok,
                   NULL, MHD_OPTION_CONNECTION_LIMIT, 16u, MHD_OPTION_END);
}

struct mg_context;
struct mg_connection;
void mg_set_request_handler(struct mg_context *context, const char *path,
                            int (*handler)(struct mg_connection *, void *),
                            void *argument);

static int page_bad(struct mg_connection *connection, void *argument) {
  return system("uptime > /tmp/load");
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'system' (process) blocks a thread of the server for each request in 'page_bad'
// CHECK-NOTES: :[[@LINE+4]]:3: note: 'page_bad' is handed over here: 'mg_set_request_handler' has it run for each request
}

void routes(struct mg_context *context) {
  mg_set_request_handler(context, "/", page_bad, NULL);
}
