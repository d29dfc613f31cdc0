// One record of a file: where it stands, its key, and when it was recorded.
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
  std::string_view text;  // without the line's end; in the text that was read
  std::string_view key;   // in that text, or in the reader's memory until the next line
  bool keyed = false;
  WallTime recorded{};            // the instant in the recorded rate's field; 0 where the rate is another
  std::string_view time;          // the value of the timestamp to be rewritten, quotes included; in the text
  const char* problem = nullptr;  // why the line cannot be used; null: it can
  std::size_t size = 0;           // with its end: the next one begins here
  std::uint32_t lines = 1;        // of the file; a quoted CSV field may hold line ends
  bool blank = false;             // nothing there, which is no problem
  bool open = false;              // it ends with the text: with more text it may be another
};

// The field in which records say when they were recorded, and how it is read.
struct RecordedField {
  std::string name;  // a field's path or JSON pointer, or a CSV column
  TimestampParser reader;
};

// How much of a line is looked at: all of it; or, of one that is known to be good, what is sent of it, or its end
// alone.
enum class ReplayCheck { full, known_good, end_only };

// Cuts a file into records of one form. One thread; allocates nothing once made.
class ReplayParser {
 public:
  // `longest`: of a line, bytes.
  ReplayParser(const scenario::Replay& replay, std::size_t longest,
               std::optional<RecordedField> recorded = std::nullopt);
  ReplayParser(ReplayParser&&) noexcept;
  ReplayParser& operator=(ReplayParser&&) noexcept;
  ~ReplayParser();

  // The record at the begin of `text`, which is not empty; kReplayPadding bytes behind it may be read.
  [[nodiscard]] ReplayLine read(std::string_view text, ReplayCheck check) noexcept;
  // The first line of a CSV file: finds the columns. Empty: fine; else what is wrong.
  [[nodiscard]] std::string read_header(std::string_view text);
  // As the header names them.
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }

 private:
  struct Json;
  [[nodiscard]] ReplayLine cut(std::string_view text) const noexcept;
  [[nodiscard]] bool looks_inside(ReplayCheck check) const noexcept;
  void read_json(ReplayLine& line, ReplayCheck check) noexcept;
  bool read_recorded(ReplayLine& line) noexcept;
  bool read_time(ReplayLine& line) noexcept;
  void read_key(ReplayLine& line) noexcept;
  void read_csv(ReplayLine& line, ReplayCheck check) noexcept;
  void read_instant(ReplayLine& line, std::string_view text) const noexcept;

  scenario::Replay::Form form_;
  std::string key_;
  std::string time_;
  std::optional<RecordedField> recorded_;
  std::unique_ptr<Json> json_;
  std::vector<std::string> columns_;
  std::size_t key_column_ = 0;
  std::size_t time_column_ = 0;
  std::size_t recorded_column_ = 0;
  std::string unquoted_;  // a CSV key without its quotes
};

// Longer lines cannot be used.
inline constexpr std::size_t kMaxLineBytes = std::size_t{4} << 20U;

// The JSON parser reads so far behind a line.
inline constexpr std::size_t kReplayPadding = 64;

}  // namespace spate::generator
