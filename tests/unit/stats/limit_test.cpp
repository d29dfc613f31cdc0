#include "stats/limit.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

namespace {

// A second of a stream at 1,000/s, all well; the client's queue holds 20 s of it.
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

// The same, with the client's queue full nearly all the time.
Evidence held_up(void (*change)(Evidence&)) {
  auto evidence = good();
  evidence.missing = 400;
  evidence.behind = 2 * kSecond;
  evidence.blocked = 0.9;
  change(evidence);
  return evidence;
}

// The same, late without having waited for the client.
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

TEST_CASE("on target: 99 % of the due records handed over, less than 50 ms behind") {
  check({
      {"all well", good(), Limit::none},
      {"nothing due", with(good(), [](Evidence& e) { e.due = 0; }), Limit::none},
      {"1 % missing", with(good(), [](Evidence& e) { e.missing = 10; }), Limit::none},
      {"more than 1 % missing", with(good(), [](Evidence& e) { e.missing = 11; }), Limit::generator},
      {"one of a few may be on its way", with(good(), [](Evidence& e) { e.due = 5, e.missing = 1; }), Limit::none},
      {"two of a few may not", with(good(), [](Evidence& e) { e.due = 5, e.missing = 2; }), Limit::generator},
      {"as many that wait for less than 50 ms", with(good(), [](Evidence& e) { e.missing = e.waiting = 40; }),
       Limit::none},
      {"that wait, and others that were skipped", with(good(), [](Evidence& e) { e.missing = 51, e.waiting = 40; }),
       Limit::generator},
      {"49 ms behind", with(good(), [](Evidence& e) { e.behind = 49 * kMillisecond; }), Limit::none},
      {"50 ms behind", with(good(), [](Evidence& e) { e.behind = 50 * kMillisecond; }), Limit::generator},
      {"trouble that does not touch it", with(good(), [](Evidence& e) { e.broker_down = e.throttled = true; }),
       Limit::none},
      {"`max` is never on target", with(good(), [](Evidence& e) { e.unlimited = true; }), Limit::generator},
  });
}

TEST_CASE("the reasons behind the client's queue come in their order") {
  constexpr auto everything = [](Evidence& e) {
    e.broker_down = e.topic_unavailable = e.throttled = true;
    e.queue_seconds = 0.01;
    e.round_trip = 1;
    e.absent = e.client_waiting = 0.5;
  };
  auto all = held_up(everything);
  check({{"everything", all, Limit::broker_down}});
  all.broker_down = false;
  check({{"no broker down", all, Limit::topic_unavailable}});
  all.topic_unavailable = false;
  check({{"topic well", all, Limit::throttled}});
  all.throttled = false;
  check({{"no quota", all, Limit::queue_full}});
  all.queue_seconds = 20;
  check({{"a queue that is large enough, emptied by starved threads", all, Limit::cpu}});
  all.client_waiting = 0;
  check({{"nobody starved", all, Limit::ack_wait}});
  all.round_trip = 0.001;
  check({{"and short round trips", all, Limit::queue_full}});
  all.blocked = 0.01;
  check({{"hardly ever full: the thread itself was away", all, Limit::cpu}});
  all.absent = 0;
  check({{"and then it was not", all, Limit::generator}});
}

TEST_CASE("a full queue whose records wait for answers is in_flight") {
  check({
      {"the round trip is longer than the wait before it", held_up([](Evidence& e) { e.round_trip = 0.2; }),
       Limit::ack_wait},
      {"no answer at all in this second", held_up([](Evidence& e) { e.round_trip = 0, e.requests_in_flight = true; }),
       Limit::ack_wait},
      {"one request at a time: the others wait for their turn",
       held_up([](Evidence& e) { e.few_requests = true, e.round_trip = 0.05, e.time_in_queue = 0.4; }),
       Limit::ack_wait},
      {"few requests at a time, and only the linger before them",
       held_up([](Evidence& e) { e.few_requests = true, e.round_trip = 0.002, e.time_in_queue = 0.005; }),
       Limit::queue_full},
      {"as many requests as it likes, and a long queue: the client is busy",
       held_up([](Evidence& e) { e.round_trip = 0.05, e.time_in_queue = 0.4; }), Limit::queue_full},
      {"nothing known of the brokers", held_up([](Evidence& e) { e.round_trip = e.time_in_queue = 0; }),
       Limit::queue_full},
  });
}

TEST_CASE("a thread that was not scheduled is the machine's, one that was busy the generator's") {
  check({
      {"ready and waiting for half of the second", late([](Evidence& e) { e.working = 0.5, e.absent = 0.5; }),
       Limit::cpu},
      {"one pause of 60 ms", late([](Evidence& e) { e.working = 0.03, e.absent = 0.06; }), Limit::cpu},
      {"busy all the time, a little of it lost", late([](Evidence& e) { e.working = 0.95, e.absent = 0.05; }),
       Limit::generator},
      {"`max`, a core of its own", with(good(), [](Evidence& e) { e.unlimited = true, e.working = 0.99; }),
       Limit::generator},
      {"`max`, a core shared", with(good(), [](Evidence& e) { e.unlimited = true, e.working = 0.5, e.absent = 0.5; }),
       Limit::cpu},
  });
}

TEST_CASE("what a slow stream is late by is the machine's where its thread was kept from running for as long") {
  // Two records due, one of them 51 ms late.
  constexpr auto slow = [](Evidence& e) { e.due = 2, e.missing = 1, e.behind = 51 * kMillisecond, e.working = 0.0001; };
  check({
      {"woken as late", with(with(good(), slow), [](Evidence& e) { e.absent = 0.051; }), Limit::cpu},
      {"ready and waiting for half of it", with(with(good(), slow), [](Evidence& e) { e.absent = 0.0256; }),
       Limit::cpu},
      {"a long second", with(with(good(), slow), [](Evidence& e) { e.interval = 4 * kSecond, e.absent = 0.0128; }),
       Limit::cpu},
      {"never kept from running", with(good(), slow), Limit::generator},
  });
}

TEST_CASE("while a debt is worked off as fast as when_late allows, its reason stays") {
  constexpr auto working_off = [](Evidence& e) {
    e.missing = -1000;
    e.held = 0.9;
    e.before = Limit::broker_down;
  };
  check({
      {"held back by when_late alone", late(working_off), Limit::broker_down},
      {"there before the run began", with(late(working_off), [](Evidence& e) { e.before = Limit::none; }), Limit::none},
      {"so slow that nothing was due", with(late(working_off), [](Evidence& e) { e.due = e.missing = 0; }),
       Limit::broker_down},
      {"a new reason takes over", held_up([](Evidence& e) { e.held = 0.5, e.before = Limit::broker_down; }),
       Limit::queue_full},
      {"on a machine that has little time to spare", with(late(working_off), [](Evidence& e) { e.absent = 0.3; }),
       Limit::broker_down},
      {"kept from running for longer than it rested",
       with(late(working_off), [](Evidence& e) { e.absent = 0.5, e.held = 0.4; }), Limit::cpu},
      {"as fast as the generator can", with(late(working_off), [](Evidence& e) { e.working = 0.95, e.held = 0.04; }),
       Limit::generator},
      {"a debt that grows is nobody else's", with(late(working_off), [](Evidence& e) { e.falls_back = true; }),
       Limit::generator},
      {"`max` owes nothing", with(late(working_off), [](Evidence& e) { e.unlimited = true; }), Limit::generator},
  });
}
