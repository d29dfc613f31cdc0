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
  Trial run{at_max(3'000) + kNumbered};
  FakeSink second{run.stats};
  FakeSink& first = run.sink;
  std::atomic<bool> full{false};
  std::atomic<std::size_t> given{0};
  first.release = false;
  first.room = [&](std::size_t records) {
    if (given == 1'024 && full) return std::size_t{0};
    given += records;
    if (given == 1'024) full = true;
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
  REQUIRE(second.taken.empty());
  first.release_all();
  worker.join();
  CHECK_FALSE(worker.is_sink_change_pending());
  REQUIRE(first.taken.size() == 2'048);
  REQUIRE(second.taken.size() == 952);
  for (std::uint64_t n = 0; n < 952; ++n) REQUIRE(second.taken[n].index() == 2'048 + n);
  CHECK(worker.settled());
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a worker that waits for its start switches the sink at once") {
  Trial run{"    rate: 10/s\n    start_after: 1h\n" + kNumbered};
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
  Trial run{at_max(10) + kNumbered};
  FakeSink second{run.stats};
  Worker worker{run.setup, run.sink, run.stats};
  worker.start(now_as_origin());
  worker.join();
  worker.change_sink(second);
  CHECK_FALSE(worker.is_sink_change_pending());
}

TEST_CASE("a replacement worker continues at the next index with one account") {
  Trial run{"    rate: 1000000/s\n    stop_after: {records: 5000}\n" + kNumbered};
  std::size_t given = 0;
  run.sink.room = [&](std::size_t records) {  // the first worker stops at a full queue, within a batch
    const auto room = std::min<std::size_t>(records, 1'500 - given);
    given += room;
    return room;
  };
  {
    Worker first{run.setup, run.sink, run.stats};
    first.start(now_as_origin());
    wait_until([&] { return run.stats.worker.enqueued.read() == 1'500 && run.stats.worker.scheduled.read() == 5'000; });
    first.stop();
    first.join();
    CHECK(first.settled());
  }
  const auto left = stats::read_account(run.stats);
  CHECK(left.scheduled == 5'000);
  CHECK(left.skipped_total() == 3'500);
  CHECK(stats::account_balances(run.stats));
  run.sink.room = [](std::size_t records) { return records; };
  WorkerSetup again = run.setup;
  const scenario::Stream& stream = run.scenario.streams.front();
  again.begins_at = StreamTime{kMillisecond};
  again.pacer = pacing::Pacer::restarted(pacing::Schedule{stream.rate}, stream.stop_after, stream.when_late,
                                         again.begins_at, left.scheduled);
  Worker second{again, run.sink, run.stats};
  second.start(now_as_origin());
  second.join();
  const auto both = stats::read_account(run.stats);
  CHECK(both.scheduled == 10'000);
  CHECK(both.delivered == 6'500);
  CHECK(both.skipped_total() == 3'500);
  CHECK(stats::account_balances(run.stats));
  std::set<std::uint64_t> indexes;
  for (const Taken& record : run.sink.taken) indexes.insert(record.index());
  CHECK(indexes.size() == 6'500);
  CHECK(run.sink.taken[1'500].index() == 5'000);
  CHECK(run.sink.taken.back().index() == 9'999);
}
