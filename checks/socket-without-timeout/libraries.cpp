// Handles of client libraries.
// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c++17

#include <memory>
#include <sys/socket.h>
#include <sys/time.h>

#include "mock/net.h"

// --- libcurl ---

int fetch_bad(const char *url) {
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  int code = curl_easy_perform(curl);
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'curl_easy_perform' on 'curl' can wait for ever: no timeout that holds for it is set between 'curl_easy_init' and here; use CURLOPT_TIMEOUT, or CURLOPT_LOW_SPEED_LIMIT and CURLOPT_LOW_SPEED_TIME [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-5]]:16: note: 'curl_easy_init' makes the handle here
  // CHECK-NOTES: :[[@LINE+49]]:3: note: another handle of the kind has a time limit
  curl_easy_cleanup(curl);
  return code;
}

int zero_bad(const char *url) {
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 0L);
  return curl_easy_perform(curl);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'curl_easy_perform' on 'curl' can wait for ever: no timeout that holds for it is set between 'curl_easy_init' and here; use CURLOPT_TIMEOUT, or CURLOPT_LOW_SPEED_LIMIT and CURLOPT_LOW_SPEED_TIME [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:16: note: 'curl_easy_init' makes the handle here
  // CHECK-NOTES: :[[@LINE+38]]:3: note: another handle of the kind has a time limit
}

void multi_bad(CURLM *multi, const char *url) {
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_multi_add_handle(multi, curl);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'curl_multi_add_handle' on 'curl' can wait for ever: no timeout that holds for it is set between 'curl_easy_init' and here; use CURLOPT_TIMEOUT, or CURLOPT_LOW_SPEED_LIMIT and CURLOPT_LOW_SPEED_TIME [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:16: note: 'curl_easy_init' makes the handle here
  // CHECK-NOTES: :[[@LINE+29]]:3: note: another handle of the kind has a time limit
}

struct CurlCloser {
  void operator()(CURL *curl) const { curl_easy_cleanup(curl); }
};

class Uploader {
public:
  Uploader() : curl_(curl_easy_init()) {
    curl_easy_setopt(curl_, CURLOPT_URL, "http://example.org/");
  }
  int send_bad() { return curl_easy_perform(curl_); }
  // CHECK-NOTES: :[[@LINE-1]]:27: warning: 'curl_easy_perform' on 'curl_' can wait for ever: no timeout that holds for it is set between 'curl_easy_init' and here; use CURLOPT_TIMEOUT, or CURLOPT_LOW_SPEED_LIMIT and CURLOPT_LOW_SPEED_TIME [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-5]]:22: note: 'curl_easy_init' makes the handle here
  // CHECK-NOTES: :[[@LINE+14]]:3: note: another handle of the kind has a time limit

private:
  CURL *curl_;
};

static void configure(CURL *curl) {
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 30L);
}

int configured_ok() {
  CURL *curl = curl_easy_init();
  configure(curl);
  return curl_easy_perform(curl);
}

int reset_bad() {
  CURL *curl = curl_easy_init();
  configure(curl);
  curl_easy_reset(curl);
  return curl_easy_perform(curl);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'curl_easy_perform' on 'curl' can wait for ever: what bounded it is taken away again before it; use CURLOPT_TIMEOUT, or CURLOPT_LOW_SPEED_LIMIT and CURLOPT_LOW_SPEED_TIME [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-5]]:16: note: 'curl_easy_init' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'curl_easy_reset' takes the bound away again
  // CHECK-NOTES: :[[@LINE-12]]:3: note: another handle of the kind has a time limit
}

int copied_ok(CURLoption option) {
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, option, 5L);
  CURL *copy = curl_easy_duphandle(curl);
  return curl_easy_perform(copy);
}

int progress_ok(int (*progress)(void *)) {
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
  return curl_easy_perform(curl);
}

int smart_ok() {
  std::unique_ptr<CURL, CurlCloser> curl(curl_easy_init());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 30L);
  return curl_easy_perform(curl.get());
}

// --- OpenSSL ---

int tls_bad(SSL_CTX *context, char *buf, int n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  SSL *ssl = SSL_new(context);
  SSL_set_fd(ssl, fd);
  SSL_connect(ssl);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'SSL_connect' on 'ssl' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO on the socket below it, or non-blocking mode with poll and a time limit [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-5]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE+2]]:10: note: 'SSL_read' can wait on it as well
  // CHECK-NOTES: :[[@LINE+7]]:3: note: another handle of the kind has a time limit
  return SSL_read(ssl, buf, n);
}

int tls_ok(SSL_CTX *context, char *buf, int n) {
  timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  SSL *ssl = SSL_new(context);
  SSL_set_fd(ssl, fd);
  SSL_connect(ssl);
  return SSL_read(ssl, buf, n);
}

// --- hiredis ---

