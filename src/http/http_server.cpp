#include "http/http_server.hpp"

#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include "http/listener.hpp"

namespace spate::http {
namespace {

using State = Connection::State;

constexpr std::size_t kMaxConnections = 256;
constexpr std::size_t kMaxUnsent = std::size_t{32} << 20U;  // bytes, of all responses together
constexpr int kMaxAccepts = 64;                             // between two polls
constexpr Duration kAcceptPause = 10 * kMillisecond;        // if no descriptor is free
constexpr Duration kStopTimeout = kSecond;

// A quarter of the file descriptors: the others are for brokers and files.
std::size_t max_connections() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMaxConnections;
  return std::clamp<std::size_t>(limit.rlim_cur / 4, 4, kMaxConnections);
}

bool waits_for_client(const Connection& connection) noexcept { return connection.deadline() != kNever; }

int timeout_until(MonotonicTime deadline) noexcept {
  constexpr int kNoTimeout = -1;
  return deadline == kNever ? kNoTimeout : timeout_milliseconds(deadline - monotonic_now());
}

}  // namespace

HttpServer::HttpServer(std::string_view listen, Routes routes)
    : address_{parse_address(listen)},
      routes_{std::move(routes)},
      listener_{listen_on(address_)},
      max_connections_{max_connections()},
      stop_at_{kNever},
      answers_{routes_, wake_, max_connections_} {
  polled_.reserve(max_connections_ + 2);
  poll_thread_ = Thread{"spate-http", [this] { serve(); }};
}

HttpServer::~HttpServer() {
  stop_at_ = monotonic_now() + kStopTimeout;
  wake_.notify();
  poll_thread_.join();
}

void HttpServer::serve() noexcept {
  while (monotonic_now() < stop_at_.load()) {
    try {
      serve_once();
    } catch (...) {  // out of memory: closing the connections frees it
      for (Connection& connection : connections_)
        if (connection.state() != State::answering) connection.close();
    }
  }
}

void HttpServer::serve_once() {
  wait();
  const MonotonicTime now = monotonic_now();
  advance(now);
  send_finished(now);
  if (stop_at_.load() != kNever)
    close_for_stop(now);
  else
    accept_clients(now);
  limit_unsent();
  connections_.remove_if([](const Connection& connection) { return connection.state() == State::closed; });
}

// Waits for a socket, a response of a route, or the first deadline.
void HttpServer::wait() {
  polled_.clear();
  polled_.push_back({.fd = wake_.number(), .events = POLLIN, .revents = 0});
  const bool may_accept = monotonic_now() >= next_accept_at_;
  polled_.push_back({.fd = may_accept ? listener_.number() : -1, .events = POLLIN, .revents = 0});
  MonotonicTime deadline = may_accept ? stop_at_.load() : std::min(stop_at_.load(), next_accept_at_);
  for (const Connection& connection : connections_) {
    deadline = std::min(deadline, connection.deadline());
    const short events = connection.events();  // poll ignores a negative descriptor
    polled_.push_back({.fd = events == 0 ? -1 : connection.descriptor(), .events = events, .revents = 0});
  }
  ::poll(polled_.data(), polled_.size(), timeout_until(deadline));
  if (polled_.front().revents != 0) wake_.clear();
}

void HttpServer::advance(MonotonicTime now) {
  auto polled = polled_.begin() + 2;
  for (Connection& connection : connections_) {
    if ((polled++)->revents != 0) connection.advance(now);
    if (now >= connection.deadline()) connection.expire(now);
    if (connection.state() == State::complete) respond(connection, now);
  }
}

void HttpServer::respond(Connection& connection, MonotonicTime now) {
  if (is_immediate(routes_, connection.request())) {
    connection.set_response(dispatch(routes_, connection.request()));
    connection.send_response(now);
  } else {
    answers_.submit(connection);
    connection.start_answering(now);
  }
}

void HttpServer::send_finished(MonotonicTime now) {
  for (Connection* const connection : answers_.take_finished()) connection->send_response(now);
}

void HttpServer::accept_clients(MonotonicTime now) {
  if (polled_[1].revents == 0) return;
  for (int accepted = 0; accepted < kMaxAccepts; ++accepted) {
    bool has_room = connections_.size() < max_connections_ || close_longest_waiting();
    if (has_room) {
      auto client = accept_client(listener_);
      if (client.number() >= 0)
        connections_.emplace_back(std::move(client), now);
      else if (errno == EAGAIN)
        return;
      else if (errno != ECONNABORTED && errno != EINTR)  // no descriptor or no memory is free
        has_room = close_longest_waiting();
    }
    if (!has_room) {
      next_accept_at_ = now + kAcceptPause;
      return;
    }
  }
}

// Closes the connection that has waited longest for its client, so that new clients are served.
bool HttpServer::close_longest_waiting() noexcept {
  auto longest = connections_.end();
  for (auto candidate = connections_.begin(); candidate != connections_.end(); ++candidate) {
    if (waits_for_client(*candidate) && (longest == connections_.end() || candidate->since() < longest->since()))
      longest = candidate;
  }
  if (longest == connections_.end()) return false;
  connections_.erase(longest);
  return true;
}

void HttpServer::limit_unsent() noexcept {
  std::size_t unsent = 0;
  std::size_t writing = 0;
  for (const Connection& connection : connections_) {
    unsent += connection.unsent();
    if (connection.state() == State::writing) ++writing;
  }
  for (Connection& connection : connections_) {  // oldest first
    if (unsent <= kMaxUnsent || writing <= 1) return;
    if (connection.state() != State::writing) continue;
    unsent -= connection.unsent();
    --writing;
    connection.close();
  }
}

void HttpServer::close_for_stop(MonotonicTime now) noexcept {
  listener_.close();
  bool is_idle = true;
  for (Connection& connection : connections_) {
    const bool is_busy = connection.state() == State::answering || connection.state() == State::writing;
    if (!is_busy) connection.close();
    is_idle = is_idle && !is_busy;
  }
  if (is_idle) stop_at_ = now;
}

}  // namespace spate::http
