// What sends one stream: its worker, where the records go, and what is counted.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/time.hpp"
#include "pacing/schedule.hpp"
#include "pacing/schedule_history.hpp"
#include "record/record_sink.hpp"
#include "stats/stream_stats.hpp"
#include "stream/worker.hpp"

namespace spate {

// The control thread's. A worker that is told to end stays, with its sink, until every record of its is settled.
struct Sender {
  std::shared_ptr<StreamStats> stats;
  std::unique_ptr<RecordSink> own_sink;  // where there is no producer, which has the others
  RecordSink* sink = nullptr;
  Schedule written;      // what the scenario says
  StreamTime began{};    // its T = 0, since that of the run
  WallTime shown{};      // by the scenario's clock then, start_after left aside
  bool changed = false;  // its records are not due where the written schedule alone has them
  std::unique_ptr<Worker> worker;
  bool failure_reported = false;
};

// What a stream has followed, whatever reloads did to it, since it first began.
struct Past {
  std::unique_ptr<ScheduleHistory> history;
  Duration start_after{};         // when that was, since T = 0 of the run
  std::uint64_t bounds_from = 0;  // the record and the instant of the stream that its bounds count from
  StreamTime bounds_at{};
  // When a reload last changed what its records hold, since T = 0 of the run.
  std::optional<StreamTime> remade = std::nullopt;
};

}  // namespace spate
