#include "stream/worker.hpp"

#include <map>
#include <random>

#include "fake_sink.hpp"

using namespace spate;
using namespace spate::stream;

namespace {

const std::string kNumbered =
    "    record: {n: \"=index()\", user: \"=index() % 50\"}\n"
    "    key: user\n";
const std::string kKeyless =
    "    record: {n: \"=index()\"}\n"
    "    key: none\n";

// Every index up to `count` once, in order within each partition.
void check_complete(const FakeSink& sink, std::uint64_t count) {
  std::vector<std::uint64_t> indexes;
  std::map<std::int32_t, std::uint64_t> next;
  bool in_order = true;
  for (const EnqueuedRecord& record : sink.records) {
    indexes.push_back(record.index());
    auto& min = next[record.partition];
    in_order = in_order && record.index() >= min;
    min = record.index() + 1;
  }
  std::sort(indexes.begin(), indexes.end());
  CHECK(in_order);
  CHECK(sink.slots_match);
  REQUIRE(indexes.size() == count);
  CHECK(std::adjacent_find(indexes.begin(), indexes.end()) == indexes.end());
  CHECK((indexes.empty() || indexes.back() == count - 1));
}

std::uint64_t skipped_at_stop(const stats::StreamStats& stats) {
  return stats::read_account(stats).skipped[static_cast<std::size_t>(stats::SkipReason::stop)];
}

}  // namespace

TEST_CASE("a bounded stream enqueues its records in order and ends") {
  const std::uint64_t records = GENERATE(1U, 1'024U, 20'000U);
  StreamRun run{max_rate(records) + kNumbered};
  run.run_to_end();
  check_complete(run.sink, records);
  CHECK_FALSE(run.failure);
  CHECK(stats::account_balances(run.stats));
  CHECK(stats::read_account(run.stats).skipped_total() == 0);
}

