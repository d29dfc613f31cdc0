#include "stats/unsettled.hpp"

#include <array>
#include <atomic>
#include <random>
#include <vector>

#include "base/thread.hpp"
#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

namespace {

Progress at(std::uint64_t index) { return {.index = index, .bytes = 10 * index, .flowed = 0}; }

}  // namespace

TEST_CASE("without records the resume index is the first record") {
  Unsettled unsettled;
  unsettled.begin(at(7), 9);
  CHECK(unsettled.lowest().index == 7);
  CHECK(unsettled.sent_before() == 9);
}

TEST_CASE("records settled with and without a report advance the resume index") {
  Unsettled unsettled;
  unsettled.reach(at(0), true);
  unsettled.take(10, 10);
  CHECK(unsettled.sent_before() == 10);
  CHECK(unsettled.lowest().index == 0);
  unsettled.settle(unsettled.stretch(), 4);
  unsettled.settle_at_once(unsettled.stretch(), 6);
  unsettled.reach(at(10), false);
  CHECK(unsettled.lowest().index == 10);
  CHECK(unsettled.lowest().bytes == 100);
}

TEST_CASE("the resume index stays at the interval of the oldest unsettled record") {
  Unsettled unsettled;
  std::vector<std::uint32_t> stretches;
  for (std::uint64_t turn = 0; turn < 5; ++turn) {
    unsettled.reach(at(10 * turn), true);
    stretches.push_back(unsettled.stretch());
    unsettled.take(10, 10 * turn + 10);
  }
  unsettled.reach(at(50), true);
  for (const auto settled : {3U, 1U, 4U, 2U}) {
    unsettled.settle(stretches[settled], 10);
    CHECK(unsettled.lowest().index == 0);
  }
  unsettled.settle(stretches[0], 9);
  CHECK(unsettled.lowest().index == 0);
  unsettled.settle(stretches[0], 1);
  CHECK(unsettled.lowest().index == 50);
}

TEST_CASE("the resume index of a slow stream advances with every record") {
  Unsettled unsettled;
  for (std::uint64_t record = 0; record < 100; ++record) {
    unsettled.reach(at(record), false);
    unsettled.take(1, record + 1);
    CHECK(unsettled.lowest().index == record);
    unsettled.settle(unsettled.stretch(), 1);
  }
}

// Compares with a list of all batches, settled in random order, the oldest unsettled for long.
TEST_CASE("the resume index is never above the oldest unsettled record") {
  std::mt19937_64 random{GENERATE(1U, 2U, 3U)};
  Unsettled unsettled;
  struct Batch {
    std::uint64_t begin, open;
    std::uint32_t stretch;
  };
  std::vector<Batch> batches;
  std::uint64_t index = 0;
  for (int turn = 0; turn < 3'000; ++turn) {
    const bool new_stretch = random() % 3 == 0;
    unsettled.reach(at(index), new_stretch);
    const auto records = random() % 20;
    unsettled.take(records, index + records);
    if (records > 0) batches.push_back({index, records, unsettled.stretch()});
    index += records;
    unsettled.reach(at(index), false);
    const auto rounds = random() % 4;
    for (std::uint64_t round = 0; round < rounds && !batches.empty(); ++round) {
      const auto which = turn % 400 < 300 && batches.size() > 1 ? 1 + random() % (batches.size() - 1) : 0;
      auto& batch = batches[which];
      const auto settled = 1 + random() % batch.open;
      unsettled.settle(batch.stretch, settled);
      batch.open -= settled;
      if (batch.open == 0) batches.erase(batches.begin() + static_cast<std::ptrdiff_t>(which));
    }
    const auto truth = batches.empty() ? index : batches.front().begin;
    REQUIRE(unsettled.lowest().index <= truth);
    REQUIRE(unsettled.lowest().bytes == 10 * unsettled.lowest().index);
  }
  for (const auto& batch : batches) unsettled.settle(batch.stretch, batch.open);
  CHECK(unsettled.lowest().index == index);
}

TEST_CASE("the resume position is consistent while two other threads write") {
  Unsettled unsettled;
  constexpr std::uint64_t kRecords = 200'000;
  std::atomic<std::uint64_t> made{0};
  std::atomic<std::uint64_t> settled{0};
  std::array<std::uint32_t, kRecords / 10> stretches{};
  Thread worker{"worker", [&] {
                  for (std::uint64_t index = 0; index < kRecords; index += 10) {
                    unsettled.reach(at(index), index % 70 == 0);
                    stretches[index / 10] = unsettled.stretch();
                    unsettled.take(10, index + 10);
                    made.store(index + 10);
                  }
                  unsettled.reach(at(kRecords), true);
                }};
  Thread reports{"reports", [&] {
                   for (std::uint64_t index = 0; index < kRecords; index += 10) {
                     while (made.load() <= index) {
                     }
                     unsettled.settle(stretches[index / 10], 10);
                     settled.store(index + 10);
                   }
                 }};
  std::uint64_t before = 0;
  while (before < kRecords) {
    const auto lowest = unsettled.lowest();
    REQUIRE(lowest.index <= settled.load() + 10);  // a batch settles before `settled` grows
    REQUIRE(lowest.bytes == 10 * lowest.index);
    before = lowest.index;
  }
  worker.join();
  reports.join();
}
