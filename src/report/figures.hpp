// Formats numbers for people: 12,345, 1.2 ms, 3.4 MiB.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spate::report {

// 1234567 -> "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t value);
// Records per second: "0.20", "499.9", "12,345"; infinity is "max".
[[nodiscard]] std::string rate_text(double per_second);
// Seconds with a suitable unit: "0", "850 us", "1.2 ms", "3.4 s".
[[nodiscard]] std::string latency_text(double seconds);
// Bytes: "512 B", "3.4 MiB".
[[nodiscard]] std::string size_text(std::uint64_t bytes);
// Any bytes on one line of a terminal: unprintable bytes become \xNN.
[[nodiscard]] std::string printable(std::string_view bytes);
// Terminal columns of the text: one per UTF-8 code point, which fits names and units.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;

}  // namespace spate::report
