// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c++17
//
// Handles that an object owns and deletes.

#include <memory>

#include "mock/net.h"

int unique_bad(const char *url) {
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                           &curl_easy_cleanup);
  // CHECK-NOTES: :[[@LINE+4]]:10: warning: 'curl_easy_perform' on 'curl' can wait for ever
  // CHECK-NOTES: :[[@LINE-3]]:60: note: 'curl_easy_init' makes the handle here
  // CHECK-NOTES: :[[@LINE+17]]:3: note: another handle of the kind has a time limit
  curl_easy_setopt(curl.get(), CURLOPT_URL, url);
  return curl_easy_perform(curl.get());
}

int shared_bad(const char *url) {
  std::shared_ptr<CURL> curl(curl_easy_init(), curl_easy_cleanup);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url);
  return curl_easy_perform(curl.get());
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'curl_easy_perform' on 'curl' can wait for ever
  // CHECK-NOTES: :[[@LINE-4]]:30: note: 'curl_easy_init' makes the handle here
  // CHECK-NOTES: :[[@LINE+6]]:3: note: another handle of the kind has a time limit
}

int limited_ok(const char *url) {
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                           &curl_easy_cleanup);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url);
  return curl_easy_perform(curl.get());
}
