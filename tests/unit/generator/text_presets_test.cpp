// The text presets, parsed by the regular expressions of their formats, and the JSON presets with state.
#include <simdjson.h>

#include <map>
#include <regex>
#include <set>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

constexpr std::uint64_t kRecords = 1'000;

// Runs `check` on each of the first records of a preset.
template <class Check>
void for_each_record(const std::string& preset, Check check) {
  auto maker = RecordMaker::preset(preset);
  REQUIRE(maker.problems == "");
  for (std::uint64_t n = 0; n < kRecords; ++n) {
    const auto record = maker.record(n, kWall + static_cast<Duration::rep>(n) * kSecond);
    CAPTURE(record.value);
    check(record);
  }
}

std::string text(const simdjson::dom::element& value) { return std::string{std::string_view{value}}; }

}  // namespace

TEST_CASE("preset access_log: combined format of Apache and nginx; a client keeps its browser") {
  const std::regex combined{
      R"re((\d+\.\d+\.\d+\.\d+) - (\S+) \[(\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] )re"
      R"re("([A-Z]+) (/\S*) HTTP/1\.1" (\d{3}) (\d+) "([^"]*)" "([^"]*)")re"};
  std::map<std::string, std::string> browsers;
  for_each_record("access_log", [&](const GeneratedRecord& record) {
    std::smatch parts;
    REQUIRE(std::regex_match(record.value, parts, combined));
    CHECK(record.key == parts[1]);
    CHECK(browsers.try_emplace(parts[1], parts[9]).first->second == parts[9]);
    if (parts[6] == "304" || parts[4] == "HEAD") CHECK(parts[7] == "0");
  });
  CHECK(browsers.size() < 700);  // clients return
}

TEST_CASE("preset syslog: RFC 5424") {
  const std::regex rfc5424{
      R"re(<(\d{1,3})>1 (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) )re"
      R"re(([!-~]{1,32}) (\[[!-<>-Z^-~]{1,32}( [!-<>-Z^-~]{1,32}="[^"\]\\]*")*\]) (.+))re"};
  std::set<int> severities;
  for_each_record("syslog", [&](const GeneratedRecord& record) {
    std::smatch parts;
    REQUIRE(std::regex_match(record.value, parts, rfc5424));
    const int priority = std::stoi(parts[1]);
    REQUIRE(priority < 192);
    severities.insert(priority % 8);
    CHECK(parts[3] == record.key + ".example.com");
    if (parts[4] == "kernel") CHECK(priority / 8 == 0);
  });
  CHECK(severities.size() >= 4);
}

TEST_CASE("preset logfmt: pairs of name and value, quoted if they contain spaces") {
  const std::regex pair{R"re(([a-z_]+)=("[^"]*"|[^" ]+)( |$))re"};
  for_each_record("logfmt", [&](const GeneratedRecord& record) {
    std::set<std::string> names;
    std::size_t size = 0;
    for (std::sregex_iterator at{record.value.begin(), record.value.end(), pair}, end; at != end; ++at) {
      names.insert((*at)[1]);
      size += static_cast<std::size_t>(at->length());
    }
    REQUIRE(size == record.value.size());
    CHECK(record.value.find(" service=" + record.key + " ") != std::string::npos);
    CHECK(names == std::set<std::string>{"bytes", "duration_ms", "host", "level", "method", "msg", "path", "service",
                                         "status", "trace_id", "ts"});
  });
}

TEST_CASE("preset payment: a merchant keeps its name, place and currency; a decline has a code") {
  std::map<std::string, std::string> merchants;
  simdjson::dom::parser parser;
  for_each_record("payment", [&](const GeneratedRecord& record) {
    const simdjson::dom::element payment = parser.parse(record.value);
    REQUIRE(text(payment["payment_id"]) == record.key);
    const auto merchant = std::string{simdjson::minify(payment["merchant"])} + text(payment["currency"]);
    CHECK(merchants.try_emplace(text(payment["merchant"]["id"]), merchant).first->second == merchant);
    CHECK(payment["decline_code"].is_null() == (text(payment["status"]) != "declined"));
    const auto first = text(payment["card"]["number"])[0];
    const auto brand = text(payment["card"]["brand"]);
    CHECK(first == (brand == "visa" ? '4' : brand == "mastercard" ? '5' : '3'));
    CHECK((double{payment["amount"]} >= 0.5 && double{payment["amount"]} <= 20000));
  });
  CHECK(merchants.size() > 100);
}

TEST_CASE("preset iot_sensor: a sensor keeps its model and location; its temperature changes slowly") {
  auto maker = RecordMaker::preset("iot_sensor");
  REQUIRE(maker.problems == "");
  simdjson::dom::parser parser;
  for (const std::uint64_t sensor : {7U, 500U}) {
    std::string first_identity;
    double previous = 0;
    for (std::uint64_t round = 0; round < 200; ++round) {
      const auto record = maker.record(sensor + 1000 * round, kWall + static_cast<Duration::rep>(round) * 10 * kSecond);
      CAPTURE(record.value);
      const simdjson::dom::element document = parser.parse(record.value);
      const auto identity = text(document["model"]) + std::string{simdjson::minify(document["location"])} + record.key;
      if (round == 0) first_identity = identity;
      CHECK(identity == first_identity);
      const double temperature = document["temperature"];
      CHECK((temperature >= -5 && temperature <= 35));
      if (round > 0) CHECK(std::abs(temperature - previous) <= 0.2 * 10 / 60 + 0.0101);
      previous = temperature;
    }
  }
}

TEST_CASE("preset cdc: Debezium's envelope; before equals after of the row's previous change") {
  auto maker = RecordMaker::preset("cdc");
  REQUIRE(maker.problems == "");
  simdjson::dom::parser parser;
  for (const std::uint64_t customer : {0U, 7U, 999U}) {
    std::string previous_after = "null";
    std::string operations;
    for (std::uint64_t round = 0; round < 17; ++round) {
      const auto record = maker.record(customer + 1000 * round);
      CAPTURE(record.value);
      const simdjson::dom::element change = parser.parse(record.value);
      CHECK(std::string{simdjson::minify(change["before"])} == previous_after);
      previous_after = simdjson::minify(change["after"]);
      operations += text(change["op"]);
      CHECK(record.key == "{\"id\":" + std::to_string(customer + 1) + "}");
      CHECK(change["before"].is_null() == (operations.back() == 'c'));
      CHECK(change["after"].is_null() == (operations.back() == 'd'));
      CHECK(std::int64_t{change["ts_ms"]} == kWall.time_since_epoch() / kMillisecond);
      CHECK(text(change["source"]["table"]) == "customers");
    }
    CHECK(operations == "cuuuuuudcuuuuuudc");
  }
}

}  // namespace spate::generator
