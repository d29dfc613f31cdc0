// What the user asked for, typed and validated; immutable after reading. Everything has its default filled in.
// The language is docs/reference/scenario.md.
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

// A librdkafka or topic property as written, to be checked by whoever owns the names.
struct Property {
  std::string name;
  std::string value;
  bool secret = false;  // masked wherever it is shown
  Place place;
  std::string path;  // kafka["linger.ms"], streams[0].topic_config["cleanup.policy"]
};

// Whichever comes first ends the stream; none: it runs until stopped.
struct StopAfter {
  std::optional<std::uint64_t> records;
  std::optional<Duration> duration;  // holds every record n with T(n) < duration
  std::optional<std::uint64_t> bytes;
};

enum class CreateTopic { if_absent, never };
enum class OnMismatch { warn, fail, add_partitions };
enum class Partitioner { murmur2, crc32, random, round_robin, given };  // given: by Stream::partition
enum class Format { json, text, csv };

// How records of format csv are written (RFC 4180, without the line's end).
struct CsvStyle {
  enum class Header { none, first, each };  // the columns' names on a line in front of no record, of record 0, of each
  Header header = Header::none;
  char delimiter = ',';
  std::string null;  // what stands for no value, never in quotes

  bool operator==(const CsvStyle&) const = default;
};

struct Topic {
  std::string name;
  std::optional<int> partitions;          // absent: as the topic has, else the broker's default
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

// What of the record is Kafka's key.
struct Key {
  enum class Kind {
    none,
    field,   // the field whose path is the node's text: host, metrics.host
    value,   // the node is an expression, or text with expressions in it
    fields,  // the node is a list of fields' paths: a JSON object of them
  };
  Kind kind = Kind::none;
  Node node;  // as written
  std::string path;
};

// A named set of rows: `node` is what stands under the table's name (inline rows, a file, or a size with column
// expressions).
struct Table {
  std::string name;
  Place place;
  std::string path;
  Node node;
  std::string file = {};  // its path as it can be opened; empty: none
};

// How long an entity stays in a state: `mean`, or exponentially around it. No time: one record.
struct Dwell {
  bool exponential = false;
  Duration mean{};
};

// Entities that go through states, a record being one step of one of them.
struct Lifecycle {
  struct Next {
    std::size_t state = 0;
    double share = 0;  // above 0; those of a state sum to 1
  };
  struct State {
    std::string name;
    Place place;
    std::vector<Next> next;  // empty: final
    Dwell dwell;
  };

  std::string path;
  std::uint64_t entities = 0;  // alive at once, at least 1
  Node entity;                 // a map of variables
  std::vector<State> states;
  std::size_t start = 0;
  bool mortal = false;  // entities end, from whatever state; else all come back to the start
  Node node;            // as written
};

// Records from a file.
struct Replay {
  enum class Form { lines, ndjson, csv };

  std::string path;  // streams[0].replay
  Place place;       // of the file's name
  std::string file;
  Form form = Form::ndjson;
  bool loop = false;
  bool fail_on_bad_record = false;  // else they are passed over
  std::string key;                  // a field's path or JSON pointer, a CSV column; empty: no key
  bool rewrites_recorded = false;   // rewrite_timestamp: true, the field of the recorded rate
  std::string timestamp;            // likewise: the field that is to hold the intended time; empty: none
  Node timestamp_format;            // as in now(format); missing: iso_utc
};

// What makes the records of a stream, resolved from a preset, from generators:, from a file, or written in place.
struct GeneratorSource {
  std::string name;  // order, heartbeat, "streams[2].record" for one written in place
  std::string path;  // for messages: generators.heartbeat.record, streams[2].record
  Node record;
  std::optional<Format> format;  // absent: text for a scalar record, else json
  CsvStyle csv;
  std::vector<Table> tables;  // nearest first: the stream's, the generator's, the scenario's; names shadow
  std::vector<EnvelopeField>
      headers;  // the generator's, those of the stream laid over them; in the order they are sent
  std::optional<Lifecycle> lifecycle;
  std::optional<Replay> replay;  // in place of a record
};

// What a stream must reach for the run to succeed: "delivery_latency.p99 < 50ms".
struct Threshold {
  enum class Metric { rate, failed, skipped, schedule_lag, ack_latency, delivery_latency, end_to_end };
  enum class Comparison { at_least, above, at_most, below, equal };
  enum class Unit { share, records, seconds };  // of the bound; a share is of the records scheduled
  Metric metric = Metric::rate;
  double quantile = 0;  // of a latency: in (0, 1], 1 being the maximum
  Comparison comparison = Comparison::at_least;
  double bound = 0;
  Unit unit = Unit::share;
  std::string text;  // as messages and the summary show it
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
  bool end_to_end = false;  // read back and measured
  GeneratorSource generator;
  Key key;                                 // the stream's, else the generator's own
  std::optional<EnvelopeField> timestamp;  // milliseconds since the Unix epoch; absent: when the record is handed over
  Partitioner partitioner = Partitioner::murmur2;
  std::optional<EnvelopeField> partition;  // with Partitioner::given
  std::optional<Imperfections> imperfections;
  std::vector<Property> kafka;  // topic-level librdkafka properties
  std::vector<Threshold> thresholds;
};

// What now() shows, and by which zone the day goes.
struct Clock {
  std::optional<WallTime> start;  // shown at T = 0; absent: the real time
  std::string zone_name = "local";
  Zone zone;
};

// The real instant of T = 0.
struct StartAt {
  enum class When { now, next_minute, instant };
  When when = When::now;
  WallTime instant{};  // of next_minute once it is settled which one (see clock.hpp)
};

struct Scenario {
  std::string name;
  std::uint64_t seed = 1;
  bool embedded = false;                      // bootstrap.servers: embedded
  std::vector<Property> kafka;                // bootstrap.servers included unless embedded
  std::optional<std::string> metrics_listen;  // HOST:PORT; absent: off
  std::optional<std::string> control_token;   // a secret; absent: the control API is for this machine alone
  Duration warm_up{};                         // from T = 0: left out of quantiles and thresholds
  Clock clock;
  StartAt start_at;
  Shard shard;                           // of the command line; several share a T = 0 that start_at names
  std::optional<std::string> state_dir;  // where the run's position is kept; absent: nowhere
  Duration startup_timeout = kMinute;
  Duration shutdown_flush_timeout = 20 * kSecond;
  std::vector<Stream> streams;  // at least one
  // Values outside the properties that came from ${file:…} or ${credential:…}, by path: streams[0].topic.
  std::set<std::string> secret_paths;
};

}  // namespace spate::scenario
