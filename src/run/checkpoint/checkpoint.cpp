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

// Streams that a reload adds have marks, too, as long as there are not too many.
constexpr std::size_t kSpareMarks = 1000;

std::string shard_text(const scenario::Shard& shard) { return fmt::format("{}/{}", shard.index, shard.count); }

std::string start_text(const std::optional<WallTime>& start) {
  return start ? fmt::format("{}", format_rfc3339(*start)) : std::string{"no start_at"};
}

// Of another run: in what the two differ; empty: it is this one's.
std::string other_run(const RunState& left, const scenario::Scenario& scenario) {
  const auto differs = [](std::string_view what, const std::string& its, const std::string& ours) {
    return fmt::format("the {} differs: {} in the state file, {} in this run", what, its, ours);
  };
  if (left.scenario != scenario.name)
    return differs("scenario name", scenario::quote_value(left.scenario), scenario::quote_value(scenario.name));
  if (left.seed != scenario.seed) return differs("seed", std::to_string(left.seed), std::to_string(scenario.seed));
  const auto& ours = scenario.shard;
  if (left.shard.index != ours.index || left.shard.count != ours.count)
    return fmt::format("the shard differs: {} in the state file, {} in this run", shard_text(left.shard),
                       shard_text(ours));
  const auto& at = scenario.start_at;
  const bool named = at.when != scenario::StartAt::When::now;
  const bool another = at.when == scenario::StartAt::When::instant && left.start && *left.start != at.instant;
  if (named != left.start.has_value() || another)
    return differs("start time", start_text(left.start), named ? start_text(at.instant) : start_text({}));
  return {};
}

void add_marks(const StateDirectory& directory, RunState& left) {
  const auto path = directory.marks_file(left.marks);
  std::string problem;
  const auto marks = read_marks(path, problem);
  for (StreamState& stream : left.streams) {
    if (stream.mark == kNoMark) continue;
    if (stream.mark < marks.size() && marks[stream.mark] >= stream.sent_index)
      stream.sent_index = marks[stream.mark];
    else if (problem.empty())
      problem = "the file is damaged";
  }
  if (!problem.empty())
    log::warning("{}: {}, records sent after the last checkpoint are not counted as resent", path, problem);
}

std::optional<RunState> read_previous(const StateDirectory& directory, const scenario::Scenario& scenario) {
  const auto text = directory.read();
  if (!text) return std::nullopt;
  const auto refuse = [&](const std::string& problem) {
    throw StateError{
        fmt::format("state_dir: cannot resume from {}: {}: use another state_dir, or start over with --fresh",
                    directory.state_file(), problem)};
  };
  if (text->size() > kMaxStateBytes) refuse("larger than any state file");
  auto state = parse_state(*text);
  if (!state.value) refuse(state.problem);
  if (const auto problem = other_run(*state.value, scenario); !problem.empty()) refuse(problem);
  add_marks(directory, *state.value);
  return state.value;
}

// Never that of the marks that were left, whatever the clock says.
std::uint64_t new_number(const std::optional<RunState>& left) {
  const auto now = static_cast<std::uint64_t>(wall_now().time_since_epoch().count());
  return left && left->marks == now ? now + 1 : now;
}

}  // namespace

Checkpoint::Checkpoint(const scenario::Scenario& scenario, bool fresh)
    : directory_(*scenario.state_dir, scenario.shard),
      previous_run_(fresh ? std::nullopt : read_previous(directory_, scenario)),
      number_(new_number(previous_run_)),
      marks_(directory_.marks_file(number_), scenario.streams.size() + kSpareMarks) {
  if (previous_run_)
    log::info("{}: resumed at {} s after the start time", directory_.state_file(),
              since_start(previous_run_->elapsed) / kSecond);
}

WallTime Checkpoint::start_time(const scenario::StartAt& start_at, WallTime now) const {
  if (!previous_run_) return spate::scenario::start_time(start_at, now);
  return previous_run_->start.value_or(now - since_start(previous_run_->elapsed));
}

void Checkpoint::mark(stats::StreamStats& stats) {
  const auto number = mark_of_.try_emplace(stats.name, mark_of_.size()).first->second;
  if (number < marks_.count()) {
    stats.settlement.persist_sent_index_in(marks_.file(), SentIndexFile::offset_of(number));
  } else if (number == marks_.count()) {
    log::warning(
        "stream {}: more than {} streams were added since the start, after a crash not every resent record is counted: "
        "restart the run",
        stats.name, kSpareMarks);
  }
}

void Checkpoint::begin(const scenario::Scenario& scenario, const Snapshot& record_context,
                       std::vector<StreamState> streams) {
  if (const auto problem = write(scenario, record_context, std::move(streams)); !problem.empty())
    throw StartError{fmt::format("state_dir: cannot write {}: {}", directory_.state_file(), problem)};
  begun_ = true;
  directory_.remove_marks_but(number_);
}

void Checkpoint::save(const scenario::Scenario& scenario, const Snapshot& record_context,
                      std::vector<StreamState> streams) {
  const auto problem = write(scenario, record_context, std::move(streams));
  if (!problem.empty() && !failing_)
    log::error("cannot write {}: {}, a restart resumes from the previous checkpoint", directory_.state_file(), problem);
  if (problem.empty() && failing_) log::info("{} written again", directory_.state_file());
  failing_ = !problem.empty();
}

std::string Checkpoint::write(const scenario::Scenario& scenario, const Snapshot& record_context,
                              std::vector<StreamState> streams) {
  for (StreamState& stream : streams)
    if (const auto found = mark_of_.find(stream.name); found != mark_of_.end() && found->second < marks_.count())
      stream.mark = found->second;
  const bool named = scenario.start_at.when != scenario::StartAt::When::now;
  const MonotonicTime began = monotonic_now();
  auto problem = directory_.write(to_text({.scenario = scenario.name,
                                           .seed = scenario.seed,
                                           .shard = scenario.shard,
                                           .start = named ? std::optional{record_context.first} : std::nullopt,
                                           .elapsed = record_context.elapsed,
                                           .marks = number_,
                                           .streams = std::move(streams)}));
  // At most half of the control thread's time is for the disk.
  due_ = record_context.now + std::max(kSecond, 2 * (monotonic_now() - began));
  return problem;
}

}  // namespace spate::run
