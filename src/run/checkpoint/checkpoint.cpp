#include "run/checkpoint/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/rfc3339.hpp"
#include "scenario/read/clock.hpp"
#include "scenario/text/units.hpp"

namespace spate::run {
namespace {

// Slots for streams that reloads add.
constexpr std::size_t kSpareSentSlots = 1000;

std::string shard_text(const scenario::Shard& shard) { return fmt::format("{}/{}", shard.index, shard.count); }

std::string start_text(const std::optional<WallTime>& start) {
  return start ? fmt::format("{}", format_rfc3339(*start)) : std::string{"no start_at"};
}

// Why the state belongs to another run; empty if it belongs to this one.
std::string difference(const RunState& state, const scenario::Scenario& scenario) {
  const auto differs = [](std::string_view what, const std::string& in_file, const std::string& in_run) {
    return fmt::format("the {} differs: {} in the state file, {} in this run", what, in_file, in_run);
  };
  if (state.scenario != scenario.name)
    return differs("scenario name", scenario::quote_value(state.scenario), scenario::quote_value(scenario.name));
  if (state.seed != scenario.seed) return differs("seed", std::to_string(state.seed), std::to_string(scenario.seed));
  const auto& shard = scenario.shard;
  if (state.shard.index != shard.index || state.shard.count != shard.count)
    return differs("shard", shard_text(state.shard), shard_text(shard));
  const auto& start_at = scenario.start_at;
  const bool has_start = start_at.when != scenario::StartAt::When::now;
  const bool other_start =
      start_at.when == scenario::StartAt::When::instant && state.start && *state.start != start_at.instant;
  if (has_start != state.start.has_value() || other_start)
    return differs("start time", start_text(state.start), has_start ? start_text(start_at.instant) : start_text({}));
  return {};
}

void add_sent_indexes(const StateDirectory& directory, RunState& state) {
  const auto path = directory.sent_file(state.sent_file);
  std::string problem;
  const auto sent_indexes = read_sent_indexes(path, problem);
  for (StreamState& stream : state.streams) {
    if (stream.sent_slot == kNoSentSlot) continue;
    if (stream.sent_slot < sent_indexes.size() && sent_indexes[stream.sent_slot] >= stream.sent_index)
      stream.sent_index = sent_indexes[stream.sent_slot];
    else if (problem.empty())
      problem = "the file is damaged";
  }
  if (!problem.empty())
    log::warning("{}: {}, records sent after the last checkpoint are not counted as resent", path, problem);
}

std::optional<RunState> read_previous(const StateDirectory& directory, const scenario::Scenario& scenario) {
  const auto text = directory.read();
  if (!text) return std::nullopt;
  const auto reject = [&](const std::string& problem) {
    throw StateError{
        fmt::format("state_dir: cannot resume from {}: {}: use another state_dir, or start over with --fresh",
                    directory.state_file(), problem)};
  };
  if (text->size() > kMaxStateBytes) reject("larger than any state file");
  auto state = parse_state(*text);
  if (!state.value) reject(state.problem);
  if (const auto problem = difference(*state.value, scenario); !problem.empty()) reject(problem);
  add_sent_indexes(directory, *state.value);
  return state.value;
}

// Differs from the previous number, also if the clock was set back.
std::uint64_t new_sent_file(const std::optional<RunState>& previous) {
  const auto now = static_cast<std::uint64_t>(wall_now().time_since_epoch().count());
  return previous && previous->sent_file == now ? now + 1 : now;
}

}  // namespace

Checkpoint::Checkpoint(const scenario::Scenario& scenario, bool fresh)
    : directory_(*scenario.state_dir, scenario.shard),
      previous_run_(fresh ? std::nullopt : read_previous(directory_, scenario)),
      sent_file_(new_sent_file(previous_run_)),
      sent_indexes_(directory_.sent_file(sent_file_), scenario.streams.size() + kSpareSentSlots) {
  if (previous_run_)
    log::info("{}: resumed at {} s after the start time", directory_.state_file(),
              since_start(previous_run_->elapsed) / kSecond);
}

WallTime Checkpoint::start_time(const scenario::StartAt& start_at, WallTime now) const {
  if (!previous_run_) return spate::scenario::start_time(start_at, now);
  return previous_run_->start.value_or(now - since_start(previous_run_->elapsed));
}

void Checkpoint::persist_sent_index(stats::StreamStats& stats) {
  const auto slot = sent_slots_.try_emplace(stats.name, sent_slots_.size()).first->second;
  if (slot < sent_indexes_.count()) {
    stats.settlement.persist_sent_index_in(sent_indexes_.file(), SentIndexFile::offset_of(slot));
  } else if (slot == sent_indexes_.count()) {
    log::warning(
        "stream {}: more than {} streams were added since the start, after a crash not every resent record is counted: "
        "restart the run",
        stats.name, kSpareSentSlots);
  }
}

void Checkpoint::save_first(const scenario::Scenario& scenario, const Snapshot& snapshot,
                            std::vector<StreamState> streams) {
  if (const auto problem = write(scenario, snapshot, std::move(streams)); !problem.empty())
    throw StartError{fmt::format("state_dir: cannot write {}: {}", directory_.state_file(), problem)};
  has_saved_ = true;
  directory_.remove_other_sent_files(sent_file_);
}

void Checkpoint::save(const scenario::Scenario& scenario, const Snapshot& snapshot, std::vector<StreamState> streams) {
  const auto problem = write(scenario, snapshot, std::move(streams));
  if (!problem.empty() && !is_failing_)
    log::error("cannot write {}: {}, a restart resumes from the previous checkpoint", directory_.state_file(), problem);
  if (problem.empty() && is_failing_) log::info("{} was written again", directory_.state_file());
  is_failing_ = !problem.empty();
}

std::string Checkpoint::write(const scenario::Scenario& scenario, const Snapshot& snapshot,
                              std::vector<StreamState> streams) {
  for (StreamState& stream : streams)
    if (const auto slot = sent_slots_.find(stream.name);
        slot != sent_slots_.end() && slot->second < sent_indexes_.count())
      stream.sent_slot = slot->second;
  const bool has_start = scenario.start_at.when != scenario::StartAt::When::now;
  const MonotonicTime started = monotonic_now();
  auto problem = directory_.write(to_text({.scenario = scenario.name,
                                           .seed = scenario.seed,
                                           .shard = scenario.shard,
                                           .start = has_start ? std::optional{snapshot.start_time} : std::nullopt,
                                           .elapsed = snapshot.elapsed,
                                           .sent_file = sent_file_,
                                           .streams = std::move(streams)}));
  // Limits disk writes to half of the time of the control thread.
  due_ = snapshot.now + std::max(kSecond, 2 * (monotonic_now() - started));
  return problem;
}

}  // namespace spate::run