TEST_CASE("a queue that is often full loses, duplicates and reorders nothing") {
  StreamRun run{max_rate(10'000) + kNumbered};
  std::mt19937 random{1};
  SECTION("a part of each run fits") {
    run.sink.capacity = [&](std::size_t offered) { return random() % (offered + 1); };
  }
  SECTION("usually no record fits") {
    run.sink.capacity = [&](std::size_t offered) { return random() % 8 == 0 ? offered / 2 + 1 : 0; };
  }
  run.run_to_end();
  check_complete(run.sink, 10'000);
  CHECK(stats::account_balances(run.stats));
  CHECK(run.stats.worker.blocked.read() > Duration{});
}

TEST_CASE("rejected records count as failed and block nothing") {
  StreamRun run{max_rate(5'000) + kNumbered};
  run.sink.rejects = [](const EnqueuedRecord& record) { return record.index() % 10 == 3; };
  run.run_to_end();
  CHECK(run.sink.records.size() == 4'500);
  const auto account = stats::read_account(run.stats);
  CHECK(account.enqueued == 5'000);
  CHECK(account.failed == 500);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("added partitions are used, and keys follow their hash") {
  StreamRun run{max_rate(20'000) + kNumbered};
  std::int32_t calls = 0;
  std::map<std::int32_t, bool> used;
  run.sink.partitions = [&] { return ++calls <= 5 ? 2 : 7; };
  run.run_to_end();
  check_complete(run.sink, 20'000);
  auto records = run.sink.records;
  std::sort(records.begin(), records.end(),
            [](const EnqueuedRecord& a, const EnqueuedRecord& b) { return a.index() < b.index(); });
  bool added = false;
  for (const EnqueuedRecord& record : records) {
    added = added || record.partition != record::murmur2_partition(record.key, 2);
    REQUIRE(record.partition == record::murmur2_partition(record.key, added ? 7 : 2));
    used[record.partition] = true;
  }
  CHECK(used.size() == 7);
}

TEST_CASE("records without a key fill one partition per batch, in rotation") {
  StreamRun run{max_rate(8'192) + kKeyless};
  run.sink.partitions = [] { return 3; };
  run.run_to_end();
  REQUIRE(run.sink.calls == std::vector<std::size_t>(8, 1'024));
  for (std::size_t batch = 1; batch < 8; ++batch) {
    const auto before = run.sink.records[(batch - 1) * 1'024].partition;
    CHECK(run.sink.records[batch * 1'024].partition == (before + 1) % 3);
  }
}

TEST_CASE("round robin uses the partitions in turn") {
  StreamRun run{max_rate(3'000) + kKeyless + "    partitioner: round_robin\n"};
  run.run_to_end();
  for (const EnqueuedRecord& record : run.sink.records)
    REQUIRE(record.partition == static_cast<std::int32_t>(record.index() % 3));
}

TEST_CASE("each record has its intended time T(n) and is not sent earlier") {
  StreamRun run{"    rate: 10000/s\n    stop_after: {duration: 50ms}\n" + kNumbered};
  run.run_to_end();
  check_complete(run.sink, 500);
  const pacing::Schedule schedule{run.scenario.streams.front().rate};
  for (const EnqueuedRecord& record : run.sink.records) {
    REQUIRE(record.intended == run.origin.at(schedule.intended(record.index())));
    REQUIRE(record.enqueued >= record.intended);
  }
  CHECK(run.stats.worker.schedule_lag.read().count() == 500);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a stream with start_after counts intended times from its start") {
  StreamRun run{"    rate: 1000/s\n    stop_after: {records: 3}\n    start_after: 20ms\n" + kNumbered};
  run.run_to_end();
  REQUIRE(run.sink.records.size() == 3);
  for (const EnqueuedRecord& record : run.sink.records) {
    const Duration since_start = static_cast<Duration::rep>(record.index()) * kMillisecond;
    CHECK(record.intended == run.origin.monotonic + 20 * kMillisecond + since_start);
  }
}

TEST_CASE("a stop with a full queue skips and counts the backlog") {
  const std::string rate = GENERATE("    rate: max\n", "    rate: 100000/s\n");
  StreamRun run{rate + kNumbered};
  WakeEvent full;
  std::size_t remaining = 100;
  run.sink.capacity = [&](std::size_t offered) {
    const auto accepted = std::min(remaining, offered);
    remaining -= accepted;
    if (remaining == 0) full.set();
    return accepted;
  };
  Worker worker{run.setup, run.sink, run.stats};
  worker.start(now_as_origin());
  REQUIRE(full.sleep_until(monotonic_now() + kMinute));
  worker.stop();
  worker.join();
  const auto account = stats::read_account(run.stats);
  CHECK(account.delivered == 100);
  CHECK(account.enqueued == 100);
  CHECK(skipped_at_stop(run.stats) == account.scheduled - 100);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a stop before the first record sends nothing") {
  StreamRun run{"    rate: 1000/s\n    start_after: 1h\n" + kNumbered};
  Worker worker{run.setup, run.sink, run.stats};
  worker.start(now_as_origin());
  worker.stop();
  worker.join();
  CHECK(worker.ended());
  CHECK(stats::read_account(run.stats).scheduled == 0);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a worker that was never started can be destroyed") {
  StreamRun run{max_rate(1) + kNumbered};
  const Worker worker{run.setup, run.sink, run.stats};
  CHECK_FALSE(worker.ended());
}

TEST_CASE("a stream waits while every block waits for reports, then continues") {
  StreamRun run{max_rate(60'000) + kNumbered};
  run.setup.max_memory = 1;  // two blocks
  run.sink.release = false;
  // All reports arrive when the worker reads the partition count, before its next batch.
  run.sink.partitions = [&] {
    run.sink.release_all();
    return 3;
  };
  run.run_to_end();
  check_complete(run.sink, 60'000);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a record that cannot be made ends the stream with its error after earlier ones are sent") {
  StreamRun run{max_rate(1'000) + "    record: {n: \"=index()\", x: \"=100 % (index() - 10)\"}\n    key: none\n"};
  run.run_to_end();
  REQUIRE(run.failure);
  CHECK(run.failure->find("record 10") != std::string::npos);
  check_complete(run.sink, 10);
  CHECK(stats::account_balances(run.stats));
}
