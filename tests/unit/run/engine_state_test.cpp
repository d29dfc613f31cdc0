// A run with a state_dir saves its state before the first record of each stream.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "catch.hpp"
#include "run/engine.hpp"

using namespace spate;
using namespace spate::run;

namespace {

namespace fs = std::filesystem;

const fs::path kDirectory = fs::temp_directory_path() / ("spate-kept-" + std::to_string(getpid()));

struct Fresh {
  Fresh() { fs::remove_all(kDirectory); }
  Fresh(const Fresh&) = delete;
  Fresh& operator=(const Fresh&) = delete;
  ~Fresh() { fs::remove_all(kDirectory); }
};

PreparedScenario read(const std::string& streams) {
  scenario::Diagnostics diagnostics;
  auto scenario = scenario::parse_scenario("kafka: {bootstrap.servers: unused}\nmetrics: {listen: off}\nstate_dir: " +
                                               kDirectory.string() + "\nstreams:\n" + streams,
                                           "test.yaml", {}, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario);
  auto prepared = prepare(*std::move(scenario), diagnostics);
  REQUIRE(prepared);
  return *std::move(prepared);
}

std::string stream_text(const std::string& name) {
  return "  - {topic: " + name + ", rate: max, record: {n: =index()}}\n";
}

std::vector<std::string> names_in_state() {
  std::ifstream file{kDirectory / "spate-state.json"};
  const auto state = parse_state(std::string{std::istreambuf_iterator<char>{file}, {}});
  REQUIRE(state.value);
  std::vector<std::string> names;
  for (const auto& stream : state.value->streams)
    if (stream.sent_slot != kNoSentSlot) names.push_back(stream.name);
  return names;
}

RunOptions without_client() {
  RunOptions options;
  options.null_sink = true;
  return options;
}

}  // namespace

TEST_CASE("no record is sent if the first save fails") {
  const Fresh fresh;
  fs::create_directories(kDirectory / "spate-state.json.part/in the way");
  WakeEvent wake;
  const WakeEvent stop;
  Engine run{read(stream_text("a")), without_client(), wake, stop};
  run.open_streams();
  CHECK_THROWS_AS(run.start(), StartError);
  run.stop();
  CHECK(run.stats().streams.read().front()->worker.scheduled.read() == 0);
  CHECK_FALSE(fs::exists(kDirectory / "spate-state.json"));
}

TEST_CASE("a reload saves the state of the streams that it adds") {
  const Fresh fresh;
  WakeEvent wake;
  const WakeEvent stop;
  Engine run{read(stream_text("a")), without_client(), wake, stop};
  run.open_streams();
  run.start();
  CHECK(names_in_state() == std::vector<std::string>{"a"});
  CHECK(run.reload(read(stream_text("a") + stream_text("added"))).problems.empty());
  CHECK(names_in_state() == std::vector<std::string>{"a", "added"});
}

TEST_CASE("the next save is due 1 s after the start") {
  const Fresh fresh;
  WakeEvent wake;
  const WakeEvent stop;
  Engine run{read(stream_text("a")), without_client(), wake, stop};
  run.open_streams();
  const MonotonicTime before = monotonic_now();
  run.start();
  CHECK(run.next_deadline() >= before + kSecond);
  CHECK(run.next_deadline() < before + 30 * kSecond);
}
