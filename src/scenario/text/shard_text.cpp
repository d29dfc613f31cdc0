#include "scenario/text/shard_text.hpp"

#include <fmt/format.h>

namespace spate::scenario {
namespace {

constexpr std::string_view kForm = "use i/n, shard i of n counted from 0, such as 0/3, or auto/3";

Parsed<Shard> invalid(std::string problem) { return {std::nullopt, std::move(problem)}; }

// Digits only, at most 9.
std::optional<std::uint64_t> number(std::string_view text) {
  constexpr std::size_t kMaxDigits = 9;
  return text.size() > kMaxDigits ? std::nullopt : parse_count(text).value;
}

std::optional<std::uint64_t> ordinal(std::string_view host) {
  host = host.substr(0, host.find('.'));
  const auto dash = host.rfind('-');
  return dash == std::string_view::npos ? std::nullopt : number(host.substr(dash + 1));
}

Parsed<Shard> pod_shard(std::string_view text, std::uint64_t count, const PodNumber& pod) {
  const auto from_job = pod.completion_index.has_value();
  const auto index = from_job ? number(*pod.completion_index) : ordinal(pod.host);
  const auto source = from_job ? fmt::format("JOB_COMPLETION_INDEX is {}", quote_value(*pod.completion_index))
                               : fmt::format("the host name is {}", quote_value(pod.host));
  if (!index && from_job)
    return invalid(
        fmt::format("{}: {}, expected a number: set the shard, such as 0/{}", quote_value(text), source, count));
  if (!index)
    return invalid(
        fmt::format("{}: JOB_COMPLETION_INDEX is not set, and {}, which does not end in a number like a pod of a "
                    "StatefulSet: set the shard, such as 0/{}",
                    quote_value(text), source, count));
  if (*index < count) return {Shard{*index, count}, {}};
  return invalid(fmt::format(
      "{}: {}, so this is shard {}, but the last of {} shards is {}: use the number of pods as the number of shards",
      quote_value(text), source, *index, count, count - 1));
}

}  // namespace

Parsed<Shard> parse_shard(std::string_view text, const PodNumber& pod) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return invalid(fmt::format("invalid shard {}: {}", quote_value(text), kForm));
  const auto index = text.substr(0, slash);
  const auto count = number(text.substr(slash + 1));
  if (!count || (index != "auto" && !number(index)))
    return invalid(fmt::format("invalid shard {}: {}", quote_value(text), kForm));
  if (*count == 0 || *count > kMaxShards)
    return invalid(fmt::format("{}: the number of shards must be 1 to {}", quote_value(text), kMaxShards));
  if (index == "auto") return pod_shard(text, *count, pod);
  const auto shard = *number(index);
  if (shard < *count) return {Shard{shard, *count}, {}};
  return invalid(
      fmt::format("{} is out of range: shards count from 0, use at most {}/{}", quote_value(text), *count - 1, *count));
}

}  // namespace spate::scenario
