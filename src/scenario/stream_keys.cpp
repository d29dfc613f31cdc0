#include "scenario/key_rows.hpp"

namespace spate {
namespace {

constexpr std::uint64_t kMostPartitions = 9'999;  // Kafka refuses to create a topic of 10,000
constexpr std::uint64_t kMostReplicas = 32'767;

}  // namespace

std::vector<KeySpec> topic_keys() {
  constexpr auto here = Where::stream;
  return {
      {.where = here,
       .name = "name",
       .type = ValueType::name,
       .example = "orders",
       .help = "What the stream is called; unique; default: the topic's name."},
      {.where = here,
       .name = "topic",
       .type = ValueType::topic,
       .example = "commandes-json",
       .help = "The topic records go to.",
       .required = true},
      {.where = here,
       .name = "partitions",
       .type = ValueType::count,
       .example = "3",
       .help = "Partitions of the topic; default: as the topic has, else the broker's default.",
       .least = 1,
       .most = kMostPartitions},
      {.where = here,
       .name = "replication_factor",
       .type = ValueType::count,
       .example = "3",
       .help = "Copies of each partition; default: the broker's.",
       .least = 1,
       .most = kMostReplicas},
      {.where = here,
       .name = "topic_config",
       .type = ValueType::properties,
       .example = "{cleanup.policy: compact}",
       .help = "Kafka's topic configs, for a topic that is created."},
      {.where = here,
       .name = "create_topic",
       .type = ValueType::choice,
       .fallback = "if_absent",
       .example = "never",
       .help = "Whether to create a topic that is not there.",
       .choices = {"if_absent", "never"}},
      {.where = here,
       .name = "on_mismatch",
       .type = ValueType::choice,
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
       .type = ValueType::rate,
       .example = "500/s",
       .help = "How many records, or bytes, per how long; `max` is as fast as it goes; or a schedule.",
       .required = true},
      {.where = here,
       .name = "start_after",
       .type = ValueType::duration,
       .fallback = "0s",
       .example = "10s",
       .help = "How long after the others this stream begins."},
      {.where = here,
       .name = "stop_after",
       .type = ValueType::section,
       .example = "{records: 1000000}",
       .help = "When the stream ends, whichever comes first; default: when the run is stopped.",
       .inside = Where::stop_after},
      {.where = here,
       .name = "measure",
       .type = ValueType::section,
       .example = "{end_to_end: true}",
       .help = "What is measured beyond the deliveries.",
       .inside = Where::measure},
  };
}

std::vector<KeySpec> content_keys() {
  constexpr auto here = Where::stream;
  return {
      {.where = here,
       .name = "generator",
       .type = ValueType::generator,
       .example = "order",
       .help = "What makes the records: a preset, a name under `generators:`, or a path ending in .yaml, relative to "
               "this file."},
      {.where = here,
       .name = "record",
       .type = ValueType::record,
       .example = "{id: =uuid4(), up: true}",
       .help = "The record itself, in place of `generator`."},
      {.where = here,
       .name = "replay",
       .type = ValueType::section,
       .example = "{file: events.ndjson, loop: true}",
       .help = "Records from a file, in place of `generator`.",
       .inside = Where::replay},
      {.where = here,
       .name = "tables",
       .type = ValueType::sections,
       .example = "{sizes: {columns: [name], rows: [[S], [M], [L]]}}",
       .help = "Tables of this stream only.",
       .inside = Where::table},
      {.where = here,
       .name = "lifecycle",
       .type = ValueType::section,
       .example = "{entities: 500, start: open, states: {open: {next: {closed: 100%}}, closed: {}}}",
       .help = "Entities that go through states, each record being one step of one of them.",
       .inside = Where::lifecycle},
      {.where = here,
       .name = "format",
       .type = ValueType::choice,
       .example = "csv",
       .help = "How the record is written; default: json, but text for a record that is one scalar.",
       .choices = {"json", "text", "csv"}},
  };
}

std::vector<KeySpec> handing_keys() {
  constexpr auto here = Where::stream;
  return {
      {.where = here,
       .name = "key",
       .type = ValueType::key,
       .example = "customer_id",
       .help = "Kafka's key: a field such as `host` or `metrics.host`, an `=expression`, `${…}` text, a list of "
               "fields, or `none`; default: the generator's own."},
      {.where = here,
       .name = "headers",
       .type = ValueType::headers,
       .example = "{source: spate, trace: =uuid4()}",
       .help = "Headers of each record: text, `=expression` or `${…}`; laid over the generator's own."},
      {.where = here,
       .name = "timestamp",
       .type = ValueType::expression,
       .example = "=now(\"epoch_ms\")",
       .help = "Kafka's timestamp of each record, in milliseconds since the Unix epoch; default: when the record is "
               "handed to the client."},
      {.where = here,
       .name = "partitioner",
       .type = ValueType::partitioner,
       .fallback = "murmur2",
       .example = "round_robin",
       .help = "How a record finds its partition: by its key, murmur2 as the Java client or crc32 as librdkafka; or "
               "`{explicit: =expression}`.",
       .choices = {"murmur2", "crc32", "random", "round_robin"}},
      {.where = here,
       .name = "imperfections",
       .type = ValueType::section,
       .example = "{duplicate: 0.1%, drop: 0.1%}",
       .help = "Late, doubled, dropped and broken records, on purpose; each kind is counted.",
       .inside = Where::imperfections},
      {.where = here,
       .name = "kafka",
       .type = ValueType::properties,
       .example = "{compression.codec: lz4}",
       .help = "librdkafka's topic-level properties, for this stream."},
      {.where = here,
       .name = "thresholds",
       .type = ValueType::thresholds,
       .example = "[delivery_latency.p99 < 50ms]",
       .help = "What the stream must reach for the run to succeed."},
  };
}

}  // namespace spate
