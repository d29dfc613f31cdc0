// Dropped, duplicated and late records, and their counts in the account.
#include <map>

#include "fake_sink.hpp"

using namespace spate;
using namespace spate::stream;

namespace {

std::uint64_t counted(const stats::StreamStats& stats, Imperfection kind) {
  return stats.worker.imperfections[static_cast<std::size_t>(kind)].read();
}

std::map<std::uint64_t, std::vector<Taken>> by_index(const FakeSink& sink) {
  std::map<std::uint64_t, std::vector<Taken>> records;
  for (const Taken& record : sink.taken) records[record.index()].push_back(record);
  return records;
}

std::string stream_text(const std::string& imperfections, const std::string& rate = at_max(20'000)) {
  return rate +
         "    record: {n: \"=index()\", at: \"=event_time()\", user: \"=index() % 50\"}\n    key: user\n"
         "    headers: {n: =n}\n    imperfections: " +
         imperfections + "\n";
}

}  // namespace

TEST_CASE("dropped records count as scheduled and dropped only") {
  Trial run{stream_text("{drop: 10%}")};
  run.until_end();
  const auto account = stats::read_account(run.stats);
  CHECK(account.scheduled == 20'000);
  CHECK(account.dropped + account.enqueued == 20'000);
  CHECK((account.dropped > 1'700 && account.dropped < 2'300));
  CHECK(counted(run.stats, Imperfection::drop) == account.dropped);
  CHECK(by_index(run.sink).size() == account.enqueued);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a stream that drops everything ends") {
  Trial run{stream_text("{drop: 100%}")};
  run.until_end();
  CHECK(stats::read_account(run.stats).dropped == 20'000);
  CHECK(run.sink.taken.empty());
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("a duplicate has the same bytes and partition and follows its record") {
  Trial run{stream_text("{duplicate: 5%}")};
  run.until_end();
  const auto account = stats::read_account(run.stats);
  CHECK(account.scheduled == 20'000);
  CHECK((account.duplicated > 800 && account.duplicated < 1'200));
  CHECK(account.enqueued == account.scheduled + account.duplicated);
  CHECK(counted(run.stats, Imperfection::duplicate) == account.duplicated);
  const auto records = by_index(run.sink);
  CHECK(records.size() == 20'000);
  std::uint64_t twice = 0;
  for (const auto& [index, copies] : records) {
    if (copies.size() == 1) continue;
    ++twice;
    REQUIRE(copies.size() == 2);
    CHECK(copies[0].value == copies[1].value);
    CHECK(copies[0].key == copies[1].key);
    CHECK(copies[0].partition == copies[1].partition);
    CHECK(copies[0].intended == copies[1].intended);
  }
  CHECK(twice == account.duplicated);
  CHECK(run.sink.slots_agree);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("duplicates work with a full queue and little memory") {
  Trial run{stream_text("{duplicate: 100%}")};
  run.setup.max_memory = 1;  // two blocks
  std::size_t call = 0;
  run.sink.room = [&](std::size_t offered) { return ++call % 3 == 0 ? offered / 2 : offered; };
  run.until_end();
  const auto account = stats::read_account(run.stats);
  CHECK(account.enqueued == 40'000);
  CHECK(account.duplicated == 20'000);
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("imperfections are counted by kind and enqueued record, copies included") {
  Trial run{stream_text("{late: {probability: 100%, by: 1min}, duplicate: 50%, tombstone: 100%}", at_max(1'000))};
  run.until_end();
  const auto account = stats::read_account(run.stats);
  CHECK(counted(run.stats, Imperfection::late) == account.enqueued);
  CHECK(counted(run.stats, Imperfection::tombstone) == account.enqueued);
  const auto lateness = run.stats.worker.event_lateness.read();
  CHECK(lateness.count == account.enqueued);
  CHECK(lateness.sum_seconds == Approx(60.0 * static_cast<double>(account.enqueued)));
}

TEST_CASE("lateness counts records on time if event times are changed, and none otherwise") {
  Trial late{stream_text("{late: {probability: 0%, by: 1min}}", at_max(100))};
  late.until_end();
  CHECK(late.stats.worker.event_lateness.read().at_most[0] == 100);
  Trial plain{stream_text("{duplicate: 0%}", at_max(100))};
  plain.until_end();
  CHECK(plain.stats.worker.event_lateness.read().count == 0);
}

TEST_CASE("a stop with a full queue leaves a balanced account, copies included") {
  Trial run{stream_text("{duplicate: 50%, drop: 10%}", "    rate: max\n")};
  std::size_t left = 5'000;
  run.origin = now_as_origin();
  Worker worker{run.setup, run.sink, run.stats};
  run.sink.room = [&](std::size_t offered) {
    const auto taken = std::min(left, offered);
    left -= taken;
    if (left == 0) worker.stop();
    return taken;
  };
  worker.start(run.origin);
  worker.join();
  const auto account = stats::read_account(run.stats);
  CHECK(account.enqueued == 5'000);
  CHECK(account.waiting == 0);
  CHECK(account.scheduled + account.duplicated == account.enqueued + account.dropped + account.skipped_total());
  CHECK(stats::account_balances(run.stats));
}
