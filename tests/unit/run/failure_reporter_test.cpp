#include "run/maintenance/failure_reporter.hpp"

#include <memory>

#include "catch.hpp"

using namespace spate;
using namespace spate::run;

namespace {

constexpr stats::ErrorCode kTimedOut = -192;
constexpr stats::ErrorCode kForbidden = 29;

}  // namespace

TEST_CASE("each error of a stream is reported at once, and again after 30 s if there are more") {
  stats::RunStats stats;
  stats.streams.add(std::make_shared<stats::StreamStats>());
  stats.streams[0]->name = "orders";
  FailureReporter reporter;
  auto& failed = stats.streams[0]->delivery.failed;
  CHECK(reporter.collect(stats, MonotonicTime{kSecond}).empty());
  failed.count(kForbidden, 1200);
  const auto first = reporter.collect(stats, MonotonicTime{2 * kSecond});
  REQUIRE(first.size() == 1);
  CHECK(first.front() ==
        "stream orders: 1,200 records failed with TOPIC_AUTHORIZATION_FAILED "
        "(Broker: Topic authorization failed)");
  failed.count(kForbidden, 5);
  failed.count(kTimedOut, 1);
  CHECK(reporter.collect(stats, MonotonicTime{3 * kSecond}).size() == 1);  // only the new one
  CHECK(reporter.collect(stats, MonotonicTime{31 * kSecond}).empty());
  const auto later = reporter.collect(stats, MonotonicTime{32 * kSecond});
  REQUIRE(later.size() == 1);
  CHECK(later.front().find("5 more records failed with TOPIC_AUTHORIZATION_FAILED") != std::string::npos);
  CHECK(reporter.collect(stats, MonotonicTime{90 * kSecond}).empty());
}

TEST_CASE("a new stream with the name of an evicted one is reported from 0") {
  stats::RunStats stats;
  const auto add_stream = [&stats](std::uint64_t failures) {
    auto stream = std::make_shared<stats::StreamStats>();
    stream->name = "orders";
    stream->delivery.failed.count(kTimedOut, failures);
    stats.streams.add(stream);
    return stream;
  };
  FailureReporter reporter;
  const auto gone = add_stream(5);
  REQUIRE(reporter.collect(stats, MonotonicTime{kSecond}).size() == 1);
  stats.streams.remove(*gone);
  CHECK(reporter.collect(stats, MonotonicTime{2 * kSecond}).empty());
  add_stream(7);
  const auto lines = reporter.collect(stats, MonotonicTime{3 * kSecond});
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().find("orders: 7 records failed") != std::string::npos);
}
