#include "stats/limit_reason.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

namespace {

// One second of a healthy stream at 1,000/s. The producer queue holds 20 s of it.
LimitMeasurement good() {
  return {.interval = kSecond,
          .due = 1000,
          .working = 0.05,
          .queue_seconds = 20,
          .time_in_queue = 0.005,
          .round_trip = 0.001,
          .linger = 0.005};
}

LimitMeasurement with(LimitMeasurement measurement, void (*change)(LimitMeasurement&)) {
  change(measurement);
  return measurement;
}

// As good(), but with the producer queue full for 90 % of the time.
LimitMeasurement blocked(void (*change)(LimitMeasurement&)) {
  auto measurement = good();
  measurement.missing = 400;
  measurement.behind = 2 * kSecond;
  measurement.blocked = 0.9;
  change(measurement);
  return measurement;
}

// As good(), but late without having waited for the producer queue.
LimitMeasurement late(void (*change)(LimitMeasurement&)) {
  auto measurement = good();
  measurement.missing = 400;
  measurement.behind = 400 * kMillisecond;
  change(measurement);
  return measurement;
}

struct Row {
  std::string what;
  LimitMeasurement measurement;
  LimitReason limit;
};

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(limit_reason(row.measurement) == row.limit);
  }
}

}  // namespace

TEST_CASE("a stream is on target with 99 % of the due records enqueued and less than 50 ms behind") {
  check({
      {"healthy", good(), LimitReason::none},
      {"nothing due", with(good(), [](LimitMeasurement& e) { e.due = 0; }), LimitReason::none},
      {"1 % missing", with(good(), [](LimitMeasurement& e) { e.missing = 10; }), LimitReason::none},
      {"more than 1 % missing", with(good(), [](LimitMeasurement& e) { e.missing = 11; }), LimitReason::generator},
      {"1 of 5 records missing", with(good(), [](LimitMeasurement& e) { e.due = 5, e.missing = 1; }),
       LimitReason::none},
      {"2 of 5 records missing", with(good(), [](LimitMeasurement& e) { e.due = 5, e.missing = 2; }),
       LimitReason::generator},
      {"4 % missing, all in a backlog of less than 50 ms",
       with(good(), [](LimitMeasurement& e) { e.missing = e.waiting = 40; }), LimitReason::none},
      {"4 % in the backlog and 1.1 % skipped",
       with(good(), [](LimitMeasurement& e) { e.missing = 51, e.waiting = 40; }), LimitReason::generator},
      {"49 ms behind", with(good(), [](LimitMeasurement& e) { e.behind = 49 * kMillisecond; }), LimitReason::none},
      {"50 ms behind", with(good(), [](LimitMeasurement& e) { e.behind = 50 * kMillisecond; }), LimitReason::generator},
      {"broker down and throttled, but the queue never full",
       with(good(), [](LimitMeasurement& e) { e.broker_down = e.throttled = true; }), LimitReason::none},
      {"rate: max, always below target", with(good(), [](LimitMeasurement& e) { e.unlimited = true; }),
       LimitReason::generator},
  });
}

TEST_CASE("a full queue has the first of several limit reasons") {
  constexpr auto all_reasons = [](LimitMeasurement& e) {
    e.broker_down = e.topic_unavailable = e.throttled = true;
    e.queue_seconds = 0.01;
    e.round_trip = 1;
    e.starved = e.client_waiting = 0.5;
  };
  auto all = blocked(all_reasons);
  check({{"all reasons", all, LimitReason::broker_down}});
  all.broker_down = false;
  check({{"no broker down", all, LimitReason::topic_unavailable}});
  all.topic_unavailable = false;
  check({{"topic available", all, LimitReason::throttled}});
  all.throttled = false;
  check({{"not throttled", all, LimitReason::queue_full}});
  all.queue_seconds = 20;
  check({{"queue large enough, client threads without CPU time", all, LimitReason::cpu}});
  all.client_waiting = 0;
  check({{"client threads with CPU time", all, LimitReason::ack_wait}});
  all.round_trip = 0.001;
  check({{"short round trip", all, LimitReason::queue_full}});
  all.blocked = 0.01;
  check({{"queue full for 1 % of the time, worker without CPU time", all, LimitReason::cpu}});
  all.starved = 0;
  check({{"worker with CPU time", all, LimitReason::generator}});
}

