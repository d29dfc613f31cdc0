// Parses and formats durations, sizes, shares and counts. All are exact; only a share is a double.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace spate::scenario {

// A value, or the problem of the text.
template <class T>
struct Parsed {
  std::optional<T> value;
  std::string problem;
};

// "250ms", "5 s", "1.5min": a decimal and us, ms, s, min, h or d; whole nanoseconds, at most 292 years.
[[nodiscard]] Parsed<Duration> parse_duration(std::string_view text);

// "512 KiB", "10 MB", "300B": a decimal and B, KB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, TiB; whole bytes.
[[nodiscard]] Parsed<std::uint64_t> parse_size(std::string_view text);

// "2%" or "0.02": 0 to 1.
[[nodiscard]] Parsed<double> parse_share(std::string_view text);

// "1000000": digits only.
[[nodiscard]] Parsed<std::uint64_t> parse_count(std::string_view text);

// The shortest text that parse_duration reads back: "1min", "1500ms", "0s". `span` >= 0.
[[nodiscard]] std::string format_duration(Duration span);
[[nodiscard]] std::string format_size(std::uint64_t bytes);

// Text for messages: in quotes, cut after 60 bytes.
[[nodiscard]] std::string quote_value(std::string_view text);

}  // namespace spate::scenario
