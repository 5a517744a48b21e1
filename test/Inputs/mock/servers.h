//===- servers.h - A little of several servers ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_SERVERS_H
#define MOCK_SERVERS_H

#include <functional>
#include <memory>
#include <string>

namespace httplib {
struct Request {
  std::string body;
};
struct Response {
  void set_content(const std::string &text, const char *type);
};
class Server {
public:
  using Handler = std::function<void(const Request &, Response &)>;
  Server &Get(const std::string &pattern, Handler handler);
  Server &Post(const std::string &pattern, Handler handler);
};
class Client {
public:
  explicit Client(const std::string &host);
  int Get(const std::string &path);
};
} // namespace httplib

namespace grpc {
class Status {};
class ServerContext {};
class ClientContext {};
class Service {
public:
  virtual ~Service();
};
} // namespace grpc

namespace crow {
template <typename... Args> class TaggedRule {
public:
  template <typename F> void operator()(F &&f) {}
};
class App {
public:
  TaggedRule<> &route(const char *path);
};
struct request {
  std::string body;
};
} // namespace crow

class HttpRequest;
class HttpResponse;
using HttpRequestPtr = std::shared_ptr<HttpRequest>;
using HttpResponsePtr = std::shared_ptr<HttpResponse>;

class CivetServer {};
struct mg_connection;
class CivetHandler {
public:
  virtual ~CivetHandler();
  virtual bool handleGet(CivetServer *server, mg_connection *connection);
};

namespace Poco {
namespace Net {
class HTTPServerRequest;
class HTTPServerResponse;
class HTTPRequestHandler {
public:
  virtual ~HTTPRequestHandler();
  virtual void handleRequest(HTTPServerRequest &request,
                             HTTPServerResponse &response) = 0;
};
} // namespace Net
} // namespace Poco

#endif // MOCK_SERVERS_H
