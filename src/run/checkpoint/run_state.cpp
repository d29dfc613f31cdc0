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

// What lies deeper is left out, so that no file needs much of the stack; the check sum is another then.
Json parsed(std::string_view text) {
  constexpr int kDeepest = 8;
  return Json::parse(
      text, [](int depth, Json::parse_event_t, const Json&) { return depth <= kDeepest; }, false);
}

// Of the canonical text, so that white space makes no difference and a digit does.
std::string check_sum(const Json& run) { return fmt::format("{:016x}", random::hash_name(ascii_json_text(run))); }

std::string enveloped(const Json& run) {
  const Json document{{"spate_state", kVersion}, {"checksum", check_sum(run)}, {"run", run}};
  return ascii_json_text(document, 1) + "\n";
}

Json to_json(const ScheduleState& schedule) {
  return {{"rate_hash", fmt::format("{:016x}", schedule.written)},
          {"start_ns", schedule.start.count()},
          {"rate_start_ns", since_start(schedule.epoch).count()},
          {"modified", schedule.modified},
          {"bounds_start", {{"index", schedule.bounds.record}, {"at_ns", since_start(schedule.bounds.at).count()}}}};
}

Json to_json(const StreamState& stream) {
  return {{"name", stream.name},
          {"resume_index", stream.next.index},
          {"bytes", stream.next.bytes},
          {"area", stream.next.flowed},
          {"sent_index", stream.sent_index},
          {"sent_slot", stream.mark},
          {"schedule", to_json(stream.schedule)}};
}

std::uint64_t hexadecimal(const Json& text) {
  const auto& digits = text.get_ref<const std::string&>();
  constexpr std::size_t kDigits = 16;
  if (digits.size() != kDigits || digits.find_first_not_of("0123456789abcdef") != std::string::npos)
    throw std::domain_error{"expected 16 hexadecimal digits"};
  return std::stoull(digits, nullptr, 16);
}

// The library turns a sign and a fraction into some whole number without a word.
std::uint64_t whole(const Json& number) {
  if (!number.is_number_unsigned()) throw std::domain_error{"expected an integer"};
  return number.get<std::uint64_t>();
}

Duration time(const Json& number) {
  if (!number.is_number_integer() ||
      (number.is_number_unsigned() && number.get<std::uint64_t>() > std::uint64_t{Duration::max().count()}))
    throw std::domain_error{"no time"};
  return Duration{number.get<Duration::rep>()};
}

ScheduleState schedule_state_of(const Json& json) {
  const auto& bounds = json.at("bounds_start");
  return {.written = hexadecimal(json.at("rate_hash")),
          .start = time(json.at("start_ns")),
          .epoch = StreamTime{time(json.at("rate_start_ns"))},
          .modified = json.at("modified").get<bool>(),
          .bounds = {.record = whole(bounds.at("index")), .at = StreamTime{time(bounds.at("at_ns"))}}};
}

StreamState stream_of(const Json& json) {
  return {.name = json.at("name").get<std::string>(),
          .next = {whole(json.at("resume_index")), whole(json.at("bytes")), whole(json.at("area"))},
          .sent_index = whole(json.at("sent_index")),
          .mark = whole(json.at("sent_slot")),
          .schedule = schedule_state_of(json.at("schedule"))};
}

// Its records are not those of this shard.
bool out_of_step(const StreamState& stream, const scenario::Shard& shard) {
  return stream.next.index % shard.count != shard.index;
}

RunState run_of(const Json& json) {
  RunState state{.scenario = json.at("scenario").get<std::string>(),
                 .seed = whole(json.at("seed")),
                 .shard = {whole(json.at("shard").at("index")), whole(json.at("shard").at("count"))},
                 .start = {},
                 .elapsed = StreamTime{time(json.at("elapsed_ns"))},
                 .marks = hexadecimal(json.at("sent_file")),
                 .streams = {}};
  if (state.shard.count == 0 || state.shard.count > scenario::kMaxShards || state.shard.index >= state.shard.count)
    throw std::domain_error{"invalid shard"};
  if (const auto& start = json.at("start_time_ns"); !start.is_null()) state.start = WallTime{time(start)};
  for (const auto& stream : json.at("streams")) {
    state.streams.push_back(stream_of(stream));
    if (out_of_step(state.streams.back(), state.shard)) throw std::domain_error{"a record of another shard"};
  }
  return state;
}

scenario::Parsed<RunState> wrong(std::string problem) { return {std::nullopt, std::move(problem)}; }

}  // namespace

std::uint64_t rate_mark(const scenario::Stream& stream) {
  const auto& [times, over] = stream.rate.scale;
  return random::hash_name(fmt::format("{}\n{}\n{}/{} {}", scenario::write_yaml(scenario::rate_node(stream.rate)),
                                       scenario::write_yaml(scenario::arrivals_node(stream.arrivals)), times, over,
                                       stream.start_after.count()));
}

std::string to_text(const RunState& state) {
  auto streams = Json::array();
  for (const StreamState& stream : state.streams) streams.push_back(to_json(stream));
  return enveloped({{"scenario", state.scenario},
                    {"seed", state.seed},
                    {"shard", {{"index", state.shard.index}, {"count", state.shard.count}}},
                    {"start_time_ns", state.start ? Json(state.start->time_since_epoch().count()) : Json(nullptr)},
                    {"elapsed_ns", since_start(state.elapsed).count()},
                    {"sent_file", fmt::format("{:016x}", state.marks)},
                    {"streams", std::move(streams)}});
}

scenario::Parsed<RunState> parse_state(std::string_view text) try {
  const auto document = parsed(text);
  if (document.is_discarded() || !document.is_object() || !document.contains("spate_state"))
    return wrong("truncated, or not a state file of spate");
  if (document.at("spate_state") != kVersion)
    return wrong(
        fmt::format("version {} is not supported, expected {}", ascii_json_text(document.at("spate_state")), kVersion));
  if (document.at("checksum") != check_sum(document.at("run")))
    return wrong("checksum mismatch: the file is damaged or was edited");
  return {run_of(document.at("run")), {}};
} catch (const Json::exception&) {
  return wrong("a value is missing or has the wrong type");
} catch (const std::domain_error& problem) {
  return wrong(fmt::format("invalid value: {}", problem.what()));
}

std::string sealed(std::string_view run) {
  const auto value = parsed(run);
  return value.is_discarded() ? std::string{run} : enveloped(value);
}

}  // namespace spate::run
