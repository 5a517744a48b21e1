// RUN: %check_hangproof %s hangproof-hidden-thread-affinity -- -std=c++17
//
// A thread for each operation ends with what it was bound to. While it works,
// it takes the CPU from the others; a locale is nobody else's affair.

#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>

static void pin() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(0, &cpus);
  sched_setaffinity(0, sizeof(cpus), &cpus);
}

static void speak(locale_t locale) { uselocale(locale); }

void answer(int client);
static locale_t plain;

static void *pinned_bad(void *client) {
  pin();
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pin' (through 'sched_setaffinity') changes the CPU affinity and leaves it so, in a thread for each operation
// CHECK-NOTES: note: loop runs once per connection from 'accept'
// CHECK-NOTES: note: 'pinned_bad' is handed over here: 'pthread_create' runs it on a thread of its own
// CHECK-NOTES: note: 'sched_setaffinity' changes the CPU affinity here
// CHECK-NOTES: note: 'pinned_bad' ends here with the CPU affinity still changed
  answer(int(long(client)));
  return nullptr;
}

static void *speaking_ok(void *client) {
  speak(plain);
  answer(int(long(client)));
  return nullptr;
}

void serve(int listener, bool isPinned) {
  for (;;) {
    long client = accept(listener, nullptr, nullptr);
    pthread_t thread;
    if (isPinned) {
      if (pthread_create(&thread, nullptr, pinned_bad, (void *)client) == 0)
        pthread_detach(thread);
    } else if (pthread_create(&thread, nullptr, speaking_ok, (void *)client) ==
               0) {
      pthread_detach(thread);
    }
  }
}
