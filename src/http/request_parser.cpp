#include "http/request_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace spate::http {
namespace {

using State = ParsedRequest::State;

ParsedRequest rejected(int status, std::string problem) {
  return {.state = State::rejected, .status = status, .problem = std::move(problem)};
}

ParsedRequest bad_request(std::string problem) { return rejected(400, std::move(problem)); }

bool is_token(std::string_view text) noexcept {
  static constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           kSymbols.find(byte) != std::string_view::npos;
  });
}

// Printable ASCII without the space.
bool is_target(std::string_view text) noexcept {
  return text.starts_with('/') &&
         std::all_of(text.begin(), text.end(), [](char byte) { return byte > ' ' && byte < '\x7f'; });
}

bool is_header_value(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(), [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return (value < 0x20 && value != '\t') || value == 0x7f;
  });
}

bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept {
  const auto lower = [](char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte; };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view kSpaces = " \t";
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(kSpaces)));
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

// A robust server ignores empty lines before the request line (RFC 9112, 2.2).
std::string_view without_empty_lines(std::string_view bytes) noexcept {
  bytes.remove_prefix(std::min(bytes.size(), bytes.find_first_not_of("\r\n")));
  return bytes;
}

// The next line without its end, which may be a lone LF (RFC 9112, 2.2). Returns nullopt if the end has not arrived.
std::optional<std::string_view> take_line(std::string_view& bytes) noexcept {
  const auto end = bytes.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  auto line = bytes.substr(0, end);
  bytes.remove_prefix(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

struct Head {
  Request request = {};
  std::optional<std::string_view> content_length = {};
  bool has_transfer_encoding = false;
  bool expects_continue = false;
};

ParsedRequest parse_request_line(std::string_view line, Head& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return bad_request("invalid request line: send METHOD PATH HTTP/1.1");
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  head.request.method = line.substr(0, first);
  if (!is_token(head.request.method)) return bad_request("invalid method");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return version.starts_with("HTTP/") ? rejected(505, "unsupported HTTP version: use HTTP/1.1")
                                        : bad_request("invalid request line: send METHOD PATH HTTP/1.1");
  }
  if (!is_target(target)) return bad_request("invalid request target: send a path that starts with / and is ASCII");
  const auto path = target.substr(0, target.find('?'));
  head.request.path = path;
  if (path.size() < target.size()) head.request.query = target.substr(path.size() + 1);
  return {};
}

// Rejects duplicates of headers that spate uses: no rule says which one is valid.
ParsedRequest parse_header(std::string_view line, Head& head) {
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  if (colon == std::string_view::npos || !is_token(name)) return bad_request("invalid header line");
  const auto value = trimmed(line.substr(colon + 1));
  if (!is_header_value(value)) return bad_request(fmt::format("invalid value of header {}", name));
  const std::array<std::pair<std::string_view, std::string_view*>, 4> used{
      {{"Host", &head.request.host},
       {"Origin", &head.request.origin},
       {"Authorization", &head.request.authorization},
       {"Content-Type", &head.request.content_type}}};
  for (const auto& [known, member] : used) {
    if (!equals_ignoring_case(name, known)) continue;
    if (member->data() != nullptr) return bad_request(fmt::format("duplicate header {}", known));
    *member = value;
  }
  if (equals_ignoring_case(name, "Content-Length")) {
    if (head.content_length && *head.content_length != value) return bad_request("conflicting headers Content-Length");
    head.content_length = value;
  }
  head.has_transfer_encoding |= equals_ignoring_case(name, "Transfer-Encoding");
  head.expects_continue |= equals_ignoring_case(name, "Expect") && equals_ignoring_case(value, "100-continue");
  return {};
}

ParsedRequest parse_body(std::string_view rest, bool ended, Head head) {
  if (head.has_transfer_encoding) return rejected(411, "Transfer-Encoding is not supported: send Content-Length");
  std::size_t length = 0;
  if (head.content_length) {
    const auto text = *head.content_length;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    const bool is_number = !text.empty() && end == text.data() + text.size();
    if (!is_number) return bad_request("invalid Content-Length");
    if (error != std::errc{} || length > kMaxBody)
      return rejected(413, fmt::format("the request body is too large: the limit is {} bytes", kMaxBody));
  }
  if (rest.size() < length) {
    if (ended) return bad_request(fmt::format("the request body ended after {} of {} bytes", rest.size(), length));
    return {.expects_continue = head.expects_continue && rest.empty()};
  }
  head.request.body = rest.substr(0, length);
  return {.state = State::complete, .request = head.request};
}

ParsedRequest too_long(std::string_view bytes) {
  if (bytes.substr(0, kMaxHead).find('\n') == std::string_view::npos)
    return rejected(414, fmt::format("the request line is too long: the limit is {} bytes", kMaxHead));
  return rejected(431, fmt::format("the headers are too large: the limit is {} bytes", kMaxHead));
}

// The result if the head has not arrived completely.
ParsedRequest incomplete_head(std::string_view bytes, bool ended) {
  if (bytes.size() >= kMaxHead) return too_long(bytes);
  return ended ? bad_request("the request ended before its headers did") : ParsedRequest{};
}

}  // namespace

ParsedRequest parse_request(std::string_view bytes, bool ended) {
  bytes = without_empty_lines(bytes);
  auto rest = bytes;
  const auto request_line = take_line(rest);
  if (!request_line) return incomplete_head(bytes, ended);
  Head head;
  if (auto problem = parse_request_line(*request_line, head); problem.state == State::rejected) return problem;
  for (std::size_t headers = 0;; ++headers) {
    const auto line = take_line(rest);
    if (!line) return incomplete_head(bytes, ended);
    if (bytes.size() - rest.size() > kMaxHead) return too_long(bytes);
    if (line->empty()) return parse_body(rest, ended, head);
    if (headers == kMaxHeaders) return rejected(431, fmt::format("too many headers: the limit is {}", kMaxHeaders));
    if (auto problem = parse_header(*line, head); problem.state == State::rejected) return problem;
  }
}

std::string_view path_so_far(std::string_view bytes) noexcept {
  bytes = without_empty_lines(bytes);
  const auto line = bytes.substr(0, bytes.find_first_of("\r\n"));
  const auto begin = line.find(' ');
  return begin == std::string_view::npos ? std::string_view{}
                                         : line.substr(begin + 1, line.find_first_of(" ?", begin + 1) - begin - 1);
}

bool is_head(std::string_view bytes) noexcept { return without_empty_lines(bytes).starts_with("HEAD "); }

}  // namespace spate::http
