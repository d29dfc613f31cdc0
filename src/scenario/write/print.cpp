#include "scenario/write/print.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/rfc3339.hpp"
#include "scenario/keys/key_specs.hpp"
#include "scenario/rate/rate_node.hpp"
#include "scenario/read/arrivals.hpp"
#include "scenario/read/formats.hpp"
#include "scenario/read/load.hpp"
#include "scenario/read/read_imperfections.hpp"
#include "scenario/text/units.hpp"
#include "scenario/yaml/secrets.hpp"
#include "scenario/yaml/tree_text.hpp"

namespace spate::scenario {
namespace {

// Escapes "${": the printed text can be read as a scenario again.
std::string escaped(std::string text) {
  for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at + 3)) text.insert(at, 1, '$');
  return text;
}

// One map of the printed scenario. Masks secrets.
class PrintedMap {
 public:
  PrintedMap(const Scenario& scenario, std::string path) : scenario_(scenario), path_(std::move(path)) {}

  void add(std::string_view name, std::string value) {
    const bool secret = scenario_.secret_paths.count(member_path(path_, name)) > 0;
    put(map_, std::string{name}, plain_node(secret ? std::string{kMask} : escaped(std::move(value))));
  }
  template <class T>
  void add(std::string_view name, const std::optional<T>& value) {
    if (value) add(name, fmt::format("{}", *value));
  }
  template <class Enum>
  void add_choice(SectionKind kind, std::string_view name, Enum value) {
    add(name, std::string{find_key(kind, name)->choices.at(static_cast<std::size_t>(value))});
  }
  void add(std::string_view name, const std::vector<Property>& properties) {
    Node list = map_node();
    for (const auto& property : properties)
      put(list, property.name, plain_node(property.secret ? std::string{kMask} : escaped(property.value)));
    if (!properties.empty()) add(name, std::move(list));
  }
  void add(std::string_view name, Node value) { put(map_, std::string{name}, std::move(value)); }

  [[nodiscard]] Node take() { return std::move(map_); }

 private:
  const Scenario& scenario_;
  std::string path_;
  Node map_ = map_node();
};

Node one_member(std::string name, std::string value) {
  Node map = map_node();
  put(map, std::move(name), plain_node(std::move(value)));
  return map;
}

Node explicit_node(const Node& partition) {
  Node map = map_node();
  put(map, "explicit", partition);
  return map;
}

Node stop_node(const StopAfter& stop) {
  Node map = map_node();
  if (stop.records) put(map, "records", plain_node(fmt::format("{}", *stop.records)));
  if (stop.duration) put(map, "duration", plain_node(format_duration(*stop.duration)));
  if (stop.bytes) put(map, "bytes", plain_node(format_size(*stop.bytes)));
  return map;
}

Node clock_node(const Clock& clock) {
  Node map = map_node();
  put(map, "start", plain_node(clock.start ? format_rfc3339(*clock.start) : "now"));
  put(map, "zone", plain_node(clock.zone_name));
  return map;
}

std::string start_text(const StartAt& start_at) {
  if (start_at.when == StartAt::When::now) return "now";
  return start_at.when == StartAt::When::next_minute ? "next_minute" : format_rfc3339(start_at.instant);
}

Node measure_node() {
  Node map = map_node();
  put(map, "end_to_end", plain_node("true"));
  return map;
}

// The innermost table of each name, as names shadow.
Node tables_node(const std::vector<Table>& tables) {
  Node map = map_node();
  for (const auto& table : tables)
    if (map.find(table.name) == nullptr) put(map, table.name, table.node);
  return map;
}

Node thresholds_node(const std::vector<Threshold>& thresholds) {
  Node list = list_node();
  for (const Threshold& threshold : thresholds) list.items.push_back(plain_node(escaped(threshold.text)));
  return list;
}

Node key_node(const Key& key) { return key.kind == Key::Kind::none ? plain_node("none") : key.node; }

Node headers_node(const std::vector<EnvelopeField>& headers) {
  Node map = map_node();
  for (const auto& header : headers) put(map, header.name, header.node);
  return map;
}

void add_topic(PrintedMap& map, const Topic& topic) {
  map.add("topic", topic.name);
  map.add("partitions", topic.partitions);
  map.add("replication_factor", topic.replication_factor);
  map.add("topic_config", topic.config);
  map.add_choice(SectionKind::stream, "create_topic", topic.create);
  map.add_choice(SectionKind::stream, "on_mismatch", topic.on_mismatch);
}

