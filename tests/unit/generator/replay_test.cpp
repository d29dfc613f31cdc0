// Replay: the usable records of a file, by index, repeatedly.
#include "catch.hpp"
#include "replaying.hpp"

namespace spate::generator {

TEST_CASE("each line of NDJSON is an unchanged record with a field as key") {
  const Written file{"a.ndjson",
                     "{\"customer\": {\"id\": \"a\\u00e9/~\"}, \"n\": 1}\r\n\n{\"n\":2.50,\"customer\":{\"id\":7}}\n"
                     "{\"customer\":{\"id\":null}}\n{\"customer\":{\"id\":true}}"};
  Replaying replaying{file, "", ", key: /customer/id"};
  REQUIRE(replaying.problems == "");
  CHECK(replaying.generator->records() == 4);
  CHECK(replaying.record(0).value == "{\"customer\": {\"id\": \"a\\u00e9/~\"}, \"n\": 1}");
  CHECK(replaying.record(0).key == "aé/~");
  CHECK(replaying.record(1).value == "{\"n\":2.50,\"customer\":{\"id\":7}}");
  CHECK(replaying.record(1).key == "7");
  CHECK_FALSE(replaying.record(2).keyed);
  CHECK(replaying.record(3).key == "true");
  CHECK(Replaying(file, "", ", key: customer.id").record(1).key == "7");
  CHECK_FALSE(Replaying(file, "", "").record(1).keyed);
}

TEST_CASE("lines of text are records, including empty lines") {
  const Written file{"b.log", "one\n\nthree\r\n{not json"};
  Replaying replaying{file, ", loop: true", ""};
  REQUIRE(replaying.problems == "");
  CHECK_FALSE(replaying.generator->records());
  for (const std::uint64_t pass : {0U, 4U, 400U}) {
    CHECK(replaying.record(pass).value == "one");
    CHECK(replaying.record(pass + 1).value == "");
    CHECK(replaying.record(pass + 2).value == "three");
    CHECK(replaying.record(pass + 3).value == "{not json");
  }
}

TEST_CASE("rows of CSV are records, including quoted commas and line ends; the key is a column") {
  const Written file{
      "c.csv", "id,name,\"the city\"\n1,\"Smith, \"\"Jo\"\"\",\"New\nYork\"\n2,Ann,Oslo\nbad,row\n3,Bo,\"Ber\"\n"};
  Replaying replaying{file, "", ", key: the city"};
  REQUIRE(replaying.problems == "");
  CHECK(replaying.record(0).value == "1,\"Smith, \"\"Jo\"\"\",\"New\nYork\"");
  CHECK(replaying.record(0).key == "New\nYork");
  CHECK(replaying.record(1).key == "Oslo");
  CHECK(replaying.record(2).key == "Ber");
  CHECK(replaying.generator->bad_records() == 1);
  CHECK(Replaying(file, "", ", key: name").record(0).key == "Smith, \"Jo\"");
  CHECK(Replaying(file, "", ", key: town").problems.find("unknown column \"town\": use one of id, name, the city") !=
        std::string::npos);
}

TEST_CASE("unusable lines are skipped and counted, or rejected with their position") {
  const Written file{
      "d.ndjson",
      "{\"id\":1}\nnonsense\n{\"id\":2\n{\"no\":3}\n{\"id\":{\"x\":1}}\n{\"id\":\"\xff\"}\n{\"id\":4}\n[\n"};
  Replaying replaying{file, ", loop: true", ", key: id"};
  REQUIRE(replaying.problems == "");
  CHECK(replaying.record(0).key == "1");
  CHECK(replaying.record(1).key == "4");
  CHECK(replaying.generator->bad_records() == 6);
  CHECK(replaying.record(2).key == "1");
  CHECK(replaying.record(3).key == "4");
  CHECK(replaying.generator->bad_records() == 12);  // each pass counts again
  REQUIRE(replaying.generator->warnings().size() == 1);
  CHECK(replaying.generator->warnings()[0].find(":2: invalid or truncated JSON; 6 of its lines cannot be used") !=
        std::string::npos);
  const auto refused = Replaying(file, ", on_bad_record: fail", ", key: id").problems;
  CHECK(refused.find("d.ndjson:2: invalid or truncated JSON; 6 of its lines cannot be used") != std::string::npos);
}

TEST_CASE("the key field must be a scalar") {
  const Written file{"v.ndjson",
                     "{\"id\":nuil}\n{\"id\":06}\n{\"id\":trve}\n{\"id\":null}\n{\"id\":-1.5e3 }\n{\"id\": true}\n"};
  Replaying replaying{file, "", ", key: id"};
  REQUIRE(replaying.problems == "");
  CHECK(!replaying.record(0).keyed);
  CHECK(replaying.record(1).key == "-1.5e3");
  CHECK(replaying.record(2).key == "true");
  CHECK(replaying.generator->bad_records() == 3);
}

TEST_CASE("records are read by index in any order") {
  std::string text;
  for (int n = 0; n < 20'000; ++n) text += n % 7 == 3 ? "broken\n" : "{\"n\":" + std::to_string(n) + "}\n";
  const Written file{"e.ndjson", text};
  Replaying in_order{file, ", loop: true", ", key: n"};
  REQUIRE(in_order.problems == "");
  std::vector<std::string> keys;
  for (std::uint64_t index = 0; index < 17'143; ++index) keys.push_back(in_order.record(index).key);
  CHECK(keys.back() == "19999");
  auto copy = Replaying{file, ", loop: true", ", key: n"};
  for (std::uint64_t step = 0; step < 2000; ++step) {
    const auto index = step * 7919 % 40'000;
    CHECK(copy.record(index).key == keys[index % keys.size()]);
  }
}

TEST_CASE("rewrite_timestamp changes only the timestamp, to the intended time") {
  const Written json{"f.ndjson",
                     "{\"a\": 1, \"ts\" : \"2020-01-01T00:00:00Z\" , \"b\":\"x\"}\n{\"ts\":5}\n{\"b\":1}\n"};
  Replaying iso{json, ", rewrite_timestamp: {field: /ts}", ", key: ts"};
  REQUIRE(iso.problems == "");
  CHECK(iso.record(0).value == "{\"a\": 1, \"ts\" : \"2026-11-23T18:13:35.441209Z\" , \"b\":\"x\"}");
  CHECK(iso.generator->bad_records() == 0);
  Replaying epoch{json, ", rewrite_timestamp: {field: ts, format: epoch_ms}", ""};
  CHECK(epoch.record(1).value == "{\"ts\":1795457615441}");
  const Written csv{"g.csv", "ts,n\n2020,1\n"};
  CHECK(Replaying(csv, ", rewrite_timestamp: {field: ts, format: epoch_s}", "").record(0).value == "1795457615,1");
  CHECK(
      Replaying(json, ", rewrite_timestamp: {field: ts, format: nonsense}", "").problems.find("unknown time format") !=
      std::string::npos);
}

TEST_CASE("a rewritten CSV cell stays one cell for any previous value and format") {
  const Written csv{"w.csv", "id,ts,n\n1,2020,a\n2,,b\n3,\"x,y\",c\n4,\"\",d\n"};
  const auto rewritten = [&](const std::string& format, std::uint64_t index) {
    return Replaying(csv, ", rewrite_timestamp: {field: ts, format: '" + format + "'}", "").record(index).value;
  };
  CHECK(rewritten("%d, %H:%M", 0) == "1,\"23, 18:13\",a");
  CHECK(rewritten("%d, %H:%M", 1) == "2,\"23, 18:13\",b");
  CHECK(rewritten("%H:%M", 2) == "3,18:13,c");
  CHECK(rewritten("%H:%M", 3) == "4,18:13,d");
  CHECK(rewritten("epoch_ns", 0) == "1,1795457615441209000,a");
  CHECK(rewritten("%H\"%M", 0) == "1,\"18\"\"13\",a");
}

TEST_CASE("the format of a rewritten timestamp is text, whatever it looks like") {
  const Written json{"x.ndjson", "{\"ts\":null,\"n\":1}\n{\"ts\":\"\"}\n"};
  const auto rewritten = [&](const std::string& format, std::uint64_t index) {
    return Replaying(json, ", rewrite_timestamp: {field: ts, format: '" + format + "'}", "").record(index).value;
  };
  CHECK(rewritten("%H\") + uuid4() + now(\"%M", 0) == R"({"ts":"18\") + uuid4() + now(\"13","n":1})");
  CHECK(rewritten("$${index()} %H", 1) == R"({"ts":"${index()} 18"})");
  CHECK(rewritten("=%H\\n", 1) == R"({"ts":"=18\\n"})");
}

TEST_CASE("a recorded rate uses the timestamps of its records and skips lines without one") {
  const Written json{
      "p.ndjson",
      "{\"at\":{\"ms\":1000.5},\"id\":1}\n{\"at\":{\"ms\":\"3000\"},\"id\":2}\n{\"id\":3}\n{\"at\":{\"ms\":\"soon\"}}\n"
      "{\"at\":{\"ms\":2000},\"id\":4}\n{\"at\":{\"ms\":4000},\"id\":5}\n"};
  Replaying replaying{json, "", ", key: id", "{recorded: {timestamp: at.ms, format: epoch_ms}}"};
  REQUIRE(replaying.problems == "");
  const auto recording = replaying.generator->recording();
  REQUIRE(recording);
  REQUIRE(recording->records() == 4);
  CHECK(recording->time_of(1) == 1'999'500 * kMicrosecond);
  CHECK(recording->time_of(2) == 1'999'500 * kMicrosecond);
  CHECK(recording->time_of(3) == 2'999'500 * kMicrosecond);
  CHECK(replaying.record(2).key == "4");
  CHECK(replaying.generator->bad_records() == 2);
  const auto notes = replaying.generator->warnings();
  REQUIRE(notes.size() == 2);
  CHECK(notes[0].find(":3: missing field for the recorded time; 2 of its lines") != std::string::npos);
  CHECK(notes[1].find(":5: recorded time before that of an earlier record, 1 in total") != std::string::npos);
  const auto refused =
      Replaying(json, ", on_bad_record: fail", "", "{recorded: {timestamp: at.ms, format: epoch_ms}}").problems;
  CHECK(refused.find("p.ndjson:3: missing field for the recorded time; 2 of its lines cannot be used") !=
        std::string::npos);
}

TEST_CASE("a recorded rate of CSV reads a column, and can rewrite it") {
  const Written csv{"q.csv", "id,when\n1,\"2026-01-01T00:00:00Z\"\n2,2026-01-01T00:00:01.5Z\n"};
  Replaying replaying{csv, ", rewrite_timestamp: true, loop: true", "", "{recorded: {timestamp: when}}"};
  REQUIRE(replaying.problems == "");
  CHECK(replaying.generator->recording()->time_of(1) == 1'500 * kMillisecond);
  CHECK(replaying.record(1).value == "2,2026-11-23T18:13:35.441209Z");
}

TEST_CASE("an unusable recorded rate is rejected with the reason") {
  const Written json{"r.ndjson", "{\"t\":1}\n{\"t\":1}\n"};
  const auto problem = [&](const std::string& replay, const std::string& rate) {
    return Replaying(json, replay, "", rate).problems;
  };
  CHECK(problem(", loop: true", "{recorded: {timestamp: t, format: epoch_s}}")
            .find("t.yaml:3:45: streams[0].rate.recorded.timestamp: all records of ") == 0);
  CHECK(problem("", "{recorded: {timestamp: t, format: epoch_s}}") == "");
  CHECK(problem("", "{recorded: {timestamp: t, format: minutes}}")
            .find("streams[0].rate.recorded.format: invalid timestamp format \"minutes\": use iso,") !=
        std::string::npos);
  CHECK(problem("", "{recorded: {timestamp: t}}")
            .find(":1: the recorded time is not in its format; the file has no valid record") != std::string::npos);
  const Written csv{"s.csv", "t,u\n1,2\n"};
  CHECK(Replaying(csv, "", "", "{recorded: {timestamp: city, format: epoch_s}}")
            .problems.find("unknown column \"city\": use one of t, u") != std::string::npos);
}

TEST_CASE("unusable files are rejected with the reason") {
  const auto problem = [](const std::string& name, const std::string& text) {
    return Replaying(Written{name, text}, "", "").problems;
  };
  CHECK(problem("h.ndjson", "").find("is empty") != std::string::npos);
  CHECK(problem("i.ndjson", "\x1f\x8b\x08").find("is compressed: unpack it first with gunzip -k") != std::string::npos);
  CHECK(problem("j.ndjson", "\x28\xb5\x2f\xfd").find("unzstd") != std::string::npos);
  CHECK(problem("k.ndjson", "\n\n").find("contains no record") != std::string::npos);
  CHECK(problem("l.ndjson", "\n\nx").find(":3: invalid or truncated JSON; the file has no valid record") !=
        std::string::npos);
  CHECK(problem("m.csv", "\na,b\n").find(":1: the first line must name the columns") != std::string::npos);
  CHECK(problem("n.xyz", "a").find("set format to lines, ndjson or csv") != std::string::npos);
}

TEST_CASE("a file that ends at a page boundary is read completely") {
  std::string text;
  while (text.size() < 4096 - 8) text += "{\"n\":1}\n";
  text += "{\"n\":22}";
  REQUIRE(text.size() == 4096);
  const Written file{"o.ndjson", text};
  Replaying replaying{file, "", ", key: n"};
  REQUIRE(replaying.problems == "");
  CHECK(replaying.record(*replaying.generator->records() - 1).key == "22");
}

}  // namespace spate::generator
