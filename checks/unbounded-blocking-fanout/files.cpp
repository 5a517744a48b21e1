// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout --min-confidence=low -- -std=c++17
//
// Handlers that wait for files: a whole tree is much, one file is little.

#include "mock/servers.h"
#include <filesystem>
#include <fstream>
#include <semaphore.h>
#include <string>

static sem_t slots;

static std::string readAll(const std::string &path) {
  std::ifstream in(path);
  std::string text;
  std::getline(in, text, '\0');
  return text;
}

void routes(httplib::Server &server) {
  server.Get("/file_bad", [](const httplib::Request &request,
                             httplib::Response &response) {
    response.set_content(readAll(request.body), "text/plain");
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'readAll' (through 'std::basic_ifstream' (disk)) blocks a thread of the server for each request in the lambda, with no limit on how many do so at once: when it is slow, all of the server's threads wait there and nobody else is answered; take a slot of a std::counting_semaphore around it and refuse when there is none, or hand it to a pool of fixed size [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-4]]:10: note: the lambda is handed over here: 'httplib::Server::Get' has it run for each request
// CHECK-NOTES: :[[@LINE-12]]:17: note: 'readAll' calls 'std::basic_ifstream', which blocks (disk)
  });
  server.Get("/tree_bad", [](const httplib::Request &request,
                             httplib::Response &response) {
    std::filesystem::remove_all(request.body);
// CHECK-NOTES: :[[@LINE-1]]:22: warning: 'std::filesystem::remove_all' (disk) blocks a thread of the server for each request in the lambda, with no limit on how many do so at once: when it is slow, all of the server's threads wait there and nobody else is answered; take a slot of a std::counting_semaphore around it and refuse when there is none, or hand it to a pool of fixed size [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-4]]:10: note: the lambda is handed over here: 'httplib::Server::Get' has it run for each request
  });
  server.Get("/limited_ok", [](const httplib::Request &request,
                               httplib::Response &response) {
    sem_wait(&slots);
    response.set_content(readAll(request.body), "text/plain");
    sem_post(&slots);
  });
}
