#include "order_peers.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <nlohmann/json.hpp>

#include "base/random.hpp"
#include "generator/value/bytes.hpp"

namespace spate::bench {
namespace {

template <std::size_t size>
char* put(char* out, const char (&text)[size]) {
  std::memcpy(out, text, size - 1);
  return out + size - 1;
}

char* put_name(char* out, const char* name) { return std::copy_n(name, std::strlen(name), out); }

}  // namespace

Order::Order(std::uint64_t seed, std::uint64_t index) {
  const auto state = random::record_state(seed, index);
  std::uint64_t site = 0;
  const auto below = [&](std::uint64_t range) { return random::uniform_below(random::draw(state, site++), range); };
  id = 10'000 + below(90'000);
  customer = 1 + below(20);
  count = 1 + below(4);
  for (std::size_t n = 0; n < count; ++n) items[n] = {below(kProducts.size()), static_cast<std::int64_t>(1 + below(3))};
}

const char* Timestamp::text(WallTime wall) {
  const Duration since_epoch = wall.time_since_epoch();
  if (const std::time_t second = since_epoch / kSecond; second != second_) {
    second_ = second;
    std::tm calendar{};
    ::localtime_r(&second_, &calendar);
    std::strftime(text_, sizeof text_, "%Y-%m-%dT%H:%M:%S.", &calendar);
  }
  generator::write_digits<6>(text_ + kSize - 6, static_cast<std::uint64_t>(since_epoch % kSecond / kMicrosecond));
  return text_;
}

std::size_t write_by_hand(char* out, const Order& order, const char* timestamp) {
  char* at = put(out, R"({"order_id":)");
  at = generator::write_digits<5>(at, order.id);
  at = put(at, R"(,"customer_id":"CUST-)");
  at = generator::write_digits<3>(at, order.customer);
  at = put(at, R"(","timestamp":")");
  std::memcpy(at, timestamp, Timestamp::kSize);
  at = put(at + Timestamp::kSize, R"(","items":[)");
  std::int64_t total = 0;
  for (const auto& item : order.all_items()) {
    const auto& product = kProducts[item.product];
    const auto subtotal = product.cents * item.quantity;
    total += subtotal;
    at = put(at, R"({"product_id":)");
    at = generator::write_digits<1>(at, static_cast<std::uint64_t>(product.id));
    at = put(at, R"(,"product_name":")");
    at = put_name(at, product.name);
    at = put(at, R"(","quantity":)");
    at = generator::write_digits<1>(at, static_cast<std::uint64_t>(item.quantity));
    at = put(at, R"(,"unit_price":)");
    at = generator::write_cents(at, product.cents);
    at = put(at, R"(,"subtotal":)");
    at = generator::write_cents(at, subtotal);
    at = put(at, "},");
  }
  at = put(at - 1, R"(],"total":)");
  at = generator::write_cents(at, total);
  at = put(at, R"(,"status":"created"})");
  return static_cast<std::size_t>(at - out);
}

std::size_t write_with_fmt(char* out, const Order& order, const char* timestamp) {
  char* at =
      fmt::format_to(out, FMT_COMPILE(R"({{"order_id":{},"customer_id":"CUST-{:03}","timestamp":"{}","items":[)"),
                     order.id, order.customer, fmt::string_view{timestamp, Timestamp::kSize});
  std::int64_t total = 0;
  for (const auto& item : order.all_items()) {
    const auto& product = kProducts[item.product];
    const auto subtotal = product.cents * item.quantity;
    total += subtotal;
    at = fmt::format_to(at,
                        FMT_COMPILE(R"({{"product_id":{},"product_name":"{}","quantity":{},"unit_price":{}.{:02},)"
                                    R"("subtotal":{}.{:02}}},)"),
                        product.id, product.name, item.quantity, product.cents / 100, product.cents % 100,
                        subtotal / 100, subtotal % 100);
  }
  at = fmt::format_to(at - 1, FMT_COMPILE(R"(],"total":{}.{:02},"status":"created"}})"), total / 100, total % 100);
  return static_cast<std::size_t>(at - out);
}

std::size_t write_with_nlohmann(char* out, const Order& order, const char* timestamp) {
  nlohmann::ordered_json json;
  json["order_id"] = order.id;
  json["customer_id"] = fmt::format("CUST-{:03}", order.customer);
  json["timestamp"] = std::string{timestamp, Timestamp::kSize};
  auto& items = json["items"] = nlohmann::ordered_json::array();
  std::int64_t total = 0;
  for (const auto& item : order.all_items()) {
    const auto& product = kProducts[item.product];
    const auto subtotal = product.cents * item.quantity;
    total += subtotal;
    items.push_back({{"product_id", product.id},
                     {"product_name", product.name},
                     {"quantity", item.quantity},
                     {"unit_price", static_cast<double>(product.cents) / 100},
                     {"subtotal", static_cast<double>(subtotal) / 100}});
  }
  json["total"] = static_cast<double>(total) / 100;
  json["status"] = "created";
  const auto text = json.dump();
  std::copy(text.begin(), text.end(), out);
  return text.size();
}

}  // namespace spate::bench
