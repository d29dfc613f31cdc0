#include "scenario/read/streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "scenario/rate/rate_schedule.hpp"
#include "scenario/rate/recorded_rate.hpp"
#include "scenario/read/arrivals.hpp"
#include "scenario/read/envelope_fields.hpp"
#include "scenario/read/merge.hpp"
#include "scenario/read/read_imperfections.hpp"
#include "scenario/read/thresholds.hpp"

namespace spate::scenario {
namespace {

bool is_valid_name(std::string_view text, std::size_t max_size) {
  constexpr std::string_view punctuation = "._-";
  return !text.empty() && text.size() <= max_size && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           punctuation.find(c) != std::string_view::npos;
  });
}

std::string read_topic_name(const Section& stream) {
  constexpr std::size_t kMaxSize = 249;  // limit of Kafka
  const auto written = stream.text("topic");
  if (!written) return {};
  const auto& name = *written;
  if (!is_valid_name(name, kMaxSize) || name == "." || name == "..")
    stream.report(
        "topic", fmt::format("invalid topic name {}: use 1 to 249 of A-Z a-z 0-9 . _ -", stream.quoted_value("topic")));
  return name;
}

std::string read_name(const Section& stream, const std::string& topic) {
  constexpr std::size_t kMaxSize = 64;
  const auto written = stream.text("name");
  const bool has_name = written.has_value();
  auto name = written.value_or(topic);
  const auto* source = stream.find(has_name ? "name" : "topic");
  if (source != nullptr && source->secret) stream.context().secret_paths.insert(stream.path("name"));
  if (has_name && !is_valid_name(name, kMaxSize))
    stream.report("name",
                  fmt::format("invalid stream name {}: use 1 to 64 of A-Z a-z 0-9 . _ -", stream.quoted_value("name")));
  else if (!has_name && name.size() > kMaxSize)
    stream.report("the topic name is too long for a stream name: set name, with at most 64 characters");
  return name;
}

template <class Enum>
Enum choice(const Section& section, std::string_view name, Enum fallback) {
  const auto index = section.choice(name);
  return index ? static_cast<Enum>(*index) : fallback;
}

std::optional<int> to_int(const std::optional<std::uint64_t>& count) {
  return count ? std::optional{static_cast<int>(*count)} : std::nullopt;
}

Topic read_topic(const Section& stream) {
  Topic topic;
  topic.name = read_topic_name(stream);
  topic.partitions = to_int(stream.count("partitions"));
  topic.replication_factor = to_int(stream.count("replication_factor"));
  topic.config = stream.properties("topic_config");
  topic.create = choice(stream, "create_topic", CreateTopic::if_absent);
  topic.on_mismatch = choice(stream, "on_mismatch", OnMismatch::warn);
  return topic;
}

template <class T>
std::optional<T> smaller(const std::optional<T>& a, const std::optional<T>& b) {
  return a && b ? std::min(*a, *b) : (a ? a : b);
}

bool read_end_to_end(const Section& stream) {
  const auto* node = stream.map("measure");
  if (node == nullptr) return false;
  return Section{stream.context(), SectionKind::measure, *node, stream.path("measure")}.choice("end_to_end") == 1;
}

StopAfter read_stop_after(const Section& stream, const Overrides& overrides) {
  StopAfter stop;
  if (const auto* node = stream.map("stop_after")) {
    const Section section{stream.context(), SectionKind::stop_after, *node, stream.path("stop_after")};
    stop = {section.count("records"), section.duration("duration"), section.size("bytes")};
    if (node->members.empty()) section.report("stop_after is empty: set records, duration or bytes");
  }
  return {smaller(stop.records, overrides.records), smaller(stop.duration, overrides.duration), stop.bytes};
}

Partitioner read_partitioner(const Section& stream) {
  const auto* node = stream.find("partitioner");
  const bool named = node == nullptr || node->kind == Node::Kind::scalar;
  return named ? choice(stream, "partitioner", Partitioner::murmur2) : Partitioner::given;
}

