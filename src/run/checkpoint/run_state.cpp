#include "run/checkpoint/run_state.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "base/json.hpp"
#include "base/random.hpp"
#include "scenario/rate/rate_node.hpp"
#include "scenario/read/arrivals.hpp"
#include "scenario/yaml/tree_text.hpp"

namespace spate::run {
namespace {

constexpr int kVersion = 3;

// Ignores values nested deeper than kMaxDepth, which bounds the use of the stack. The checksum then differs.
Json parsed(std::string_view text) {
  constexpr int kMaxDepth = 8;
  return Json::parse(
      text, [](int depth, Json::parse_event_t, const Json&) { return depth <= kMaxDepth; }, false);
}

// Computed from the canonical text: white space does not change it.
std::string checksum(const Json& run) { return fmt::format("{:016x}", random::hash_name(ascii_json_text(run))); }

std::string document_text(const Json& run) {
  const Json document{{"spate_state", kVersion}, {"checksum", checksum(run)}, {"run", run}};
  return ascii_json_text(document, 1) + "\n";
}

Json to_json(const ScheduleState& schedule) {
  return {{"rate_hash", fmt::format("{:016x}", schedule.rate_hash)},
          {"start_ns", schedule.start.count()},
          {"rate_start_ns", since_start(schedule.epoch).count()},
          {"modified", schedule.modified},
          {"bounds_start", {{"index", schedule.bounds.record}, {"at_ns", since_start(schedule.bounds.at).count()}}}};
}

Json to_json(const StreamState& stream) {
  return {{"name", stream.name},
          {"resume_index", stream.next.index},
          {"bytes", stream.next.bytes},
          {"area", stream.next.scheduled_bytes},
          {"sent_index", stream.sent_index},
          {"sent_slot", stream.sent_slot},
          {"schedule", to_json(stream.schedule)}};
}

std::uint64_t hexadecimal(const Json& text) {
  const auto& digits = text.get_ref<const std::string&>();
  constexpr std::size_t kDigits = 16;
  if (digits.size() != kDigits || digits.find_first_not_of("0123456789abcdef") != std::string::npos)
    throw std::domain_error{"expected 16 hexadecimal digits"};
  return std::stoull(digits, nullptr, 16);
}

// Checks the type: the library converts negative numbers and fractions silently.
std::uint64_t unsigned_integer(const Json& number) {
  if (!number.is_number_unsigned()) throw std::domain_error{"expected an integer"};
  return number.get<std::uint64_t>();
}

Duration nanoseconds(const Json& number) {
  if (!number.is_number_integer() ||
      (number.is_number_unsigned() && number.get<std::uint64_t>() > std::uint64_t{Duration::max().count()}))
    throw std::domain_error{"expected a time in nanoseconds"};
  return Duration{number.get<Duration::rep>()};
}

ScheduleState parse_schedule_state(const Json& json) {
  const auto& bounds = json.at("bounds_start");
  return {
      .rate_hash = hexadecimal(json.at("rate_hash")),
      .start = nanoseconds(json.at("start_ns")),
      .epoch = StreamTime{nanoseconds(json.at("rate_start_ns"))},
      .modified = json.at("modified").get<bool>(),
      .bounds = {.record = unsigned_integer(bounds.at("index")), .at = StreamTime{nanoseconds(bounds.at("at_ns"))}}};
}

StreamState parse_stream(const Json& json) {
  return {.name = json.at("name").get<std::string>(),
          .next = {unsigned_integer(json.at("resume_index")), unsigned_integer(json.at("bytes")),
                   unsigned_integer(json.at("area"))},
          .sent_index = unsigned_integer(json.at("sent_index")),
          .sent_slot = unsigned_integer(json.at("sent_slot")),
          .schedule = parse_schedule_state(json.at("schedule"))};
}

// The next record belongs to another shard.
bool is_of_other_shard(const StreamState& stream, const scenario::Shard& shard) {
  return stream.next.index % shard.count != shard.index;
}

RunState parse_run(const Json& json) {
  RunState state{
      .scenario = json.at("scenario").get<std::string>(),
      .seed = unsigned_integer(json.at("seed")),
      .shard = {unsigned_integer(json.at("shard").at("index")), unsigned_integer(json.at("shard").at("count"))},
      .start = {},
      .elapsed = StreamTime{nanoseconds(json.at("elapsed_ns"))},
      .sent_file = hexadecimal(json.at("sent_file")),
      .streams = {}};
  if (state.shard.count == 0 || state.shard.count > scenario::kMaxShards || state.shard.index >= state.shard.count)
    throw std::domain_error{"invalid shard"};
  if (const auto& start = json.at("start_time_ns"); !start.is_null()) state.start = WallTime{nanoseconds(start)};
  for (const auto& stream : json.at("streams")) {
    state.streams.push_back(parse_stream(stream));
    if (is_of_other_shard(state.streams.back(), state.shard)) throw std::domain_error{"a record of another shard"};
  }
  return state;
}

scenario::Parsed<RunState> rejected(std::string problem) { return {std::nullopt, std::move(problem)}; }

}  // namespace

std::uint64_t rate_hash(const scenario::Stream& stream) {
  const auto& [times, over] = stream.rate.scale;
  return random::hash_name(fmt::format("{}\n{}\n{}/{} {}", scenario::write_yaml(scenario::rate_node(stream.rate)),
                                       scenario::write_yaml(scenario::arrivals_node(stream.arrivals)), times, over,
                                       stream.start_after.count()));
}

std::string to_text(const RunState& state) {
  auto streams = Json::array();
  for (const StreamState& stream : state.streams) streams.push_back(to_json(stream));
  return document_text({{"scenario", state.scenario},
                        {"seed", state.seed},
                        {"shard", {{"index", state.shard.index}, {"count", state.shard.count}}},
                        {"start_time_ns", state.start ? Json(state.start->time_since_epoch().count()) : Json(nullptr)},
                        {"elapsed_ns", since_start(state.elapsed).count()},
                        {"sent_file", fmt::format("{:016x}", state.sent_file)},
                        {"streams", std::move(streams)}});
}

scenario::Parsed<RunState> parse_state(std::string_view text) try {
  const auto document = parsed(text);
  if (document.is_discarded() || !document.is_object() || !document.contains("spate_state"))
    return rejected("truncated, or not a state file of spate");
  if (document.at("spate_state") != kVersion)
    return rejected(
        fmt::format("version {} is not supported, expected {}", ascii_json_text(document.at("spate_state")), kVersion));
  if (document.at("checksum") != checksum(document.at("run")))
    return rejected("checksum mismatch: the file is damaged or was edited");
  return {parse_run(document.at("run")), {}};
} catch (const Json::exception&) {
  return rejected("a value is missing or has the wrong type");
} catch (const std::domain_error& problem) {
  return rejected(fmt::format("invalid value: {}", problem.what()));
}

std::string with_valid_checksum(std::string_view run) {
  const auto value = parsed(run);
  return value.is_discarded() ? std::string{run} : document_text(value);
}

}  // namespace spate::run