Node replay_node(const Replay& replay) {
  Node map = map_node();
  put(map, "file", plain_node(escaped(replay.file)));
  put(map, "format",
      plain_node(
          std::string{find_key(SectionKind::replay, "format")->choices.at(static_cast<std::size_t>(replay.form))}));
  put(map, "loop", plain_node(replay.loop ? "true" : "false"));
  put(map, "on_bad_record", plain_node(replay.fail_on_bad_record ? "fail" : "skip"));
  if (replay.timestamp.empty()) return map;
  Node rewriting = map_node();
  put(rewriting, "field", plain_node(escaped(replay.timestamp)));
  if (!replay.timestamp_format.missing()) put(rewriting, "format", replay.timestamp_format);
  put(map, "rewrite_timestamp", std::move(rewriting));
  return map;
}

void add_generator(PrintedMap& map, const Stream& stream) {
  if (const auto& replay = stream.generator.replay) {
    map.add("replay", replay_node(*replay));
    map.add("key", replay->key.empty() ? plain_node("none") : text_node(replay->key));
    return;
  }
  map.add("record", stream.generator.record);
  if (auto tables = tables_node(stream.generator.tables); !tables.members.empty()) map.add("tables", std::move(tables));
  if (stream.generator.format) map.add("format", format_node(*stream.generator.format, stream.generator.csv));
  if (stream.generator.lifecycle) map.add("lifecycle", stream.generator.lifecycle->node);
  map.add("key", key_node(stream.key));
  if (!stream.generator.headers.empty()) map.add("headers", headers_node(stream.generator.headers));
  if (stream.timestamp) map.add("timestamp", stream.timestamp->node);
}

Node stream_node(const Scenario& scenario, const Stream& stream) {
  PrintedMap map{scenario, stream.path};
  map.add("name", stream.name);
  add_topic(map, stream.topic);
  map.add("rate", rate_node(stream.rate));
  map.add("arrivals", arrivals_node(stream.arrivals));
  map.add("when_late", when_late_node(stream.when_late));
  map.add("start_after", format_duration(stream.start_after));
  if (auto stop = stop_node(stream.stop_after); !stop.members.empty()) map.add("stop_after", std::move(stop));
  if (stream.end_to_end) map.add("measure", measure_node());
  add_generator(map, stream);
  if (stream.partition)
    map.add("partitioner", explicit_node(stream.partition->node));
  else
    map.add_choice(SectionKind::stream, "partitioner", stream.partitioner);
  if (stream.imperfections) map.add("imperfections", imperfections_node(*stream.imperfections));
  map.add("kafka", stream.kafka);
  if (auto list = thresholds_node(stream.thresholds); !list.items.empty()) map.add("thresholds", std::move(list));
  return map.take();
}

std::vector<Property> with_servers(const Scenario& scenario) {
  auto properties = scenario.kafka;
  if (scenario.embedded) properties.insert(properties.begin(), {"bootstrap.servers", "embedded", false, {}, {}});
  return properties;
}

}  // namespace

Node scenario_node(const Scenario& scenario) {
  PrintedMap map{scenario, ""};
  map.add("name", scenario.name);
  map.add("seed", std::to_string(scenario.seed));
  map.add("kafka", with_servers(scenario));
  PrintedMap metrics{scenario, "metrics"};
  metrics.add("listen", scenario.metrics_listen.value_or("off"));
  map.add("metrics", metrics.take());
  map.add("clock", clock_node(scenario.clock));
  map.add("start_at", start_text(scenario.start_at));
  if (scenario.control_token) map.add("control", one_member("token", std::string{kMask}));
  map.add("state_dir", scenario.state_dir);
  map.add("warm_up", format_duration(scenario.warm_up));
  map.add("startup", one_member("timeout", format_duration(scenario.startup_timeout)));
  map.add("shutdown", one_member("flush_timeout", format_duration(scenario.shutdown_flush_timeout)));
  Node streams = list_node();
  for (const auto& stream : scenario.streams) streams.items.push_back(stream_node(scenario, stream));
  map.add("streams", std::move(streams));
  return map.take();
}

std::string print_scenario(const Scenario& scenario) { return write_yaml(scenario_node(scenario)); }

}  // namespace spate::scenario
