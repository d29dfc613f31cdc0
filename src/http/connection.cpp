#include "http/connection.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <limits>

#include "http/response_text.hpp"

namespace spate::http {
namespace {

bool would_block() noexcept { return errno == EAGAIN || errno == EINTR; }

}  // namespace

MonotonicTime Connection::deadline() const noexcept {
  switch (state_) {
    case State::reading:
      return since_ + kRequestTimeout;
    case State::writing:
      return since_ + kResponseTimeout;
    case State::draining:
      return since_ + kDrainTimeout;
    default:
      return kNever;
  }
}

short Connection::events() const noexcept {
  if (state_ == State::writing) return POLLOUT;
  return state_ == State::reading || state_ == State::draining ? POLLIN : 0;
}

void Connection::advance(MonotonicTime now) {
  if (state_ == State::reading) read(now);
  if (state_ == State::writing) write(now);
  if (state_ == State::draining) drain();
}

void Connection::read(MonotonicTime now) {
  std::array<char, kMaxRequest> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): recv fills it
  const auto size = ::recv(socket_.number(), bytes.data(), kMaxRequest - received_.size(), 0);
  if (size < 0) {
    if (!would_block()) close();
    return;
  }
  received_.append(bytes.data(), static_cast<std::size_t>(size));
  if (size == 0 && received_.empty()) return close();
  parse(size == 0, now);
}

void Connection::parse(bool ended, MonotonicTime now) {
  auto parsed = parse_request(received_, ended);
  if (parsed.state == ParsedRequest::State::rejected) return reject(parsed.status, parsed.problem, now);
  if (parsed.state == ParsedRequest::State::complete) {
    request_ = parsed.request;
    has_surplus_ = parsed.request.body.data() + parsed.request.body.size() != received_.data() + received_.size();
    return enter(State::complete, now);
  }
  if (received_.size() >= kMaxRequest) return reject(431, "the headers are too large", now);
  if (ended) return close();
  if (parsed.expects_continue && !continue_sent_) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    continue_sent_ = true;  // if its buffer is full, the client sends its body without it
    static_cast<void>(::send(socket_.number(), kContinue.data(), kContinue.size(), MSG_NOSIGNAL));
  }
}

void Connection::reject(int status, std::string_view problem, MonotonicTime now) {
  has_surplus_ = true;
  set_response(error_response(path_so_far(received_), status, problem));
  send_response(now);
}

void Connection::send_response(MonotonicTime now) {
  response_bytes_ = to_text(std::exchange(response_, {}), !is_head(received_));
  enter(State::writing, now);
  write(now);
}

void Connection::write(MonotonicTime now) {
  while (unsent() > 0) {
    const auto size = ::send(socket_.number(), response_bytes_.data() + sent_, unsent(), MSG_NOSIGNAL);
    if (size < 0) {
      if (!would_block()) close();
      return;
    }
    sent_ += static_cast<std::size_t>(size);
  }
  response_bytes_ = {};
  sent_ = 0;
  if (!has_surplus_) return close();
  ::shutdown(socket_.number(), SHUT_WR);
  enter(State::draining, now);
}

void Connection::drain() noexcept {
  std::array<char, 65536> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): recv fills it
  const auto size = ::recv(socket_.number(), bytes.data(), bytes.size(), 0);
  if (size == 0 || (size < 0 && !would_block())) close();
}

void Connection::expire(MonotonicTime now) {
  if (state_ == State::reading && !received_.empty()) return reject(408, "the request did not arrive within 5 s", now);
  close();
}

void Connection::close() noexcept {
  socket_.close();
  sent_ = response_bytes_.size();
  enter(State::closed, since_);
}

}  // namespace spate::http
