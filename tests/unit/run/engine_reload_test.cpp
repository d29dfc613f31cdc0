// Reloads that add, remove and restart streams during scrapes lose no record.
#include <atomic>
#include <thread>

#include "catch.hpp"
#include "metrics/collector.hpp"
#include "report/run_progress.hpp"
#include "run/engine.hpp"

using namespace spate;
using namespace spate::run;

namespace {

std::string stream_text(const std::string& name, const std::string& keys) {
  return "  - {topic: " + name + ", partitions: 2, key: none, record: {n: =index()}, " + keys + "}\n";
}

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

RunOptions without_client() {
  RunOptions options;
  options.null_sink = true;
  return options;
}

struct Reloadable {
  explicit Reloadable(const std::string& streams) : engine{read(streams), without_client(), wake, stop} {
    engine.open_streams();
    engine.start();
  }

  std::vector<std::string> reload(const std::string& streams) {
    auto reloaded = engine.reload(read(streams));
    CHECK(reloaded.problems.empty());
    return std::move(reloaded.changes);
  }
  [[nodiscard]] stats::Account account(const std::string& name) const {
    for (const auto& stats : engine.stats().streams.read())
      if (stats->name == name) return stats::read_account(*stats);
    FAIL("no stream " << name);
    return {};
  }
  void wait_for(const std::string& name, std::uint64_t delivered) const {
    while (account(name).delivered < delivered) std::this_thread::yield();
  }

  WakeEvent wake;
  WakeEvent stop;
  Engine engine;
};

}  // namespace

TEST_CASE("a stream that is added again continues its account") {
  const auto still = stream_text("still", "rate: 2000/s");
  Reloadable run{still};
  CHECK(run.reload(still + stream_text("guest", "rate: 5000/s")) == std::vector<std::string>{"guest: added"});
  run.wait_for("guest", 100);
  CHECK(run.reload(still) == std::vector<std::string>{"guest: removed"});
  const auto removed = run.account("guest");
  CHECK(removed.waiting == 0);
  CHECK(removed.in_flight == 0);
  CHECK(removed.scheduled == removed.delivered + removed.skipped_total());
  CHECK(run.reload(still + stream_text("guest", "rate: max, stop_after: {records: 500}")) ==
        std::vector<std::string>{"guest: added"});
  run.wait_for("guest", removed.delivered + 500);
  run.engine.stop();
  const auto summary = run.engine.summary();
  CHECK(summary.exit == 0);
  REQUIRE(summary.streams.size() == 2);
  CHECK(summary.streams[1].account.scheduled == removed.scheduled + 500);
}

TEST_CASE("a rejected reload changes nothing") {
  Reloadable run{stream_text("a", "rate: 1000/s")};
  auto next = read(stream_text("a", "rate: 7/s") + stream_text("b", "rate: 1/s"));
  next.scenario.seed = 7;
  const auto reloaded = run.engine.reload(std::move(next));
  CHECK(reloaded.changes.empty());
  REQUIRE(reloaded.problems.size() == 1);
  CHECK_THAT(reloaded.problems.front(), ContainsSubstring("seed"));
  CHECK(run.engine.stats().streams.read().size() == 1);
  run.wait_for("a", 50);
  CHECK(run.engine.stats().streams[0]->target_rate == Approx(1000));
  CHECK_FALSE(run.engine.stats().control.reload_successful);
}

TEST_CASE("accounts balance after 60 reloads during scrapes") {
  const auto still = stream_text("still", "rate: 3000/s");
  Reloadable run{still};
  std::atomic<bool> over{false};
  std::atomic<std::uint64_t> scrapes{0};
  std::thread scraper{[&] {
    const metrics::Collector collector{run.engine.stats()};
    while (!over) {
      static_cast<void>(collector.expose());
      static_cast<void>(collector.ready());
      ++scrapes;
    }
  }};
  report::RunProgress progress{run.engine.stats()};
  std::uint64_t seen = 0;
  for (int round = 0; round < 60; ++round) {
    const auto more = std::to_string(round);
    std::string streams = still;
    if (round % 3 != 0)
      streams += stream_text("guest", round % 2 == 0 ? "rate: max" : "rate: 4000/s, partitioner: random");
    if (round % 4 == 1) streams += stream_text("brief-" + more, "rate: max, stop_after: {records: 50}");
    static_cast<void>(run.reload(streams));
    seen = scrapes + 2;
    while (scrapes < seen) std::this_thread::yield();
    run.engine.tick();
    progress.update(monotonic_now());
    static_cast<void>(progress.table());
  }
  over = true;
  scraper.join();
  run.engine.stop();
  const auto summary = run.engine.summary();
  CHECK(summary.exit == 0);
  for (const auto& stream : summary.streams) {
    CAPTURE(stream.name);
    CHECK(stream.balanced);
    CHECK(stream.account.scheduled == stream.account.delivered + stream.account.skipped_total());
  }
}
