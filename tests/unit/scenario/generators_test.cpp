#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "scenario/read/presets.hpp"
#include "scenario/write/print.hpp"
#include "scenario_parsing.hpp"

namespace spate::scenario {
namespace {

const std::string kafka = "kafka: {bootstrap.servers: embedded}\n";

const Stream& only_stream(const ParsedScenario& result) {
  CAPTURE(result.problems);
  REQUIRE(result.scenario);
  REQUIRE(result.scenario->streams.size() == 1);
  return result.scenario->streams[0];
}

}  // namespace

TEST_CASE("the presets are compiled in, each with its key") {
  const std::vector<std::pair<std::string, std::string>> expected = {{"order", "customer_id"},
                                                                     {"log", "level"},
                                                                     {"metric", "host"},
                                                                     {"user_event", "user_id"},
                                                                     {"access_log", "=client.address"},
                                                                     {"syslog", "host-${host:02}"},
                                                                     {"logfmt", "=service"},
                                                                     {"payment", "payment_id"},
                                                                     {"iot_sensor", "device_id"},
                                                                     {"clickstream", "session_id"},
                                                                     {"cdc", "{\"id\":${number + 1}}"}};
  REQUIRE(presets().size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(presets()[i].name == expected[i].first);
    Diagnostics diagnostics;
    const auto scenario = preset_scenario(expected[i].first, {}, diagnostics);
    CAPTURE(diagnostics.text());
    REQUIRE(scenario);
    CHECK(scenario->streams.at(0).key.node.text == expected[i].second);
    CHECK(scenario->streams.at(0).generator.record.kind == Node::Kind::map);
  }
}

TEST_CASE("an unknown preset has no scenario and no problem") {
  Diagnostics diagnostics;
  CHECK_FALSE(preset_scenario("nothing", {}, diagnostics));
  CHECK(diagnostics.empty());
}

TEST_CASE("a generator of the scenario sets record, key, format and tables") {
  const auto result =
      read(kafka +
           "generators:\n"
           "  mine: {record: {host: a}, key: host, format: csv, tables: {t: {columns: [a], rows: [[1]]}}}\n"
           "streams: [{topic: a, rate: 1/s, generator: mine}]\n");
  const auto& stream = only_stream(result);
  CHECK(stream.generator.name == "mine");
  CHECK(stream.generator.path == "generators.mine.record");
  CHECK(stream.generator.format == Format::csv);
  CHECK(stream.key.node.text == "host");
  CHECK(stream.key.path == "generators.mine.key");
  CHECK(stream.generator.tables.at(0).path == "generators.mine.tables.t");
}

TEST_CASE("keys of the stream override those of its generator") {
  const auto result = read(kafka +
                           "generators: {mine: {record: {host: a, id: 1}, key: host, format: csv}}\n"
                           "streams: [{topic: a, rate: 1/s, generator: mine, key: id, format: json}]\n");
  CHECK(only_stream(result).key.node.text == "id");
  CHECK(only_stream(result).generator.format == Format::json);
}

TEST_CASE("maps of the stream merge with those of its generator key by key") {
  const std::string mine =
      "generators:\n  mine:\n    record: {host: a}\n    format: {csv: {header: each, delimiter: \";\"}}\n"
      "    lifecycle:\n      entities: 5\n      let: {user: =uuid4(), plan: free}\n      start: home\n"
      "      states: {home: {next: {cart: 60%, leave: 40%}}, cart: {next: {leave: 100%}}, leave: {}}\n";
  const auto result =
      read(kafka + mine +
           "streams:\n  - topic: a\n    rate: 1/s\n    generator: mine\n    format: {csv: {null_as: x}}\n"
           "    lifecycle:\n      entities: 5000\n      let: {plan: paid}\n"
           "      states: {home: {next: {cart: 0%, leave: 50%, help: 50%}}, cart: {dwell: 5s}, help: {next: "
           "{cart: 100%}}}\n");
  const auto& source = only_stream(result).generator;
  CHECK(source.csv == CsvStyle{CsvStyle::Header::each, ';', "x"});
  REQUIRE(source.lifecycle);
  CHECK(source.lifecycle->entities == 5000);
  CHECK(source.lifecycle->let.find("user")->text == "=uuid4()");
  CHECK(source.lifecycle->let.find("plan")->text == "paid");
  const auto& states = source.lifecycle->states;
  REQUIRE(states.size() == 4);
  CHECK(states[0].next.size() == 2);  // leave and help
  CHECK(states[1].dwell.mean == 5 * kSecond);
  CHECK(states[1].next.size() == 1);
  CHECK(states[3].name == "help");
  // the printed scenario contains the merged map
  CHECK(print_scenario(*result.scenario).find("plan: paid") != std::string::npos);
}

TEST_CASE("a format name replaces the format map of the generator") {
  const auto result = read(kafka +
                           "generators: {mine: {record: {host: a}, format: {csv: {header: each}}}}\n"
                           "streams: [{topic: a, rate: 1/s, generator: mine, format: csv}]\n");
  CHECK(only_stream(result).generator.csv == CsvStyle{});
}

TEST_CASE("key: none means no key, key: \"none\" a field of that name") {
  CHECK(only_stream(read(one_stream("    key: none\n"))).key.kind == Key::Kind::none);
  CHECK(only_stream(read(one_stream("    key: \"none\"\n"))).key.node.text == "none");
  CHECK(only_stream(read(one_stream())).key.kind == Key::Kind::none);
}

TEST_CASE("tables are ordered from stream to generator to scenario") {
  const auto result = read(kafka +
                           "tables: {t: {columns: [a], rows: [[1]]}}\n"
                           "generators: {mine: {record: {host: a}, tables: {t: {columns: [a], rows: [[2]]}}}}\n"
                           "streams:\n"
                           "  - topic: a\n"
                           "    rate: 1/s\n"
                           "    generator: mine\n"
                           "    tables: {t: {columns: [a], rows: [[3]]}}\n");
  const auto& tables = only_stream(result).generator.tables;
  REQUIRE(tables.size() == 3);
  CHECK(tables[0].path == "streams[0].tables.t");
  CHECK(tables[1].path == "generators.mine.tables.t");
  CHECK(tables[2].path == "tables.t");
}

TEST_CASE("an inline record can be a scalar") {
  const auto result = read(kafka + "streams: [{topic: a, rate: 1/s, record: \"line ${index()}\"}]\n");
  CHECK(only_stream(result).generator.record.kind == Node::Kind::scalar);
  CHECK(only_stream(result).generator.record.text == "line ${index()}");
  CHECK(only_stream(result).generator.record.quoted);
}

TEST_CASE("an unused generator is checked too") {
  const auto result = read(one_stream() + "generators: {mine: {record: {a: 1}, color: blue}}\n");
  CHECK(
      result.problems ==
      "t.yaml:6:37: generators.mine.color: unknown key: use one of record, key, headers, format, tables, lifecycle\n");
}

TEST_CASE("a generator file is relative to the scenario, and its problems name it") {
  const auto folder = std::filesystem::temp_directory_path() / ("spate-generator-file-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder / "generators");
  std::ofstream{folder / "generators/mine.yaml"} << "record: {host: a}\nkeys: host\nkey: /host\n";
  std::ofstream{folder / "shop.yaml"} << kafka << "defaults: {rate: 1/s, generator: generators/mine.yaml}\n"
                                      << "streams: [{topic: a}, {topic: b}]\n";
  const auto file = [&](const char* name) { return (folder / name).string(); };
  Diagnostics wrong;
  CHECK_FALSE(load_scenario(file("shop.yaml"), {}, wrong));
  CHECK(wrong.text() == file("generators/mine.yaml") + ":2:1: keys: unknown key; did you mean \"key\"?\n" +
                            file("generators/mine.yaml") +
                            ":3:6: key: JSON pointers work only with replay: use host\n");
  std::ofstream{folder / "generators/mine.yaml"} << "record: {host: a}\nkey: host\n";
  Diagnostics right;
  const auto scenario = load_scenario(file("shop.yaml"), {}, right);
  std::filesystem::remove_all(folder);
  REQUIRE(scenario);
  CHECK(scenario->streams[1].key.node.text == "host");
  CHECK(scenario->streams[1].generator.name == "generators/mine.yaml");
}

TEST_CASE("records with an invalid table are not checked") {
  std::size_t checked = 99;
  const auto count = [&](const Scenario& readable, Diagnostics&) { checked = readable.streams.size(); };
  Diagnostics diagnostics;
  CHECK_FALSE(parse_scenario(one_stream("    tables: {t: {columns: [a], rows: [[1, 2]]}}\n"), "t.yaml", {}, diagnostics,
                             count));
  CHECK(checked == 0);
}

}  // namespace spate::scenario
