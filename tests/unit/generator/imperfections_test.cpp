// Imperfections are decided from seed, stream and index, and have the configured probability.
#include <simdjson.h>

#include <cmath>
#include <map>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

constexpr int kRecords = 20'000;

struct Counts {
  std::map<Imperfection, int> of;
  int operator[](Imperfection kind) const { return of.count(kind) == 0 ? 0 : of.at(kind); }
};

struct One {
  std::string value;
  bool tombstone = false;
  ImperfectionSet kinds = 0;
  std::uint32_t lateness_ms = 0;
};

One one(RecordMaker& maker, std::uint64_t index) {
  std::vector<char> memory(maker.generator->max_bytes());
  const auto rendered = maker.generator->write(memory.data(), {index, kWall});
  CHECK(rendered.used <= memory.size());
  return {std::string(rendered.value == nullptr ? "" : rendered.value, rendered.value_size), rendered.value == nullptr,
          rendered.imperfections, rendered.lateness_ms};
}

RecordMaker with(const std::string& imperfections,
                 const std::string& record = "at: =event_time(\"epoch_ms\")\nn: =index()\n") {
  RecordMaker maker{record, "imperfections:\n  " + imperfections + "\n"};
  INFO(maker.problems);
  REQUIRE(maker.ok());
  return maker;
}

Counts count(RecordMaker& maker) {
  Counts counts;
  for (std::uint64_t n = 0; n < kRecords; ++n) {
    const auto kinds = one(maker, n).kinds;
    for (std::size_t kind = 0; kind < kImperfections.size(); ++kind)
      if (has(kinds, static_cast<Imperfection>(kind))) ++counts.of[static_cast<Imperfection>(kind)];
  }
  return counts;
}

// Within five standard deviations of the binomial distribution.
void check_share(int count, double probability, int of = kRecords) {
  const double mean = of * probability;
  CAPTURE(count, mean);
  CHECK(std::abs(count - mean) <= 5 * std::sqrt(mean * (1 - probability)) + 1);
}

std::int64_t event_time(const std::string& value) { return std::stoll(value.substr(value.find(':') + 1)); }

}  // namespace

TEST_CASE("each imperfection happens as often as asked for, whatever the others") {
  auto maker = with(
      "late: {probability: 2%, by: 5min}\n  out_of_order: {probability: 1%, by: 30s}\n  duplicate: 10%\n  drop: 0.05\n"
      "  tombstone: 3%\n  malformed: 8%");
  const auto counts = count(maker);
  check_share(counts[Imperfection::drop], 0.05);
  const double kept = 0.95;
  check_share(counts[Imperfection::late], 0.02 * kept);
  check_share(counts[Imperfection::out_of_order], 0.01 * kept);
  check_share(counts[Imperfection::duplicate], 0.10 * kept);
  check_share(counts[Imperfection::tombstone], 0.03 * kept);
  for (const auto kind : {Imperfection::truncated, Imperfection::wrong_type, Imperfection::invalid_utf8})
    check_share(counts[kind], 0.08 / 3 * kept * 0.97);
  CHECK(counts[Imperfection::oversized] == 0);
  auto only_late = with("late: {probability: 2%, by: 5min}");
  for (std::uint64_t n = 0; n < 2000; ++n)
    if (!has(one(maker, n).kinds, Imperfection::drop))
      CHECK(has(one(maker, n).kinds, Imperfection::late) == has(one(only_late, n).kinds, Imperfection::late));
}

TEST_CASE("always is always, never is never") {
  auto always = with("duplicate: 100%");
  CHECK(count(always)[Imperfection::duplicate] == kRecords);
  auto never = with("duplicate: 0%");
  CHECK(count(never).of.empty());
}

TEST_CASE("a record is the same again, in any order") {
  auto maker = with("late: {probability: 30%, by: exponential(5min)}\n  malformed: 30%\n  duplicate: 10%");
  auto again = with("late: {probability: 30%, by: exponential(5min)}\n  malformed: 30%\n  duplicate: 10%");
  for (std::uint64_t n = 500; n-- > 0;) (void)one(again, n);
  for (std::uint64_t n = 0; n < 500; ++n) {
    const auto first = one(maker, n);
    const auto second = one(again, n);
    CHECK(first.value == second.value);
    CHECK(first.kinds == second.kinds);
  }
}

