// What the compiler knows of a value: its kind, its scale and its range.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace spate::generator {

struct CompiledTable;

__extension__ using Int128 = __int128;  // wider than the values, so that overflow is visible

struct Type {
  enum class Kind { unknown, null, boolean, exact, real, text, row };

  Kind kind = Kind::unknown;  // unknown: its problem is reported already
  bool nullable = false;
  int scale = 0;   // exact: decimal places; the value is number / 10^scale
  Int128 min = 0;  // exact and boolean: the smallest and largest `number`
  Int128 max = 0;
  std::uint32_t max_bytes = 0;           // text
  bool json_plain = false;               // text: needs no escapes in JSON
  bool csv_plain = false;                // text: needs no quotes in CSV
  const CompiledTable* table = nullptr;  // row

  [[nodiscard]] bool is(Kind what) const noexcept { return kind == what; }
  [[nodiscard]] bool is_number() const noexcept { return kind == Kind::exact || kind == Kind::real; }
  [[nodiscard]] bool is_integer() const noexcept { return kind == Kind::exact && scale == 0; }
  // The range is one value.
  [[nodiscard]] bool single() const noexcept { return !nullable && min == max; }
  [[nodiscard]] bool fits() const noexcept { return fits(min) && fits(max); }
  static bool fits(Int128 n) noexcept {
    return n >= std::numeric_limits<std::int64_t>::min() && n <= std::numeric_limits<std::int64_t>::max();
  }

  static Type exact(Int128 min, Int128 max, int scale = 0) {
    Type type;
    type.kind = Kind::exact;
    type.scale = scale;
    type.min = min;
    type.max = max;
    return type;
  }
  static Type boolean() {
    Type type;
    type.kind = Kind::boolean;
    type.max = 1;
    return type;
  }
  static Type real() {
    Type type;
    type.kind = Kind::real;
    return type;
  }
  static Type text(std::size_t max_bytes, bool json_plain, bool csv_plain) {
    Type type;
    type.kind = Kind::text;
    type.max_bytes = static_cast<std::uint32_t>(max_bytes);
    type.json_plain = json_plain;
    type.csv_plain = csv_plain;
    return type;
  }
  static Type row_of(const CompiledTable& table) {
    Type type;
    type.kind = Kind::row;
    type.table = &table;
    return type;
  }
  static Type null() {
    Type type;
    type.kind = Kind::null;
    type.nullable = true;
    return type;
  }
};

// "an integer", "text", … for messages.
[[nodiscard]] std::string describe(const Type& type);

// Maximum characters of a number of this type.
[[nodiscard]] std::size_t max_digits(const Type& type);

}  // namespace spate::generator
