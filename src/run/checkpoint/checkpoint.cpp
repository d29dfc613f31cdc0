#include "run/checkpoint/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "base/log.hpp"
#include "scenario/clock.hpp"
#include "scenario/units.hpp"

namespace spate {
namespace {

// Streams that a reload adds have marks, too, as long as there are not too many.
constexpr std::size_t kSpareMarks = 1000;

std::string shard_text(const Shard& shard) { return fmt::format("shard {}/{}", shard.index, shard.count); }

std::string start_text(const std::optional<Nanos>& start) {
  return start ? fmt::format("T = 0 at {}", format_rfc3339(*start)) : std::string{"no start_at"};
}

// Of another run: in what the two differ; empty: it is this one's.
std::string other_run(const RunState& left, const Scenario& scenario) {
  const auto differs = [](std::string_view what, const std::string& its, const std::string& ours) {
    return fmt::format("it is of a run with {} {}, and this one has {}", what, its, ours);
  };
  if (left.scenario != scenario.name) return differs("the name", shown(left.scenario), shown(scenario.name));
  if (left.seed != scenario.seed) return differs("the seed", std::to_string(left.seed), std::to_string(scenario.seed));
  const auto& ours = scenario.shard;
  if (left.shard.index != ours.index || left.shard.count != ours.count)
    return fmt::format("it is of {}, and this is {}", shard_text(left.shard), shard_text(ours));
  const auto& at = scenario.start_at;
  const bool named = at.when != StartAt::When::now;
  const bool another = at.when == StartAt::When::instant && left.start && *left.start != at.instant;
  if (named != left.start.has_value() || another)
    return differs("start", start_text(left.start), named ? start_text(at.instant) : start_text({}));
  return {};
}

std::optional<RunState> read_left(const StateDirectory& directory, const Scenario& scenario) {
  const auto text = directory.read();
  if (!text) return std::nullopt;
  const auto refuse = [&](const std::string& problem) {
    throw RefusedState{
        fmt::format("state_dir: {}: {}; nothing was changed. Give this run a state_dir of its own, or "
                    "start it over with --fresh",
                    directory.state_file(), problem)};
  };
  if (text->size() > kMostStateBytes) refuse("it is larger than any state");
  auto state = parse_state(*text);
  if (!state.value) refuse(state.problem);
  if (const auto problem = other_run(*state.value, scenario); !problem.empty()) refuse(problem);
  return state.value;
}

}  // namespace

Checkpoint::Checkpoint(const Scenario& scenario, bool fresh)
    : directory_(*scenario.state_dir, scenario.shard),
      left_(fresh ? std::nullopt : read_left(directory_, scenario)),
      number_(static_cast<std::uint64_t>(wall_now())),
      marks_(directory_.marks_file(number_), scenario.streams.size() + kSpareMarks) {
  if (!left_) return;
  add_marks(*left_);
  log::info("{}: going on where it was left, {} s after T = 0", directory_.state_file(), left_->elapsed / kSecond);
}

void Checkpoint::add_marks(RunState& left) const {
  const auto marks = read_marks(directory_.marks_file(left.marks));
  for (StreamState& stream : left.streams)
    if (stream.mark < marks.size()) stream.sent_before = std::max(stream.sent_before, marks[stream.mark]);
}

Nanos Checkpoint::first_instant(const StartAt& start_at, Nanos now) const {
  if (!left_) return spate::first_instant(start_at, now);
  return left_->start.value_or(now - left_->elapsed);
}

void Checkpoint::mark(StreamStats& stats) {
  auto* const place = marks_.of(mark_of_.size());
  if (place == nullptr) return;
  stats.unsettled.write_sent_to(*place);
  const auto number = mark_of_.size();
  mark_of_[stats.name] = number;
}

void Checkpoint::save(const Scenario& scenario, Nanos first, Nanos elapsed, std::vector<StreamState> streams) {
  for (StreamState& stream : streams)
    if (const auto found = mark_of_.find(stream.name); found != mark_of_.end()) stream.mark = found->second;
  const bool named = scenario.start_at.when != StartAt::When::now;
  const auto problem = directory_.write(to_text({.scenario = scenario.name,
                                                 .seed = scenario.seed,
                                                 .shard = scenario.shard,
                                                 .start = named ? std::optional{first} : std::nullopt,
                                                 .elapsed = elapsed,
                                                 .marks = number_,
                                                 .streams = std::move(streams)}));
  if (saved_ == 0 && problem.empty()) directory_.remove_marks_but(number_);
  saved_ = monotonic_now();
  if (!problem.empty() && !failing_)
    log::error("{} cannot be written: {}; a restart would go on from the last that could", directory_.state_file(),
               problem);
  if (problem.empty() && failing_) log::info("{} is written again", directory_.state_file());
  failing_ = !problem.empty();
}

}  // namespace spate
