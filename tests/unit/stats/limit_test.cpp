#include "stats/limit.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

namespace {

// One second of a healthy stream at 1,000/s. The producer queue holds 20 s of it.
Evidence good() {
  return {.interval = kSecond,
          .due = 1000,
          .working = 0.05,
          .queue_seconds = 20,
          .time_in_queue = 0.005,
          .round_trip = 0.001,
          .linger = 0.005};
}

Evidence with(Evidence evidence, void (*change)(Evidence&)) {
  change(evidence);
  return evidence;
}

// As good(), but with the producer queue full for 90 % of the time.
Evidence blocked(void (*change)(Evidence&)) {
  auto evidence = good();
  evidence.missing = 400;
  evidence.behind = 2 * kSecond;
  evidence.blocked = 0.9;
  change(evidence);
  return evidence;
}

// As good(), but late without having waited for the producer queue.
Evidence late(void (*change)(Evidence&)) {
  auto evidence = good();
  evidence.missing = 400;
  evidence.behind = 400 * kMillisecond;
  change(evidence);
  return evidence;
}

struct Row {
  std::string what;
  Evidence evidence;
  Limit limit;
};

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(limit_of(row.evidence) == row.limit);
  }
}

}  // namespace

TEST_CASE("a stream is on target with 99 % of the due records enqueued and less than 50 ms behind") {
  check({
      {"healthy", good(), Limit::none},
      {"nothing due", with(good(), [](Evidence& e) { e.due = 0; }), Limit::none},
      {"1 % missing", with(good(), [](Evidence& e) { e.missing = 10; }), Limit::none},
      {"more than 1 % missing", with(good(), [](Evidence& e) { e.missing = 11; }), Limit::generator},
      {"1 of 5 records missing", with(good(), [](Evidence& e) { e.due = 5, e.missing = 1; }), Limit::none},
      {"2 of 5 records missing", with(good(), [](Evidence& e) { e.due = 5, e.missing = 2; }), Limit::generator},
      {"4 % missing, all in a backlog of less than 50 ms",
       with(good(), [](Evidence& e) { e.missing = e.waiting = 40; }), Limit::none},
      {"4 % in the backlog and 1.1 % skipped", with(good(), [](Evidence& e) { e.missing = 51, e.waiting = 40; }),
       Limit::generator},
      {"49 ms behind", with(good(), [](Evidence& e) { e.behind = 49 * kMillisecond; }), Limit::none},
      {"50 ms behind", with(good(), [](Evidence& e) { e.behind = 50 * kMillisecond; }), Limit::generator},
      {"broker down and throttled, but the queue never full",
       with(good(), [](Evidence& e) { e.broker_down = e.throttled = true; }), Limit::none},
      {"rate: max, always below target", with(good(), [](Evidence& e) { e.unlimited = true; }), Limit::generator},
  });
}

TEST_CASE("a full queue has the first of several limit reasons") {
  constexpr auto all_reasons = [](Evidence& e) {
    e.broker_down = e.topic_unavailable = e.throttled = true;
    e.queue_seconds = 0.01;
    e.round_trip = 1;
    e.absent = e.client_waiting = 0.5;
  };
  auto all = blocked(all_reasons);
  check({{"all reasons", all, Limit::broker_down}});
  all.broker_down = false;
  check({{"no broker down", all, Limit::topic_unavailable}});
  all.topic_unavailable = false;
  check({{"topic available", all, Limit::throttled}});
  all.throttled = false;
  check({{"not throttled", all, Limit::queue_full}});
  all.queue_seconds = 20;
  check({{"queue large enough, client threads without CPU time", all, Limit::cpu}});
  all.client_waiting = 0;
  check({{"client threads with CPU time", all, Limit::ack_wait}});
  all.round_trip = 0.001;
  check({{"short round trip", all, Limit::queue_full}});
  all.blocked = 0.01;
  check({{"queue full for 1 % of the time, worker without CPU time", all, Limit::cpu}});
  all.absent = 0;
  check({{"worker with CPU time", all, Limit::generator}});
}

