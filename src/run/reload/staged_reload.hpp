// All that a reload needs, in memory and connected, before it changes anything.
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

// A stream as the scenario has it from now on.
struct StagedDefinition {
  scenario::Stream stream;
  std::string generator;  // its name
  std::uint64_t written = 0;
  std::shared_ptr<const Recording> recording;
};

// The worker of a stream is to end, for good or for another one.
struct StagedEnd {
  RunningStream* stream = nullptr;
  pacing::Schedule idle;  // what it is asked for afterwards
};

// A stream gets a worker: one that is added, or one that the registry has.
struct StagedStart {
  RunningStream* stream = nullptr;
  Registry::Streams added;  // that one, if it is not in the registry
  StagedDefinition definition;
  std::optional<std::uint64_t> in_file;  // records of a file that ends
  pacing::Schedule written;
  pacing::Pacer pacer;
  pacing::Schedule idle;    // what it was asked for since its last worker
  pacing::Schedule paused;  // in place of the written one
  Sender sender;
};

// A stream keeps its worker.
struct StagedChange {
  RunningStream* stream = nullptr;
  StagedDefinition definition;
  std::list<stream::NextGenerator> generator;  // one, where its records change
  std::optional<pacing::Schedule> written;     // where its rate changes,
  std::optional<pacing::Schedule> paused;      // and what it follows if it is paused
};

struct StagedReload {
  ReloadPlan plan;
  std::shared_ptr<const scenario::Scenario> scenario;
  std::optional<StreamTimetables> timetables;
  RemadeStreams remade;
  std::vector<std::shared_ptr<stats::StreamStats>> added_stats;
  std::vector<StagedEnd> ends;
  std::vector<StagedStart> starts;
  std::vector<StagedChange> changes;
  std::vector<std::pair<std::string, std::string>> warnings;  // by stream, of the generators of those that start
  StagedClient client;                                        // after the workers: destroyed before them
  std::vector<std::pair<RunningStream*, OpenSink>> sinks;     // of streams that keep their worker, at another client
};

}  // namespace spate::run
