#include "http/response_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace spate::http {
namespace {

// RFC 9110, 15; RFC 6585 for 429 and 431.
constexpr std::array<std::pair<int, std::string_view>, 19> kReasons{{{200, "OK"},
                                                                     {400, "Bad Request"},
                                                                     {401, "Unauthorized"},
                                                                     {403, "Forbidden"},
                                                                     {404, "Not Found"},
                                                                     {405, "Method Not Allowed"},
                                                                     {408, "Request Timeout"},
                                                                     {409, "Conflict"},
                                                                     {411, "Length Required"},
                                                                     {413, "Content Too Large"},
                                                                     {414, "URI Too Long"},
                                                                     {415, "Unsupported Media Type"},
                                                                     {422, "Unprocessable Content"},
                                                                     {429, "Too Many Requests"},
                                                                     {431, "Request Header Fields Too Large"},
                                                                     {500, "Internal Server Error"},
                                                                     {501, "Not Implemented"},
                                                                     {503, "Service Unavailable"},
                                                                     {505, "HTTP Version Not Supported"}}};

// Returns an empty text if the status is unknown, which a status line allows.
std::string_view reason_phrase(int status) noexcept {
  const auto* const entry =
      std::find_if(kReasons.begin(), kReasons.end(), [status](const auto& row) { return row.first == status; });
  return entry == kReasons.end() ? std::string_view{} : entry->second;
}

}  // namespace

std::string to_text(const Response& response, bool with_body) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n", response.status,
                                 reason_phrase(response.status), response.content_type, response.body.size());
  if (!response.allow.empty()) text += fmt::format("Allow: {}\r\n", response.allow);
  text += response.headers;
  text += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
  if (with_body) text += response.body;
  return text;
}

}  // namespace spate::http