TEST_CASE("late sets event_time() back, now() never, and the lateness is said") {
  auto maker =
      with("late: {probability: 50%, by: [1min, 10min]}", "at: =event_time(\"epoch_ms\")\nnow: =now(\"epoch_ms\")\n");
  const auto now = kWall.time_since_epoch() / kMillisecond;
  int late = 0;
  for (std::uint64_t n = 0; n < 1000; ++n) {
    const auto record = one(maker, n);
    const auto back = now - event_time(record.value);
    CHECK(record.value.find("\"now\":" + std::to_string(now)) != std::string::npos);
    if (has(record.kinds, Imperfection::late)) {
      ++late;
      CHECK(back >= 60'000);
      CHECK(back <= 600'000);
    } else {
      CHECK(back == 0);
    }
    CHECK(std::abs(static_cast<std::int64_t>(record.lateness_ms) - back) <= 1);
  }
  CHECK((late > 400 && late < 600));
}

TEST_CASE("exponential lateness has the mean asked for") {
  auto maker = with("late: {probability: 100%, by: exponential(5min)}");
  double sum = 0;
  double longest = 0;
  for (std::uint64_t n = 0; n < kRecords; ++n) {
    const double seconds = one(maker, n).lateness_ms / 1000.0;
    sum += seconds;
    longest = std::max(longest, seconds);
  }
  const double mean = sum / kRecords;
  CHECK(std::abs(mean - 300) < 5 * 300 / std::sqrt(kRecords));
  CHECK(longest > 5 * 300);
}

TEST_CASE("each value of the field has a clock that is always wrong by the same") {
  auto maker =
      with("clock_skew: {per: device, up_to: 30s}", "device: dev-${index() % 50}\nat: =event_time(\"epoch_ms\")\n");
  std::map<std::string, std::int64_t> clocks;
  for (std::uint64_t n = 0; n < 1000; ++n) {
    const auto record = one(maker, n);
    const auto device = record.value.substr(11, record.value.find('"', 11) - 11);
    const auto skew =
        std::stoll(record.value.substr(record.value.find("\"at\":") + 5)) - kWall.time_since_epoch() / kMillisecond;
    CHECK(std::abs(skew) <= 30'000);
    CHECK(clocks.try_emplace(device, skew).first->second == skew);
    CHECK(has(record.kinds, Imperfection::clock_skew));
    CHECK(record.lateness_ms == Approx(std::max<std::int64_t>(0, -skew)).margin(1));
  }
  CHECK(clocks.size() == 50);
  int ahead = 0;
  for (const auto& [device, skew] : clocks) ahead += skew > 0 ? 1 : 0;
  CHECK((ahead > 10 && ahead < 40));
}

TEST_CASE("a clock is that of a variable, a number or a nested field too; null has none") {
  auto variable = with("clock_skew: {per: d, up_to: 30s}", "$let: {d: =index() % 2}\nat: =event_time()\n");
  CHECK(one(variable, 0).value == one(variable, 2).value);
  CHECK(one(variable, 0).value != one(variable, 1).value);
  auto nested = with("clock_skew: {per: a.id, up_to: 30s}", "a: {id: =index()}\nat: =event_time()\n");
  CHECK(has(one(nested, 0).kinds, Imperfection::clock_skew));
  auto null = with("clock_skew: {per: id, up_to: 30s}", "id: =if(index() == 0, null, 1)\nat: =event_time()\n");
  CHECK_FALSE(has(one(null, 0).kinds, Imperfection::clock_skew));
  CHECK(has(one(null, 1).kinds, Imperfection::clock_skew));
}

TEST_CASE("a tombstone has no value and is not broken; a record of none's own neither") {
  auto maker = with("tombstone: 50%\n  malformed: 100%");
  for (std::uint64_t n = 0; n < 200; ++n) {
    const auto record = one(maker, n);
    CHECK(record.tombstone == has(record.kinds, Imperfection::tombstone));
    CHECK(record.tombstone == ((record.kinds & kMalformedKinds) == 0));
  }
  auto own = with("malformed: 100%", "$when: =index() % 2 == 0\nn: =index()\n");
  CHECK((one(own, 1).kinds & kMalformedKinds) == 0);
  CHECK((one(own, 0).kinds & kMalformedKinds) != 0);
}

TEST_CASE("the key of a broken record is whole") {
  RecordMaker maker{"id: id-${index()}\n",
                    "key: id\nheaders: {id: =id}\nimperfections: {malformed: 100%, duplicate: 1%}\n"};
  REQUIRE(maker.ok());
  for (std::uint64_t n = 0; n < 100; ++n) CHECK(maker.record(n).key == "id-" + std::to_string(n));
}

TEST_CASE("an oversized value is as large as asked for") {
  auto maker = with("malformed: {probability: 100%, kinds: [oversized], size: 200 KiB}");
  const auto record = one(maker, 3);
  CHECK(record.value.size() == std::size_t{200} * 1024);
  CHECK(has(record.kinds, Imperfection::oversized));
}

TEST_CASE("text and CSV are cut and spoiled, but have no types") {
  RecordMaker maker{"line ${index()}\n", "imperfections: {malformed: 100%}\n"};
  REQUIRE(maker.ok());
  for (std::uint64_t n = 0; n < 200; ++n) CHECK_FALSE(has(one(maker, n).kinds, Imperfection::wrong_type));
}

}  // namespace spate::generator
