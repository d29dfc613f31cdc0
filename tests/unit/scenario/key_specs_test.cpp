#include "scenario/keys/key_specs.hpp"

#include <set>

#include "catch.hpp"
#include "scenario_parsing.hpp"

namespace spate::scenario {
namespace {

// Returns a schedule in which `key` has its example.
std::string schedule_with(const KeySpec& key) {
  const auto pair = std::string{key.name} + ": " + std::string{key.example};
  const auto one_stage = [](const std::string& stage) { return "{stages: [{" + stage + "}]}"; };
  if (key.section == SectionKind::recorded)
    return "{recorded: {" + std::string{key.name == "timestamp" ? "" : "timestamp: /ts, "} + pair + "}}";
  if (key.name == "recorded") return "{" + pair + "}";
  if (key.section == SectionKind::schedule)
    return "{" + pair + (key.name == "stages" ? "" : ", stages: [{hold: 1/s, for: 1s}]") + "}";
  if (key.section == SectionKind::window) {
    const std::string other_keys = key.name == "between"  ? "factor: 3x"
                                   : key.name == "factor" ? "between: \"00:00-24:00\""
                                                          : "between: \"18:00-22:00\", factor: 2x";
    return "{stages: [{hold: 1/s, for: 1s}], windows: [{" + other_keys + ", " + pair + "}]}";
  }
  if (key.section == SectionKind::sine || key.section == SectionKind::burst)
    return one_stage(key.section == SectionKind::sine
                         ? "sine: {mean: 500/s, amplitude: 300/s, period: 24h" +
                               (key.name == "peak_at" ? ", " + pair : std::string{}) + "}, for: 1min"
                         : "burst: {base: 100/s, peak: 5000/s, for: 2s, every: 1min}, for: 1min");
  if (key.name == "for") return one_stage("hold: 1/s, " + pair);
  if (key.name == "curve") return one_stage("ramp: [1/s, 2/s], for: 1s, " + pair);
  if (key.name == "steps") return one_stage(pair + ", each: 1min");
  if (key.name == "each") return one_stage("steps: [1/s, 2/s], " + pair);
  return one_stage(pair + ", for: 1min");
}

// Returns the content of imperfections in which `key` has its example.
std::string imperfection_with(const KeySpec& key) {
  auto pair = std::string{key.name} + ": " + std::string{key.example};
  switch (key.section) {
    case SectionKind::event_time_shift:
      return "late: {" + std::string{key.name == "by" ? "probability: 2%" : "by: 5min"} + ", " + pair + "}";
    case SectionKind::clock_skew:
      return "clock_skew: {" + std::string{key.name == "per" ? "up_to: 30s" : "per: host"} + ", " + pair + "}";
    case SectionKind::malformed:
      return "malformed: {" + std::string{key.name == "probability" ? "" : "probability: 1%, "} +
             (key.name == "size" ? "kinds: [oversized], " : "") + pair + "}";
    default:
      return pair;
  }
}

// Returns a scenario in which a `key` of lifecycle or replay has its example.
std::string source_with(const KeySpec& key, const std::string& stream, const std::string& pair) {
  switch (key.section) {
    case SectionKind::lifecycle: {
      std::string text = stream + "topic: a\n    rate: 1/s\n    record: {x: =state()}\n    lifecycle:\n      " + pair;
      if (key.name != "entities") text += "      entities: 5\n";
      if (key.name != "start") text += "      start: home\n";
      if (key.name != "states") text += "      states: {home: {}}\n";
      return text;
    }
    case SectionKind::replay:
      return stream + "topic: a\n    rate: 1/s\n    replay:\n      " + pair +
             (key.name == "file" ? "" : "      file: a.ndjson\n");
    case SectionKind::rewrite_timestamp:
      return stream + "topic: a\n    rate: 1/s\n    replay:\n      file: a.ndjson\n      rewrite_timestamp:\n        " +
             pair + (key.name == "field" ? "" : "        field: ts\n");
    case SectionKind::state:
      return stream + "topic: a\n    rate: 1/s\n    record: {x: =state()}\n    lifecycle:\n      entities: 5\n" +
             "      start: home\n      states:\n        product: {}\n        leave: {}\n        home:\n" +
             (key.name == "next" ? "" : "          next: {product: 60%, leave: 40%}\n") + "          " + pair;
    default:
      return {};
  }
}

// Returns a scenario in which `key` has its example.
std::string scenario_with(const KeySpec& key) {
  const auto pair = std::string{key.name} + ": " + std::string{key.example} + "\n";
  const std::string kafka = "kafka: {bootstrap.servers: embedded}\n";
  const std::string streams = "streams: [{topic: a, rate: 1/s, record: {host: b, customer_id: c}}]\n";
  const std::string stream = kafka + "streams:\n  - ";
  switch (key.section) {
    case SectionKind::scenario:
      if (key.name == "kafka") return "kafka: {acks: all, linger.ms: 5, bootstrap.servers: embedded}\n" + streams;
      return kafka + (key.name == "streams" ? "" : streams) + pair;
    case SectionKind::metrics:
    case SectionKind::clock:
    case SectionKind::control:
    case SectionKind::startup:
    case SectionKind::shutdown:
      return kafka + streams + std::string{section_name(key.section)} + ":\n  " + pair;
    case SectionKind::stop_after:
      return stream + "{topic: a, rate: 1/s, generator: order, stop_after: {" + std::string{key.name} + ": " +
             std::string{key.example} + "}}\n";
    case SectionKind::imperfections:
    case SectionKind::event_time_shift:
    case SectionKind::clock_skew:
    case SectionKind::malformed:
      return stream + "{topic: a, rate: 1/s, generator: order, imperfections: {" + imperfection_with(key) + "}}\n";
    case SectionKind::arrivals:
    case SectionKind::when_late:
    case SectionKind::measure:
      return stream + "{topic: a, rate: 1/s, generator: order, " + std::string{section_name(key.section)} + ": {" +
             std::string{key.name} + ": " + std::string{key.example} + "}}\n";
    case SectionKind::stream: {
      std::string text = stream + pair;
      if (key.name != "topic") text += "    topic: a\n";
      if (key.name != "rate") text += "    rate: 1/s\n";
      if (key.name != "generator" && key.name != "record" && key.name != "replay") text += "    generator: order\n";
      return text;
    }
    case SectionKind::schedule:
    case SectionKind::stage:
    case SectionKind::sine:
    case SectionKind::burst:
    case SectionKind::window:
    case SectionKind::recorded: {
      const bool recorded = key.section == SectionKind::recorded || key.name == "recorded";
      return stream + "{topic: a, " + (recorded ? "replay: {file: a.ndjson}" : "generator: order") +
             ", rate: " + schedule_with(key) + "}\n";
    }
    case SectionKind::generator:
      return kafka + streams + "generators:\n  mine:\n    " + pair +
             (key.name == "record" ? "" : "    record: {host: b}\n");
    case SectionKind::format:
    case SectionKind::csv: {
      const auto style = key.section == SectionKind::format ? pair : "csv: {" + pair + "}";
      return stream + "topic: a\n    rate: 1/s\n    record: {a: 1}\n    format: {" + style.substr(0, style.find('\n')) +
             (key.section == SectionKind::csv ? "}" : "") + "}\n";
    }
    case SectionKind::table:
      if (key.name == "file") return kafka + streams + "tables:\n  t:\n    " + pair;
      if (key.name == "size") return kafka + streams + "tables:\n  t:\n    columns: {id: =row()}\n    " + pair;
      return kafka + streams + "tables:\n  t: {columns: [id, name, price], rows: [[1, Laptop, 999.99]]}\n";
    default:
      return source_with(key, stream, pair);
  }
}

}  // namespace

TEST_CASE("the example of every key is accepted in its section") {
  for (const auto& key : keys()) {
    const auto text = scenario_with(key);
    CAPTURE(section_name(key.section), key.name, text);
    CHECK(read(text).problems == "");
  }
}

TEST_CASE("a key is listed once per section, with help and an example") {
  std::set<std::pair<SectionKind, std::string_view>> seen;
  for (const auto& key : keys()) {
    CAPTURE(key.name);
    CHECK(seen.insert({key.section, key.name}).second);
    CHECK(key.help.size() > 10);
    CHECK(key.help.back() == '.');
    CHECK_FALSE(key.example.empty());
    const bool has_choices = key.type == ValueType::choice || key.type == ValueType::choices ||
                             key.type == ValueType::partitioner || key.type == ValueType::choice_or_map;
    CHECK(has_choices == !key.choices.empty());
  }
}

TEST_CASE("the choices of a key have the order of its enumeration") {
  const auto scenario = [](const std::string& more) { return *read(one_stream(more)).scenario; };
  CHECK(scenario("    create_topic: if_absent\n").streams[0].topic.create == CreateTopic::if_absent);
  CHECK(scenario("    create_topic: never\n").streams[0].topic.create == CreateTopic::never);
  CHECK(scenario("    on_mismatch: warn\n").streams[0].topic.on_mismatch == OnMismatch::warn);
  CHECK(scenario("    on_mismatch: fail\n").streams[0].topic.on_mismatch == OnMismatch::fail);
  CHECK(scenario("    on_mismatch: add_partitions\n").streams[0].topic.on_mismatch == OnMismatch::add_partitions);
  CHECK(scenario("    partitioner: murmur2\n").streams[0].partitioner == Partitioner::murmur2);
  CHECK(scenario("    partitioner: crc32\n").streams[0].partitioner == Partitioner::crc32);
  CHECK(scenario("    partitioner: random\n").streams[0].partitioner == Partitioner::random);
  CHECK(scenario("    partitioner: round_robin\n").streams[0].partitioner == Partitioner::round_robin);
  CHECK(scenario("    arrivals: uniform\n").streams[0].arrivals.kind == Arrivals::Kind::uniform);
  CHECK(scenario("    arrivals: poisson\n").streams[0].arrivals.kind == Arrivals::Kind::poisson);
  CHECK(scenario("    when_late: catch_up\n").streams[0].when_late.policy == WhenLate::Policy::catch_up);
  CHECK(scenario("    when_late: skip\n").streams[0].when_late.policy == WhenLate::Policy::skip);
  CHECK(scenario("    format: json\n").streams[0].generator.format == Format::json);
  CHECK(scenario("    format: text\n").streams[0].generator.format == Format::text);
  CHECK(scenario("    format: csv\n").streams[0].generator.format == Format::csv);
}

}  // namespace spate::scenario
