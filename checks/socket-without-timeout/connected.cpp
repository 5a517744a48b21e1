// Only the connect has a time limit, and nobody else shows how to do it.
// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c++17

#include <memory>
#include <sys/time.h>

#include "mock/net.h"

// An answer takes no time, unless the server is gone.
void *count_bad(const char *host, timeval limit) {
  redisContext *redis = redisConnectWithTimeout(host, 6379, limit);
  return redisCommand(redis, "INCR x");
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'redisCommand' on 'redis' can wait for ever: no timeout that holds for it is set between 'redisConnectWithTimeout' and here; use redisSetTimeout [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:25: note: 'redisConnectWithTimeout' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:25: note: 'redisConnectWithTimeout' does not end this wait
}

// A download may take as long as it takes: low.
int download_ok(const char *url) {
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
  return curl_easy_perform(curl);
}

// Nobody knows what the settings say: they show no one how to do it.
PGconn *configured_ok(const char *settings) { return PQconnectdb(settings); }
PGconn *plain_bad() {
  return PQconnectdb("host=db");
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'PQconnectdb' can hold its thread for minutes: no timeout that holds for it is set between 'PQconnectdb' and here; use connect_timeout [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-2]]:10: note: 'PQconnectdb' makes the handle here
}
