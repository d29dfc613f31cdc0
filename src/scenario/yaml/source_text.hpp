// The raw text of one YAML file, and the places of its characters.
#pragma once

#include <cstddef>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/yaml/diagnostics.hpp"

namespace spate::scenario {

inline constexpr std::size_t kMaxFileBytes = std::size_t{1024} * 1024;

class SourceText {
 public:
  // `name` stands for the file in messages. A byte order mark is left out and CR LF becomes LF.
  SourceText(std::string name, std::string text);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] Place whole() const { return {name_, 0, 0}; }
  // The place of a byte, as the YAML library names it: line and byte column, both from 0. Past the end: the end.
  [[nodiscard]] Place place(int line, int column) const;
  // Everything from that byte on.
  [[nodiscard]] std::string_view from(int line, int column) const;

  // Reports what no YAML file may hold: more than 1 MiB, bytes that are not UTF-8, control characters.
  [[nodiscard]] bool readable(Diagnostics& diagnostics) const;

 private:
  [[nodiscard]] std::size_t offset(int line, int column) const;
  [[nodiscard]] Place place_of(std::size_t offset) const;

  std::shared_ptr<const std::string> name_;
  bool too_large_;
  std::string text_;
  std::vector<std::size_t> lines_;  // where each begins
};

// The text of a file ("-": standard input), at most one byte more than kMaxFileBytes; nothing, and a problem reported,
// if it cannot be read.
[[nodiscard]] std::optional<SourceText> read_source(const std::string& path, Diagnostics& diagnostics);

}  // namespace spate::scenario
