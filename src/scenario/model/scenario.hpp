// A scenario: typed, validated, with all defaults. Immutable after reading. docs/reference/scenario.md describes the
// language.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "base/zone.hpp"
#include "scenario/model/imperfections.hpp"
#include "scenario/model/rate.hpp"
#include "scenario/model/shard.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// A librdkafka or topic property as written. The owner of the names checks it.
struct Property {
  std::string name;
  std::string value;
  bool secret = false;  // masked in all output
  Place place;
  std::string path;  // kafka["linger.ms"], streams[0].topic_config["cleanup.policy"]
};

// Bounds of a stream, whichever is reached first. Without any, the stream runs until the run stops.
struct StopAfter {
  std::optional<std::uint64_t> records;
  std::optional<Duration> duration;  // includes all records with T(n) < duration
  std::optional<std::uint64_t> bytes;
};

enum class CreateTopic { if_absent, never };
enum class OnMismatch { warn, fail, add_partitions };
enum class Partitioner { murmur2, crc32, random, round_robin, given };  // given: Stream::partition
enum class Format { json, text, csv };

// CSV output (RFC 4180, without line ends).
struct CsvStyle {
  enum class Header { none, first, each };  // line of column names: never, before record 0, before each record
  Header header = Header::none;
  char delimiter = ',';
  std::string null;  // text for null, never quoted

  bool operator==(const CsvStyle&) const = default;
};

struct Topic {
  std::string name;
  std::optional<int> partitions;          // absent: existing topic's, or the broker's default
  std::optional<int> replication_factor;  // absent: the broker's default
  std::vector<Property> config;
  CreateTopic create = CreateTopic::if_absent;
  OnMismatch on_mismatch = OnMismatch::warn;
};

// A value beside the record, in the record's language: a header, the timestamp, the partition.
struct EnvelopeField {
  std::string name;  // a header's
  Node node;         // a scalar
  std::string path;  // for messages: streams[0].headers.source
};

inline constexpr std::size_t kMaxHeaders = 64;

// Kafka's record key.
struct Key {
  enum class Kind {
    none,
    field,   // path of a field: host, metrics.host
    value,   // expression, or text with expressions
    fields,  // list of paths: a JSON object of these fields
  };
  Kind kind = Kind::none;
  Node node;  // as written
  std::string path;
};

// A named table. `node` holds rows, a file, or a size with column expressions.
struct Table {
  std::string name;
  Place place;
  std::string path;
  Node node;
  std::string file = {};  // path to open; empty: none
};

// Time in a state: fixed, or exponential with this mean. 0: one record.
struct Dwell {
  bool exponential = false;
  Duration mean{};
};

// Entities that move through states. Each record is one step of one entity.
struct Lifecycle {
  struct Next {
    std::size_t state = 0;
    double share = 0;  // above 0; the shares of a state sum to 1
  };
  struct State {
    std::string name;
    Place place;
    std::vector<Next> next;  // empty: final
    Dwell dwell;
  };

  std::string path;
  std::uint64_t entities = 0;  // alive at the same time, at least 1
  Node let;                    // map of variables
  std::vector<State> states;
  std::size_t start = 0;
  bool entities_end = false;  // every state leads to a final one; else back to the start
  Node node;                  // as written
};

// Replay of a file.
struct Replay {
  enum class Form { lines, ndjson, csv };

  std::string path;  // streams[0].replay
  Place place;       // of the file name
  std::string file;
  Form form = Form::ndjson;
  bool loop = false;
  bool fail_on_bad_record = false;  // else they are skipped
  std::string key;                  // path, JSON pointer or CSV column; empty: no key
  bool rewrites_recorded = false;   // rewrite_timestamp: true, uses the field of the recorded rate
  std::string timestamp;            // field that gets the intended time; empty: none
  Node timestamp_format;            // as in now(format); missing: iso_utc
};

// Source of the records of a stream: a preset, an entry of generators, a file, or a record in the stream.
struct GeneratorSource {
  std::string name;  // order, heartbeat, or "streams[2].record"
  std::string path;  // for messages: generators.heartbeat.record, streams[2].record
  Node record;
  std::optional<Format> format;  // absent: text for a scalar record, else json
  CsvStyle csv;
  std::vector<Table> tables;           // innermost first: stream, generator, scenario; names shadow
  std::vector<EnvelopeField> headers;  // merged from generator and stream, in the order sent
  std::optional<Lifecycle> lifecycle;
  std::optional<Replay> replay;  // instead of a record
};

// A threshold: "delivery_latency.p99 < 50ms".
struct Threshold {
  enum class Metric { rate, failed, skipped, schedule_lag, ack_latency, delivery_latency, end_to_end };
  enum class Comparison { at_least, above, at_most, below, equal };
  enum class Unit { share, records, seconds };  // of the bound; share: of the records scheduled
  Metric metric = Metric::rate;
  double quantile = 0;  // of a latency, in (0, 1]; 1 is the maximum
  Comparison comparison = Comparison::at_least;
  double bound = 0;
  Unit unit = Unit::share;
  std::string text;  // for messages and the summary
  Place place;
  std::string path;
};

struct Stream {
  std::string name;  // unique
  std::string path;  // streams[0]
  Place place;
  Topic topic;
  RateProfile rate;
  Arrivals arrivals;
  WhenLate when_late;
  Duration start_after{};
  StopAfter stop_after;
  bool end_to_end = false;  // measures end-to-end latency
  GeneratorSource generator;
  Key key;                                 // of the stream, else of the generator
  std::optional<EnvelopeField> timestamp;  // milliseconds since the Unix epoch; absent: time of enqueuing
  Partitioner partitioner = Partitioner::murmur2;
  std::optional<EnvelopeField> partition;  // with Partitioner::given
  std::optional<Imperfections> imperfections;
  std::vector<Property> kafka;  // topic-level librdkafka properties
  std::vector<Threshold> thresholds;
};

// Clock of the records and of schedules by time of day.
struct Clock {
  std::optional<WallTime> start;  // time at T = 0; absent: wall clock
  std::string zone_name = "local";
  Zone zone;
};

// Start time: the wall-clock time of T = 0.
struct StartAt {
  enum class When { now, next_minute, instant };
  When when = When::now;
  WallTime instant{};  // of next_minute: set by clock.hpp
};

struct Scenario {
  std::string name;
  std::uint64_t seed = 1;
  bool embedded = false;                      // bootstrap.servers: embedded
  std::vector<Property> kafka;                // without bootstrap.servers if embedded
  std::optional<std::string> metrics_listen;  // HOST:PORT; absent: off
  std::optional<std::string> control_token;   // secret; absent: the API is for loopback only
  Duration warm_up{};                         // from T = 0, excluded from quantiles and thresholds
  Clock clock;
  StartAt start_at;
  Shard shard;                           // from the command line; shards share start_at
  std::optional<std::string> state_dir;  // directory of the state file; absent: none
  Duration startup_timeout = kMinute;
  Duration shutdown_flush_timeout = 20 * kSecond;
  std::vector<Stream> streams;  // at least one
  // Paths of values from ${file:…} or ${credential:…} outside properties: streams[0].topic.
  std::set<std::string> secret_paths;
};

}  // namespace spate::scenario