// All keys except the generator and the key.
Stream read_stream(const Section& section, const Overrides& overrides) {
  Stream stream;
  stream.path = section.path();
  stream.place = section.node().place;
  stream.topic = read_topic(section);
  stream.name = read_name(section, stream.topic.name);
  // A rate that causes no further reports replaces an invalid one.
  stream.rate = read_rate(section, "rate").value_or(constant({.amount = 1, .per = kSecond}));
  stream.arrivals = read_arrivals(section, stream.rate);
  stream.when_late = read_when_late(section);
  stream.start_after = section.duration("start_after").value_or(Duration{});
  stream.stop_after = read_stop_after(section, overrides);
  stream.end_to_end = read_end_to_end(section);
  stream.timestamp = read_timestamp(section);
  stream.partitioner = read_partitioner(section);
  stream.partition = read_partition(section);
  stream.imperfections = read_imperfections(section);
  stream.kafka = section.properties("kafka");
  stream.thresholds = read_thresholds(section);
  return stream;
}

// Reports duplicate names, with the path of the first stream.
class UniqueNames {
 public:
  void add(const Section& section, const std::string& name) {
    const auto [entry, inserted] = paths_.try_emplace(name, section.path());
    if (inserted || name.empty()) return;
    const bool has_name = section.has("name");
    const auto text = fmt::format("duplicate stream name {}, already used by {}: set a unique name",
                                  section.quoted_value(has_name ? "name" : "topic"), entry->second);
    has_name ? section.report("name", text) : section.report(text);
  }

 private:
  std::map<std::string, std::string> paths_;  // by name
};

// Reports problems in defaults under their own path, even if every stream overrides them.
void check_defaults(const Section& scenario, GeneratorCatalog& generators) {
  const auto* node = scenario.map("defaults");
  if (node == nullptr) return;
  const Section defaults{scenario.context(), SectionKind::stream, *node, scenario.path("defaults")};
  for (const std::string_view name : {"name", "topic"})
    if (defaults.has(name)) defaults.report(name, "defaults cannot set this key: set it in each stream");
  Node own_keys = *node;
  auto& members = own_keys.members;
  members.erase(std::remove_if(members.begin(), members.end(),
                               [](const auto& member) {
                                 const auto* key = find_key(SectionKind::stream, member.name);
                                 return key == nullptr || member.name == "name" || member.name == "topic";
                               }),
                members.end());
  const Section checked{scenario.context(), SectionKind::stream, own_keys, scenario.path("defaults")};
  std::ignore = read_stream(checked, {});
  if (checked.has("generator") || checked.has("record")) std::ignore = generators.resolve(checked);
}

}  // namespace

std::vector<Stream> read_streams(const Section& scenario, GeneratorCatalog& generators, const Overrides& overrides) {
  check_defaults(scenario, generators);
  std::vector<Stream> streams;
  const auto* list = scenario.find("streams");
  if (list == nullptr) return streams;
  if (list->kind != Node::Kind::list || list->items.empty()) {
    scenario.report("streams", "expected a list of streams: start each with \"- topic: …\"");
    return streams;
  }
  auto nodes = with_defaults(scenario.map("defaults"), *list);
  share_topics(nodes, scenario.context().diagnostics);
  UniqueNames names;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Section section{scenario.context(), SectionKind::stream, nodes[i], item_path(scenario.path("streams"), i)};
    section.check_required();
    auto stream = read_stream(section, overrides);
    names.add(section, stream.name);
    if (stream.rate.recorded && !section.has("replay"))
      section.report(
          "rate",
          "a recorded rate needs a replayed file: add replay: {file: events.ndjson}, or use a rate such as 500/s");
    auto generator = generators.resolve(section);
    if (!generator) continue;
    stream.generator = std::move(generator->source);
    join_recorded(section, stream);
    stream.key = generator->key.value_or(Key{});
    streams.push_back(std::move(stream));
  }
  return streams;
}

}  // namespace spate::scenario
