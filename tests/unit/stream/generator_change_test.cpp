// Changes of generators and sinks in a running worker.
#include <atomic>
#include <thread>

#include "fake_sink.hpp"

using namespace spate;
using namespace spate::stream;

namespace {

NextGenerator make_generator(const std::string& name, MonotonicTime from) {
  return {make_setup(parse_stream("    rate: 1/s\n    record: {n: \"=index()\", by: " + name + "}\n    key: none\n"))
              .generator,
          from};
}

std::string generator_name(const EnqueuedRecord& record) { return record.value.substr(record.value.rfind(':')); }

}  // namespace

TEST_CASE("a new generator makes records from the first one intended at its time") {
  StreamRun run{
      "    rate: 100000/s\n    stop_after: {records: 20000}\n    when_late: {catch_up: 1000x}\n"
      "    record: {n: \"=index()\", by: one}\n    key: none\n"};
  Worker worker{run.setup, run.sink, run.stats};
  const Origin origin{.monotonic = monotonic_now() - kSecond, .wall = wall_now()};  // all are due
  const MonotonicTime second = origin.monotonic + 50 * kMillisecond;
  const MonotonicTime third = origin.monotonic + 100 * kMillisecond + Duration{1};
  worker.change_generator(make_generator("two", second));
  worker.change_generator(make_generator("three", third));
  worker.start(origin);
  worker.join();
  REQUIRE(run.sink.records.size() == 20'000);
  for (const EnqueuedRecord& record : run.sink.records) {
    const auto* const expected = record.intended < second  ? ":\"one\"}"
                                 : record.intended < third ? ":\"two\"}"
                                                           : ":\"three\"}";
    REQUIRE(generator_name(record) == expected);
  }
  CHECK(stats::account_balances(run.stats));
}

TEST_CASE("the last of several due generators makes the records") {
  StreamRun run{
      "    rate: 1000/s\n    stop_after: {records: 50}\n    record: {n: \"=index()\", by: one}\n    key: none\n"};
  Worker worker{run.setup, run.sink, run.stats};
  for (const auto* name : {"two", "three", "four"}) worker.change_generator(make_generator(name, {}));
  worker.start(now_as_origin());
  worker.join();
  for (const EnqueuedRecord& record : run.sink.records) REQUIRE(generator_name(record) == ":\"four\"}");
}

TEST_CASE("a change of the sink is not lost among other changes") {
  constexpr unsigned kRounds = 20'000;
  StreamRun run{"    rate: 10/s\n    record: {n: \"=index()\"}\n    key: none\n"};
  FakeSink second{run.stats};
  Worker worker{run.setup, run.sink, run.stats};
  worker.start(now_as_origin());
  std::atomic<unsigned> round{0};
  std::thread other{[&] {
    for (unsigned number = 1; number <= kRounds; ++number) {
      while (round < number) std::this_thread::yield();
      worker.change_schedule(pacing::Schedule{scenario::constant({scenario::Rate::Unit::records, 10, kSecond})},
                             monotonic_now());
    }
  }};
  unsigned lost = 0;
  for (unsigned number = 1; number <= kRounds; ++number) {
    round = number;
    worker.change_sink(number % 2 == 0 ? static_cast<record::RecordSink&>(run.sink) : second);
    const MonotonicTime deadline = monotonic_now() + 20 * kSecond;
    while (worker.is_sink_change_pending() && monotonic_now() < deadline) std::this_thread::yield();
    if (worker.is_sink_change_pending()) ++lost;
    if (lost > 0) break;
  }
  CHECK(lost == 0);
  round = kRounds;
  other.join();
  worker.stop();
  worker.join();
}
