//===- asio.h - A little of Boost.Asio for tests -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_ASIO_H
#define MOCK_ASIO_H
#include <string>
#include <vector>

namespace boost {
namespace system {
class error_code {
public:
  explicit operator bool() const;
};
} // namespace system

namespace asio {
class io_context {
public:
  void run();
};
class thread_pool {
public:
  explicit thread_pool(unsigned);
};
template <typename Context, typename Handler> void post(Context &, Handler) {}

class basic_deadline {
public:
  template <typename Handler> void async_wait(Handler) {}
};
template <typename Clock> class basic_waitable_timer {
public:
  explicit basic_waitable_timer(io_context &);
  template <typename Handler> void async_wait(Handler) {}
};
using steady_timer = basic_waitable_timer<int>;

namespace ip {
class tcp;
template <typename Protocol> struct basic_resolver_results {
  int *begin() const;
  int *end() const;
};
struct resolver_base {
  enum flags { passive = 1, numeric_host = 4 };
};
template <typename Protocol> class basic_resolver : public resolver_base {
public:
  explicit basic_resolver(io_context &);
  basic_resolver_results<Protocol> resolve(const std::string &host,
                                           const std::string &service);
  basic_resolver_results<Protocol> resolve(const std::string &host,
                                           const std::string &service,
                                           flags how);
  template <typename Handler>
  void async_resolve(const std::string &host, const std::string &service,
                     Handler) {}
};
class tcp {
public:
  using resolver = basic_resolver<tcp>;
};
} // namespace ip
} // namespace asio
} // namespace boost

#endif // MOCK_ASIO_H
