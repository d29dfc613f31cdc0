// Parses one line of a replayed file: the record, its key and its recorded time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/timestamp_parser.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

struct ReplayLine {
  std::string_view text;  // without line end; points into the input
  std::string_view key;   // in the input, or valid until the next call
  bool keyed = false;
  WallTime recorded{};            // 0 unless the rate is recorded
  std::string_view time;          // timestamp to rewrite, with quotes; in `text`
  const char* problem = nullptr;  // reason why the line is unusable, or null
  std::size_t size = 0;           // with line end
  std::uint32_t lines = 1;        // quoted CSV fields may contain line ends
  bool blank = false;             // no record and no problem
  bool open = false;              // more input may change the result
};

// The field with the recorded time, and its parser.
struct RecordedField {
  std::string name;  // path, JSON pointer or CSV column
  TimestampParser reader;
};

// What is parsed: everything; only what is sent, of a line that was checked before; or only the end of the line.
enum class ReplayCheck { full, known_good, end_only };

// Cuts the text of a file into records. Not thread-safe. Does not allocate after construction, except in read_header.
class ReplayParser {
 public:
  ReplayParser(const scenario::Replay& replay, std::size_t max_line_bytes,
               std::optional<RecordedField> recorded = std::nullopt);
  ReplayParser(ReplayParser&&) noexcept;
  ReplayParser& operator=(ReplayParser&&) noexcept;
  ~ReplayParser();

  // Reads the record at the start of `text`, which is not empty. kReplayPadding bytes after `text` must be readable.
  [[nodiscard]] ReplayLine read(std::string_view text, ReplayCheck check) noexcept;
  // Finds the columns in the first line of a CSV file. Returns the problem; empty: none.
  [[nodiscard]] std::string read_header(std::string_view text);
  // The names in the header.
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }

 private:
  struct Json;
  [[nodiscard]] ReplayLine cut(std::string_view text) const noexcept;
  [[nodiscard]] bool parses_fields(ReplayCheck check) const noexcept;
  void read_json(ReplayLine& line, ReplayCheck check) noexcept;
  bool read_recorded(ReplayLine& line) noexcept;
  bool read_time(ReplayLine& line) noexcept;
  void read_key(ReplayLine& line) noexcept;
  void read_csv(ReplayLine& line, ReplayCheck check) noexcept;
  void read_recorded_time(ReplayLine& line, std::string_view text) const noexcept;

  scenario::Replay::Form form_;
  std::string key_;
  std::string time_;
  std::optional<RecordedField> recorded_;
  std::unique_ptr<Json> json_;
  std::vector<std::string> columns_;
  std::size_t key_column_ = 0;
  std::size_t time_column_ = 0;
  std::size_t recorded_column_ = 0;
  std::string unquoted_;  // an unquoted CSV field
};

// Longer lines are unusable.
inline constexpr std::size_t kMaxLineBytes = std::size_t{4} << 20U;

// Bytes that the JSON parser may read after a line.
inline constexpr std::size_t kReplayPadding = 64;

}  // namespace spate::generator
