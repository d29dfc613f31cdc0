#include "stats/settlement_tracker.hpp"

#include <array>
#include <atomic>
#include <random>
#include <vector>

#include "base/thread.hpp"
#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

namespace {

StreamPosition at(std::uint64_t index) { return {.index = index, .bytes = 10 * index, .scheduled_bytes = 0}; }

}  // namespace

TEST_CASE("without records the resume index is the first record") {
  SettlementTracker settlement;
  settlement.reset(at(7), 9);
  CHECK(settlement.resume_position().index == 7);
  CHECK(settlement.sent_index() == 9);
}

TEST_CASE("records settled with and without a report advance the resume index") {
  SettlementTracker settlement;
  settlement.advance(at(0), true);
  settlement.count_enqueued(10, 10);
  CHECK(settlement.sent_index() == 10);
  CHECK(settlement.resume_position().index == 0);
  settlement.settle(settlement.current_interval(), 4);
  settlement.settle_unreported(settlement.current_interval(), 6);
  settlement.advance(at(10), false);
  CHECK(settlement.resume_position().index == 10);
  CHECK(settlement.resume_position().bytes == 100);
}

TEST_CASE("the resume index stays at the interval of the oldest unsettled record") {
  SettlementTracker settlement;
  std::vector<std::uint32_t> intervals;
  for (std::uint64_t turn = 0; turn < 5; ++turn) {
    settlement.advance(at(10 * turn), true);
    intervals.push_back(settlement.current_interval());
    settlement.count_enqueued(10, 10 * turn + 10);
  }
  settlement.advance(at(50), true);
  for (const auto settled : {3U, 1U, 4U, 2U}) {
    settlement.settle(intervals[settled], 10);
    CHECK(settlement.resume_position().index == 0);
  }
  settlement.settle(intervals[0], 9);
  CHECK(settlement.resume_position().index == 0);
  settlement.settle(intervals[0], 1);
  CHECK(settlement.resume_position().index == 50);
}

TEST_CASE("the resume index of a slow stream advances with every record") {
  SettlementTracker settlement;
  for (std::uint64_t record = 0; record < 100; ++record) {
    settlement.advance(at(record), false);
    settlement.count_enqueued(1, record + 1);
    CHECK(settlement.resume_position().index == record);
    settlement.settle(settlement.current_interval(), 1);
  }
}

// Compares with a list of all batches, settled in random order, the oldest unsettled for long.
TEST_CASE("the resume index is never above the oldest unsettled record") {
  std::mt19937_64 random{GENERATE(1U, 2U, 3U)};
  SettlementTracker settlement;
  struct Batch {
    std::uint64_t begin, open;
    std::uint32_t interval;
  };
  std::vector<Batch> batches;
  std::uint64_t index = 0;
  for (int turn = 0; turn < 3'000; ++turn) {
    const bool new_interval = random() % 3 == 0;
    settlement.advance(at(index), new_interval);
    const auto records = random() % 20;
    settlement.count_enqueued(records, index + records);
    if (records > 0) batches.push_back({index, records, settlement.current_interval()});
    index += records;
    settlement.advance(at(index), false);
    const auto rounds = random() % 4;
    for (std::uint64_t round = 0; round < rounds && !batches.empty(); ++round) {
      const auto which = turn % 400 < 300 && batches.size() > 1 ? 1 + random() % (batches.size() - 1) : 0;
      auto& batch = batches[which];
      const auto settled = 1 + random() % batch.open;
      settlement.settle(batch.interval, settled);
      batch.open -= settled;
      if (batch.open == 0) batches.erase(batches.begin() + static_cast<std::ptrdiff_t>(which));
    }
    const auto truth = batches.empty() ? index : batches.front().begin;
    REQUIRE(settlement.resume_position().index <= truth);
    REQUIRE(settlement.resume_position().bytes == 10 * settlement.resume_position().index);
  }
  for (const auto& batch : batches) settlement.settle(batch.interval, batch.open);
  CHECK(settlement.resume_position().index == index);
}

TEST_CASE("the resume position is consistent while two other threads write") {
  SettlementTracker settlement;
  constexpr std::uint64_t kRecords = 200'000;
  std::atomic<std::uint64_t> made{0};
  std::atomic<std::uint64_t> settled{0};
  std::array<std::uint32_t, kRecords / 10> intervals{};
  Thread worker{"worker", [&] {
                  for (std::uint64_t index = 0; index < kRecords; index += 10) {
                    settlement.advance(at(index), index % 70 == 0);
                    intervals[index / 10] = settlement.current_interval();
                    settlement.count_enqueued(10, index + 10);
                    made.store(index + 10);
                  }
                  settlement.advance(at(kRecords), true);
                }};
  Thread reports{"reports", [&] {
                   for (std::uint64_t index = 0; index < kRecords; index += 10) {
                     while (made.load() <= index) {
                     }
                     settlement.settle(intervals[index / 10], 10);
                     settled.store(index + 10);
                   }
                 }};
  std::uint64_t before = 0;
  while (before < kRecords) {
    const auto resume = settlement.resume_position();
    REQUIRE(resume.index <= settled.load() + 10);  // a batch settles before `settled` grows
    REQUIRE(resume.bytes == 10 * resume.index);
    before = resume.index;
  }
  worker.join();
  reports.join();
}
