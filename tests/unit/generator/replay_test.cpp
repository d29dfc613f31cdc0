// Replay: the usable records of a file, by index, repeatedly.
#include "catch.hpp"
#include "replay_maker.hpp"

namespace spate::generator {

TEST_CASE("each line of NDJSON is an unchanged record with a field as key") {
  const TemporaryFile file{
      "a.ndjson",
      "{\"customer\": {\"id\": \"a\\u00e9/~\"}, \"n\": 1}\r\n\n{\"n\":2.50,\"customer\":{\"id\":7}}\n"
      "{\"customer\":{\"id\":null}}\n{\"customer\":{\"id\":true}}"};
  ReplayMaker maker{file, "", ", key: /customer/id"};
  REQUIRE(maker.problems == "");
  CHECK(maker.generator->records() == 4);
  CHECK(maker.record(0).value == "{\"customer\": {\"id\": \"a\\u00e9/~\"}, \"n\": 1}");
  CHECK(maker.record(0).key == "aé/~");
  CHECK(maker.record(1).value == "{\"n\":2.50,\"customer\":{\"id\":7}}");
  CHECK(maker.record(1).key == "7");
  CHECK_FALSE(maker.record(2).keyed);
  CHECK(maker.record(3).key == "true");
  CHECK(ReplayMaker(file, "", ", key: customer.id").record(1).key == "7");
  CHECK_FALSE(ReplayMaker(file, "", "").record(1).keyed);
}

TEST_CASE("lines of text are records, including empty lines") {
  const TemporaryFile file{"b.log", "one\n\nthree\r\n{not json"};
  ReplayMaker maker{file, ", loop: true", ""};
  REQUIRE(maker.problems == "");
  CHECK_FALSE(maker.generator->records());
  for (const std::uint64_t pass : {0U, 4U, 400U}) {
    CHECK(maker.record(pass).value == "one");
    CHECK(maker.record(pass + 1).value == "");
    CHECK(maker.record(pass + 2).value == "three");
    CHECK(maker.record(pass + 3).value == "{not json");
  }
}

TEST_CASE("rows of CSV are records, including quoted commas and line ends; the key is a column") {
  const TemporaryFile file{
      "c.csv", "id,name,\"the city\"\n1,\"Smith, \"\"Jo\"\"\",\"New\nYork\"\n2,Ann,Oslo\nbad,row\n3,Bo,\"Ber\"\n"};
  ReplayMaker maker{file, "", ", key: the city"};
  REQUIRE(maker.problems == "");
  CHECK(maker.record(0).value == "1,\"Smith, \"\"Jo\"\"\",\"New\nYork\"");
  CHECK(maker.record(0).key == "New\nYork");
  CHECK(maker.record(1).key == "Oslo");
  CHECK(maker.record(2).key == "Ber");
  CHECK(maker.generator->bad_records() == 1);
  CHECK(ReplayMaker(file, "", ", key: name").record(0).key == "Smith, \"Jo\"");
  CHECK(ReplayMaker(file, "", ", key: town").problems.find("unknown column \"town\": use one of id, name, the city") !=
        std::string::npos);
}

TEST_CASE("unusable lines are skipped and counted, or rejected with their position") {
  const TemporaryFile file{
      "d.ndjson",
      "{\"id\":1}\nnonsense\n{\"id\":2\n{\"no\":3}\n{\"id\":{\"x\":1}}\n{\"id\":\"\xff\"}\n{\"id\":4}\n[\n"};
  ReplayMaker maker{file, ", loop: true", ", key: id"};
  REQUIRE(maker.problems == "");
  CHECK(maker.record(0).key == "1");
  CHECK(maker.record(1).key == "4");
  CHECK(maker.generator->bad_records() == 6);
  CHECK(maker.record(2).key == "1");
  CHECK(maker.record(3).key == "4");
  CHECK(maker.generator->bad_records() == 12);  // each pass counts again
  REQUIRE(maker.generator->warnings().size() == 1);
  CHECK(maker.generator->warnings()[0].find(":2: invalid or truncated JSON; 6 of its lines cannot be used") !=
        std::string::npos);
  const auto problems = ReplayMaker(file, ", on_bad_record: fail", ", key: id").problems;
  CHECK(problems.find("d.ndjson:2: invalid or truncated JSON; 6 of its lines cannot be used") != std::string::npos);
}

TEST_CASE("the key field must be a scalar") {
  const TemporaryFile file{
      "v.ndjson", "{\"id\":nuil}\n{\"id\":06}\n{\"id\":trve}\n{\"id\":null}\n{\"id\":-1.5e3 }\n{\"id\": true}\n"};
  ReplayMaker maker{file, "", ", key: id"};
  REQUIRE(maker.problems == "");
  CHECK(!maker.record(0).keyed);
  CHECK(maker.record(1).key == "-1.5e3");
  CHECK(maker.record(2).key == "true");
  CHECK(maker.generator->bad_records() == 3);
}

TEST_CASE("records are read by index in any order") {
  std::string text;
  for (int n = 0; n < 20'000; ++n) text += n % 7 == 3 ? "broken\n" : "{\"n\":" + std::to_string(n) + "}\n";
  const TemporaryFile file{"e.ndjson", text};
  ReplayMaker in_order{file, ", loop: true", ", key: n"};
  REQUIRE(in_order.problems == "");
  std::vector<std::string> keys;
  for (std::uint64_t index = 0; index < 17'143; ++index) keys.push_back(in_order.record(index).key);
  CHECK(keys.back() == "19999");
  auto any_order = ReplayMaker{file, ", loop: true", ", key: n"};
  for (std::uint64_t step = 0; step < 2000; ++step) {
    const auto index = step * 7919 % 40'000;
    CHECK(any_order.record(index).key == keys[index % keys.size()]);
  }
}

TEST_CASE("rewrite_timestamp changes only the timestamp, to the intended time") {
  const TemporaryFile json{"f.ndjson",
                           "{\"a\": 1, \"ts\" : \"2020-01-01T00:00:00Z\" , \"b\":\"x\"}\n{\"ts\":5}\n{\"b\":1}\n"};
  ReplayMaker iso{json, ", rewrite_timestamp: {field: /ts}", ", key: ts"};
  REQUIRE(iso.problems == "");
  CHECK(iso.record(0).value == "{\"a\": 1, \"ts\" : \"2026-11-23T18:13:35.441209Z\" , \"b\":\"x\"}");
  CHECK(iso.generator->bad_records() == 0);
  ReplayMaker epoch{json, ", rewrite_timestamp: {field: ts, format: epoch_ms}", ""};
  CHECK(epoch.record(1).value == "{\"ts\":1795457615441}");
  const TemporaryFile csv{"g.csv", "ts,n\n2020,1\n"};
  CHECK(ReplayMaker(csv, ", rewrite_timestamp: {field: ts, format: epoch_s}", "").record(0).value == "1795457615,1");
  CHECK(ReplayMaker(json, ", rewrite_timestamp: {field: ts, format: nonsense}", "")
            .problems.find("unknown time format") != std::string::npos);
}

TEST_CASE("a rewritten CSV cell stays one cell for any previous value and format") {
  const TemporaryFile csv{"w.csv", "id,ts,n\n1,2020,a\n2,,b\n3,\"x,y\",c\n4,\"\",d\n"};
  const auto rewritten = [&](const std::string& format, std::uint64_t index) {
    return ReplayMaker(csv, ", rewrite_timestamp: {field: ts, format: '" + format + "'}", "").record(index).value;
  };
  CHECK(rewritten("%d, %H:%M", 0) == "1,\"23, 18:13\",a");
  CHECK(rewritten("%d, %H:%M", 1) == "2,\"23, 18:13\",b");
  CHECK(rewritten("%H:%M", 2) == "3,18:13,c");
  CHECK(rewritten("%H:%M", 3) == "4,18:13,d");
  CHECK(rewritten("epoch_ns", 0) == "1,1795457615441209000,a");
  CHECK(rewritten("%H\"%M", 0) == "1,\"18\"\"13\",a");
}

TEST_CASE("the format of a rewritten timestamp is text, whatever it looks like") {
  const TemporaryFile json{"x.ndjson", "{\"ts\":null,\"n\":1}\n{\"ts\":\"\"}\n"};
  const auto rewritten = [&](const std::string& format, std::uint64_t index) {
    return ReplayMaker(json, ", rewrite_timestamp: {field: ts, format: '" + format + "'}", "").record(index).value;
  };
  CHECK(rewritten("%H\") + uuid4() + now(\"%M", 0) == R"({"ts":"18\") + uuid4() + now(\"13","n":1})");
  CHECK(rewritten("$${index()} %H", 1) == R"({"ts":"${index()} 18"})");
  CHECK(rewritten("=%H\\n", 1) == R"({"ts":"=18\\n"})");
}

TEST_CASE("a recorded rate uses the timestamps of its records and skips lines without one") {
  const TemporaryFile json{
      "p.ndjson",
      "{\"at\":{\"ms\":1000.5},\"id\":1}\n{\"at\":{\"ms\":\"3000\"},\"id\":2}\n{\"id\":3}\n{\"at\":{\"ms\":\"soon\"}}\n"
      "{\"at\":{\"ms\":2000},\"id\":4}\n{\"at\":{\"ms\":4000},\"id\":5}\n"};
  ReplayMaker maker{json, "", ", key: id", "{recorded: {timestamp: at.ms, format: epoch_ms}}"};
  REQUIRE(maker.problems == "");
  const auto recording = maker.generator->recording();
  REQUIRE(recording);
  REQUIRE(recording->records() == 4);
  CHECK(recording->time_of(1) == 1'999'500 * kMicrosecond);
  CHECK(recording->time_of(2) == 1'999'500 * kMicrosecond);
  CHECK(recording->time_of(3) == 2'999'500 * kMicrosecond);
  CHECK(maker.record(2).key == "4");
  CHECK(maker.generator->bad_records() == 2);
  const auto warnings = maker.generator->warnings();
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0].find(":3: missing field for the recorded time; 2 of its lines") != std::string::npos);
  CHECK(warnings[1].find(":5: recorded time before that of an earlier record, 1 in total") != std::string::npos);
  const auto problems =
      ReplayMaker(json, ", on_bad_record: fail", "", "{recorded: {timestamp: at.ms, format: epoch_ms}}").problems;
  CHECK(problems.find("p.ndjson:3: missing field for the recorded time; 2 of its lines cannot be used") !=
        std::string::npos);
}

