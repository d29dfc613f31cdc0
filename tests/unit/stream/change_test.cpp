// Other threads change the rate of a stream while its worker runs.
#include <array>
#include <set>
#include <thread>

#include "fake_sink.hpp"

using namespace spate;
using namespace spate::stream;

namespace {

const std::string kNumbered = "    record: {n: \"=index()\"}\n    key: none\n";

pacing::Schedule constant_rate(std::uint64_t amount) {
  return pacing::Schedule{scenario::constant({scenario::Rate::Unit::records, amount, kSecond})};
}
pacing::Schedule unlimited_rate() {
  return pacing::Schedule{scenario::constant({scenario::Rate::Unit::unlimited, 0, {}})};
}

}  // namespace

TEST_CASE("a paused stream makes nothing, and every index once after it resumes") {
  StreamRun run{"    rate: 0/s\n    stop_after: {records: 3000}\n" + kNumbered};
  Worker worker{run.setup, run.sink, run.stats};
  worker.start(now_as_origin());
  worker.change_schedule(unlimited_rate(), monotonic_now());
  worker.join();
  std::set<std::uint64_t> indexes;
  for (const EnqueuedRecord& record : run.sink.records) indexes.insert(record.index());
  CHECK(run.sink.records.size() == 3'000);
  CHECK(indexes.size() == 3'000);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a worker adds each change of schedule to the history") {
  StreamRun run{"    rate: 1000/s\n    stop_after: {records: 3000}\n" + kNumbered};
  pacing::ScheduleHistory history{run.setup.pacer.schedule()};
  run.setup.history = &history;
  Worker worker{run.setup, run.sink, run.stats};
  const auto origin = now_as_origin();
  worker.start(origin);
  worker.change_schedule(constant_rate(20'000), monotonic_now());
  worker.join();
  REQUIRE(history.has_changes());
  REQUIRE(run.sink.records.size() == 3'000);
  for (const EnqueuedRecord& record : run.sink.records)
    REQUIRE(history.intended(record.index()) == origin.elapsed(record.intended));
}

TEST_CASE("concurrent changes lose and duplicate nothing, and the last one counts") {
  StreamRun run{"    rate: 5000/s\n    stop_after: {records: 200000}\n" + kNumbered};
  std::size_t offered = 0;
  run.sink.capacity = [&](std::size_t records) { return ++offered % 3 == 0 ? records / 2 : records; };
  Worker worker{run.setup, run.sink, run.stats};
  worker.start(now_as_origin());
  const auto change = [&](std::uint64_t seed) {
    for (std::uint64_t n = 0; n < 300; ++n) {
      const std::array all{constant_rate(0), constant_rate(1'000 * (n + seed)), unlimited_rate(), constant_rate(7)};
      worker.change_schedule(all[(n + seed) % all.size()], monotonic_now() - (n % 2 == 0 ? Duration{} : kSecond));
    }
  };
  std::thread first{change, 1};
  std::thread second{change, 2};
  first.join();
  second.join();
  worker.change_schedule(unlimited_rate(), monotonic_now());
  worker.join();
  const auto& records = run.sink.records;
  REQUIRE(records.size() == 200'000);
  std::uint64_t next = 0;
  MonotonicTime last{};
  for (const EnqueuedRecord& record : records) {
    REQUIRE(record.index() == next++);
    REQUIRE(record.intended >= last);
    last = record.intended;
  }
  CHECK(stats::account_balances(run.stats));
  CHECK(stats::read_account(run.stats).skipped_total() == 0);
}
