// A new sink for a worker, and a new worker after one that has ended.
#include <atomic>
#include <set>
#include <thread>

#include "fake_sink.hpp"

using namespace spate;
using namespace spate::stream;

namespace {

const std::string kNumbered = "    record: {n: \"=index()\"}\n    key: none\n";

void wait_until(const std::function<bool()>& condition) {
  while (!condition()) std::this_thread::yield();
}

}  // namespace

TEST_CASE("a worker switches the sink only after all records of the first are settled") {
  StreamRun run{max_rate(3'000) + kNumbered};
  FakeSink second{run.stats};
  FakeSink& first = run.sink;
  std::atomic<bool> full{false};
  std::atomic<std::size_t> accepted{0};
  first.release = false;
  first.capacity = [&](std::size_t records) {
    if (accepted == 1'024 && full) return std::size_t{0};
    accepted += records;
    if (accepted == 1'024) full = true;
    return records;
  };
  Worker worker{run.setup, first, run.stats};
  worker.start(now_as_origin());
  wait_until([&] { return run.stats.worker.enqueued.read() == 1'024; });
  worker.change_sink(second);
  CHECK(worker.is_sink_change_pending());
  full = false;  // the current batch still goes to the first
  wait_until([&] { return run.stats.worker.enqueued.read() >= 2'048; });
  const auto blocked = run.stats.worker.blocked.read();
  wait_until([&] { return worker.ended() || run.stats.worker.blocked.read() > blocked + 100 * kMicrosecond; });
  CHECK(worker.is_sink_change_pending());
  REQUIRE(second.records.empty());
  first.release_all();
  worker.join();
  CHECK_FALSE(worker.is_sink_change_pending());
  REQUIRE(first.records.size() == 2'048);
  REQUIRE(second.records.size() == 952);
  for (std::uint64_t n = 0; n < 952; ++n) REQUIRE(second.records[n].index() == 2'048 + n);
  CHECK(worker.settled());
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a worker that waits for its start switches the sink at once") {
  StreamRun run{"    rate: 10/s\n    start_after: 1h\n" + kNumbered};
  FakeSink second{run.stats};
  Worker worker{run.setup, run.sink, run.stats};
  worker.start(now_as_origin());
  worker.change_sink(second);
  wait_until([&] { return !worker.is_sink_change_pending(); });
  worker.stop();
  worker.join();
  CHECK(stats::read_account(run.stats).scheduled == 0);
}

TEST_CASE("a worker that has ended does not switch the sink") {
  StreamRun run{max_rate(10) + kNumbered};
  FakeSink second{run.stats};
  Worker worker{run.setup, run.sink, run.stats};
  worker.start(now_as_origin());
  worker.join();
  worker.change_sink(second);
  CHECK_FALSE(worker.is_sink_change_pending());
}

TEST_CASE("a replacement worker continues at the next index with one account") {
  StreamRun run{"    rate: 1000000/s\n    stop_after: {records: 5000}\n" + kNumbered};
  std::size_t accepted = 0;
  run.sink.capacity = [&](std::size_t records) {  // the first worker stops at a full queue, within a batch
    const auto count = std::min<std::size_t>(records, 1'500 - accepted);
    accepted += count;
    return count;
  };
  {
    Worker first{run.setup, run.sink, run.stats};
    first.start(now_as_origin());
    wait_until([&] { return run.stats.worker.enqueued.read() == 1'500 && run.stats.worker.scheduled.read() == 5'000; });
    first.stop();
    first.join();
    CHECK(first.settled());
  }
  const auto after_first = stats::read_account(run.stats);
  CHECK(after_first.scheduled == 5'000);
  CHECK(after_first.skipped_total() == 3'500);
  CHECK(stats::account_balances(run.stats));
  run.sink.capacity = [](std::size_t records) { return records; };
  WorkerSetup second_setup = run.setup;
  const scenario::Stream& stream = run.scenario.streams.front();
  second_setup.begins_at = StreamTime{kMillisecond};
  second_setup.pacer = pacing::Pacer::restarted(pacing::Schedule{stream.rate}, stream.stop_after, stream.when_late,
                                                second_setup.begins_at, after_first.scheduled);
  Worker second{second_setup, run.sink, run.stats};
  second.start(now_as_origin());
  second.join();
  const auto after_second = stats::read_account(run.stats);
  CHECK(after_second.scheduled == 10'000);
  CHECK(after_second.delivered == 6'500);
  CHECK(after_second.skipped_total() == 3'500);
  CHECK(stats::account_balances(run.stats));
  std::set<std::uint64_t> indexes;
  for (const EnqueuedRecord& record : run.sink.records) indexes.insert(record.index());
  CHECK(indexes.size() == 6'500);
  CHECK(run.sink.records[1'500].index() == 5'000);
  CHECK(run.sink.records.back().index() == 9'999);
}
