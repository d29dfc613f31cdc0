// What a run leaves for the next one, however it ends: a run that ends here without save() was killed.
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
  [[nodiscard]] std::vector<fs::path> marks() const {
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator{path_})
      if (entry.path().extension() == ".sent") all.push_back(entry.path());
    return all;
  }

 private:
  fs::path path_ = fs::temp_directory_path() / ("spate-checkpoint-" + std::to_string(getpid()));
};

// A stream's statistics, as far as a checkpoint goes.
std::unique_ptr<stats::StreamStats> counted(Checkpoint& checkpoint, const std::string& name) {
  auto stats = std::make_unique<stats::StreamStats>();
  stats->name = name;
  checkpoint.mark(*stats);
  if (checkpoint.previous_run() != nullptr)
    for (const auto& was : checkpoint.previous_run()->streams)
      if (was.name == name) stats->settlement.reset(was.next, was.sent_index);
  return stats;
}

StreamState state_of(const stats::StreamStats& stats) {
  return {.name = stats.name,
          .next = stats.settlement.resume_position(),
          .sent_index = stats.settlement.sent_before(),
          .schedule = {}};
}

std::uint64_t sent_before(const Checkpoint& checkpoint, const std::string& name) {
  REQUIRE(checkpoint.previous_run() != nullptr);
  for (const auto& stream : checkpoint.previous_run()->streams)
    if (stream.name == name) return stream.sent_index;
  FAIL("no stream " << name);
  return 0;
}

constexpr Checkpoint::Snapshot kStart{.now = MonotonicTime{7 * kSecond}, .first = WallTime{Duration{1}}, .elapsed = {}};

}  // namespace

TEST_CASE("records of runs that were killed before their next save are known, one kill after the other") {
  const Directory directory;
  const auto scenario = directory.scenario();
  for (std::uint64_t sent = 10; sent <= 30; sent += 10) {
    Checkpoint checkpoint{scenario, false};
    const auto stats = counted(checkpoint, "a");
    CHECK(stats->settlement.sent_before() == sent - 10);
    checkpoint.begin(scenario, kStart, {state_of(*stats)});
    stats->settlement.count_enqueued(10, sent);
  }
  CHECK(sent_before({scenario, false}, "a") == 30);
}

TEST_CASE("a run that was killed before it began leaves what an earlier one left") {
  const Directory directory;
  const auto scenario = directory.scenario();
  {
    Checkpoint checkpoint{scenario, false};
    const auto stats = counted(checkpoint, "a");
    checkpoint.begin(scenario, kStart, {state_of(*stats)});
    stats->settlement.count_enqueued(10, 10);
  }
  const auto text = directory.text();
  { const Checkpoint killed{scenario, false}; }
  { const Checkpoint killed{scenario, true}; }
  CHECK(directory.text() == text);
  Checkpoint next{scenario, false};
  const auto stats = counted(next, "a");
  CHECK(stats->settlement.sent_before() == 10);
  next.begin(scenario, kStart, {state_of(*stats)});
  CHECK(directory.marks().size() == 1);
}

TEST_CASE("a state that cannot be written at the start is no start, and loses nothing") {
  const Directory directory;
  const auto scenario = directory.scenario();
  {
    Checkpoint checkpoint{scenario, false};
    const auto stats = counted(checkpoint, "a");
    checkpoint.begin(scenario, kStart, {state_of(*stats)});
    stats->settlement.count_enqueued(10, 10);
  }
  fs::create_directories(directory.file("spate-state.json.part") / "in the way");
  {
    Checkpoint checkpoint{scenario, false};
    const auto stats = counted(checkpoint, "a");
    CHECK_THROWS_AS(checkpoint.begin(scenario, kStart, {state_of(*stats)}), StartError);
    CHECK_FALSE(checkpoint.begun());
  }
  CHECK(sent_before({scenario, false}, "a") == 10);
}

TEST_CASE("every stream has a mark of its own, whatever reloads were refused and whatever came back") {
  const Directory directory;
  const auto scenario = directory.scenario();
  {
    Checkpoint checkpoint{scenario, false};
    const auto first = counted(checkpoint, "first");
    static_cast<void>(counted(checkpoint, "refused"));  // a reload that came to nothing
    const auto second = counted(checkpoint, "refused");
    const auto third = counted(checkpoint, "third");
    checkpoint.begin(scenario, kStart, {state_of(*first), state_of(*second), state_of(*third)});
    first->settlement.count_enqueued(1, 1);
    second->settlement.count_enqueued(1, 5000);
    third->settlement.count_enqueued(1, 3);
  }
  const Checkpoint next{scenario, false};
  CHECK(sent_before(next, "first") == 1);
  CHECK(sent_before(next, "refused") == 5000);
  CHECK(sent_before(next, "third") == 3);
}

TEST_CASE("a thousand refused reloads leave a mark for the stream that is taken") {
  const Directory directory;
  const auto scenario = directory.scenario();
  {
    Checkpoint checkpoint{scenario, false};
    for (int reload = 0; reload < 1500; ++reload) static_cast<void>(counted(checkpoint, "a"));
    const auto stats = counted(checkpoint, "a");
    checkpoint.begin(scenario, kStart, {state_of(*stats)});
    stats->settlement.count_enqueued(7, 7);
  }
  CHECK(sent_before({scenario, false}, "a") == 7);
}

TEST_CASE("a state is due a second after the last one was taken") {
  const Directory directory;
  const auto scenario = directory.scenario();
  Checkpoint checkpoint{scenario, false};
  checkpoint.begin(scenario, kStart, {});
  CHECK(checkpoint.due() == kStart.now + kSecond);
  checkpoint.save(
      scenario,
      {.now = MonotonicTime{8 * kSecond + Duration{1}}, .first = kStart.first, .elapsed = StreamTime{kSecond}}, {});
  CHECK(checkpoint.due() == MonotonicTime{9 * kSecond + Duration{1}});
}

TEST_CASE("marks that are gone, cut short or no file cost no start") {
  const Directory directory;
  const auto scenario = directory.scenario();
  {
    Checkpoint checkpoint{scenario, false};
    const auto stats = counted(checkpoint, "a");
    stats->settlement.reset({.index = 4, .bytes = 0, .flowed = 0}, 4);
    checkpoint.begin(scenario, kStart, {state_of(*stats)});
    stats->settlement.count_enqueued(10, 14);
  }
  const auto marks = directory.marks().front();
  fs::resize_file(marks, 5);
  CHECK(sent_before({scenario, false}, "a") == 4);
  fs::resize_file(marks, 8);  // all zeros, as after a power failure
  std::ofstream{marks, std::ios::binary} << std::string(8, '\0');
  CHECK(sent_before({scenario, false}, "a") == 4);
  fs::remove(marks);
  CHECK(sent_before({scenario, false}, "a") == 4);
  REQUIRE(::mkfifo(marks.c_str(), 0600) == 0);
  CHECK(sent_before({scenario, false}, "a") == 4);
}

TEST_CASE("a FIFO, a directory, a device as the state is no start") {
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

TEST_CASE("a FIFO where the next state is prepared is not waited for") {
  const Directory directory;
  const auto scenario = directory.scenario();
  fs::create_directories(directory.file(""));
  REQUIRE(::mkfifo(directory.file("spate-state.json.part").c_str(), 0600) == 0);
  Checkpoint checkpoint{scenario, false};
  checkpoint.begin(scenario, kStart, {});
  CHECK(parse_state(directory.text()).value);
}
