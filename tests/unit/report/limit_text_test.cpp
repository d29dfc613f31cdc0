#include "report/limit_text.hpp"

#include <limits>

#include "catch.hpp"

using namespace spate;
using namespace spate::report;

namespace {

StreamSummary orders(double rate, double target) {
  StreamSummary stream;
  stream.name = "orders";
  stream.rate = rate;
  stream.target_rate = target;
  return stream;
}

double& seconds(StreamSummary& stream, stats::LimitReason reason) {
  return stream.limited_seconds[static_cast<std::size_t>(reason)];
}

}  // namespace

TEST_CASE("a stream below target shows its share of the target, reason and duration") {
  auto stream = orders(30'500, 50'000);
  seconds(stream, stats::LimitReason::none) = 22;
  seconds(stream, stats::LimitReason::throttled) = 38;
  CHECK(limit_summary(stream) == "orders reached 61 % of 50,000/s: the broker throttled the client for 38 of 60 s");
}

TEST_CASE("the longest reason comes first, reasons below 1 % are omitted") {
  auto stream = orders(420, 500);
  seconds(stream, stats::LimitReason::none) = 6;
  seconds(stream, stats::LimitReason::cpu) = 1.25;
  seconds(stream, stats::LimitReason::broker_down) = 2.5;
  seconds(stream, stats::LimitReason::generator) = 0.05;
  CHECK(limit_summary(stream) ==
        "orders reached 84 % of 500.0/s: a broker was down for 2.5 of 9.8 s, the machine had too little CPU time "
        "for spate for 1.2 s");
}

TEST_CASE("a stream on target has no limit summary") {
  auto stream = orders(500, 500);
  seconds(stream, stats::LimitReason::none) = 600;
  seconds(stream, stats::LimitReason::cpu) = 2;
  CHECK(limit_summary(stream).empty());
  CHECK(limit_summary(orders(0, 500)).empty());
}

TEST_CASE("a share below 100 % is rounded down") {
  auto stream = orders(499.9, 500);
  seconds(stream, stats::LimitReason::cpu) = 1;
  CHECK(limit_summary(stream).find("reached 99 %") != std::string::npos);
  stream.rate = 500;
  CHECK(limit_summary(stream).find("reached 100 %") != std::string::npos);
}

TEST_CASE("at rate: max the summary shows the achieved rate") {
  auto stream = orders(512'345, std::numeric_limits<double>::infinity());
  seconds(stream, stats::LimitReason::ack_wait) = 15;
  CHECK(limit_summary(stream) == "orders ran at 512,345/s: records waited for acknowledgements for 15 of 15 s");
}

TEST_CASE("a stream with less than 1 s of reasons has no limit summary") {
  auto stream = orders(3, 500);
  seconds(stream, stats::LimitReason::generator) = 0.004;
  CHECK(limit_summary(stream).empty());
  seconds(stream, stats::LimitReason::generator) = 0.999;
  CHECK(limit_summary(stream).empty());
  seconds(stream, stats::LimitReason::none) = 0.002;
  CHECK(limit_summary(stream).find("for 1.0 of 1.0 s") != std::string::npos);
}

TEST_CASE("dropped and duplicated records do not change the achieved share") {
  auto stream = orders(900, 1000);
  seconds(stream, stats::LimitReason::cpu) = 2;
  stream.account.scheduled = 50'000;  // mostly backlog
  stream.account.enqueued = 9'000;
  stream.account.dropped = 1'000;
  CHECK(limit_summary(stream).find("reached 100 % of 1,000/s") != std::string::npos);
  stream.account.dropped = 0;
  stream.account.enqueued = 12'000;
  stream.account.duplicated = 2'000;
  CHECK(limit_summary(stream).find("reached 75 % of 1,000/s") != std::string::npos);
}
