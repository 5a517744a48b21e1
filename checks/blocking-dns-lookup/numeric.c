// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// What is a number asks no server.

#include "mock/resolvers.h"
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

const char *host_of(void *data);
int start_lookup(const char *host);

static void plain_flags_ok(uv_timer_t *timer) {
  struct addrinfo hints, *list;
  memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_UNSPEC;
  hints.ai_flags = AI_NUMERICHOST;
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
}

static void more_flags_ok(uv_timer_t *timer) {
  struct addrinfo hints = {0}, *list;
  hints.ai_flags |= AI_NUMERICHOST;
  hints.ai_flags |= AI_NUMERICSERV;
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
}

static void initializer_ok(uv_timer_t *timer) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_flags = AI_NUMERICHOST};
  struct addrinfo *list;
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
}

static void through_pointer_ok(uv_timer_t *timer) {
  struct addrinfo hints, *request = &hints, *list;
  memset(request, 0, sizeof *request);
  request->ai_flags = AI_NUMERICHOST;
  getaddrinfo(host_of(timer->data), "80", request, &list);
}

static void fill(struct addrinfo *hints) {
  memset(hints, 0, sizeof *hints);
  hints->ai_flags = AI_NUMERICHOST;
}

static void filled_elsewhere_ok(uv_timer_t *timer) {
  struct addrinfo hints, *list;
  fill(&hints);
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
}

static const struct addrinfo numeric = {.ai_flags = AI_NUMERICHOST};

static void global_ok(uv_timer_t *timer) {
  struct addrinfo *list;
  getaddrinfo(host_of(timer->data), "80", &numeric, &list);
}

// The second attempt is a lookup.
static void cleared_bad(uv_timer_t *timer) {
  struct addrinfo hints, *list;
  memset(&hints, 0, sizeof hints);
  hints.ai_flags = AI_NUMERICHOST;
  if (getaddrinfo(host_of(timer->data), "80", &hints, &list) == EAI_NONAME) {
    hints.ai_flags &= ~AI_NUMERICHOST;
    getaddrinfo(host_of(timer->data), "80", &hints, &list);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'getaddrinfo' waits for a name server for each timer tick in 'cleared_bad': while it is slow or dead, everything else on this event loop stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
// CHECK-NOTES: :[[@LINE+175]]:5: note: 'cleared_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
  }
}

// The protocol has the same number as the flag.
static void other_member_bad(uv_timer_t *timer) {
  struct addrinfo hints, *list;
  memset(&hints, 0, sizeof hints);
  hints.ai_protocol = IPPROTO_TCP;
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'getaddrinfo' waits for a name server for each timer tick in 'other_member_bad'
// CHECK-NOTES: :[[@LINE+164]]:5: note: 'other_member_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
}

static int parse(const char *host, bool only_numeric, struct addrinfo **list) {
  struct addrinfo hints = {0};
  hints.ai_flags = only_numeric ? AI_NUMERICHOST : 0;
  return getaddrinfo(host, NULL, &hints, list);
}

static void by_argument_ok(uv_timer_t *timer) {
  struct addrinfo *list;
  parse(host_of(timer->data), true, &list);
}

static void by_argument_bad(uv_timer_t *timer) {
  struct addrinfo *list;
  parse(host_of(timer->data), false, &list);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'parse' (through 'getaddrinfo') waits for a name server for each timer tick in 'by_argument_bad'
// CHECK-NOTES: :[[@LINE+146]]:5: note: 'by_argument_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
// CHECK-NOTES: :[[@LINE-13]]:10: note: 'parse' calls 'getaddrinfo', which asks a name server for 'host'
}

static int parse_with(const char *host, const struct addrinfo *hints,
                      struct addrinfo **list) {
  return getaddrinfo(host, NULL, hints, list);
}

static void passed_hints_ok(uv_timer_t *timer) {
  struct addrinfo hints = {0}, *list;
  hints.ai_flags = AI_NUMERICHOST;
  parse_with(host_of(timer->data), &hints, &list);
}

static void passed_hints_bad(uv_timer_t *timer) {
  struct addrinfo hints = {0}, *list;
  parse_with(host_of(timer->data), &hints, &list);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'parse_with' (through 'getaddrinfo') waits for a name server for each timer tick in 'passed_hints_bad'
// CHECK-NOTES: :[[@LINE+127]]:5: note: 'passed_hints_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
// CHECK-NOTES: :[[@LINE-14]]:10: note: 'parse_with' calls 'getaddrinfo', which asks a name server for 'host'
}

static void no_node_ok(uv_timer_t *timer) {
  struct addrinfo *list;
  getaddrinfo(NULL, "80", NULL, &list);
}

