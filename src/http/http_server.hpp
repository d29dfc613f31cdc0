// The HTTP server of the process. One thread polls all sockets, so a slow client costs a descriptor, not a thread. A
// request has at most 8 KiB of headers and 4 KiB of body, one per connection; no files, no TLS.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "base/thread.hpp"
#include "http/address.hpp"
#include "http/answer_threads.hpp"
#include "http/connection.hpp"
#include "http/route.hpp"
#include "http/wake_descriptor.hpp"

struct pollfd;

namespace spate::http {

class HttpServer {
 public:
  // Listens when this returns. `listen` is HOST:PORT, port 0 for any free port. Throws StartError if the address is
  // invalid or in use. What the routes refer to must outlive this object.
  HttpServer(std::string_view listen, Routes routes);
  // Waits for running routes, and up to 1 s for their responses. Joins the threads.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return address_.port; }
  // HOST:PORT with the actual port.
  [[nodiscard]] std::string address() const { return address_.text(); }

 private:
  void serve() noexcept;
  void serve_once();
  void wait();
  void accept_clients(MonotonicTime now);
  void advance(MonotonicTime now);
  void respond(Connection& connection, MonotonicTime now);
  void send_finished(MonotonicTime now);
  bool close_longest_waiting() noexcept;
  void limit_unsent() noexcept;
  void close_for_stop(MonotonicTime now) noexcept;

  Address address_;
  const Routes routes_;
  Descriptor listener_;
  const std::size_t max_connections_;
  WakeDescriptor wake_;
  std::atomic<MonotonicTime> stop_at_;  // deadline of the poll thread
  std::list<Connection> connections_;
  std::vector<pollfd> polled_;
  MonotonicTime next_accept_at_{};
  AnswerThreads answers_;
  Thread poll_thread_;
};

}  // namespace spate::http
