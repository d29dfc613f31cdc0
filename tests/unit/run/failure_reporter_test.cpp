#include "run/maintenance/failure_reporter.hpp"

#include <memory>

#include "catch.hpp"

using namespace spate;
using namespace spate::run;

namespace {

constexpr stats::ErrorCode kTimedOut = -192;
constexpr stats::ErrorCode kForbidden = 29;

}  // namespace

TEST_CASE("each error of a stream is told at once, and again after half a minute if there were more") {
  stats::RunStats stats;
  stats.streams.add(std::make_shared<stats::StreamStats>());
  stats.streams[0]->name = "orders";
  FailureReporter news;
  auto& failed = stats.streams[0]->delivery.failed;
  CHECK(news.collect(stats, MonotonicTime{kSecond}).empty());
  failed.count(kForbidden, 1200);
  const auto first = news.collect(stats, MonotonicTime{2 * kSecond});
  REQUIRE(first.size() == 1);
  CHECK(first.front() ==
        "stream orders: 1,200 records failed with TOPIC_AUTHORIZATION_FAILED "
        "(Broker: Topic authorization failed)");
  failed.count(kForbidden, 5);
  failed.count(kTimedOut, 1);
  CHECK(news.collect(stats, MonotonicTime{3 * kSecond}).size() == 1);  // only the new one
  CHECK(news.collect(stats, MonotonicTime{31 * kSecond}).empty());
  const auto later = news.collect(stats, MonotonicTime{32 * kSecond});
  REQUIRE(later.size() == 1);
  CHECK(later.front().find("5 more records failed with TOPIC_AUTHORIZATION_FAILED") != std::string::npos);
  CHECK(news.collect(stats, MonotonicTime{90 * kSecond}).empty());
}

TEST_CASE("a stream that was let go is forgotten: the next of its name has failures of its own") {
  stats::RunStats stats;
  const auto begin = [&stats](std::uint64_t failures) {
    auto stream = std::make_shared<stats::StreamStats>();
    stream->name = "orders";
    stream->delivery.failed.count(kTimedOut, failures);
    stats.streams.add(stream);
    return stream;
  };
  FailureReporter news;
  const auto gone = begin(5);
  REQUIRE(news.collect(stats, MonotonicTime{kSecond}).size() == 1);
  stats.streams.remove(*gone);
  CHECK(news.collect(stats, MonotonicTime{2 * kSecond}).empty());
  begin(7);
  const auto told = news.collect(stats, MonotonicTime{3 * kSecond});
  REQUIRE(told.size() == 1);
  CHECK(told.front().find("orders: 7 records failed") != std::string::npos);
}
