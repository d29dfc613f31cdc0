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
  const auto size = ::recv(socket_.number(), bytes.data(), kMaxRequest - in_.size(), 0);
  if (size < 0) {
    if (!would_block()) close();
    return;
  }
  in_.append(bytes.data(), static_cast<std::size_t>(size));
  if (size == 0 && in_.empty()) return close();
  parse(size == 0, now);
}

void Connection::parse(bool ended, MonotonicTime now) {
  auto parsed = parse_request(in_, ended);
  if (parsed.state == ParsedRequest::State::refused) return refuse(parsed.status, parsed.problem, now);
  if (parsed.state == ParsedRequest::State::complete) {
    request_ = parsed.request;
    in_has_more_ = parsed.request.body.data() + parsed.request.body.size() != in_.data() + in_.size();
    return enter(State::complete, now);
  }
  if (in_.size() >= kMaxRequest) return refuse(431, "the headers are too large", now);
  if (ended) return close();
  if (parsed.wants_continue && !sent_continue_) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    sent_continue_ = true;  // a client that cannot take 25 bytes sends its body without them
    static_cast<void>(::send(socket_.number(), kContinue.data(), kContinue.size(), MSG_NOSIGNAL));
  }
}

void Connection::refuse(int status, std::string_view problem, MonotonicTime now) {
  in_has_more_ = true;
  set_response(error_response(path_so_far(in_), status, problem));
  send_response(now);
}

void Connection::send_response(MonotonicTime now) {
  out_ = to_text(std::exchange(response_, {}), !is_head(in_));
  enter(State::writing, now);
  write(now);
}

void Connection::write(MonotonicTime now) {
  while (unsent() > 0) {
    const auto size = ::send(socket_.number(), out_.data() + sent_, unsent(), MSG_NOSIGNAL);
    if (size < 0) {
      if (!would_block()) close();
      return;
    }
    sent_ += static_cast<std::size_t>(size);
  }
  out_ = {};
  sent_ = 0;
  if (!in_has_more_) return close();
  ::shutdown(socket_.number(), SHUT_WR);
  enter(State::draining, now);
}

void Connection::drain() noexcept {
  std::array<char, 65536> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): recv fills it
  const auto size = ::recv(socket_.number(), bytes.data(), bytes.size(), 0);
  if (size == 0 || (size < 0 && !would_block())) close();
}

void Connection::expire(MonotonicTime now) {
  if (state_ == State::reading && !in_.empty()) return refuse(408, "the request did not arrive within 5 s", now);
  close();
}

void Connection::close() noexcept {
  socket_.close();
  sent_ = out_.size();
  enter(State::closed, since_);
}

}  // namespace spate::http