TEST_CASE("a recorded rate of CSV reads a column, and can rewrite it") {
  const TemporaryFile csv{"q.csv", "id,when\n1,\"2026-01-01T00:00:00Z\"\n2,2026-01-01T00:00:01.5Z\n"};
  ReplayMaker maker{csv, ", rewrite_timestamp: true, loop: true", "", "{recorded: {timestamp: when}}"};
  REQUIRE(maker.problems == "");
  CHECK(maker.generator->recording()->time_of(1) == 1'500 * kMillisecond);
  CHECK(maker.record(1).value == "2,2026-11-23T18:13:35.441209Z");
}

TEST_CASE("an unusable recorded rate is rejected with the reason") {
  const TemporaryFile json{"r.ndjson", "{\"t\":1}\n{\"t\":1}\n"};
  const auto problem = [&](const std::string& replay, const std::string& rate) {
    return ReplayMaker(json, replay, "", rate).problems;
  };
  CHECK(problem(", loop: true", "{recorded: {timestamp: t, format: epoch_s}}")
            .find("t.yaml:3:45: streams[0].rate.recorded.timestamp: all records of ") == 0);
  CHECK(problem("", "{recorded: {timestamp: t, format: epoch_s}}") == "");
  CHECK(problem("", "{recorded: {timestamp: t, format: minutes}}")
            .find("streams[0].rate.recorded.format: invalid timestamp format \"minutes\": use iso,") !=
        std::string::npos);
  CHECK(problem("", "{recorded: {timestamp: t}}")
            .find(":1: the recorded time is not in its format; the file has no valid record") != std::string::npos);
  const TemporaryFile csv{"s.csv", "t,u\n1,2\n"};
  CHECK(ReplayMaker(csv, "", "", "{recorded: {timestamp: city, format: epoch_s}}")
            .problems.find("unknown column \"city\": use one of t, u") != std::string::npos);
}

TEST_CASE("unusable files are rejected with the reason") {
  const auto problem = [](const std::string& name, const std::string& text) {
    return ReplayMaker(TemporaryFile{name, text}, "", "").problems;
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
  const TemporaryFile file{"o.ndjson", text};
  ReplayMaker maker{file, "", ", key: n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.record(*maker.generator->records() - 1).key == "22");
}

}  // namespace spate::generator