TEST_CASE("a full queue whose records wait for acknowledgements has the reason ack_wait") {
  check({
      {"round trip longer than the time in the queue", blocked([](LimitMeasurement& e) { e.round_trip = 0.2; }),
       LimitReason::ack_wait},
      {"no response in this second",
       blocked([](LimitMeasurement& e) { e.round_trip = 0, e.requests_in_flight = true; }), LimitReason::ack_wait},
      {"one request in flight, the others wait",
       blocked([](LimitMeasurement& e) { e.few_requests = true, e.round_trip = 0.05, e.time_in_queue = 0.4; }),
       LimitReason::ack_wait},
      {"few requests in flight, time in queue equals linger",
       blocked([](LimitMeasurement& e) { e.few_requests = true, e.round_trip = 0.002, e.time_in_queue = 0.005; }),
       LimitReason::queue_full},
      {"many requests in flight and a long time in the queue",
       blocked([](LimitMeasurement& e) { e.round_trip = 0.05, e.time_in_queue = 0.4; }), LimitReason::queue_full},
      {"no statistics of the brokers", blocked([](LimitMeasurement& e) { e.round_trip = e.time_in_queue = 0; }),
       LimitReason::queue_full},
  });
}

TEST_CASE("a worker without CPU time has the reason cpu, a busy worker the reason generator") {
  check({
      {"ready without a CPU for 50 % of the time", late([](LimitMeasurement& e) { e.working = 0.5, e.starved = 0.5; }),
       LimitReason::cpu},
      {"paused once for 60 ms", late([](LimitMeasurement& e) { e.working = 0.03, e.starved = 0.06; }),
       LimitReason::cpu},
      {"busy for 95 % of the time, without a CPU for 5 %",
       late([](LimitMeasurement& e) { e.working = 0.95, e.starved = 0.05; }), LimitReason::generator},
      {"rate: max on an exclusive core",
       with(good(), [](LimitMeasurement& e) { e.unlimited = true, e.working = 0.99; }), LimitReason::generator},
      {"rate: max on a shared core",
       with(good(), [](LimitMeasurement& e) { e.unlimited = true, e.working = 0.5, e.starved = 0.5; }),
       LimitReason::cpu},
  });
}

TEST_CASE("a slow stream has the reason cpu if its worker lacked a CPU for half of its delay") {
  // 2 records due, one of them 51 ms late.
  constexpr auto slow = [](LimitMeasurement& e) {
    e.due = 2, e.missing = 1, e.behind = 51 * kMillisecond, e.working = 0.0001;
  };
  check({
      {"woken 51 ms late", with(with(good(), slow), [](LimitMeasurement& e) { e.starved = 0.051; }), LimitReason::cpu},
      {"without a CPU for half of the delay", with(with(good(), slow), [](LimitMeasurement& e) { e.starved = 0.0256; }),
       LimitReason::cpu},
      {"the same in an interval of 4 s",
       with(with(good(), slow), [](LimitMeasurement& e) { e.interval = 4 * kSecond, e.starved = 0.0128; }),
       LimitReason::cpu},
      {"always on a CPU", with(good(), slow), LimitReason::generator},
  });
}

TEST_CASE("a catch-up that only when_late limits keeps the reason of the previous interval") {
  constexpr auto catching_up = [](LimitMeasurement& e) {
    e.missing = -1000;
    e.catch_up_wait = 0.9;
    e.previous = LimitReason::broker_down;
  };
  check({
      {"limited by when_late only", late(catching_up), LimitReason::broker_down},
      {"backlog from before the start",
       with(late(catching_up), [](LimitMeasurement& e) { e.previous = LimitReason::none; }), LimitReason::none},
      {"no record due", with(late(catching_up), [](LimitMeasurement& e) { e.due = e.missing = 0; }),
       LimitReason::broker_down},
      {"queue full", blocked([](LimitMeasurement& e) { e.catch_up_wait = 0.5, e.previous = LimitReason::broker_down; }),
       LimitReason::queue_full},
      {"without a CPU for less time than asleep", with(late(catching_up), [](LimitMeasurement& e) { e.starved = 0.3; }),
       LimitReason::broker_down},
      {"without a CPU for more time than asleep",
       with(late(catching_up), [](LimitMeasurement& e) { e.starved = 0.5, e.catch_up_wait = 0.4; }), LimitReason::cpu},
      {"busy for 95 % of the time",
       with(late(catching_up), [](LimitMeasurement& e) { e.working = 0.95, e.catch_up_wait = 0.04; }),
       LimitReason::generator},
      {"backlog grows", with(late(catching_up), [](LimitMeasurement& e) { e.falling_behind = true; }),
       LimitReason::generator},
      {"rate: max", with(late(catching_up), [](LimitMeasurement& e) { e.unlimited = true; }), LimitReason::generator},
  });
}
