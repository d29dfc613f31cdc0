#include "scenario/text/decimal_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <span>

namespace spate::scenario {
namespace {

constexpr std::size_t kMaxDigits = 18;
constexpr std::size_t kMaxDecimals = 9;

struct Unit {
  std::string_view name;
  std::uint64_t worth;
};

constexpr std::uint64_t ns(Duration span) { return static_cast<std::uint64_t>(span.count()); }

constexpr std::array kTimeUnits = {
    Unit{"us", ns(kMicrosecond)}, Unit{"ms", ns(kMillisecond)}, Unit{"s", ns(kSecond)},
    Unit{"min", ns(kMinute)},     Unit{"h", ns(kHour)},         Unit{"d", ns(kDay)},
};

constexpr std::array kSizeUnits = {
    Unit{"B", 1},
    Unit{"KB", 1000},
    Unit{"MB", 1000'000},
    Unit{"GB", 1000'000'000},
    Unit{"TB", 1000'000'000'000},
    Unit{"KiB", 1ULL << 10U},
    Unit{"MiB", 1ULL << 20U},
    Unit{"GiB", 1ULL << 30U},
    Unit{"TiB", 1ULL << 40U},
};

std::optional<std::uint64_t> worth(std::span<const Unit> units, std::string_view name) noexcept {
  const auto unit =
      std::find_if(units.begin(), units.end(), [&](const Unit& candidate) { return candidate.name == name; });
  return unit == units.end() ? std::nullopt : std::optional{unit->worth};
}

std::vector<std::string_view> names(std::span<const Unit> units) {
  std::vector<std::string_view> all;
  for (const auto& unit : units) all.push_back(unit.name);
  return all;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_from(std::string_view text, std::size_t start) {
  std::size_t end = start;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end;
}

std::optional<DecimalText> decimal(std::string_view whole, std::string_view decimals) {
  if (whole.empty() || whole.size() + decimals.size() > kMaxDigits || decimals.size() > kMaxDecimals)
    return std::nullopt;
  DecimalText number;
  for (const char c : whole) number.digits = number.digits * 10 + static_cast<std::uint64_t>(c - '0');
  for (const char c : decimals) {
    number.digits = number.digits * 10 + static_cast<std::uint64_t>(c - '0');
    number.scale *= 10;
  }
  return number;
}

}  // namespace

NumberAndUnit split_number(std::string_view text) noexcept {
  auto end = digits_from(text, 0);
  const auto whole = text.substr(0, end);
  std::string_view decimals;
  if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
    decimals = text.substr(end + 1, digits_from(text, end + 1) - end - 1);
    end += 1 + decimals.size();
  }
  while (end < text.size() && text[end] == ' ') ++end;
  return {decimal(whole, decimals), text.substr(end)};
}

std::optional<std::uint64_t> times(const DecimalText& number, std::uint64_t factor) noexcept {
  const Uint128 product = Uint128{number.digits} * factor;
  const Uint128 result = product / number.scale;
  if (product % number.scale != 0 || result > std::numeric_limits<std::uint64_t>::max()) return std::nullopt;
  return static_cast<std::uint64_t>(result);
}

std::optional<Duration> time_unit(std::string_view unit) noexcept {
  const auto nanos = worth(kTimeUnits, unit);
  return nanos ? std::optional{Duration{static_cast<Duration::rep>(*nanos)}} : std::nullopt;
}
std::optional<std::uint64_t> size_unit(std::string_view unit) noexcept { return worth(kSizeUnits, unit); }
std::vector<std::string_view> time_unit_names() { return names(kTimeUnits); }
std::vector<std::string_view> size_unit_names() { return names(kSizeUnits); }

}  // namespace spate::scenario
