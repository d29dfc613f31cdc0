// Records from a file: record n is line n of those that can be used, over and over where the file is looped.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/recording.hpp"
#include "generator/replay/mapped_file.hpp"
#include "generator/replay/replay_line.hpp"
#include "generator/replay/scan_control.hpp"

namespace spate {

// A file that has been read through once: how many records it holds, where to find them, and what is wrong with the
// others. Immutable; any thread.
class ReplayFile {
 public:
  // Throws std::runtime_error where the file cannot be used at all.
  explicit ReplayFile(const Replay& replay, std::optional<RecordedField> recorded = std::nullopt,
                      ScanControl* control = nullptr);

  struct Bad {
    std::uint64_t line = 0;  // from 1
    std::string why;
  };

  [[nodiscard]] const Replay& replay() const noexcept { return replay_; }
  [[nodiscard]] std::uint64_t records() const noexcept { return records_; }
  [[nodiscard]] std::uint64_t bad_records() const noexcept { return bad_records_; }
  [[nodiscard]] const Bad& first_bad() const noexcept { return first_bad_; }
  // When the records were recorded; null: the rate does not ask.
  [[nodiscard]] const std::shared_ptr<const Recording>& recording() const noexcept { return recording_; }
  // The first line recorded before one that stands before it; line 0: none.
  [[nodiscard]] std::uint64_t first_back() const noexcept { return first_back_; }
  // The most that a record takes beside the file: its key, and itself where its timestamp is rewritten.
  [[nodiscard]] std::size_t most_bytes() const noexcept {
    return longest_key_ + (replay_.timestamp.empty() ? 0 : longest_);
  }

 private:
  friend class ReplayReader;
  void scan(ScanControl* control);
  void record(Recording& recording, Nanos instant, std::uint64_t line_number);

  Replay replay_;
  std::optional<RecordedField> recorded_;
  MappedFile file_;
  const char* begin_ = nullptr;     // behind the header of a CSV file
  std::vector<const char*> marks_;  // every kMarkEvery-th record
  std::uint64_t records_ = 0;
  std::uint64_t bad_records_ = 0;
  std::uint64_t bad_behind_ = 0;  // the last record
  Bad first_bad_;
  std::shared_ptr<const Recording> recording_;
  std::uint64_t first_back_ = 0;
  std::size_t longest_ = 0;
  std::size_t longest_key_ = 0;
};

// Walks through the file, and finds any record from a mark a few thousand before it. One thread; allocates nothing
// once made.
class ReplayReader {
 public:
  explicit ReplayReader(std::shared_ptr<const ReplayFile> file);

  // Record `index`, counted on over the file's end where it is looped.
  [[nodiscard]] ReplayLine record(std::uint64_t index) noexcept;
  // Lines passed over so far.
  [[nodiscard]] std::uint64_t bad_records() const noexcept { return bad_records_; }
  // Of a CSV file.
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return parser_.columns(); }
  [[nodiscard]] const ReplayFile& file() const noexcept { return *file_; }
  [[nodiscard]] const std::shared_ptr<const ReplayFile>& shared() const noexcept { return file_; }

 private:
  [[nodiscard]] ReplayLine next_good() noexcept;
  void seek(std::uint64_t place) noexcept;

  std::shared_ptr<const ReplayFile> file_;
  ReplayParser parser_;
  const char* at_;
  std::uint64_t place_ = 0;  // of the next record, within the file
  std::uint64_t bad_records_ = 0;
};

}  // namespace spate
