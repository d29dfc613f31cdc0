// The rules of the JSON presets, checked on parsed records.
#include <simdjson.h>

#include <cmath>
#include <map>
#include <set>
#include <thread>

#include "catch.hpp"
#include "record_maker.hpp"
#include "scenario/read/load.hpp"
#include "scenario/read/presets.hpp"

namespace spate::generator {
namespace {

using simdjson::dom::element;
constexpr std::uint64_t kRecords = 3'000;

std::string text(const element& value) { return std::string{std::string_view{value}}; }

bool is_within(std::int64_t value, std::int64_t min, std::int64_t max) { return value >= min && value <= max; }

std::vector<std::string> names(const element& object) {
  std::vector<std::string> keys;
  for (const auto& field : object.get_object()) keys.emplace_back(field.key);
  return keys;
}

// A decimal in cents. It has exactly two decimal places.
std::int64_t cents(const element& value) { return std::llround(double{value} * 100); }

// Runs `check` on each of the first records of a preset.
template <class Check>
void for_each_record(const std::string& preset, Check check) {
  auto maker = RecordMaker::preset(preset);
  REQUIRE(maker.problems == "");
  simdjson::dom::parser parser;
  for (std::uint64_t n = 0; n < kRecords; ++n) {
    const auto record = maker.record(n, kWall + Duration{n * 12'345'678});
    CAPTURE(record.value);
    const element document = parser.parse(record.value);
    check(document, record.key);
  }
}

bool is_timestamp(const std::string& value) {
  return value.size() == 26 && value[4] == '-' && value[10] == 'T' && value[19] == '.';
}

}  // namespace

TEST_CASE("preset order: field ranges, exact totals, key") {
  const std::map<std::string, std::int64_t> prices{{"Laptop", 99999}, {"Souris", 2999},  {"Clavier", 7999},
                                                   {"Ecran", 34999},  {"Casque", 14999}, {"Webcam", 8999},
                                                   {"USB Hub", 3999}, {"SSD", 12999}};
  const std::vector<std::string> products{"",       "Laptop", "Souris",  "Clavier", "Ecran",
                                          "Casque", "Webcam", "USB Hub", "SSD"};
  std::set<std::size_t> sizes;
  for_each_record("order", [&](const element& order, const std::string& key) {
    REQUIRE(names(order) ==
            std::vector<std::string>{"order_id", "customer_id", "timestamp", "items", "total", "status"});
    REQUIRE(is_within(order["order_id"], 10000, 99999));
    REQUIRE(text(order["customer_id"]) == key);
    REQUIRE((key.size() == 8 && key.starts_with("CUST-") && is_within(std::stoi(key.substr(5)), 1, 20)));
    REQUIRE(is_timestamp(text(order["timestamp"])));
    REQUIRE(text(order["status"]) == "created");
    std::int64_t total = 0;
    std::size_t count = 0;
    for (const element item : order["items"].get_array()) {
      REQUIRE(names(item) ==
              std::vector<std::string>{"product_id", "product_name", "quantity", "unit_price", "subtotal"});
      const auto name = text(item["product_name"]);
      REQUIRE(products[static_cast<std::size_t>(std::int64_t{item["product_id"]})] == name);
      REQUIRE(is_within(item["quantity"], 1, 3));
      REQUIRE(cents(item["unit_price"]) == prices.at(name));
      REQUIRE(cents(item["subtotal"]) == prices.at(name) * std::int64_t{item["quantity"]});
      total += cents(item["subtotal"]);
      ++count;
    }
    REQUIRE(cents(order["total"]) == total);
    sizes.insert(count);
  });
  CHECK(sizes == std::set<std::size_t>{1, 2, 3, 4});
}

TEST_CASE("preset log: levels, messages by module, key") {
  const std::map<std::string, std::set<std::string>> messages{
      {"auth", {"User login", "User logout", "Authentication failed", "Session expired"}},
      {"api", {"Request received", "Response sent", "Rate limit exceeded", "Invalid request"}},
      {"database", {"Query executed", "Connection opened", "Connection closed", "Query timeout"}},
      {"cache", {"Cache hit", "Cache miss", "Cache cleared", "Cache updated"}},
      {"payment", {"Payment initiated", "Payment completed", "Payment failed", "Refund processed"}}};
  std::map<std::string, int> levels;
  for_each_record("log", [&](const element& log, const std::string& key) {
    REQUIRE(names(log) == std::vector<std::string>{"timestamp", "level", "module", "message", "request_id", "user_id",
                                                   "duration_ms"});
    REQUIRE(is_timestamp(text(log["timestamp"])));
    REQUIRE(text(log["level"]) == key);
    ++levels[key];
    REQUIRE(messages.at(text(log["module"])).count(text(log["message"])) == 1);
    REQUIRE(is_within(std::stoi(text(log["request_id"]).substr(4)), 10000, 99999));
    REQUIRE(is_within(std::stoi(text(log["user_id"]).substr(5)), 1, 100));
    REQUIRE(is_within(log["duration_ms"], 1, 500));
  });
  REQUIRE(levels.size() == 3);
  CHECK(levels["INFO"] / double{kRecords} == Approx(0.6).margin(0.03));
  CHECK(levels["ERROR"] / double{kRecords} == Approx(0.2).margin(0.03));
}

TEST_CASE("preset metric: field ranges, key") {
  for_each_record("metric", [&](const element& metric, const std::string& key) {
    REQUIRE(names(metric) == std::vector<std::string>{"timestamp", "host", "metrics"});
    REQUIRE(text(metric["host"]) == key);
    REQUIRE((key.size() == 9 && key.starts_with("server-0") && is_within(key[8], '1', '5')));
    const element m = metric["metrics"];
    REQUIRE(names(m) == std::vector<std::string>{"cpu_percent", "memory_percent", "disk_percent", "network_in_mbps",
                                                 "network_out_mbps", "requests_per_sec", "response_time_ms"});
    REQUIRE(is_within(cents(m["cpu_percent"]), 1000, 9500));
    REQUIRE(is_within(cents(m["memory_percent"]), 3000, 9000));
    REQUIRE(is_within(cents(m["disk_percent"]), 2000, 8500));
    REQUIRE(is_within(cents(m["network_in_mbps"]), 1000, 50000));
    REQUIRE(is_within(cents(m["network_out_mbps"]), 500, 20000));
    REQUIRE(is_within(m["requests_per_sec"], 100, 5000));
    REQUIRE(is_within(cents(m["response_time_ms"]), 500, 10000));
  });
}

TEST_CASE("preset user_event: field values, amount for purchases only, key") {
  const std::set<std::string> types{"view_page", "click", "add_to_cart", "purchase", "login"};
  const std::set<std::string> pages{"/home", "/product/A", "/product/B", "/cart", "/checkout"};
  std::set<std::string> ids;
  for_each_record("user_event", [&](const element& event, const std::string& key) {
    REQUIRE(names(event) ==
            std::vector<std::string>{"event_id", "timestamp", "event_type", "user_id", "page", "device", "amount"});
    REQUIRE(text(event["user_id"]) == key);
    REQUIRE(is_within(std::stoi(key.substr(5)), 1, 50));
    const auto type = text(event["event_type"]);
    REQUIRE(types.count(type) == 1);
    REQUIRE(pages.count(text(event["page"])) == 1);
    REQUIRE(event["amount"].is_null() == (type != "purchase"));
    if (type == "purchase") REQUIRE(is_within(cents(event["amount"]), 1000, 50000));
    ids.insert(text(event["event_id"]));
  });
  CHECK(ids.size() == kRecords);
}

TEST_CASE("presets give the same bytes in any order and thread") {
  for (const auto& preset : scenario::presets()) {
    CAPTURE(preset.name);
    auto maker = RecordMaker::preset(std::string{preset.name});
    REQUIRE(maker.problems == "");
    std::vector<std::string> forward;
    for (std::uint64_t n = 0; n < 500; ++n)
      forward.push_back(maker.value(n, kWall + static_cast<Duration::rep>(n) * kSecond));
    std::vector<std::jthread> threads;
    std::array<bool, 3> same{};
    for (std::size_t thread = 0; thread < same.size(); ++thread) {
      threads.emplace_back([&, thread, generator = Generator{*maker.generator}]() mutable {
        std::vector<char> memory(generator.max_bytes());
        bool all_equal = true;
        for (std::uint64_t n = 500; n-- > 0;) {
          const auto rendered = generator.write(memory.data(), {n, kWall + static_cast<Duration::rep>(n) * kSecond});
          all_equal = all_equal && std::string_view(rendered.value, rendered.value_size) == forward[n] &&
                      rendered.used + 32 <= generator.max_bytes();
        }
        same[thread] = all_equal;
      });
    }
    threads.clear();
    CHECK(same == std::array<bool, 3>{true, true, true});
  }
}

}  // namespace spate::generator
