// What the tests need of client libraries.
#ifndef HANGPROOF_TEST_MOCK_NET_H
#define HANGPROOF_TEST_MOCK_NET_H

#ifdef __cplusplus
extern "C" {
#endif

// --- libcurl ---
typedef void CURL;
typedef void CURLM;
typedef int CURLcode;
typedef enum {
  CURLOPT_URL = 10002,
  CURLOPT_TIMEOUT = 13,
  CURLOPT_LOW_SPEED_LIMIT = 19,
  CURLOPT_LOW_SPEED_TIME = 20,
  CURLOPT_CONNECTTIMEOUT = 78,
  CURLOPT_NOSIGNAL = 99,
  CURLOPT_TIMEOUT_MS = 155,
  CURLOPT_XFERINFOFUNCTION = 20219,
} CURLoption;
CURL *curl_easy_init(void);
CURL *curl_easy_duphandle(CURL *handle);
void curl_easy_cleanup(CURL *handle);
void curl_easy_reset(CURL *handle);
CURLcode curl_easy_setopt(CURL *handle, CURLoption option, ...);
CURLcode curl_easy_perform(CURL *handle);
int curl_multi_add_handle(CURLM *multi, CURL *handle);

// --- OpenSSL ---
typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
SSL *SSL_new(SSL_CTX *context);
int SSL_set_fd(SSL *session, int fd);
int SSL_connect(SSL *session);
int SSL_read(SSL *session, void *buffer, int size);
int SSL_write(SSL *session, const void *buffer, int size);

// --- hiredis ---
struct timeval;
typedef struct redisContext redisContext;
#ifdef __cplusplus
redisContext *redisConnectWithTimeout(const char *host, int port,
                                      const struct timeval time);
#else
redisContext *redisConnectWithTimeout(const char *host, int port,
                                      const struct timeval time);
#endif
redisContext *redisConnect(const char *host, int port);
int redisSetTimeout(redisContext *context, const struct timeval time);
void *redisCommand(redisContext *context, const char *format, ...);

// --- MariaDB ---
typedef struct st_mysql MYSQL;
enum mysql_option {
  MYSQL_OPT_CONNECT_TIMEOUT,
  MYSQL_OPT_COMPRESS,
  MYSQL_OPT_READ_TIMEOUT = 11,
  MYSQL_OPT_WRITE_TIMEOUT = 12
};
MYSQL *mysql_init(MYSQL *handle);
int mysql_options(MYSQL *handle, enum mysql_option option, const void *value);
MYSQL *mysql_real_connect(MYSQL *handle, const char *host, const char *user,
                          const char *password, const char *database,
                          unsigned port, const char *socket,
                          unsigned long flags);
int mysql_query(MYSQL *handle, const char *text);

// --- libpq ---
typedef struct pg_conn PGconn;
PGconn *PQconnectdb(const char *settings);

// --- ZeroMQ ---
#define ZMQ_REQ 3
#define ZMQ_SUB 2
#define ZMQ_RCVTIMEO 27
#define ZMQ_DONTWAIT 1
void *zmq_socket(void *context, int type);
int zmq_setsockopt(void *socket, int option, const void *value,
                   unsigned long size);
int zmq_recv(void *socket, void *buffer, unsigned long size, int flags);
int zmq_send(void *socket, const void *buffer, unsigned long size, int flags);

#ifdef __cplusplus
}

// --- Boost.Asio ---
namespace boost {
namespace asio {
struct io_context {};
struct buffer_view {};
buffer_view buffer(char *data, unsigned long size);
struct endpoint {};
namespace ip {
struct tcp;
} // namespace ip
template <class Protocol> class basic_socket {
public:
  void connect(const endpoint &to);
  void non_blocking(bool mode);
  void close();
  int native_handle();
};
template <class Protocol>
class basic_stream_socket : public basic_socket<Protocol> {
public:
  explicit basic_stream_socket(io_context &context);
  basic_stream_socket(basic_stream_socket &&other);
  ~basic_stream_socket();
  unsigned long read_some(const buffer_view &into);
  unsigned long write_some(const buffer_view &from);
};
namespace ip {
struct tcp {
  using socket = basic_stream_socket<tcp>;
};
} // namespace ip
template <class Stream, class Endpoints>
void connect(Stream &stream, const Endpoints &to);
template <class Stream>
unsigned long read(Stream &stream, const buffer_view &into);
template <class Stream>
unsigned long write(Stream &stream, const buffer_view &from);
} // namespace asio
namespace beast {
template <class Protocol> class basic_stream {
public:
  explicit basic_stream(asio::io_context &context);
  void expires_after(int seconds);
  void connect(const asio::endpoint &to);
};
using tcp_stream = basic_stream<asio::ip::tcp>;
namespace http {
template <class Stream> void read(Stream &stream, char *buffer);
} // namespace http
} // namespace beast
} // namespace boost

// --- gRPC ---
namespace grpc {
class Status {};
class ClientContext {
public:
  ClientContext();
  ~ClientContext();
  template <class Time> void set_deadline(const Time &time);
};
} // namespace grpc

// --- Poco ---
namespace Poco {
class Timespan {
public:
  Timespan(long seconds, long microseconds);
};
namespace Net {
class SocketAddress {};
class Socket {
public:
  void setReceiveTimeout(const Timespan &time);
  void setSendTimeout(const Timespan &time);
};
class StreamSocket : public Socket {
public:
  StreamSocket();
  void connect(const SocketAddress &to);
  void connect(const SocketAddress &to, const Timespan &time);
  int receiveBytes(void *buffer, int size, int flags = 0);
  int sendBytes(const void *buffer, int size, int flags = 0);
};
} // namespace Net
} // namespace Poco

// --- Qt ---
class QAbstractSocket {
public:
  void connectToHost(const char *host, int port);
  virtual bool waitForConnected(int time = 30000);
  virtual bool waitForReadyRead(int time = 30000);
};
class QTcpSocket : public QAbstractSocket {
public:
  QTcpSocket();
};
#endif

#endif // HANGPROOF_TEST_MOCK_NET_H
