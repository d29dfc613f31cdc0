// Dropped, duplicated and late records, and their counts in the account.
#include <map>

#include "fake_sink.hpp"

using namespace spate;
using namespace spate::stream;

namespace {

std::uint64_t imperfection_count(const stats::StreamStats& stats, Imperfection kind) {
  return stats.worker.imperfections[static_cast<std::size_t>(kind)].read();
}

std::map<std::uint64_t, std::vector<EnqueuedRecord>> by_index(const FakeSink& sink) {
  std::map<std::uint64_t, std::vector<EnqueuedRecord>> records;
  for (const EnqueuedRecord& record : sink.records) records[record.index()].push_back(record);
  return records;
}

std::string stream_text(const std::string& imperfections, const std::string& rate = max_rate(20'000)) {
  return rate +
         "    record: {n: \"=index()\", at: \"=event_time()\", user: \"=index() % 50\"}\n    key: user\n"
         "    headers: {n: =n}\n    imperfections: " +
         imperfections + "\n";
}

}  // namespace

TEST_CASE("dropped records count as scheduled and dropped only") {
  StreamRun run{stream_text("{drop: 10%}")};
  run.run_to_end();
  const auto account = stats::read_account(run.stats);
  CHECK(account.scheduled == 20'000);
  CHECK(account.dropped + account.enqueued == 20'000);
  CHECK((account.dropped > 1'700 && account.dropped < 2'300));
  CHECK(imperfection_count(run.stats, Imperfection::drop) == account.dropped);
  CHECK(by_index(run.sink).size() == account.enqueued);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a stream that drops everything ends") {
  StreamRun run{stream_text("{drop: 100%}")};
  run.run_to_end();
  CHECK(stats::read_account(run.stats).dropped == 20'000);
  CHECK(run.sink.records.empty());
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a duplicate has the same bytes and partition and follows its record") {
  StreamRun run{stream_text("{duplicate: 5%}")};
  run.run_to_end();
  const auto account = stats::read_account(run.stats);
  CHECK(account.scheduled == 20'000);
  CHECK((account.duplicated > 800 && account.duplicated < 1'200));
  CHECK(account.enqueued == account.scheduled + account.duplicated);
  CHECK(imperfection_count(run.stats, Imperfection::duplicate) == account.duplicated);
  const auto records = by_index(run.sink);
  CHECK(records.size() == 20'000);
  std::uint64_t duplicated = 0;
  for (const auto& [index, copies] : records) {
    if (copies.size() == 1) continue;
    ++duplicated;
    REQUIRE(copies.size() == 2);
    CHECK(copies[0].value == copies[1].value);
    CHECK(copies[0].key == copies[1].key);
    CHECK(copies[0].partition == copies[1].partition);
    CHECK(copies[0].intended == copies[1].intended);
  }
  CHECK(duplicated == account.duplicated);
  CHECK(run.sink.slots_match);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("duplicates work with a full queue and little memory") {
  StreamRun run{stream_text("{duplicate: 100%}")};
  run.setup.max_memory = 1;  // two blocks
  std::size_t call = 0;
  run.sink.capacity = [&](std::size_t offered) { return ++call % 3 == 0 ? offered / 2 : offered; };
  run.run_to_end();
  const auto account = stats::read_account(run.stats);
  CHECK(account.enqueued == 40'000);
  CHECK(account.duplicated == 20'000);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("imperfections are counted by kind and enqueued record, copies included") {
  StreamRun run{stream_text("{late: {probability: 100%, by: 1min}, duplicate: 50%, tombstone: 100%}", max_rate(1'000))};
  run.run_to_end();
  const auto account = stats::read_account(run.stats);
  CHECK(imperfection_count(run.stats, Imperfection::late) == account.enqueued);
  CHECK(imperfection_count(run.stats, Imperfection::tombstone) == account.enqueued);
  const auto lateness = run.stats.worker.event_lateness.read();
  CHECK(lateness.count == account.enqueued);
  CHECK(lateness.sum_seconds == Approx(60.0 * static_cast<double>(account.enqueued)));
}

TEST_CASE("lateness counts records on time if event times are changed, and none otherwise") {
  StreamRun late{stream_text("{late: {probability: 0%, by: 1min}}", max_rate(100))};
  late.run_to_end();
  CHECK(late.stats.worker.event_lateness.read().at_most[0] == 100);
  StreamRun plain{stream_text("{duplicate: 0%}", max_rate(100))};
  plain.run_to_end();
  CHECK(plain.stats.worker.event_lateness.read().count == 0);
}

TEST_CASE("a stop with a full queue leaves a balanced account, copies included") {
  StreamRun run{stream_text("{duplicate: 50%, drop: 10%}", "    rate: max\n")};
  std::size_t remaining = 5'000;
  run.origin = now_as_origin();
  Worker worker{run.setup, run.sink, run.stats};
  run.sink.capacity = [&](std::size_t offered) {
    const auto accepted = std::min(remaining, offered);
    remaining -= accepted;
    if (remaining == 0) worker.stop();
    return accepted;
  };
  worker.start(run.origin);
  worker.join();
  const auto account = stats::read_account(run.stats);
  CHECK(account.enqueued == 5'000);
  CHECK(account.waiting == 0);
  CHECK(account.scheduled + account.duplicated == account.enqueued + account.dropped + account.skipped_total());
  CHECK(stats::account_balances(run.stats));
}
