// What threads do with Boost.Asio: sockets, and handlers run by io_context.
#ifndef MOCK_ASIO_THREADS_H
#define MOCK_ASIO_THREADS_H

#include <cstddef>
#include <stdexcept>

namespace boost {
namespace system {
class error_code {};
class system_error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};
} // namespace system

namespace asio {
class io_context {
public:
  std::size_t run();
};

class thread_pool {
public:
  explicit thread_pool(std::size_t);
};

template <typename Executor, typename Handler>
void post(Executor &, Handler &&) {}

struct endpoint {};
template <typename Protocol> class basic_socket {
public:
  void connect(const endpoint &);
  void connect(const endpoint &, boost::system::error_code &);
  void shutdown(int);
  void shutdown(int, boost::system::error_code &);
};
struct tcp {
  typedef basic_socket<tcp> socket;
};
template <typename Socket> std::size_t read(Socket &, char *);
template <typename Socket>
std::size_t read(Socket &, char *, boost::system::error_code &);
} // namespace asio
} // namespace boost

#endif
