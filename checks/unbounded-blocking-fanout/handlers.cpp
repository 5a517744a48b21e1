// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c++17
//
// Handlers that a server runs on several threads at once.

#include "mock/servers.h"
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <netdb.h>
#include <semaphore.h>
#include <string>

static bool resolves(const std::string &host) {
  addrinfo *found = nullptr;
  return getaddrinfo(host.c_str(), nullptr, nullptr, &found) == 0;
}

static sem_t slots;

void routes(httplib::Server &server) {
  server.Get("/dns_bad", [](const httplib::Request &request,
                            httplib::Response &response) {
    response.set_content(resolves(request.body) ? "yes" : "no", "text/plain");
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'resolves' (through 'getaddrinfo' (dns)) blocks a thread of the server for each request in the lambda, with no limit on how many do so at once: when it is slow, all of the server's threads wait there and nobody else is answered; take a slot of a std::counting_semaphore around it and refuse when there is none, or hand it to a pool of fixed size [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-4]]:10: note: the lambda is handed over here: 'httplib::Server::Get' has it run for each request
// CHECK-NOTES: :[[@LINE-11]]:10: note: 'resolves' calls 'getaddrinfo', which blocks (dns)
  });
  server.Post("/process_bad", [](const httplib::Request &request,
                                 httplib::Response &response) {
    system(("convert " + request.body).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' (process) blocks a thread of the server for each request in the lambda
// CHECK-NOTES: :[[@LINE-4]]:10: note: the lambda is handed over here: 'httplib::Server::Post' has it run for each request
  });
  server.Get("/upstream_bad", [](const httplib::Request &request,
                                 httplib::Response &response) {
    httplib::Client client("upstream");
    client.Get("/");
// CHECK-NOTES: :[[@LINE-1]]:12: warning: 'httplib::Client::Get' (network) blocks a thread of the server for each request in the lambda
// CHECK-NOTES: :[[@LINE-5]]:10: note: the lambda is handed over here: 'httplib::Server::Get' has it run for each request
  });
  server.Get("/file_ok", [](const httplib::Request &request,
                            httplib::Response &response) {
    std::ifstream in("index.html");
    std::string text;
    std::getline(in, text);
    response.set_content(text, "text/html");
  });
  server.Get("/limited_ok", [](const httplib::Request &request,
                               httplib::Response &response) {
    sem_wait(&slots);
    resolves(request.body);
    sem_post(&slots);
  });
}

struct Question {};
struct Answer {};
class Greeter {
public:
  class Service : public grpc::Service {
  public:
    virtual grpc::Status ask(grpc::ServerContext *context,
                             const Question *question, Answer *answer);
  };
};

class Stub {
public:
  grpc::Status ask(grpc::ClientContext *context, const Question &question,
                   Answer *answer);
};

class GreeterImpl final : public Greeter::Service {
  grpc::Status ask(grpc::ServerContext *context, const Question *question,
                   Answer *answer) override {
    grpc::ClientContext client;
    return stub_.ask(&client, *question, answer);
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'Stub::ask' (network) blocks a thread of the server for each request in 'GreeterImpl::ask'
// CHECK-NOTES: :[[@LINE-5]]:16: note: 'GreeterImpl::ask' is a handler: 'grpc::Service::*' is run for each request
  }
  Stub stub_;
};

class Page : public CivetHandler {
  bool handleGet(CivetServer *server, mg_connection *connection) override {
    if (FILE *pipe = popen("uptime", "r"))
// CHECK-NOTES: :[[@LINE-1]]:22: warning: 'popen' (process) blocks a thread of the server for each request in 'Page::handleGet'
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'Page::handleGet' is a handler: 'CivetHandler::handleGet' is run for each request
      pclose(pipe);
    return true;
  }
};

class PocoPage : public Poco::Net::HTTPRequestHandler {
  void handleRequest(Poco::Net::HTTPServerRequest &request,
                     Poco::Net::HTTPServerResponse &response) override {
    resolves("example.org");
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'resolves' (through 'getaddrinfo' (dns)) blocks a thread of the server for each request in 'PocoPage::handleRequest'
// CHECK-NOTES: :[[@LINE-4]]:8: note: 'PocoPage::handleRequest' is a handler: 'Poco::Net::HTTPRequestHandler::handleRequest' is run for each request
// CHECK-NOTES: :[[@LINE-85]]:10: note: 'resolves' calls 'getaddrinfo', which blocks (dns)
  }
};

void routes(crow::App &app) {
  app.route("/")([] {
    system("uptime");
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' (process) blocks a thread of the server for each request in the lambda
// CHECK-NOTES: :[[@LINE-3]]:3: note: the lambda is handed over here: 'crow::TaggedRule::operator()' has it run for each request
    return 200;
  });
}

// Told by what they take, where the header that registers them is missing.
class Reflector {
public:
  grpc::Status reflect(grpc::ServerContext *context, const Question *question,
                       Answer *answer) {
    system("uptime");
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' (process) blocks a thread of the server for each request in 'Reflector::reflect'
// CHECK-NOTES: :[[@LINE-4]]:16: note: 'Reflector::reflect' is a handler: it takes what grpc gives to a function for each request
    return {};
  }
  // Called by others: it is theirs.
  void help_ok(grpc::ServerContext *context) { system("uptime"); }
};
void useReflector_ok(Reflector &reflector, grpc::ServerContext *context) {
  reflector.help_ok(context);
}

class Lookup {
public:
  void answer(const HttpRequestPtr &request,
              std::function<void(const HttpResponsePtr &)> &&callback,
              std::string host) {
    resolves(host);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'resolves' (through 'getaddrinfo' (dns)) blocks a thread of the server for each request in 'Lookup::answer'
// CHECK-NOTES: :[[@LINE-5]]:8: note: 'Lookup::answer' is a handler: it takes what http-servers gives to a function for each request
// CHECK-NOTES: :[[@LINE-123]]:10: note: 'resolves' calls 'getaddrinfo', which blocks (dns)
  }
};

static int status(const crow::request &request) {
  return system(request.body.c_str());
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'system' (process) blocks a thread of the server for each request in 'status'
// CHECK-NOTES: :[[@LINE-3]]:12: note: 'status' is a handler: it takes what http-servers gives to a function for each request
}
