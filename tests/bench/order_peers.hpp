// The order of the preset, made without spate's language: in C++ written by hand, with fmt and with nlohmann/json.
// All three draw the same values. The first two write the same bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <span>

#include "base/time.hpp"

namespace spate::bench {

struct Product {
  int id;
  const char* name;
  std::int64_t cents;
};
inline constexpr std::array<Product, 8> kProducts{{{1, "Laptop", 99999},
                                                   {2, "Souris", 2999},
                                                   {3, "Clavier", 7999},
                                                   {4, "Ecran", 34999},
                                                   {5, "Casque", 14999},
                                                   {6, "Webcam", 8999},
                                                   {7, "USB Hub", 3999},
                                                   {8, "SSD", 12999}}};

struct Item {
  std::size_t product = 0;  // index in kProducts
  std::int64_t quantity = 0;
};

// The random values of an order.
struct Order {
  Order(std::uint64_t seed, std::uint64_t index);
  [[nodiscard]] std::span<const Item> all_items() const { return {items.data(), count}; }

  std::uint64_t id;
  std::uint64_t customer;
  std::size_t count;
  std::array<Item, 4> items;
};

// Formats timestamps such as 2026-11-23T18:13:35.441209. Caches the text of the last second.
class Timestamp {
 public:
  [[nodiscard]] const char* text(WallTime wall);
  static constexpr std::size_t kSize = 26;

 private:
  std::time_t second_ = -1;
  char text_[64] = {};
};

// Each writes the order and returns its size in bytes. `out` must have room for 2,048 bytes.
std::size_t write_by_hand(char* out, const Order& order, const char* timestamp);
std::size_t write_with_fmt(char* out, const Order& order, const char* timestamp);
std::size_t write_with_nlohmann(char* out, const Order& order, const char* timestamp);

}  // namespace spate::bench
