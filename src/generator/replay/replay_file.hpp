// Records from a file: record n is line n of those that can be used, over and over where the file is looped.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "generator/input/input_file.hpp"
#include "generator/replay/replay_contents.hpp"
#include "generator/replay/replay_parser.hpp"
#include "generator/replay/scan_control.hpp"

namespace spate::generator {

// A file that has been read through once: how many records it holds, where to find them, and what is wrong with the
// others. Immutable; thread-safe.
class ReplayFile {
 public:
  // Throws std::runtime_error where the file cannot be used at all. `control` may be null.
  explicit ReplayFile(const scenario::Replay& replay, std::optional<RecordedField> recorded = std::nullopt,
                      ScanControl* control = nullptr);

  using Bad = ReplayContents::Bad;

  [[nodiscard]] const scenario::Replay& replay() const noexcept { return replay_; }
  [[nodiscard]] std::uint64_t records() const noexcept { return found_.records; }
  [[nodiscard]] std::uint64_t bad_records() const noexcept { return found_.bad_records; }
  [[nodiscard]] const Bad& first_bad() const noexcept { return found_.first_bad; }
  // When the records were recorded; null: the rate does not ask.
  [[nodiscard]] const std::shared_ptr<const Recording>& recording() const noexcept { return found_.recording; }
  // The first line recorded before one in front of it; line 0: none.
  [[nodiscard]] std::uint64_t first_back() const noexcept { return found_.first_back; }
  // The most that a record takes, its key included.
  [[nodiscard]] std::size_t max_bytes() const noexcept { return found_.longest + found_.longest_key; }

 private:
  friend class ReplayReader;

  scenario::Replay replay_;
  std::optional<RecordedField> recorded_;
  InputFile file_;
  ReplayContents found_;
};

// Goes through the file, and finds any record from its block's begin. Each block is what it was when the file was read
// through, or reading fails. One thread; allocates nothing once made.
class ReplayReader {
 public:
  explicit ReplayReader(std::shared_ptr<const ReplayFile> file);

  // Record `index`, counted on over the file's end where it is looped. Its views are valid until the next call. After a
  // failure there is no record.
  [[nodiscard]] ReplayLine record(std::uint64_t index) noexcept;
  // The file has changed, or cannot be read any more.
  [[nodiscard]] bool failed() const noexcept { return failure_ != Failure::none; }
  // Which file, and what happened to it.
  [[nodiscard]] std::string failure() const;

  // Lines passed over so far.
  [[nodiscard]] std::uint64_t bad_records() const noexcept { return bad_records_; }
  // Of a CSV file.
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return parser_.columns(); }
  [[nodiscard]] const ReplayFile& file() const noexcept { return *file_; }
  [[nodiscard]] const std::shared_ptr<const ReplayFile>& shared() const noexcept { return file_; }

 private:
  enum class Failure { none, unreadable, cut_short, changed };

  [[nodiscard]] const ReplayBlock& block() const noexcept { return file_->found_.blocks[number_]; }
  void go_to(std::size_t number) noexcept;
  [[nodiscard]] bool load() noexcept;
  [[nodiscard]] ReplayLine next_good(ReplayCheck check) noexcept;
  void seek(std::uint64_t place) noexcept;

  std::shared_ptr<const ReplayFile> file_;
  ReplayParser parser_;
  std::vector<char> text_;   // of a block
  std::size_t number_ = 0;   // the block of the next record
  std::size_t at_ = 0;       // the next line, in the block
  std::size_t loaded_;       // the block in `text_`
  std::uint64_t place_ = 0;  // of the next record, within the file
  std::uint64_t bad_records_ = 0;
  Failure failure_ = Failure::none;
  int error_ = 0;           // of errno
  std::uint64_t size_ = 0;  // of a file that was cut short
};

}  // namespace spate::generator
