// What the next run knows of a run. A run that ends here without save() stands for one that was killed.
#include "run/checkpoint/checkpoint.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/error.hpp"
#include "catch.hpp"
#include "run/engine.hpp"

using namespace spate;
using namespace spate::run;

namespace {

namespace fs = std::filesystem;

class Directory {
 public:
  Directory() { fs::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { fs::remove_all(path_); }
  [[nodiscard]] scenario::Scenario scenario() const {
    scenario::Scenario scenario;
    scenario.name = "kept";
    scenario.state_dir = path_.string();
    return scenario;
  }
  [[nodiscard]] fs::path file(const std::string& name) const { return path_ / name; }
  [[nodiscard]] fs::path state() const { return file("spate-state.json"); }
  [[nodiscard]] std::string text() const {
    std::ifstream file{state()};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  [[nodiscard]] std::vector<fs::path> sent_files() const {
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator{path_})
      if (entry.path().extension() == ".sent") all.push_back(entry.path());
    return all;
  }

 private:
  fs::path path_ = fs::temp_directory_path() / ("spate-checkpoint-" + std::to_string(getpid()));
};

// The statistics of a stream, with the position of the previous run.
std::unique_ptr<stats::StreamStats> make_stats(Checkpoint& checkpoint, const std::string& name) {
  auto stats = std::make_unique<stats::StreamStats>();
  stats->name = name;
  checkpoint.persist_sent_index(*stats);
  if (checkpoint.previous_run() != nullptr)
    for (const auto& was : checkpoint.previous_run()->streams)
      if (was.name == name) stats->settlement.reset(was.next, was.sent_index);
  return stats;
}

StreamState state_of(const stats::StreamStats& stats) {
  return {.name = stats.name,
          .next = stats.settlement.resume_position(),
          .sent_index = stats.settlement.sent_index(),
          .schedule = {}};
}

std::uint64_t sent_index(const Checkpoint& checkpoint, const std::string& name) {
  REQUIRE(checkpoint.previous_run() != nullptr);
  for (const auto& stream : checkpoint.previous_run()->streams)
    if (stream.name == name) return stream.sent_index;
  FAIL("no stream " << name);
  return 0;
}

constexpr Checkpoint::Snapshot kStart{
    .now = MonotonicTime{7 * kSecond}, .start_time = WallTime{Duration{1}}, .elapsed = {}};

}  // namespace

TEST_CASE("records sent after the last save are known after several kills") {
  const Directory directory;
  const auto scenario = directory.scenario();
  for (std::uint64_t sent = 10; sent <= 30; sent += 10) {
    Checkpoint checkpoint{scenario, false};
    const auto stats = make_stats(checkpoint, "a");
    CHECK(stats->settlement.sent_index() == sent - 10);
    checkpoint.save_first(scenario, kStart, {state_of(*stats)});
    stats->settlement.count_enqueued(10, sent);
  }
  CHECK(sent_index({scenario, false}, "a") == 30);
}

TEST_CASE("a run killed before its first save keeps the previous state") {
  const Directory directory;
  const auto scenario = directory.scenario();
  {
    Checkpoint checkpoint{scenario, false};
    const auto stats = make_stats(checkpoint, "a");
    checkpoint.save_first(scenario, kStart, {state_of(*stats)});
    stats->settlement.count_enqueued(10, 10);
  }
  const auto text = directory.text();
  { const Checkpoint killed{scenario, false}; }
  { const Checkpoint killed{scenario, true}; }
  CHECK(directory.text() == text);
  Checkpoint next{scenario, false};
  const auto stats = make_stats(next, "a");
  CHECK(stats->settlement.sent_index() == 10);
  next.save_first(scenario, kStart, {state_of(*stats)});
  CHECK(directory.sent_files().size() == 1);
}

TEST_CASE("a failed first save is a start error and keeps the previous state") {
  const Directory directory;
  const auto scenario = directory.scenario();
  {
    Checkpoint checkpoint{scenario, false};
    const auto stats = make_stats(checkpoint, "a");
    checkpoint.save_first(scenario, kStart, {state_of(*stats)});
    stats->settlement.count_enqueued(10, 10);
  }
  fs::create_directories(directory.file("spate-state.json.part") / "in the way");
  {
    Checkpoint checkpoint{scenario, false};
    const auto stats = make_stats(checkpoint, "a");
    CHECK_THROWS_AS(checkpoint.save_first(scenario, kStart, {state_of(*stats)}), StartError);
    CHECK_FALSE(checkpoint.has_saved());
  }
  CHECK(sent_index({scenario, false}, "a") == 10);
}

TEST_CASE("each stream name has its own sent slot, also after rejected reloads") {
  const Directory directory;
  const auto scenario = directory.scenario();
  {
    Checkpoint checkpoint{scenario, false};
    const auto first = make_stats(checkpoint, "first");
    static_cast<void>(make_stats(checkpoint, "refused"));  // by a rejected reload
    const auto second = make_stats(checkpoint, "refused");
    const auto third = make_stats(checkpoint, "third");
    checkpoint.save_first(scenario, kStart, {state_of(*first), state_of(*second), state_of(*third)});
    first->settlement.count_enqueued(1, 1);
    second->settlement.count_enqueued(1, 5000);
    third->settlement.count_enqueued(1, 3);
  }
  const Checkpoint next{scenario, false};
  CHECK(sent_index(next, "first") == 1);
  CHECK(sent_index(next, "refused") == 5000);
  CHECK(sent_index(next, "third") == 3);
}

TEST_CASE("1,500 rejected reloads of one stream use one sent slot") {
  const Directory directory;
  const auto scenario = directory.scenario();
  {
    Checkpoint checkpoint{scenario, false};
    for (int reload = 0; reload < 1500; ++reload) static_cast<void>(make_stats(checkpoint, "a"));
    const auto stats = make_stats(checkpoint, "a");
    checkpoint.save_first(scenario, kStart, {state_of(*stats)});
    stats->settlement.count_enqueued(7, 7);
  }
  CHECK(sent_index({scenario, false}, "a") == 7);
}

TEST_CASE("the next save is due 1 s after the last snapshot") {
  const Directory directory;
  const auto scenario = directory.scenario();
  Checkpoint checkpoint{scenario, false};
  checkpoint.save_first(scenario, kStart, {});
  CHECK(checkpoint.due() == kStart.now + kSecond);
  checkpoint.save(scenario,
                  {.now = MonotonicTime{8 * kSecond + Duration{1}},
                   .start_time = kStart.start_time,
                   .elapsed = StreamTime{kSecond}},
                  {});
  CHECK(checkpoint.due() == MonotonicTime{9 * kSecond + Duration{1}});
}

TEST_CASE("a missing, truncated or unreadable sent index file does not prevent a start") {
  const Directory directory;
  const auto scenario = directory.scenario();
  {
    Checkpoint checkpoint{scenario, false};
    const auto stats = make_stats(checkpoint, "a");
    stats->settlement.reset({.index = 4, .bytes = 0, .scheduled_bytes = 0}, 4);
    checkpoint.save_first(scenario, kStart, {state_of(*stats)});
    stats->settlement.count_enqueued(10, 14);
  }
  const auto sent_file = directory.sent_files().front();
  fs::resize_file(sent_file, 5);
  CHECK(sent_index({scenario, false}, "a") == 4);
  fs::resize_file(sent_file, 8);  // all zeros, as after a power failure
  std::ofstream{sent_file, std::ios::binary} << std::string(8, '\0');
  CHECK(sent_index({scenario, false}, "a") == 4);
  fs::remove(sent_file);
  CHECK(sent_index({scenario, false}, "a") == 4);
  REQUIRE(::mkfifo(sent_file.c_str(), 0600) == 0);
  CHECK(sent_index({scenario, false}, "a") == 4);
}

TEST_CASE("a FIFO, a directory or a device as the state file is a start error") {
  const Directory directory;
  const auto scenario = directory.scenario();
  fs::create_directories(directory.state());
  CHECK_THROWS_AS((Checkpoint{scenario, false}), StartError);
  fs::remove(directory.state());
  REQUIRE(::mkfifo(directory.state().c_str(), 0600) == 0);
  CHECK_THROWS_AS((Checkpoint{scenario, false}), StartError);
  fs::remove(directory.state());
  fs::create_symlink("/dev/zero", directory.state());
  CHECK_THROWS_AS((Checkpoint{scenario, false}), StartError);
}

TEST_CASE("a FIFO at the path of the next state does not block the save") {
  const Directory directory;
  const auto scenario = directory.scenario();
  fs::create_directories(directory.file(""));
  REQUIRE(::mkfifo(directory.file("spate-state.json.part").c_str(), 0600) == 0);
  Checkpoint checkpoint{scenario, false};
  checkpoint.save_first(scenario, kStart, {});
  CHECK(parse_state(directory.text()).value);
}
