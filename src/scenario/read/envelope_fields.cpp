#include "scenario/read/envelope_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"

namespace spate::scenario {
namespace {

constexpr std::size_t kMaxHeaderNameBytes = 255;

// Returns an empty text if the header is valid.
std::string header_problem(const Node::Member& header) {
  if (header.value.kind != Node::Kind::scalar)
    return fmt::format("expected one value, not a {}", kind_name(header.value.kind));
  if (header.name.empty() || header.name.size() > kMaxHeaderNameBytes || header.name.find('\0') != std::string::npos)
    return fmt::format("invalid header name: use 1 to {} bytes without NUL", kMaxHeaderNameBytes);
  if (first_invalid_utf8(header.name)) return "the header name is not valid UTF-8: use UTF-8";
  return {};
}

// True for a scalar that starts with one "=".
bool is_expression(const Node& node) {
  return node.kind == Node::Kind::scalar && node.text.starts_with('=') && !node.text.starts_with("==");
}

}  // namespace

std::vector<EnvelopeField> read_headers(const Section& section) {
  std::vector<EnvelopeField> headers;
  const auto* map = section.map("headers");
  if (map == nullptr) return headers;
  const auto path = section.path("headers");
  for (const auto& header : map->members) {
    const auto at = member_path(path, header.name);
    if (auto problem = header_problem(header); !problem.empty())
      section.context().diagnostics.report(header.value.place, at, std::move(problem));
    else
      headers.push_back({header.name, header.value, at});
  }
  return headers;
}

void merge_headers(const Section& stream, std::vector<EnvelopeField> headers, std::vector<EnvelopeField>& base) {
  for (auto& header : headers) {
    const auto match =
        std::find_if(base.begin(), base.end(), [&](const EnvelopeField& other) { return other.name == header.name; });
    if (match == base.end())
      base.push_back(std::move(header));
    else
      *match = std::move(header);
  }
  if (base.size() <= kMaxHeaders) return;
  const auto text = fmt::format("{} headers, the limit is {}: remove some", base.size(), kMaxHeaders);
  stream.has("headers") ? stream.report("headers", text) : stream.report(text);
}

std::optional<EnvelopeField> read_timestamp(const Section& stream) {
  const auto* node = stream.find("timestamp");
  if (node == nullptr) return std::nullopt;
  if (is_expression(*node)) return EnvelopeField{"", *node, stream.path("timestamp")};
  stream.report("timestamp", "expected an expression in milliseconds since the Unix epoch, such as =now(\"epoch_ms\")");
  return std::nullopt;
}

std::optional<EnvelopeField> read_partition(const Section& stream) {
  const auto* node = stream.find("partitioner");
  if (node == nullptr || node->kind == Node::Kind::scalar) return std::nullopt;
  const auto path = stream.path("partitioner");
  const auto* expression = node->find("explicit");
  if (expression != nullptr && node->members.size() == 1 && is_expression(*expression))
    return EnvelopeField{"", *expression, member_path(path, "explicit")};
  if (expression == nullptr || expression->missing() || node->members.size() != 1)
    stream.report("partitioner", "expected murmur2, crc32, random, round_robin, or {explicit: =expression}");
  else
    stream.context().diagnostics.report(expression->place, member_path(path, "explicit"),
                                        "expected an expression for the partition number, such as =index() % 3");
  return std::nullopt;
}

}  // namespace spate::scenario