void *redis_bad(const char *host) {
  redisContext *redis = redisConnect(host, 6379);
  return redisCommand(redis, "GET x");
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'redisCommand' on 'redis' can wait for ever: no timeout that holds for it is set between 'redisConnect' and here; use redisSetTimeout [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:25: note: 'redisConnect' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:25: note: 'redisConnect' can wait on it as well
  // CHECK-NOTES: :[[@LINE+14]]:25: note: another handle of the kind has a time limit
}

// The limit of the connect is not one for replies.
void *redis_connect_timeout_bad(const char *host, timeval tv) {
  redisContext *redis = redisConnectWithTimeout(host, 6379, tv);
  return redisCommand(redis, "GET x");
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'redisCommand' on 'redis' can wait for ever: no timeout that holds for it is set between 'redisConnectWithTimeout' and here; use redisSetTimeout [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:25: note: 'redisConnectWithTimeout' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:25: note: 'redisConnectWithTimeout' does not end this wait
  // CHECK-NOTES: :[[@LINE+4]]:25: note: another handle of the kind has a time limit
}

void *redis_ok(const char *host, timeval tv) {
  redisContext *redis = redisConnectWithTimeout(host, 6379, tv);
  redisSetTimeout(redis, tv);
  return redisCommand(redis, "GET x");
}

// --- MariaDB and libpq ---

int mysql_bad(const char *host) {
  MYSQL *sql = mysql_init(nullptr);
  mysql_real_connect(sql, host, "u", "p", "d", 0, nullptr, 0);
  return mysql_query(sql, "SELECT 1");
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'mysql_query' on 'sql' can wait for ever: no timeout that holds for it is set between 'mysql_init' and here; use MYSQL_OPT_READ_TIMEOUT [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:16: note: 'mysql_init' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'mysql_real_connect' can wait on it as well
  // CHECK-NOTES: :[[@LINE+6]]:3: note: another handle of the kind has a time limit
}

int mysql_ok(const char *host) {
  unsigned seconds = 5;
  MYSQL *sql = mysql_init(nullptr);
  mysql_options(sql, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
  mysql_options(sql, MYSQL_OPT_READ_TIMEOUT, &seconds);
  mysql_real_connect(sql, host, "u", "p", "d", 0, nullptr, 0);
  return mysql_query(sql, "SELECT 1");
}

void pq_bad() { PQconnectdb("host=db dbname=x"); }
// CHECK-NOTES: :[[@LINE-1]]:17: warning: 'PQconnectdb' can hold its thread for minutes: no timeout that holds for it is set between 'PQconnectdb' and here; use connect_timeout [hangproof-socket-without-timeout]
// CHECK-NOTES: :[[@LINE-2]]:17: note: 'PQconnectdb' makes the handle here
// CHECK-NOTES: :[[@LINE+1]]:16: note: another handle of the kind has a time limit
void pq_ok() { PQconnectdb("host=db dbname=x connect_timeout=5"); }
void pq_unknown_ok(const char *settings) { PQconnectdb(settings); }

// --- ZeroMQ ---

void zmq_bad(void *context, char *buf) {
  void *ask = zmq_socket(context, ZMQ_REQ);
  zmq_send(ask, "?", 1, 0);
  zmq_recv(ask, buf, 10, 0);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'zmq_recv' on 'ask' can wait for ever: no timeout that holds for it is set between 'zmq_socket' and here; use ZMQ_RCVTIMEO, or zmq_poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:15: note: 'zmq_socket' makes the handle here
  // CHECK-NOTES: :[[@LINE+6]]:3: note: another handle of the kind has a time limit
}

void zmq_ok(void *context, char *buf) {
  int ms = 1000;
  void *ask = zmq_socket(context, ZMQ_REQ);
  zmq_setsockopt(ask, ZMQ_RCVTIMEO, &ms, sizeof ms);
  zmq_send(ask, "?", 1, 0);
  zmq_recv(ask, buf, 10, 0);
}

void zmq_subscriber_ok(void *context, char *buf) {
  void *feed = zmq_socket(context, ZMQ_SUB);
  for (;;)
    zmq_recv(feed, buf, 10, 0);
}

// --- Boost.Asio and Beast ---

namespace asio = boost::asio;

void asio_bad(asio::io_context &io, const asio::endpoint &to, char *data) {
  asio::ip::tcp::socket socket(io);
  socket.connect(to);
  asio::read(socket, asio::buffer(data, 10));
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'boost::asio::read' on 'socket' can wait for ever: no timeout that holds for it is set between 'boost::asio::basic_stream_socket' and here; use async_read with a timer [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:25: note: 'boost::asio::basic_stream_socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'boost::asio::basic_socket::connect' can wait on it as well
  // CHECK-NOTES: :[[@LINE+19]]:10: note: another handle of the kind has a time limit
}

// Asio polls on where the socket timeout would end the read.
void asio_socket_timeout_bad(asio::io_context &io, const asio::endpoint &to,
                             char *data) {
  timeval tv = {5, 0};
  asio::ip::tcp::socket socket(io);
  setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  socket.connect(to);
  socket.read_some(asio::buffer(data, 10));
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'boost::asio::basic_stream_socket::read_some' on 'socket' can wait for ever: no timeout that holds for it is set between 'boost::asio::basic_stream_socket' and here; use an asynchronous read with a timer, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-5]]:25: note: 'boost::asio::basic_stream_socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'boost::asio::basic_socket::connect' can wait on it as well
  // CHECK-NOTES: :[[@LINE+5]]:10: note: another handle of the kind has a time limit
}

void asio_nonblocking_ok(asio::io_context &io, char *data) {
  asio::ip::tcp::socket socket(io);
  socket.non_blocking(true);
  socket.read_some(asio::buffer(data, 10));
}

class AsioClient {
public:
  explicit AsioClient(asio::io_context &io) : socket_(io) {}
  void ask_bad(const asio::endpoint &to, char *data) {
    asio::connect(socket_, to);
    // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'boost::asio::connect' on 'socket_' can hold its thread for minutes: no timeout that holds for it is set between 'boost::asio::basic_stream_socket' and here; use async_connect with a timer [hangproof-socket-without-timeout]
    // CHECK-NOTES: :[[@LINE-4]]:47: note: 'boost::asio::basic_stream_socket' makes the handle here
    // CHECK-NOTES: :[[@LINE+2]]:11: note: 'boost::asio::write' can wait on it as well
    // CHECK-NOTES: :[[@LINE+24]]:10: note: another handle of the kind has a time limit
    asio::write(socket_, asio::buffer(data, 10));
  }

private:
  asio::ip::tcp::socket socket_;
};

void asio_parameter_ok(asio::ip::tcp::socket &socket, char *data) {
  asio::read(socket, asio::buffer(data, 10));
}

void beast_bad(asio::io_context &io, const asio::endpoint &to, char *data) {
  boost::beast::tcp_stream stream(io);
  stream.connect(to);
  boost::beast::http::read(stream, data);
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'boost::beast::http::read' on 'stream' can wait for ever: no timeout that holds for it is set between 'boost::beast::basic_stream' and here; use async_read with expires_after [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:28: note: 'boost::beast::basic_stream' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'boost::beast::basic_stream::connect' can wait on it as well
  // CHECK-NOTES: :[[@LINE-31]]:10: note: another handle of the kind has a time limit
}

void beast_ok(asio::io_context &io, const asio::endpoint &to, char *data) {
  boost::beast::tcp_stream stream(io);
  stream.expires_after(30);
  stream.connect(to);
  boost::beast::http::read(stream, data);
}

// --- gRPC ---

struct Request {};
struct Reply {};
struct Greeter {
  class Stub {
  public:
    grpc::Status SayHello(grpc::ClientContext *context, const Request &request,
                          Reply *reply);
    void Watch(grpc::ClientContext *context, const Request &request);
  };
};

void grpc_bad(Greeter::Stub *stub, const Request &request, Reply *reply) {
  grpc::ClientContext context;
  stub->SayHello(&context, request, reply);
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'Greeter::Stub::SayHello' on 'context' can wait for ever: no timeout that holds for it is set between 'grpc::ClientContext' and here; use set_deadline on the context [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:23: note: 'grpc::ClientContext' makes the handle here
  // CHECK-NOTES: :[[@LINE+5]]:11: note: another handle of the kind has a time limit
}

void grpc_ok(Greeter::Stub *stub, const Request &request, Reply *reply) {
  grpc::ClientContext context;
  context.set_deadline(5);
  stub->SayHello(&context, request, reply);
}

void grpc_stream_ok(Greeter::Stub *stub, const Request &request) {
  grpc::ClientContext context;
  stub->Watch(&context, request);
}

// --- Poco ---

void poco_bad(const Poco::Net::SocketAddress &to, char *buf) {
  Poco::Net::StreamSocket socket;
  socket.connect(to);
  socket.receiveBytes(buf, 10);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'Poco::Net::StreamSocket::receiveBytes' on 'socket' can wait for ever: no timeout that holds for it is set between 'Poco::Net::StreamSocket' and here; use setReceiveTimeout, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:27: note: 'Poco::Net::StreamSocket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'Poco::Net::StreamSocket::connect' can wait on it as well
  // CHECK-NOTES: :[[@LINE+6]]:10: note: another handle of the kind has a time limit
}

void poco_ok(const Poco::Net::SocketAddress &to, char *buf) {
  Poco::Net::StreamSocket socket;
  socket.connect(to, Poco::Timespan(5, 0));
  socket.setReceiveTimeout(Poco::Timespan(5, 0));
  socket.receiveBytes(buf, 10);
}

// --- Qt ---

void qt_bad(QTcpSocket &socket) {
  socket.connectToHost("example.org", 80);
  socket.waitForConnected(-1);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'QAbstractSocket::waitForConnected' on 'socket' can hold its thread for minutes: its time limit is infinite; use a time limit in milliseconds [hangproof-socket-without-timeout]
}

void qt_ok(QTcpSocket &socket) {
  socket.connectToHost("example.org", 80);
  socket.waitForConnected();
  socket.waitForReadyRead(5000);
}
