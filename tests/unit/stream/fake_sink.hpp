// A sink that keeps its records, and streams that fill it, for tests of the worker.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "record/arena.hpp"
#include "record/record_sink.hpp"
#include "scenario/read/load.hpp"
#include "stats/stream_stats.hpp"
#include "stream/worker.hpp"

namespace spate::stream {

struct EnqueuedRecord {
  std::string value;
  std::string key;
  std::int32_t partition = 0;
  MonotonicTime intended{};
  MonotonicTime enqueued{};

  // The values of these records start with {"n":INDEX.
  [[nodiscard]] std::uint64_t index() const { return std::strtoull(value.c_str() + 5, nullptr, 10); }
};

// Accepts records, rejects them permanently or is full, as configured. Counts and releases them like the client.
class FakeSink : public record::RecordSink {
 public:
  explicit FakeSink(stats::StreamStats& stats) : stats_(stats) {}

  // How many of `offered` records this call accepts; all by default.
  std::function<std::size_t(std::size_t offered)> capacity = [](std::size_t offered) { return offered; };
  // Whether to reject this record permanently.
  std::function<bool(const EnqueuedRecord&)> rejects = [](const EnqueuedRecord&) { return false; };
  std::function<std::int32_t()> partitions = [] { return 3; };
  bool release = true;  // immediately; false: by release_all()

  std::size_t enqueue(std::span<const record::Record> run, MonotonicTime now) noexcept override {
    const auto accepted = std::min(run.size(), capacity(run.size()));
    calls.push_back(accepted);
    for (const record::Record& record : run.first(accepted)) settle(record, now);
    return accepted;
  }
  [[nodiscard]] std::int32_t partition_count() const noexcept override { return partitions(); }

  void release_all() {
    for (record::Slot* const slot : held_) slot->block->release(1);
    held_.clear();
  }

  std::vector<EnqueuedRecord> records;
  std::vector<std::size_t> calls;  // accepted records of each call
  bool slots_match = true;         // with their records and statistics

 private:
  void settle(const record::Record& record, MonotonicTime now) {
    if (record.slot->intended != record.intended || record.slot->block->owner() != &stats_) slots_match = false;
    EnqueuedRecord enqueued{.value = {record.value, record.value_size},
                            .key = record.key == nullptr ? "" : std::string{record.key, record.key_size},
                            .partition = record.partition,
                            .intended = record.intended,
                            .enqueued = now};
    if (rejects(enqueued)) {
      stats_.worker.rejected.count(10, 1);
    } else {
      stats_.delivery.delivered.add(1);
      records.push_back(std::move(enqueued));
    }
    held_.push_back(record.slot);
    if (release) release_all();
  }

  stats::StreamStats& stats_;
  std::vector<record::Slot*> held_;
};

// The one stream of a scenario with these keys.
inline scenario::Scenario parse_stream(const std::string& keys) {
  scenario::Diagnostics diagnostics;
  const auto scenario =
      scenario::parse_scenario("name: test\nkafka: {bootstrap.servers: embedded}\nstreams:\n  - topic: t\n" + keys,
                               "test.yaml", {}, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario);
  return *scenario;
}

inline WorkerSetup make_setup(const scenario::Scenario& scenario) {
  const scenario::Stream& stream = scenario.streams.front();
  scenario::Diagnostics diagnostics;
  auto generator = generator::compile_generator(scenario, stream, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(generator);
  return {.name = stream.name,
          .pacer = pacing::Pacer{pacing::Schedule{stream.rate}, stream.stop_after, stream.when_late},
          .generator = std::move(*generator),
          .partitions = PartitionChooser{stream.partitioner, scenario.seed, stream.name},
          .start_after = stream.start_after,
          .queue_full_backoff = 10 * kMicrosecond};
}

inline Origin now_as_origin() { return {.monotonic = monotonic_now(), .wall = wall_now()}; }

inline std::string max_rate(std::uint64_t records) {
  return "    rate: max\n    stop_after: {records: " + std::to_string(records) + "}\n";
}

// A stream with its sink and its statistics.
struct StreamRun {
  explicit StreamRun(const std::string& keys)
      : scenario(parse_stream(keys)), setup(make_setup(scenario)), sink(stats) {}

  void run_to_end() {
    origin = now_as_origin();
    Worker worker{setup, sink, stats};
    worker.start(origin);
    worker.join();
    sink.release_all();  // before the worker, which owns the memory
    CHECK(worker.ended());
    failure = worker.failure();
  }

  scenario::Scenario scenario;
  stats::StreamStats stats;
  WorkerSetup setup;
  FakeSink sink;
  Origin origin;
  std::optional<std::string> failure;
};

}  // namespace spate::stream
