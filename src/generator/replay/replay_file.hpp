// Records from a file. Record n is usable line n; with `loop`, the file repeats.
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

// A scanned file: the number and positions of its records, and its unusable lines. Immutable. Thread-safe.
class ReplayFile {
 public:
  // Throws std::runtime_error if the file is unusable. `control` may be null.
  explicit ReplayFile(const scenario::Replay& replay, std::optional<RecordedField> recorded = std::nullopt,
                      ScanControl* control = nullptr);

  using Bad = ReplayContents::Bad;

  [[nodiscard]] const scenario::Replay& replay() const noexcept { return replay_; }
  [[nodiscard]] std::uint64_t records() const noexcept { return contents_.records; }
  [[nodiscard]] std::uint64_t bad_records() const noexcept { return contents_.bad_records; }
  [[nodiscard]] const Bad& first_bad() const noexcept { return contents_.first_bad; }
  // The recorded times; null if the rate does not use them.
  [[nodiscard]] const std::shared_ptr<const Recording>& recording() const noexcept { return contents_.recording; }
  // The first line whose recorded time is before that of an earlier line; 0: none.
  [[nodiscard]] std::uint64_t first_out_of_order() const noexcept { return contents_.first_out_of_order; }
  // Bytes of the longest record plus those of the longest key.
  [[nodiscard]] std::size_t max_bytes() const noexcept { return contents_.longest + contents_.longest_key; }

 private:
  friend class ReplayReader;

  scenario::Replay replay_;
  std::optional<RecordedField> recorded_;
  InputFile file_;
  ReplayContents contents_;
};

// Reads the records of the file, in order or from any index. Fails if a block changed since the scan. Not thread-safe.
// Does not allocate after construction.
class ReplayReader {
 public:
  explicit ReplayReader(std::shared_ptr<const ReplayFile> file);

  // Returns record `index` modulo the number of records. The views are valid until the next call. After a failure the
  // record is empty.
  [[nodiscard]] ReplayLine record(std::uint64_t index) noexcept;
  // Whether the file has changed or cannot be read.
  [[nodiscard]] bool failed() const noexcept { return failure_ != Failure::none; }
  // The file and the reason.
  [[nodiscard]] std::string failure() const;

  // Skipped lines so far.
  [[nodiscard]] std::uint64_t bad_records() const noexcept { return bad_records_; }
  // The columns of a CSV file, otherwise empty.
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return parser_.columns(); }
  [[nodiscard]] const ReplayFile& file() const noexcept { return *file_; }
  [[nodiscard]] const std::shared_ptr<const ReplayFile>& shared() const noexcept { return file_; }

 private:
  enum class Failure { none, unreadable, cut_short, changed };

  [[nodiscard]] const ReplayBlock& block() const noexcept { return file_->contents_.blocks[number_]; }
  void go_to(std::size_t number) noexcept;
  [[nodiscard]] bool load() noexcept;
  [[nodiscard]] ReplayLine next_valid(ReplayCheck check) noexcept;
  void seek(std::uint64_t record) noexcept;

  std::shared_ptr<const ReplayFile> file_;
  ReplayParser parser_;
  std::vector<char> text_;         // bytes of a block
  std::size_t number_ = 0;         // block of the next record
  std::size_t at_ = 0;             // offset of the next line, in the block
  std::size_t loaded_;             // block in `text_`
  std::uint64_t next_record_ = 0;  // index of the next record, in the file
  std::uint64_t bad_records_ = 0;
  Failure failure_ = Failure::none;
  int error_ = 0;           // errno
  std::uint64_t size_ = 0;  // size of a truncated file
};

}  // namespace spate::generator
