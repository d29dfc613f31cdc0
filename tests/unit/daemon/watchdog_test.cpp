// Uses threads that really hang. The tests pass the time in and do not wait for it.
#include "daemon/watchdog.hpp"

#include <condition_variable>
#include <mutex>

#include "catch.hpp"
#include "scenario/read/load.hpp"
#include "stream/worker.hpp"

using namespace spate;
using namespace spate::daemon;

namespace {

constexpr Duration kTimeout = 30 * kSecond;

// A client whose call returns after release().
class StuckSink : public record::RecordSink {
 public:
  std::size_t enqueue(std::span<const record::Record> records, MonotonicTime) noexcept override {
    std::unique_lock lock{mutex_};
    called_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return released_; });
    for (const record::Record& record : records) record.slot->block->release(1);
    return records.size();
  }
  [[nodiscard]] std::int32_t partition_count() const noexcept override { return 1; }

  void wait_until_called() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return called_; });
  }
  void release() {
    const std::lock_guard lock{mutex_};
    released_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool called_ = false;
  bool released_ = false;
};

// A stream that sends one record per hour, and its statistics.
struct SlowStream {
  explicit SlowStream(record::RecordSink& sink) {
    auto& stream_stats = stats.streams.add(std::make_shared<stats::StreamStats>());
    scenario::Diagnostics diagnostics;
    const auto scenario = scenario::parse_scenario(
        "kafka: {bootstrap.servers: embedded}\nstreams: [{topic: t, name: slow, rate: 1/h, record: x}]\n", "t.yaml", {},
        diagnostics);
    CAPTURE(diagnostics.text());
    REQUIRE(scenario);
    const scenario::Stream& stream = scenario->streams.front();
    stream::WorkerSetup setup{
        .name = stream.name,
        .pacer = pacing::Pacer{pacing::Schedule{stream.rate}, stream.stop_after, stream.when_late},
        .generator = *generator::compile_generator(*scenario, stream, diagnostics),
        .partitions = stream::PartitionChooser{stream.partitioner, 1, stream.name}};
    stream_stats.name = stream.name;
    worker.emplace(std::move(setup), sink, stream_stats);
  }

  stats::RunStats stats;
  std::optional<stream::Worker> worker;
};

}  // namespace

TEST_CASE("a worker stuck in a call is stalled, a worker that waits for 1 h is not") {
  StuckSink sink;
  SlowStream slow{sink};
  CHECK_FALSE(run::hung_thread(slow.stats, monotonic_now() + kMinute, kTimeout));  // not started
  slow.worker->start({.monotonic = monotonic_now(), .wall = wall_now()});
  sink.wait_until_called();
  const MonotonicTime called = monotonic_now();
  CHECK_FALSE(run::hung_thread(slow.stats, called, kTimeout));
  CHECK(run::hung_thread(slow.stats, called + kTimeout, kTimeout) == "the worker of stream slow");
  sink.release();
  while (slow.stats.streams[0]->worker.next_wakeup.load() < called + kMinute) std::this_thread::yield();
  CHECK_FALSE(run::hung_thread(slow.stats, called + kMinute, kTimeout));
  slow.worker->stop();
  slow.worker->join();
  CHECK_FALSE(run::hung_thread(slow.stats, called + 3'600 * kMinute, kTimeout));  // ended
}

TEST_CASE("a poll thread without a poll is stalled, no poll thread is not") {
  stats::RunStats stats;
  CHECK_FALSE(run::hung_thread(stats, MonotonicTime{kMinute}, kTimeout));
  stats.client.mark_polled(MonotonicTime{kMinute});
  CHECK_FALSE(run::hung_thread(stats, MonotonicTime{kMinute + kTimeout}, kTimeout));
  CHECK(run::hung_thread(stats, MonotonicTime{kMinute + kTimeout + Duration{1}}, kTimeout) == "the poll thread");
}

TEST_CASE("the watchdog is off without a service manager") {
  const stats::RunStats stats;
  CHECK(Watchdog{stats}.next() == kNever);
}
