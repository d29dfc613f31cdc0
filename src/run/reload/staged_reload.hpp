// Everything a reload needs, allocated and connected before it changes the run.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pacing/pacer.hpp"
#include "run/client/shared_client.hpp"
#include "run/prepare/timetables.hpp"
#include "run/reload/dependents.hpp"
#include "run/reload/reload_plan.hpp"
#include "run/streams/registry.hpp"
#include "stream/worker.hpp"

namespace spate::run {

// The new definition of a stream.
struct StagedDefinition {
  scenario::Stream stream;
  std::string generator;  // its name
  std::uint64_t rate_hash = 0;
  std::shared_ptr<const Recording> recording;
};

// A stream whose worker stops, because it is removed or restarted.
struct StagedStop {
  RunningStream* stream = nullptr;
  pacing::Schedule idle;  // schedule after the stop: no records
};

// A stream that gets a new worker: added or restarted.
struct StagedStart {
  RunningStream* stream = nullptr;
  Registry::Streams added;  // the stream, if not in the registry
  StagedDefinition definition;
  std::optional<std::uint64_t> in_file;  // records of a file without loop
  pacing::Schedule written;
  pacing::Pacer pacer;
  pacing::Schedule idle;    // schedule since its last worker stopped
  pacing::Schedule paused;  // schedule if the stream is paused
  Sender sender;
};

// A stream that changes and keeps its worker.
struct StagedChange {
  RunningStream* stream = nullptr;
  StagedDefinition definition;
  std::list<stream::NextGenerator> generator;  // one if its records change
  std::optional<pacing::Schedule> written;     // set if its rate changes
  std::optional<pacing::Schedule> paused;      // schedule if it is paused
};

struct StagedReload {
  ReloadPlan plan;
  std::shared_ptr<const scenario::Scenario> scenario;
  std::optional<StreamTimetables> timetables;
  RecordChanges record_changes;
  std::vector<std::shared_ptr<stats::StreamStats>> added_stats;
  std::vector<StagedStop> stops;
  std::vector<StagedStart> starts;
  std::vector<StagedChange> changes;
  std::vector<std::pair<std::string, std::string>> warnings;  // stream and warning of its generator
  StagedClient client;                                        // destroyed before the workers
  std::vector<std::pair<RunningStream*, OpenSink>> sinks;     // new sinks of streams that keep their worker
};

}  // namespace spate::run
