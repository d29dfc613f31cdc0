// One connection of the HTTP server: socket, request and response. One request per connection.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/descriptor.hpp"
#include "base/time.hpp"
#include "http/request_parser.hpp"
#include "http/route.hpp"

namespace spate::http {

inline constexpr Duration kRequestTimeout = 5 * kSecond;    // from the connection to the last byte of the request
inline constexpr Duration kResponseTimeout = 10 * kSecond;  // from the first byte of the response to the last
inline constexpr Duration kDrainTimeout = kSecond;          // from the last byte of the response to the close

// Owned by the poll thread. While it is `answering`, the thread that computes the response reads the request.
class Connection {
 public:
  enum class State {
    reading,    // the request is not complete
    complete,   // the request waits for its route
    answering,  // a route computes the response
    writing,    // the response is not sent completely
    draining,   // sent; discards remaining bytes, because an early close could destroy the response
    closed
  };

  Connection(Descriptor socket, MonotonicTime now) noexcept : socket_{std::move(socket)}, since_{now} {}
  Connection(const Connection&) = delete;  // the request has views into received_
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] State state() const noexcept { return state_; }
  // Time at which the state began.
  [[nodiscard]] MonotonicTime since() const noexcept { return since_; }
  // Deadline of the state; kNever if the connection does not wait for its client.
  [[nodiscard]] MonotonicTime deadline() const noexcept;
  [[nodiscard]] int descriptor() const noexcept { return socket_.number(); }
  // Events for poll(2); 0: none.
  [[nodiscard]] short events() const noexcept;
  // Valid from `complete` to the end of `answering`.
  [[nodiscard]] const Request& request() const noexcept { return request_; }
  [[nodiscard]] std::size_t unsent() const noexcept { return response_bytes_.size() - sent_; }

  // Reads or writes as the state requires, without blocking.
  void advance(MonotonicTime now);
  void start_answering(MonotonicTime now) noexcept { enter(State::answering, now); }
  // Called by the thread that computes the response.
  void set_response(Response response) noexcept { response_ = std::move(response); }
  void send_response(MonotonicTime now);
  // Ends the state after its deadline, with 408 if the request is incomplete.
  void expire(MonotonicTime now);
  void close() noexcept;

 private:
  void enter(State state, MonotonicTime now) noexcept {
    state_ = state;
    since_ = now;
  }
  void read(MonotonicTime now);
  void parse(bool ended, MonotonicTime now);
  void write(MonotonicTime now);
  void drain() noexcept;
  void reject(int status, std::string_view problem, MonotonicTime now);

  Descriptor socket_;
  State state_ = State::reading;
  MonotonicTime since_;
  std::string received_;
  bool has_surplus_ = false;  // more bytes than the request have arrived or may arrive
  bool continue_sent_ = false;
  Request request_ = {};
  Response response_;
  std::string response_bytes_;
  std::size_t sent_ = 0;
};

}  // namespace spate::http
