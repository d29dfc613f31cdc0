// A commit allocates nothing, so that it cannot fail.
#include "run/reload/commit.hpp"

#include "../stream/allocation_counter.hpp"
#include "catch.hpp"
#include "run/reload/plan_changes.hpp"
#include "run/reload/stage.hpp"
#include "run/streams/stream_start.hpp"

using namespace spate;
using namespace spate::run;

namespace {

PreparedScenario read(const std::string& streams) {
  scenario::Diagnostics diagnostics;
  auto scenario = scenario::parse_scenario(
      "kafka: {bootstrap.servers: unused}\nmetrics: {listen: off}\nstreams:\n" + streams, "test.yaml", {}, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario);
  auto prepared = prepare(*std::move(scenario), diagnostics);
  INFO(diagnostics.text());
  REQUIRE(prepared);
  return *std::move(prepared);
}

std::string stream_text(const std::string& name, const std::string& keys) {
  return "  - {topic: a-topic-with-a-long-name-" + name + ", partitions: 2, " + keys + "}\n";
}

// Streams that send without a client.
struct Sending {
  explicit Sending(PreparedScenario prepared)
      : run{std::move(prepared.scenario), std::move(prepared.timetables), {}, wake, stop} {
    run.start_time = wall_now();
    run.origin = {.monotonic = monotonic_now(), .wall = run.start_time, .started = monotonic_now()};
    std::size_t number = 0;
    for (RunningStream& stream : run.registry.streams()) {
      const kafka::StreamTopic topic{stream.definition, *stream.stats};
      open_stream(run, stream, std::move(prepared.generators[number++]),
                  std::move(SharedClient::open_sinks({&topic, 1}, nullptr).front()));
      accept_changes(stream, run.origin);
      stream.sender->worker->start(run.origin);
    }
  }
  Sending(const Sending&) = delete;
  Sending& operator=(const Sending&) = delete;
  ~Sending() {
    for (RunningStream& stream : run.registry.streams())
      if (stream.sender) stream.sender->worker->stop();
    for (RunningStream& stream : run.registry.streams())
      if (stream.sender) stream.sender->worker->join();
    run.timetables.use_written_schedules();
  }

  [[nodiscard]] StagedReload staged(PreparedScenario next) {
    StagedReload staged;
    next.timetables.set_start_time(next.scenario, run.origin.wall);
    staged.plan = plan_changes(run, next, scenario::file_stamps(*run.scenario.get()));
    CHECK(staged.plan.problems.empty());
    stage(run, std::move(next), staged);
    return staged;
  }
  std::uint64_t allocations_of_commit(PreparedScenario next) {
    auto reload = staged(std::move(next));
    const auto before = stream::thread_allocations();
    commit(run, reload, {});
    return stream::thread_allocations() - before;
  }

  WakeEvent wake;
  WakeEvent stop;
  RunContext run;
};

const std::string kPlain = "key: none, rate: 2000/s, record: {n: =index()}";

}  // namespace

TEST_CASE("commit allocates nothing for changed, restarted, removed and added streams") {
  const auto same = stream_text("same", kPlain);
  Sending sending{
      read(same + stream_text("changed", kPlain) + stream_text("restarted", kPlain) + stream_text("removed", kPlain))};
  CHECK(sending.allocations_of_commit(
            read(same + stream_text("changed", "key: none, rate: 70/s, record: {n: =index(), more: =index()}") +
                 stream_text("restarted", kPlain + ", partitioner: random") +
                 stream_text("added", "rate: max, record: {n: 1}"))) == 0);
  CHECK(sending.run.registry.find("a-topic-with-a-long-name-removed") == nullptr);
  CHECK(sending.run.registry.find("a-topic-with-a-long-name-added") != nullptr);
  // Adds the removed stream again, with other bounds; another rate follows the wall clock.
  CHECK(sending.allocations_of_commit(
            read(same + stream_text("removed", kPlain + ", stop_after: {records: 100000000}") +
                 stream_text("changed",
                             "key: none, rate: {stages: [{daily: {\"00:00\": 1/s, \"12:00\": 100/s}, for: forever}]}, "
                             "arrivals: poisson, record: {n: =index(), more: =index()}"))) == 0);
}

TEST_CASE("commit allocates nothing if a paused stream gets another rate or another worker") {
  Sending sending{read(stream_text("a", kPlain) + stream_text("b", kPlain))};
  {
    const auto guard = sending.run.registry.lock();
    for (RunningStream& stream : sending.run.registry.streams()) {
      stream.live.add({.settings = {.paused = true, .rate = {}}, .duration = {}}, monotonic_now());
      stream.apply_settings(*sending.run.scenario.get(), sending.run.origin);
    }
  }
  CHECK(sending.allocations_of_commit(read(stream_text("a", "key: none, rate: 5 KB/s, record: {n: =index()}") +
                                           stream_text("b", kPlain + ", partitioner: random"))) == 0);
  for (const RunningStream& stream : sending.run.registry.streams()) CHECK(stream.live.settings().paused);
}

TEST_CASE("commit allocates nothing if streams refer to one another") {
  const auto orders = [](const char* field) {
    return stream_text("orders",
                       std::string{"name: orders, key: none, rate: 500/s, record: {id: =index(), "} + field + "}");
  };
  const auto payments = stream_text(
      "payments", "name: payments, key: none, rate: 300/s, record: {$let: {o: =ref(orders)}, order: =o.id}");
  Sending sending{read(orders("v: 1") + payments)};
  auto reload = sending.staged(read(orders("v: 2") + payments));
  CHECK(reload.plan.simultaneous.size() == 2);
  const auto before = stream::thread_allocations();
  commit(sending.run, reload, {});
  CHECK(stream::thread_allocations() == before);
  CHECK(sending.run.registry.find("payments")->records_changed_at);
}

TEST_CASE("a discarded reload changes nothing") {
  Sending sending{read(stream_text("a", kPlain) + stream_text("b", kPlain))};
  const auto scenario = sending.run.scenario.get();
  {
    const auto reload =
        sending.staged(read(stream_text("a", kPlain + ", partitioner: random") + stream_text("c", kPlain)));
    discard(sending.run, reload);
  }
  CHECK(sending.run.scenario.get() == scenario);
  CHECK(sending.run.registry.streams().size() == 2);
  CHECK(sending.run.stats.streams.read().size() == 2);
  for (const RunningStream& stream : sending.run.registry.streams()) {
    CHECK_FALSE(stream.has_ended());
    CHECK(stream.retired.empty());
    CHECK_FALSE(stream.removed);
  }
}
