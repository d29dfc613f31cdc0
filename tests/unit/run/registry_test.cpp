// Which removed streams the registry keeps, and for how long.
#include "run/streams/registry.hpp"

#include "catch.hpp"
#include "pacing/stream_schedule.hpp"
#include "record/arena.hpp"
#include "run/prepare/prepare.hpp"

using namespace spate;
using namespace spate::run;

namespace {

// Accepts every record, and settles none before settle().
class HoldingSink final : public record::RecordSink {
 public:
  std::size_t enqueue(std::span<const record::Record> run, MonotonicTime /*now*/) noexcept override {
    for (const record::Record& record : run) held_.push_back(record.slot->block);
    return run.size();
  }
  [[nodiscard]] std::int32_t partition_count() const noexcept override { return 1; }

  void settle() {
    for (record::Block* block : held_) block->release(1);
    held_.clear();
  }

 private:
  std::vector<record::Block*> held_;
};

PreparedScenario read(const std::string& names) {
  scenario::Diagnostics diagnostics;
  std::string streams;
  for (const char name : names)
    streams += std::string{"  - {topic: "} + name + ", rate: max, record: {n: 1}, stop_after: {records: 10}}\n";
  auto scenario =
      scenario::parse_scenario("kafka: {bootstrap.servers: unused}\nstreams:\n" + streams, "t.yaml", {}, diagnostics);
  REQUIRE(scenario);
  auto prepared = prepare(*std::move(scenario), diagnostics);
  REQUIRE(prepared);
  return *std::move(prepared);
}

struct Streams {
  explicit Streams(const std::string& names) : prepared(read(names)) {
    for (const scenario::Stream& stream : prepared.scenario.streams) {
      auto counted = std::make_shared<stats::StreamStats>();
      counted->name = stream.name;
      stats.streams.add(counted);
      registry.add(stream, std::move(counted));
    }
  }

  RunningStream& at(const std::string& name) { return *registry.find_with_removed(name); }
  // Starts a worker that sends all records into `sink`.
  void send(RunningStream& stream, record::RecordSink& sink) {
    const scenario::Stream& definition = stream.definition;
    stream.removed = false;
    stream::WorkerSetup setup{
        .name = definition.name,
        .pacer = pacing::Pacer{pacing::schedule_of(prepared.scenario, definition, {}), definition.stop_after},
        .generator = prepared.generators.front(),
        .partitions = stream::PartitionChooser{definition.partitioner, 1, definition.name}};
    stream.sender = Sender{.sink = {.own = nullptr, .sink = &sink},
                           .worker = std::make_unique<stream::Worker>(std::move(setup), sink, *stream.stats)};
    stream.sender->worker->start({.monotonic = monotonic_now(), .wall = wall_now(), .started = monotonic_now()});
  }
  void remove(RunningStream& stream) {
    registry.retire(stream);
    stream.removed = true;
  }
  void send_and_remove(RunningStream& stream, HoldingSink& sink) {
    send(stream, sink);
    remove(stream);
    sink.settle();
  }
  void reap() {
    registry.reap([this](const record::RecordSink& /*sink*/) { ++closed; });
  }

  PreparedScenario prepared;
  stats::RunStats stats;
  Registry registry{stats};
  int closed = 0;
};

const std::string kNames = "abcdefghijklmnopqrstuvwxyz";

}  // namespace

TEST_CASE("the registry evicts the oldest removed streams and keeps their totals") {
  HoldingSink sink;
  Streams streams{kNames};
  for (const char name : kNames) streams.send_and_remove(streams.at({name}), sink);
  streams.reap();
  CHECK(streams.closed == 26);
  CHECK(streams.registry.streams().size() == 20);
  CHECK(streams.registry.find_with_removed("f") == nullptr);
  CHECK(streams.registry.find_with_removed("g") != nullptr);
  CHECK(streams.registry.find("g") == nullptr);
  CHECK(streams.registry.evicted().streams == 6);
  CHECK(streams.registry.evicted().scheduled == 60);
  CHECK(streams.stats.streams.read().size() == 20);
}

TEST_CASE("a stream removed again is kept while its records are in flight") {
  HoldingSink sink;
  HoldingSink in_flight;
  Streams streams{kNames};
  streams.send_and_remove(streams.at("a"), sink);
  streams.reap();
  RunningStream& again = streams.at("a");
  streams.send(again, in_flight);
  streams.remove(again);
  for (const char name : kNames.substr(1)) streams.send_and_remove(streams.at({name}), sink);
  streams.reap();
  REQUIRE(streams.registry.find_with_removed("a") == &again);
  CHECK(again.retired.size() == 1);
  in_flight.settle();
  streams.reap();
  CHECK(streams.registry.find_with_removed("a") == &again);
  CHECK(again.retired.empty());
  CHECK(streams.registry.streams().size() == 20);
}

TEST_CASE("a removed stream keeps each worker until the records of that worker are settled") {
  HoldingSink first;
  HoldingSink second;
  Streams streams{"a"};
  RunningStream& stream = streams.at("a");
  streams.send(stream, first);
  streams.registry.retire(stream);
  streams.send(stream, second);
  streams.remove(stream);
  second.settle();
  streams.reap();
  CHECK(stream.retired.size() == 1);
  first.settle();
  streams.reap();
  CHECK(stream.retired.empty());
  CHECK(streams.closed == 2);
}
