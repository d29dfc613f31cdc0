// Headers, timestamps and partitions: the envelope of a record.
#include "record/envelope.hpp"

#include <optional>
#include <utility>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

using Headers = std::vector<std::pair<std::string, std::optional<std::string>>>;

struct EnvelopeContents {
  Headers headers;
  std::int64_t timestamp = 0;
  std::uint32_t headers_size = 0;
  std::string key;
  std::int32_t partition = 0;
};

std::optional<EnvelopeContents> read_envelope(RecordMaker& maker, std::uint64_t index = 0) {
  INFO(maker.problems);
  REQUIRE(maker.ok());
  std::vector<char> memory(maker.generator->max_bytes());
  const auto rendered = maker.generator->write(memory.data(), {index, kWall});
  if (rendered.envelope == nullptr) return std::nullopt;
  EnvelopeContents contents;
  const record::Envelope envelope{rendered.envelope};
  contents.timestamp = envelope.timestamp();
  contents.headers_size = rendered.headers_size;
  contents.partition = rendered.partition;
  contents.key.assign(rendered.key == nullptr ? "" : rendered.key, rendered.key_size);
  envelope.for_each_header([&](const char* name, const char* value, std::uint32_t size) {
    contents.headers.emplace_back(name, value == nullptr ? std::nullopt : std::optional{std::string{value, size}});
  });
  CHECK(memory.data() + rendered.used >= rendered.envelope);
  return contents;
}

}  // namespace

TEST_CASE("a header is a constant, an expression or text that uses the record's fields") {
  RecordMaker maker{
      "id: =int(5, 5)\nname: n-${index()}\n",
      "key: name\n"
      "headers: {source: spate, id: =id, trace: \"t-${name}-${id:04}\", price: 1.10, none: null, yes: true}\n"};
  const auto envelope = read_envelope(maker, 7);
  REQUIRE(envelope);
  CHECK(envelope->headers == Headers{{"source", "spate"},
                                     {"id", "5"},
                                     {"trace", "t-n-7-0005"},
                                     {"price", "1.10"},
                                     {"none", std::nullopt},
                                     {"yes", "true"}});
  CHECK(envelope->key == "n-7");
  CHECK(envelope->timestamp == 0);
  CHECK(maker.value(7) == R"({"id":5,"name":"n-7"})");
}

TEST_CASE("headers_size counts only the names and values of headers") {
  RecordMaker maker{"a: 1\n", "headers: {ab: cde, f: null, \"\\u00e9\": \"=index()\"}\n"};
  const auto envelope = read_envelope(maker, 12);
  REQUIRE(envelope);
  CHECK(envelope->headers_size == 2 + 3 + 1 + 0 + 2 + 2);
}

TEST_CASE("a header whose expression is null has no value") {
  RecordMaker maker{"a: 1\n", "headers:\n  h: =maybe(50%, \"x\")\n"};
  int nulls = 0;
  for (std::uint64_t n = 0; n < 200; ++n) {
    const auto envelope = read_envelope(maker, n);
    REQUIRE(envelope->headers.size() == 1);
    if (!envelope->headers[0].second) {
      ++nulls;
    } else {
      CHECK(*envelope->headers[0].second == "x");
    }
  }
  CHECK((nulls > 60 && nulls < 140));
}

TEST_CASE("headers of the stream override those of its generator") {
  RecordMaker maker{"", "", ""};
  scenario::Diagnostics diagnostics;
  const auto scenario = scenario::parse_scenario(
      "kafka: {bootstrap.servers: embedded}\n"
      "generators: {g: {record: {a: 1}, headers: {one: g, two: g}}}\n"
      "streams: [{topic: t, rate: 1/s, generator: g, headers: {two: s, three: s}}]\n",
      "t.yaml", {}, diagnostics);
  REQUIRE(scenario);
  maker.generator = compile_generator(*scenario, scenario->streams[0], diagnostics);
  maker.problems = diagnostics.text();
  CHECK(read_envelope(maker)->headers == Headers{{"one", "g"}, {"two", "s"}, {"three", "s"}});
}

TEST_CASE("the timestamp is the expression's value in milliseconds") {
  RecordMaker now{"a: 1\n", "timestamp: =now(\"epoch_ms\")\n"};
  CHECK(read_envelope(now)->timestamp == kWall.time_since_epoch() / kMillisecond);
  CHECK(read_envelope(now)->headers.empty());
  RecordMaker field{"at: =1700000000000 + index()\n", "timestamp: =at\nheaders: {at: =at}\n"};
  CHECK(read_envelope(field, 3)->timestamp == 1'700'000'000'003);
  CHECK(read_envelope(field, 3)->headers == Headers{{"at", "1700000000003"}});
  RecordMaker none{"at: =if(index() == 1, null, 5)\n", "timestamp: =at\n"};
  CHECK(read_envelope(none, 0)->timestamp == 5);
  CHECK(read_envelope(none, 1)->timestamp == 0);
}

TEST_CASE("a timestamp that is not above 0 stops the stream with an error") {
  RecordMaker maker{"at: =index() - 1\n", "timestamp: =at\n"};
  REQUIRE(maker.ok());
  CHECK(maker.value(2) == R"({"at":1})");
  CHECK(maker.value(1) == "streams[0].timestamp: record 1: the timestamp must be greater than 0 ms since the epoch");
}

TEST_CASE("a partition that does not exist stops the stream with an error") {
  RecordMaker maker{"n: =index()\n", "partitioner: {explicit: \"=n % 4\"}\nheaders: {a: b}\n"};
  REQUIRE(maker.ok());
  maker.generator->set_partitions(3);
  CHECK(read_envelope(maker, 2)->partition == 2);
  CHECK(maker.value(3) ==
        "streams[0].partitioner.explicit: record 3: partition number out of range: use 0 to the number of partitions "
        "minus 1");
}

TEST_CASE("a stream without headers and timestamp has no envelope") {
  RecordMaker maker{"a: 1\n", "key: a\n"};
  CHECK_FALSE(read_envelope(maker));
}

TEST_CASE("a tombstone keeps its headers, and headers do not change the record's value") {
  RecordMaker plain{"$when: =chance(50%)\na: =int(1, 1000000)\n", "key: a\n"};
  RecordMaker with_header{"$when: =chance(50%)\na: =int(1, 1000000)\n", "key: a\nheaders:\n  h: =int(1, 1000000)\n"};
  bool tombstone = false;
  for (std::uint64_t n = 0; n < 20; ++n) {
    const auto record = with_header.record(n);
    CHECK(record.value == plain.value(n));
    CHECK(read_envelope(with_header, n)->headers.size() == 1);
    tombstone = tombstone || record.tombstone;
  }
  CHECK(tombstone);
}

}  // namespace spate::generator
