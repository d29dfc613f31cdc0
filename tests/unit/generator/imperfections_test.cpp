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
  std::map<Imperfection, int> by_kind;
  int operator[](Imperfection kind) const { return by_kind.count(kind) == 0 ? 0 : by_kind.at(kind); }
};

struct ImperfectRecord {
  std::string value;
  bool tombstone = false;
  ImperfectionSet kinds = 0;
  std::uint32_t lateness_ms = 0;
};

ImperfectRecord make_record(RecordMaker& maker, std::uint64_t index) {
  std::vector<char> memory(maker.generator->max_bytes());
  const auto rendered = maker.generator->write(memory.data(), {index, kWall});
  CHECK(rendered.used <= memory.size());
  return {std::string(rendered.value == nullptr ? "" : rendered.value, rendered.value_size), rendered.value == nullptr,
          rendered.imperfections, rendered.lateness_ms};
}

RecordMaker maker_with(const std::string& imperfections,
                       const std::string& record = "at: =event_time(\"epoch_ms\")\nn: =index()\n") {
  RecordMaker maker{record, "imperfections:\n  " + imperfections + "\n"};
  INFO(maker.problems);
  REQUIRE(maker.ok());
  return maker;
}

Counts count_imperfections(RecordMaker& maker) {
  Counts counts;
  for (std::uint64_t n = 0; n < kRecords; ++n) {
    const auto kinds = make_record(maker, n).kinds;
    for (std::size_t kind = 0; kind < kImperfections.size(); ++kind)
      if (has(kinds, static_cast<Imperfection>(kind))) ++counts.by_kind[static_cast<Imperfection>(kind)];
  }
  return counts;
}

// Checks that `count` is within five standard deviations of the mean of the binomial distribution.
void check_share(int count, double probability) {
  const double mean = kRecords * probability;
  CAPTURE(count, mean);
  CHECK(std::abs(count - mean) <= 5 * std::sqrt(mean * (1 - probability)) + 1);
}

std::int64_t read_event_time(const std::string& value) { return std::stoll(value.substr(value.find(':') + 1)); }

}  // namespace

TEST_CASE("each imperfection has its configured probability, independent of the others") {
  auto maker = maker_with(
      "late: {probability: 2%, by: 5min}\n  out_of_order: {probability: 1%, by: 30s}\n  duplicate: 10%\n  drop: 0.05\n"
      "  tombstone: 3%\n  malformed: 8%");
  const auto counts = count_imperfections(maker);
  check_share(counts[Imperfection::drop], 0.05);
  const double not_dropped = 0.95;
  check_share(counts[Imperfection::late], 0.02 * not_dropped);
  check_share(counts[Imperfection::out_of_order], 0.01 * not_dropped);
  check_share(counts[Imperfection::duplicate], 0.10 * not_dropped);
  check_share(counts[Imperfection::tombstone], 0.03 * not_dropped);
  for (const auto kind : {Imperfection::truncated, Imperfection::wrong_type, Imperfection::invalid_utf8})
    check_share(counts[kind], 0.08 / 3 * not_dropped * 0.97);
  CHECK(counts[Imperfection::oversized] == 0);
  auto only_late = maker_with("late: {probability: 2%, by: 5min}");
  for (std::uint64_t n = 0; n < 2000; ++n)
    if (!has(make_record(maker, n).kinds, Imperfection::drop))
      CHECK(has(make_record(maker, n).kinds, Imperfection::late) ==
            has(make_record(only_late, n).kinds, Imperfection::late));
}

TEST_CASE("a probability of 100% affects every record, 0% none") {
  auto always = maker_with("duplicate: 100%");
  CHECK(count_imperfections(always)[Imperfection::duplicate] == kRecords);
  auto never = maker_with("duplicate: 0%");
  CHECK(count_imperfections(never).by_kind.empty());
}

TEST_CASE("imperfections of a record are the same in any order") {
  auto maker = maker_with("late: {probability: 30%, by: exponential(5min)}\n  malformed: 30%\n  duplicate: 10%");
  auto other = maker_with("late: {probability: 30%, by: exponential(5min)}\n  malformed: 30%\n  duplicate: 10%");
  for (std::uint64_t n = 500; n-- > 0;) (void)make_record(other, n);
  for (std::uint64_t n = 0; n < 500; ++n) {
    const auto first = make_record(maker, n);
    const auto second = make_record(other, n);
    CHECK(first.value == second.value);
    CHECK(first.kinds == second.kinds);
  }
}

