// Text of one YAML file, and the places of its characters.
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
  // `name` is the file in messages. Drops a byte order mark and converts CR LF to LF.
  SourceText(std::string name, std::string text);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] Place whole() const { return {name_, 0, 0}; }
  // Place of a byte by line and byte column from 0, as the YAML library counts. Past the end: the end.
  [[nodiscard]] Place place(int line, int column) const;
  // The text from that byte.
  [[nodiscard]] std::string_view from(int line, int column) const;

  // Reports text above 1 MiB, invalid UTF-8 and control characters, and returns false for them.
  [[nodiscard]] bool check_text(Diagnostics& diagnostics) const;

 private:
  [[nodiscard]] std::size_t offset(int line, int column) const;
  [[nodiscard]] Place place_of(std::size_t offset) const;

  std::shared_ptr<const std::string> name_;
  bool too_large_;
  std::string text_;
  std::vector<std::size_t> lines_;  // start of each line
};

// Reads a file ("-": standard input), at most one byte above kMaxFileBytes. Returns nullopt, and reports it, if the
// file cannot be read.
[[nodiscard]] std::optional<SourceText> read_source(const std::string& path, Diagnostics& diagnostics);

}  // namespace spate::scenario
