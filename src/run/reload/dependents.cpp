#include "run/reload/dependents.hpp"

#include <algorithm>

namespace spate::run {
namespace {

bool any_key(const ReloadPlan& plan, const std::string& stream, bool (*accepts)(const std::string& key)) {
  const auto keys = plan.diff.streams.find(stream);
  return keys != plan.diff.streams.end() && std::any_of(keys->second.begin(), keys->second.end(), accepts);
}

bool is_added(const ReloadPlan& plan, const std::string& stream) {
  const auto& added = plan.diff.added;
  return std::find(added.begin(), added.end(), stream) != added.end();
}

// Records with the same index have other content, or other indexes are dropped.
bool changes_records(const ReloadPlan& plan, const std::string& stream) {
  return is_added(plan, stream) || any_key(plan, stream, changes_record);
}

// The stream gets a new worker, and its bounds count from there.
bool restarts_bounds(const ReloadPlan& plan, const scenario::Stream& stream) {
  const auto& bounds = stream.stop_after;
  return plan.new_workers.count(stream.name) > 0 &&
         (bounds.records || bounds.duration ||
          any_key(plan, stream.name, [](const std::string& key) { return key == "stop_after"; }));
}

bool refers_to_any(const generator::Generator& generator, const std::set<std::string>& streams) {
  const auto& referred = generator.referred();
  return std::any_of(referred.begin(), referred.end(),
                     [&](const std::string& stream) { return streams.count(stream) > 0; });
}

// When the first record from `at` on is due; `at` if that is unknown, or the stream is paused.
StreamTime first_due(const generator::Timetables& timetables, const std::string& stream, StreamTime at) noexcept {
  const auto match = timetables.find(stream);
  if (match == timetables.end() || match->second.due_by == nullptr) return at;
  const auto& timetable = match->second;
  const auto* const schedule = timetable.schedule.get();
  const StreamTime due = timetable.intended(schedule, timetable.due_by(schedule, at - Duration{1}));
  return due == kNever ? at : std::max(at, due);
}

bool only_references_change(const ReloadPlan& plan, const std::string& stream) {
  return plan.new_workers.count(stream) == 0 &&
         any_key(plan, stream, [](const std::string& key) { return key == "references"; });
}

}  // namespace

RecordChanges record_changes(const ReloadPlan& plan, const PreparedScenario& next) {
  RecordChanges streams;
  for (const auto& name : plan.changed_records) streams[name];
  for (std::size_t number = 0; number < next.scenario.streams.size(); ++number) {
    const auto& name = next.scenario.streams[number].name;
    if (!only_references_change(plan, name)) continue;
    for (const auto& referred : next.generators[number].referred())
      if (referred != name && plan.changed_records.count(referred) > 0 && plan.new_workers.count(referred) == 0)
        streams[name].available_from.push_back(referred);
  }
  return streams;
}

void set_change_times(RecordChanges& streams, const generator::Timetables& timetables,
                      StreamTime change_time) noexcept {
  for (auto& [name, stream] : streams) stream.at = change_time;
  bool changed = true;
  for (std::size_t chain = 0; changed && chain < streams.size(); ++chain) {  // no chain of references is longer
    changed = false;
    for (auto& [name, stream] : streams) {
      for (const auto& referred : stream.available_from) {
        const StreamTime due = first_due(timetables, referred, streams.find(referred)->second.at);
        changed = changed || due > stream.at;
        stream.at = std::max(stream.at, due);
      }
    }
  }
}

void add_dependents(ReloadPlan& plan, const PreparedScenario& next, const std::set<std::string>& ended) {
  const auto& streams = next.scenario.streams;
  std::set<std::string> changed;
  for (const scenario::Stream& stream : streams)
    if (ended.count(stream.name) == 0 && (changes_records(plan, stream.name) || restarts_bounds(plan, stream)))
      changed.insert(stream.name);
  for (std::size_t number = 0; number < streams.size(); ++number) {
    const auto& name = streams[number].name;
    const bool depends = refers_to_any(next.generators[number], changed);
    if (depends && !changes_records(plan, name)) plan.diff.streams[name].emplace_back("references");
    if (depends || changes_records(plan, name)) plan.changed_records.insert(name);
  }
  for (std::size_t number = 0; number < streams.size(); ++number) {
    if (plan.changed_records.count(streams[number].name) == 0) continue;
    for (const auto& referred : next.generators[number].referred()) {
      if (plan.changed_records.count(referred) == 0) continue;
      plan.simultaneous.insert(referred);
      plan.simultaneous.insert(streams[number].name);
    }
  }
}

}  // namespace spate::run