TEST_CASE("a full queue whose records wait for acknowledgements has the reason ack_wait") {
  check({
      {"round trip longer than the time in the queue", blocked([](Evidence& e) { e.round_trip = 0.2; }),
       Limit::ack_wait},
      {"no response in this second", blocked([](Evidence& e) { e.round_trip = 0, e.requests_in_flight = true; }),
       Limit::ack_wait},
      {"one request in flight, the others wait",
       blocked([](Evidence& e) { e.few_requests = true, e.round_trip = 0.05, e.time_in_queue = 0.4; }),
       Limit::ack_wait},
      {"few requests in flight, time in queue equals linger",
       blocked([](Evidence& e) { e.few_requests = true, e.round_trip = 0.002, e.time_in_queue = 0.005; }),
       Limit::queue_full},
      {"many requests in flight and a long time in the queue",
       blocked([](Evidence& e) { e.round_trip = 0.05, e.time_in_queue = 0.4; }), Limit::queue_full},
      {"no statistics of the brokers", blocked([](Evidence& e) { e.round_trip = e.time_in_queue = 0; }),
       Limit::queue_full},
  });
}

TEST_CASE("a worker without CPU time has the reason cpu, a busy worker the reason generator") {
  check({
      {"ready without a CPU for 50 % of the time", late([](Evidence& e) { e.working = 0.5, e.absent = 0.5; }),
       Limit::cpu},
      {"paused once for 60 ms", late([](Evidence& e) { e.working = 0.03, e.absent = 0.06; }), Limit::cpu},
      {"busy for 95 % of the time, without a CPU for 5 %", late([](Evidence& e) { e.working = 0.95, e.absent = 0.05; }),
       Limit::generator},
      {"rate: max on an exclusive core", with(good(), [](Evidence& e) { e.unlimited = true, e.working = 0.99; }),
       Limit::generator},
      {"rate: max on a shared core",
       with(good(), [](Evidence& e) { e.unlimited = true, e.working = 0.5, e.absent = 0.5; }), Limit::cpu},
  });
}

TEST_CASE("a slow stream has the reason cpu if its worker lacked a CPU for half of its delay") {
  // 2 records due, one of them 51 ms late.
  constexpr auto slow = [](Evidence& e) { e.due = 2, e.missing = 1, e.behind = 51 * kMillisecond, e.working = 0.0001; };
  check({
      {"woken 51 ms late", with(with(good(), slow), [](Evidence& e) { e.absent = 0.051; }), Limit::cpu},
      {"without a CPU for half of the delay", with(with(good(), slow), [](Evidence& e) { e.absent = 0.0256; }),
       Limit::cpu},
      {"the same in an interval of 4 s",
       with(with(good(), slow), [](Evidence& e) { e.interval = 4 * kSecond, e.absent = 0.0128; }), Limit::cpu},
      {"always on a CPU", with(good(), slow), Limit::generator},
  });
}

TEST_CASE("a catch-up that only when_late limits keeps the reason of the previous interval") {
  constexpr auto catching_up = [](Evidence& e) {
    e.missing = -1000;
    e.held = 0.9;
    e.before = Limit::broker_down;
  };
  check({
      {"limited by when_late only", late(catching_up), Limit::broker_down},
      {"backlog from before the start", with(late(catching_up), [](Evidence& e) { e.before = Limit::none; }),
       Limit::none},
      {"no record due", with(late(catching_up), [](Evidence& e) { e.due = e.missing = 0; }), Limit::broker_down},
      {"queue full", blocked([](Evidence& e) { e.held = 0.5, e.before = Limit::broker_down; }), Limit::queue_full},
      {"without a CPU for less time than asleep", with(late(catching_up), [](Evidence& e) { e.absent = 0.3; }),
       Limit::broker_down},
      {"without a CPU for more time than asleep",
       with(late(catching_up), [](Evidence& e) { e.absent = 0.5, e.held = 0.4; }), Limit::cpu},
      {"busy for 95 % of the time", with(late(catching_up), [](Evidence& e) { e.working = 0.95, e.held = 0.04; }),
       Limit::generator},
      {"backlog grows", with(late(catching_up), [](Evidence& e) { e.falls_back = true; }), Limit::generator},
      {"rate: max", with(late(catching_up), [](Evidence& e) { e.unlimited = true; }), Limit::generator},
  });
}
