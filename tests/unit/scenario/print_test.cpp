#include "scenario/write/print.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "catch.hpp"
#include "scenario/read/arrivals.hpp"
#include "scenario_parsing.hpp"

namespace spate::scenario {
namespace {

std::string printed(const std::string& text) {
  const auto result = read(text);
  CAPTURE(text, result.problems);
  REQUIRE(result.scenario);
  return print_scenario(*result.scenario);
}

}  // namespace

TEST_CASE("a printed scenario contains every default") {
  CHECK(printed("name: shop\nkafka: {bootstrap.servers: embedded, acks: all}\ndefaults: {replication_factor: 1}\n"
                "streams: [{topic: a, rate: 0.2/s, record: {id: =index(), up: true, note: \"1\"}, key: id}]\n") ==
        "name: shop\n"
        "seed: 1\n"
        "kafka:\n"
        "  bootstrap.servers: embedded\n"
        "  acks: all\n"
        "metrics:\n"
        "  listen: 127.0.0.1:9464\n"
        "clock:\n"
        "  start: now\n"
        "  zone: local\n"
        "start_at: now\n"
        "warm_up: 0s\n"
        "startup:\n"
        "  timeout: 1min\n"
        "shutdown:\n"
        "  flush_timeout: 20s\n"
        "streams:\n"
        "  - name: a\n"
        "    topic: a\n"
        "    replication_factor: 1\n"
        "    create_topic: if_absent\n"
        "    on_mismatch: warn\n"
        "    rate: 1/5s\n"
        "    arrivals: uniform\n"
        "    when_late:\n"
        "      catch_up: 2x\n"
        "      max_backlog: 5min\n"
        "    start_after: 0s\n"
        "    record:\n"
        "      id: =index()\n"
        "      up: true\n"
        "      note: \"1\"\n"
        "    key: id\n"
        "    partitioner: murmur2\n");
}

TEST_CASE("a printed wall-clock schedule reads as the same schedule") {
  const std::string schedule =
      "kafka: {bootstrap.servers: embedded}\n"
      "clock: {start: 2026-11-24T09:00:00.5+01:00, zone: Europe/Paris}\n"
      "start_at: next_minute\n"
      "streams:\n"
      "  - topic: a\n"
      "    generator: order\n"
      "    rate:\n"
      "      stages:\n"
      "        - {daily: {\"00:00\": 50/s, \"08:30\": 400/s}, curve: ease, for: 7d}\n"
      "        - {sine: {mean: 5/s, amplitude: 3/s, period: 1d, peak_at: \"20:00\"}, for: forever}\n"
      "      windows:\n"
      "        - {days: [sat, mon-wed], between: \"18:00-24:00\", factor: 1.50x}\n"
      "        - {between: \"00:00-01:05\", factor: 0x}\n";
  const auto once = printed(schedule);
  for (const auto* part : {"  start: 2026-11-24T08:00:00.5Z\n  zone: Europe/Paris\n", "start_at: next_minute\n",
                           "\"08:30\": 400/s", "curve: ease", "peak_at: \"20:00\"", "factor: 1.5x",
                           "between: \"18:00-24:00\"", "factor: 0x", "days: \"mon-wed,sat\"", "days: \"mon-sun\""}) {
    CAPTURE(part, once);
    CHECK(once.find(part) != std::string::npos);
  }
  CHECK(printed(once) == once);
}

TEST_CASE("printing masks values that are secret by name or by origin") {
  const auto directory = std::filesystem::temp_directory_path();
  const auto file = directory / "spate-print-test-secret";
  std::ofstream{file} << "hunter2\n";
  const auto text = printed(
      "kafka:\n  bootstrap.servers: a:1\n  sasl.password: hunter2\n  client.id: ${file:" + file.string() +
      "}\nstreams: [{topic: t, rate: 1/s, generator: order, topic_config: {x: \"${file:" + file.string() + "}\"}}]\n");
  std::filesystem::remove(file);
  CHECK(text.find("client.id: \"***\"") != std::string::npos);
  CHECK(text.find("sasl.password: \"***\"") != std::string::npos);
  CHECK(text.find("x: \"***\"") != std::string::npos);
  CHECK(text.find("hunter2") == std::string::npos);
}

TEST_CASE("the message about an invalid secret does not contain its value") {
  const auto file = std::filesystem::temp_directory_path() / "spate-print-test-wrong";
  std::ofstream{file} << "hunter2\n";
  const auto secret = "${file:" + file.string() + "}";
  std::string text = "kafka: {bootstrap.servers: embedded}\nseed: " + secret + "\nmetrics: {listen: \"" + secret +
                     "\"}\nstartup: {timeout: \"" + secret + "\"}\nstreams:\n";
  for (const char* key : {"rate", "generator", "create_topic", "partitions", "topic"})
    text += "  - {" + std::string{key} + ": \"" + secret + "\"}\n";
  text += "  - {name: \"a b" + secret + "\", topic: \"a" + secret + "\"}\n  - {topic: \"a" + secret + "\"}\n";
  const auto problems = read(text).problems;
  std::filesystem::remove(file);
  CAPTURE(problems);
  CHECK(problems.find("hunter2") == std::string::npos);
  CHECK(problems.find("seed") != std::string::npos);
}

TEST_CASE("a printed random scenario prints the same again") {
  std::mt19937 random{5};
  const auto one_of = [&](std::vector<std::string> choices) { return choices[random() % choices.size()]; };
  for (int i = 0; i < 500; ++i) {
    std::string text = "seed: " + std::to_string(random()) + "\nkafka: {bootstrap.servers: \"" +
                       one_of({"embedded", "a:1,b:2"}) + "\", client.id: \"" +
                       one_of({"x", "a#b", "", "$${y}", "é: ü"}) + "\"}\nmetrics: {listen: \"" +
                       one_of({"off", "[::1]:0", "localhost:1"}) + "\"}\nstreams:\n";
    for (std::size_t n = 0; n < 1 + random() % 4; ++n) {
      text +=
          "  - topic: t" + std::to_string(n) + "\n    rate: " + one_of({"max", "0.3/s", "7/3h", "1.5 KiB/min"}) + "\n";
      if (random() % 2)
        text += "    when_late: " + one_of({"skip", "{catch_up: 1.25x}", "{max_backlog: 90s}", "catch_up"}) + "\n";
      if (random() % 2) text += "    partitions: " + std::to_string(1 + random() % 99) + "\n";
      if (random() % 2) text += "    start_after: " + one_of({"1.5s", "90min", "3us"}) + "\n";
      if (random() % 2) text += "    stop_after: {records: 7, bytes: " + one_of({"1 B", "3 MiB"}) + "}\n";
      if (random() % 2) text += "    key: " + one_of({"none", "\"none\"", "a.b"}) + "\n";
      if (random() % 2) text += "    topic_config: {\"a: b\": \"" + one_of({"1", "null", "- x"}) + "\"}\n";
      text += one_of({"    generator: order\n", "    generator: log\n", "    record: \"text ${x}: #1\"\n",
                      "    record: {a: [1, \"1\", {b: c}], \"d e\": =f(\"x\")}\n    format: csv\n"});
    }
    const auto once = printed(text);
    REQUIRE(printed(once) == once);
  }
}

TEST_CASE("printed arrivals keep every digit of a share") {
  for (const std::string written :
       {"uniform", "poisson", "{jitter: 10%}", "{jitter: 33.333333333%}", "{jitter: 1}", "{jitter: 0}"}) {
    const auto once = printed(
        "kafka: {bootstrap.servers: embedded}\nstreams: [{topic: a, rate: 1/s, generator: log, arrivals: " + written +
        "}]\n");
    CHECK(once.find("arrivals:") != std::string::npos);
    CHECK(printed(once) == once);
  }
  std::mt19937_64 random{6};
  for (int i = 0; i < 1'000; ++i) {
    const Arrivals arrivals{.kind = Arrivals::Kind::jitter, .jitter = random() % ((std::uint64_t{1} << 32U) + 1)};
    const auto node = arrivals_node(arrivals);
    const auto* share = node.find("jitter");
    REQUIRE(static_cast<std::uint64_t>(std::llround(*parse_share(share->text).value * 0x1.0p32)) == arrivals.jitter);
  }
}

}  // namespace spate::scenario
