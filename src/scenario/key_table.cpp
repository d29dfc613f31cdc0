#include "scenario/key_table.hpp"

#include <algorithm>
#include <array>

namespace spate {
namespace {

constexpr std::uint64_t kMostPartitions = 9'999;  // Kafka refuses to create a topic of 10,000
constexpr std::uint64_t kMostReplicas = 32'767;
constexpr std::uint64_t kMostRows = 1'000'000'000'000;

KeySpec later(Where where, std::string_view name, std::string_view help) {
  return {.where = where, .name = name, .type = Type::later, .fallback = {}, .example = {}, .help = help};
}

std::vector<KeySpec> scenario_keys() {
  constexpr auto here = Where::scenario;
  return {
      {.where = here,
       .name = "name",
       .type = Type::text,
       .fallback = {},
       .example = "shop",
       .help = "What the run is called in the summary; default: the file's name without its extension."},
      {.where = here,
       .name = "seed",
       .type = Type::count,
       .fallback = "1",
       .example = "42",
       .help = "Where the random draws begin: same file, same seed, same records.",
       .most = 999'999'999'999'999'999},
      {.where = here,
       .name = "kafka",
       .type = Type::properties,
       .fallback = {},
       .example = "{acks: all, linger.ms: 5}",
       .help = "librdkafka's own properties, passed on. `bootstrap.servers` is required: HOST:PORT,HOST:PORT, or "
               "`embedded` for the cluster inside the process."},
      {.where = here,
       .name = "metrics",
       .type = Type::section,
       .fallback = {},
       .example = "{listen: 127.0.0.1:9464}",
       .help = "Where Prometheus finds the figures.",
       .inside = Where::metrics},
      {.where = here,
       .name = "defaults",
       .type = Type::section,
       .fallback = {},
       .example = "{replication_factor: 1}",
       .help = "Any stream key but `name` and `topic`, for every stream that does not say otherwise.",
       .inside = Where::stream},
      {.where = here,
       .name = "streams",
       .type = Type::streams,
       .fallback = {},
       .example = "[{topic: orders, rate: 500/s, generator: order}]",
       .help = "What is sent: one topic's flow each.",
       .inside = Where::stream,
       .required = true},
      {.where = here,
       .name = "generators",
       .type = Type::sections,
       .fallback = {},
       .example = "{heartbeat: {record: {up: true}}}",
       .help = "Generators of your own, by name; a preset's name may not be reused.",
       .inside = Where::generator},
      {.where = here,
       .name = "tables",
       .type = Type::sections,
       .fallback = {},
       .example = "{sizes: {columns: [name], rows: [[S], [M], [L]]}}",
       .help = "Rows that every record can draw from.",
       .inside = Where::table},
      {.where = here,
       .name = "startup",
       .type = Type::section,
       .fallback = {},
       .example = "{wait: 60s}",
       .help = "How the run begins.",
       .inside = Where::startup},
      {.where = here,
       .name = "shutdown",
       .type = Type::section,
       .fallback = {},
       .example = "{flush: 20s}",
       .help = "How the run ends.",
       .inside = Where::shutdown},
      later(here, "clock", "The time that now() shows when the run starts, and its zone."),
      later(here, "start_at", "The real instant at which sending starts."),
      later(here, "control", "The token of the control API."),
      later(here, "state_dir", "Where the position is kept between runs."),
      later(here, "warm_up", "The time left out of the quantiles."),
      later(here, "thresholds", "What the run must reach to succeed."),
  };
}

std::vector<KeySpec> small_keys() {
  return {
      {.where = Where::metrics,
       .name = "listen",
       .type = Type::address,
       .fallback = "127.0.0.1:9464",
       .example = "0.0.0.0:9464",
       .help = "HOST:PORT of the HTTP server, or `off`; port 0 takes a free one."},
      {.where = Where::startup,
       .name = "wait",
       .type = Type::duration,
       .fallback = "60s",
       .example = "2min",
       .help = "How long to wait for brokers and topics before giving up."},
      {.where = Where::shutdown,
       .name = "flush",
       .type = Type::duration,
       .fallback = "20s",
       .example = "5s",
       .help = "How long to wait for the last deliveries."},
      {.where = Where::stop_after,
       .name = "records",
       .type = Type::count,
       .fallback = {},
       .example = "1000000",
       .help = "End after this many records.",
       .least = 1},
      {.where = Where::stop_after,
       .name = "duration",
       .type = Type::duration,
       .fallback = {},
       .example = "15min",
       .help = "End after this time; every record due before it is sent.",
       .least = 1},
      {.where = Where::stop_after,
       .name = "bytes",
       .type = Type::size,
       .fallback = {},
       .example = "10 GB",
       .help = "End after this many bytes of key and value.",
       .least = 1},
  };
}

std::vector<KeySpec> topic_keys() {
  constexpr auto here = Where::stream;
  return {
      {.where = here,
       .name = "name",
       .type = Type::name,
       .fallback = {},
       .example = "orders",
       .help = "What the stream is called; unique; default: the topic's name."},
      {.where = here,
       .name = "topic",
       .type = Type::topic,
       .fallback = {},
       .example = "commandes-json",
       .help = "The topic records go to.",
       .required = true},
      {.where = here,
       .name = "partitions",
       .type = Type::count,
       .fallback = {},
       .example = "3",
       .help = "Partitions of the topic; default: as the topic has, else the broker's default.",
       .least = 1,
       .most = kMostPartitions},
      {.where = here,
       .name = "replication_factor",
       .type = Type::count,
       .fallback = {},
       .example = "3",
       .help = "Copies of each partition; default: the broker's.",
       .least = 1,
       .most = kMostReplicas},
      {.where = here,
       .name = "topic_config",
       .type = Type::properties,
       .fallback = {},
       .example = "{cleanup.policy: compact}",
       .help = "Kafka's topic configs, for a topic that is created."},
      {.where = here,
       .name = "create_topic",
       .type = Type::choice,
       .fallback = "if_absent",
       .example = "never",
       .help = "Whether to create a topic that is not there.",
       .choices = {"if_absent", "never"}},
      {.where = here,
       .name = "on_mismatch",
       .type = Type::choice,
       .fallback = "warn",
       .example = "fail",
       .help = "What to do when the topic has another number of partitions than `partitions`.",
       .choices = {"warn", "fail", "add_partitions"}},
  };
}

std::vector<KeySpec> sending_keys() {
  constexpr auto here = Where::stream;
  return {
      {.where = here,
       .name = "rate",
       .type = Type::rate,
       .fallback = {},
       .example = "500/s",
       .help = "How many records, or bytes, per how long; `max` is as fast as it goes.",
       .required = true},
      {.where = here,
       .name = "start_after",
       .type = Type::duration,
       .fallback = "0s",
       .example = "10s",
       .help = "How long after the others this stream begins."},
      {.where = here,
       .name = "stop_after",
       .type = Type::section,
       .fallback = {},
       .example = "{records: 1000000}",
       .help = "When the stream ends, whichever comes first; default: when the run is stopped.",
       .inside = Where::stop_after},
      {.where = here,
       .name = "generator",
       .type = Type::generator,
       .fallback = {},
       .example = "order",
       .help = "What makes the records: a preset, a name under `generators:`, or a path ending in .yaml, relative to "
               "this file."},
      {.where = here,
       .name = "record",
       .type = Type::record,
       .fallback = {},
       .example = "{id: =uuid4(), up: true}",
       .help = "The record itself, in place of `generator`."},
      {.where = here,
       .name = "tables",
       .type = Type::sections,
       .fallback = {},
       .example = "{sizes: {columns: [name], rows: [[S], [M], [L]]}}",
       .help = "Tables of this stream only.",
       .inside = Where::table},
      {.where = here,
       .name = "format",
       .type = Type::choice,
       .fallback = {},
       .example = "text",
       .help = "How the record is written; default: json, but text for a record that is one scalar.",
       .choices = {"json", "text", "csv"}},
      {.where = here,
       .name = "key",
       .type = Type::key,
       .fallback = {},
       .example = "customer_id",
       .help = "The field that becomes Kafka's key, such as `host` or `metrics.host`, or `none`; default: the "
               "generator's own."},
      {.where = here,
       .name = "partitioner",
       .type = Type::choice,
       .fallback = "murmur2",
       .example = "round_robin",
       .help = "How a key chooses its partition: murmur2 as the Java client, crc32 as librdkafka.",
       .choices = {"murmur2", "crc32", "random", "round_robin"}},
      {.where = here,
       .name = "kafka",
       .type = Type::properties,
       .fallback = {},
       .example = "{compression.codec: lz4}",
       .help = "librdkafka's topic-level properties, for this stream."},
      later(here, "arrivals", "How the gaps between records vary."),
      later(here, "when_late", "What a stream does that has fallen behind."),
      later(here, "headers", "Headers of each record."),
      later(here, "timestamp", "Kafka's timestamp of each record."),
      later(here, "replay", "Records from a file."),
      later(here, "imperfections", "Late, doubled, dropped and broken records, on purpose."),
      later(here, "lifecycle", "Entities that go through states."),
      later(here, "measure", "End-to-end latency by reading back."),
      later(here, "thresholds", "What the stream must reach for the run to succeed."),
  };
}

std::vector<KeySpec> generator_keys() {
  constexpr auto here = Where::generator;
  return {
      {.where = here,
       .name = "record",
       .type = Type::record,
       .fallback = {},
       .example = "{id: =uuid4(), up: true}",
       .help = "The record.",
       .required = true},
      {.where = here,
       .name = "key",
       .type = Type::key,
       .fallback = {},
       .example = "host",
       .help = "The field that becomes Kafka's key, unless the stream says otherwise."},
      {.where = here,
       .name = "format",
       .type = Type::choice,
       .fallback = {},
       .example = "json",
       .help = "How the record is written, unless the stream says otherwise.",
       .choices = {"json", "text", "csv"}},
      {.where = here,
       .name = "tables",
       .type = Type::sections,
       .fallback = {},
       .example = "{sizes: {columns: [name], rows: [[S], [M], [L]]}}",
       .help = "Tables of this generator.",
       .inside = Where::table},
      later(here, "headers", "Headers of each record."),
  };
}

std::vector<KeySpec> table_keys() {
  constexpr auto here = Where::table;
  return {
      {.where = here,
       .name = "columns",
       .type = Type::columns,
       .fallback = {},
       .example = "[id, name, price]",
       .help = "The columns' names; with `size`, a map of name to expression.",
       .required = true},
      {.where = here,
       .name = "rows",
       .type = Type::rows,
       .fallback = {},
       .example = "[[1, Laptop, 999.99]]",
       .help = "The rows, each a list with one value per column."},
      {.where = here,
       .name = "size",
       .type = Type::count,
       .fallback = {},
       .example = "50000",
       .help = "How many rows a computed table has; `row()` is the row's number, from 0.",
       .least = 1,
       .most = kMostRows},
      later(here, "file", "Rows from a CSV or NDJSON file."),
  };
}

std::vector<KeySpec> all_keys() {
  std::vector<KeySpec> table;
  for (auto part : {scenario_keys(), small_keys(), topic_keys(), sending_keys(), generator_keys(), table_keys()})
    table.insert(table.end(), part.begin(), part.end());
  return table;
}

}  // namespace

std::span<const KeySpec> keys() {
  static const std::vector<KeySpec> table = all_keys();
  return table;
}

std::vector<const KeySpec*> keys_of(Where where) {
  std::vector<const KeySpec*> found;
  for (const auto& key : keys())
    if (key.where == where) found.push_back(&key);
  return found;
}

std::vector<std::string_view> key_names(Where where) {
  std::vector<std::string_view> names;
  for (const auto* key : keys_of(where)) names.push_back(key->name);
  return names;
}

const KeySpec* find_key(Where where, std::string_view name) {
  const auto table = keys();
  const auto key = std::find_if(table.begin(), table.end(),
                                [&](const KeySpec& spec) { return spec.where == where && spec.name == name; });
  return key == table.end() ? nullptr : &*key;
}

std::span<const Where> all_places() noexcept {
  static constexpr std::array places = {Where::scenario, Where::metrics,    Where::startup,   Where::shutdown,
                                        Where::stream,   Where::stop_after, Where::generator, Where::table};
  return places;
}

std::string_view where_name(Where where) noexcept {
  constexpr std::array<std::string_view, 8> names = {"scenario", "metrics",    "startup",   "shutdown",
                                                     "stream",   "stop_after", "generator", "table"};
  return names[static_cast<std::size_t>(where)];
}

std::string_view type_name(Type type) noexcept {
  constexpr std::array<std::string_view, 19> names = {
      "text",  "name",         "topic",  "whole number",     "duration",
      "size",  "rate",         "choice", "address",          "map of properties",
      "map",   "map of names", "list",   "name or path",     "record",
      "field", "columns",      "rows",   "not supported yet"};
  return names[static_cast<std::size_t>(type)];
}

}  // namespace spate