TEST_CASE("late shifts event_time() but not now(), and the record reports its lateness") {
  auto maker = maker_with("late: {probability: 50%, by: [1min, 10min]}",
                          "at: =event_time(\"epoch_ms\")\nnow: =now(\"epoch_ms\")\n");
  const auto now = kWall.time_since_epoch() / kMillisecond;
  int late = 0;
  for (std::uint64_t n = 0; n < 1000; ++n) {
    const auto record = make_record(maker, n);
    const auto shift = now - read_event_time(record.value);
    CHECK(record.value.find("\"now\":" + std::to_string(now)) != std::string::npos);
    if (has(record.kinds, Imperfection::late)) {
      ++late;
      CHECK(shift >= 60'000);
      CHECK(shift <= 600'000);
    } else {
      CHECK(shift == 0);
    }
    CHECK(std::abs(static_cast<std::int64_t>(record.lateness_ms) - shift) <= 1);
  }
  CHECK((late > 400 && late < 600));
}

TEST_CASE("exponential lateness has the configured mean") {
  auto maker = maker_with("late: {probability: 100%, by: exponential(5min)}");
  double sum = 0;
  double longest = 0;
  for (std::uint64_t n = 0; n < kRecords; ++n) {
    const double seconds = make_record(maker, n).lateness_ms / 1000.0;
    sum += seconds;
    longest = std::max(longest, seconds);
  }
  const double mean = sum / kRecords;
  CHECK(std::abs(mean - 300) < 5 * 300 / std::sqrt(kRecords));
  CHECK(longest > 5 * 300);
}

TEST_CASE("clock_skew is constant for each value of its field") {
  auto maker = maker_with("clock_skew: {per: device, up_to: 30s}",
                          "device: dev-${index() % 50}\nat: =event_time(\"epoch_ms\")\n");
  std::map<std::string, std::int64_t> clocks;
  for (std::uint64_t n = 0; n < 1000; ++n) {
    const auto record = make_record(maker, n);
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

TEST_CASE("clock_skew accepts a variable, a number or a nested field, and ignores null") {
  auto variable = maker_with("clock_skew: {per: d, up_to: 30s}", "$let: {d: =index() % 2}\nat: =event_time()\n");
  CHECK(make_record(variable, 0).value == make_record(variable, 2).value);
  CHECK(make_record(variable, 0).value != make_record(variable, 1).value);
  auto nested = maker_with("clock_skew: {per: a.id, up_to: 30s}", "a: {id: =index()}\nat: =event_time()\n");
  CHECK(has(make_record(nested, 0).kinds, Imperfection::clock_skew));
  auto null = maker_with("clock_skew: {per: id, up_to: 30s}", "id: =if(index() == 0, null, 1)\nat: =event_time()\n");
  CHECK_FALSE(has(make_record(null, 0).kinds, Imperfection::clock_skew));
  CHECK(has(make_record(null, 1).kinds, Imperfection::clock_skew));
}

TEST_CASE("a tombstone is never malformed, by imperfection or by $when") {
  auto maker = maker_with("tombstone: 50%\n  malformed: 100%");
  for (std::uint64_t n = 0; n < 200; ++n) {
    const auto record = make_record(maker, n);
    CHECK(record.tombstone == has(record.kinds, Imperfection::tombstone));
    CHECK(record.tombstone == ((record.kinds & kMalformedKinds) == 0));
  }
  auto conditional = maker_with("malformed: 100%", "$when: =index() % 2 == 0\nn: =index()\n");
  CHECK((make_record(conditional, 1).kinds & kMalformedKinds) == 0);
  CHECK((make_record(conditional, 0).kinds & kMalformedKinds) != 0);
}

TEST_CASE("a malformed value keeps its key") {
  RecordMaker maker{"id: id-${index()}\n",
                    "key: id\nheaders: {id: =id}\nimperfections: {malformed: 100%, duplicate: 1%}\n"};
  REQUIRE(maker.ok());
  for (std::uint64_t n = 0; n < 100; ++n) CHECK(maker.record(n).key == "id-" + std::to_string(n));
}

TEST_CASE("an oversized value has the configured size") {
  auto maker = maker_with("malformed: {probability: 100%, kinds: [oversized], size: 200 KiB}");
  const auto record = make_record(maker, 3);
  CHECK(record.value.size() == std::size_t{200} * 1024);
  CHECK(has(record.kinds, Imperfection::oversized));
}

TEST_CASE("wrong_type never applies to text records") {
  RecordMaker maker{"line ${index()}\n", "imperfections: {malformed: 100%}\n"};
  REQUIRE(maker.ok());
  for (std::uint64_t n = 0; n < 200; ++n) CHECK_FALSE(has(make_record(maker, n).kinds, Imperfection::wrong_type));
}

}  // namespace spate::generator