static void to_listen_ok(uv_timer_t *timer) {
  struct addrinfo hints = {0}, *list;
  hints.ai_flags = AI_PASSIVE;
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
}

static void literal_ok(uv_timer_t *timer) {
  struct addrinfo *list;
  getaddrinfo("127.0.0.1", "80", NULL, &list);
  getaddrinfo("::1", "80", NULL, &list);
  gethostbyname("localhost");
}

static void literal_name_bad(uv_timer_t *timer) {
  gethostbyname("pool.ntp.org");
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'gethostbyname' waits for a name server for each timer tick in 'literal_name_bad'
// CHECK-NOTES: :[[@LINE+102]]:5: note: 'literal_name_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
}

static int dial(const char *host) {
  return gethostbyname(host) != NULL;
}

static void literal_passed_ok(uv_timer_t *timer) { dial("192.0.2.1"); }
static void literal_passed_bad(uv_timer_t *timer) { dial("example.org"); }
// CHECK-NOTES: :[[@LINE-1]]:53: warning: 'dial' (through 'gethostbyname') waits for a name server for each timer tick in 'literal_passed_bad'
// CHECK-NOTES: :[[@LINE+92]]:5: note: 'literal_passed_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
// CHECK-NOTES: :[[@LINE-7]]:10: note: 'dial' calls 'gethostbyname', which asks a name server for 'host'

static void guarded_ok(uv_timer_t *timer) {
  const char *host = host_of(timer->data);
  struct in_addr address;
  if (inet_pton(AF_INET, host, &address) != 1) {
    start_lookup(host);
    return;
  }
  gethostbyname(host);
}

static void guarded_twice_ok(uv_timer_t *timer) {
  const char *host = host_of(timer->data);
  unsigned char address[16];
  struct addrinfo *list;
  if (inet_pton(AF_INET, host, address) == 1 ||
      inet_pton(AF_INET6, host, address) == 1)
    getaddrinfo(host, "80", NULL, &list);
  else
    start_lookup(host);
}

// Numbers take the short way, names do not.
static void only_names_bad(uv_timer_t *timer) {
  const char *host = host_of(timer->data);
  struct in_addr address;
  if (inet_aton(host, &address))
    return;
  gethostbyname(host);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'gethostbyname' waits for a name server for each timer tick in 'only_names_bad'
// CHECK-NOTES: :[[@LINE+60]]:5: note: 'only_names_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
}

static bool is_address(const char *host) {
  unsigned char address[16];
  return inet_pton(AF_INET, host, address) == 1 ||
         inet_pton(AF_INET6, host, address) == 1;
}

static void by_predicate_ok(uv_timer_t *timer) {
  const char *host = host_of(timer->data);
  if (is_address(host))
    dial(host);
  else
    start_lookup(host);
}

static void by_predicate_bad(uv_timer_t *timer) {
  const char *host = host_of(timer->data);
  if (!is_address(host))
    dial(host);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'dial' (through 'gethostbyname') waits for a name server for each timer tick in 'by_predicate_bad'
// CHECK-NOTES: :[[@LINE+38]]:5: note: 'by_predicate_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
// CHECK-NOTES: :[[@LINE-61]]:10: note: 'dial' calls 'gethostbyname', which asks a name server for 'host'
}

bool is_ip_addr(const char *host);

static void by_name_of_predicate_ok(uv_timer_t *timer) {
  const char *host = host_of(timer->data);
  if (!is_ip_addr(host))
    start_lookup(host);
  else
    dial(host);
}

static struct gaicb *requests[1];

static void asynchronous_ok(uv_timer_t *timer) {
  getaddrinfo_a(GAI_NOWAIT, requests, 1, NULL);
}

static void synchronous_bad(uv_timer_t *timer) {
  getaddrinfo_a(GAI_WAIT, requests, 1, NULL);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'getaddrinfo_a' waits for a name server for each timer tick in 'synchronous_bad'
// CHECK-NOTES: :[[@LINE+15]]:5: note: 'synchronous_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
}

void set_up(uv_timer_t *timer) {
  static const uv_timer_cb all[] = {
      plain_flags_ok,     more_flags_ok,     initializer_ok,
      through_pointer_ok, global_ok,         filled_elsewhere_ok,
      cleared_bad,        other_member_bad,  by_argument_ok,
      by_argument_bad,    passed_hints_ok,   passed_hints_bad,
      no_node_ok,         to_listen_ok,      literal_ok,
      literal_name_bad,   literal_passed_ok, literal_passed_bad,
      guarded_ok,         guarded_twice_ok,  only_names_bad,
      by_predicate_ok,    by_predicate_bad,  by_name_of_predicate_ok,
      asynchronous_ok,    synchronous_bad};
  for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
    uv_timer_start(timer, all[i], 1000, 1000);
}
