// Parses HTTP/1.0 and HTTP/1.1 requests (RFC 9112) from the bytes that have arrived.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/route.hpp"

namespace spate::http {

inline constexpr std::size_t kMaxHead = 8192;  // bytes of request line and headers
inline constexpr std::size_t kMaxHeaders = 64;
inline constexpr std::size_t kMaxRequest = kMaxHead + kMaxBody;

struct ParsedRequest {
  enum class State { incomplete, complete, rejected };

  State state = State::incomplete;
  Request request = {};           // if complete: views into the bytes
  bool expects_continue = false;  // if incomplete: the client sends the body after "100 Continue"
  int status = 0;                 // if rejected
  std::string problem = {};       // if rejected
};

// `ended`: no more bytes will arrive. Bytes after the request are ignored.
[[nodiscard]] ParsedRequest parse_request(std::string_view bytes, bool ended);

// Path of a request, as far as it has arrived. Error responses are JSON or text depending on it.
[[nodiscard]] std::string_view path_so_far(std::string_view bytes) noexcept;

// True for HEAD, whose response has no body.
[[nodiscard]] bool is_head(std::string_view bytes) noexcept;

}  // namespace spate::http
