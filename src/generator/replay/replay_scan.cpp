#include "generator/replay/replay_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "generator/replay/one_value.hpp"

namespace spate::generator {
namespace {

// Large enough for cheap reads, small enough for the CPU cache.
constexpr std::size_t kBlockBytes = std::size_t{256} << 10U;
constexpr std::size_t kWindowBytes = kBlockBytes + kMaxLineBytes + (std::size_t{1} << 20U);

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

class Scan {
 public:
  Scan(const InputFile& file, const scenario::Replay& replay, const std::optional<RecordedField>& recorded,
       ScanControl* control)
      : file_(file),
        replay_(replay),
        control_(control),
        parser_(replay, static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), kMaxLineBytes)), recorded),
        recording_(recorded ? std::make_shared<Recording>() : nullptr),
        capacity_(static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), kWindowBytes))),
        window_(capacity_ + kReplayPadding) {
    if (control_ != nullptr) control_->bytes_total += file.size();
  }

  ReplayContents run() {
    fill();
    if (rest().starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    if (replay_.form == scenario::Replay::Form::csv) read_header();
    begin_block();
    while (!rest().empty() || !complete()) read_line();
    close_block();
    contents_.recording = std::move(recording_);
    check_records();
    return std::move(contents_);
  }

 private:
  [[nodiscard]] std::string_view rest() const noexcept { return {window_.data() + at_, filled_ - at_}; }
  [[nodiscard]] bool complete() const noexcept { return offset_ + filled_ == file_.size(); }

  template <class... Args>
  [[noreturn]] void fail(std::uint64_t line, fmt::format_string<Args...> text, Args&&... args) const {
    throw std::runtime_error{
        fmt::format("{}:{}: {}", replay_.file, line, fmt::format(text, std::forward<Args>(args)...))};
  }

  // Moves the current block to the start of the window and reads what follows it.
  void fill() {
    if (control_ != nullptr && control_->cancelled) throw ScanCancelled{replay_.file + ": reading it was cancelled"};
    std::memmove(window_.data(), window_.data() + block_at_, filled_ - block_at_);
    offset_ += block_at_;
    at_ -= block_at_;
    filled_ -= block_at_;
    block_at_ = 0;
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(capacity_ - filled_, file_.size() - offset_ - filled_));
    const auto piece = file_.read(offset_ + filled_, window_.data() + filled_, size);
    if (piece.error != 0)
      throw std::runtime_error{fmt::format("{} cannot be read: {}", replay_.file, std::strerror(piece.error))};
    if (piece.size < size) throw std::runtime_error{replay_.file + " was cut short while it was read"};
    filled_ += size;
    if (control_ != nullptr) control_->bytes_done += size;
  }

  void read_header() {
    const auto problem = parser_.read_header(rest());
    if (!problem.empty()) fail(1, "{}", problem);
    const auto header = parser_.read(rest(), ReplayCheck::end_only);
    contents_.header = rest().substr(0, header.size);
    at_ += header.size;
    line_ += header.lines;
  }

  void read_line() {
    if (rest().empty()) return fill();
    const auto line = parser_.read(rest(), ReplayCheck::full);
    if (line.open && !complete() && rest().size() <= kMaxLineBytes + 1) return fill();
    if (line.text.size() > kMaxLineBytes) return skip_long_line(line);
    if (block_.size > 0 && block_.size + line.size > kBlockBytes) close_block();
    add(line);
    if (block_.size >= kBlockBytes) close_block();
  }

  void add(const ReplayLine& line) {
    if (line.problem != nullptr) {
      add_bad(line);
      ++block_bad_;
      block_.all_good = false;
    } else if (!line.blank) {
      if (recording_) record(line.recorded);
      contents_.bad_after = 0;
      contents_.longest = std::max(contents_.longest, line.text.size());
      contents_.longest_key = std::max(contents_.longest_key, line.key.size());
      if (contents_.records++ == 0) first_record_ = {line_, std::string{line.text.substr(0, kMaxPrefix)}};
    }
    at_ += line.size;
    block_.size += static_cast<std::uint32_t>(line.size);
    line_ += line.lines;
  }

  void add_bad(const ReplayLine& line) {
    if (replay_.form == scenario::Replay::Form::ndjson && contents_.records == 0 && contents_.bad_records == 0)
      reject_multi_line_value(line);
    if (contents_.bad_records++ == 0) contents_.first_bad = {line_, line.problem};
    ++contents_.bad_after;
  }

  void record(WallTime instant) {
    const auto before = recording_->out_of_order_count();
    if (!recording_->add(instant))
      fail(line_,
           "more than {} records, whose times need more than {} MiB of memory: split the file, or use a rate such as "
           "500/s",
           Recording::kMaxRecords, (Recording::kMaxRecords * sizeof(Duration)) >> 20U);
    if (recording_->out_of_order_count() > before && before == 0) contents_.first_out_of_order = line_;
  }

  // A line that is too long belongs to no block, because it may not fit into memory.
  void skip_long_line(const ReplayLine& line) {
    close_block();
    add_bad(line);
    ++bad_before_;
    at_ += line.size;
    line_ += line.lines;
    for (bool open = line.open; open && !complete();) {
      block_at_ = at_;
      fill();
      const auto newline = rest().find('\n');
      open = newline == std::string_view::npos;
      at_ = open ? filled_ : at_ + newline + 1;
    }
    begin_block();
  }

  void begin_block() {
    block_ = {.offset = offset_ + at_, .first_record = contents_.records, .first_line = line_};
    block_at_ = at_;
    block_bad_ = 0;
  }

  // A block without a record is not kept: its lines are skipped.
  void close_block() {
    if (contents_.records == block_.first_record) {
      bad_before_ += block_bad_;
    } else {
      block_.bad_before = std::exchange(bad_before_, 0);
      block_.last_line = line_ - 1;
      block_.fingerprint = fingerprint({window_.data() + block_at_, block_.size});
      contents_.largest_block = std::max<std::size_t>(contents_.largest_block, block_.size);
      contents_.blocks.push_back(block_);
    }
    begin_block();
  }

  // Pretty-printed JSON has no usable line, or only lines that are valid by chance.
  void reject_multi_line_value(const ReplayLine& line) const {
    if (!spans_lines(file_, offset_ + at_)) return;
    fail(line_,
         "a JSON value spans several lines, but each line must be one value: put {} on one line, such as with "
         "jq -c {}",
         line.text.starts_with('[') ? "each of its elements" : "each value",
         line.text.starts_with('[') ? "'.[]'" : ".");
  }

  void check_records() const {
    const auto first = first_record_.prefix.find_first_not_of(" \t");
    if (replay_.form == scenario::Replay::Form::ndjson && contents_.records == 1 && contents_.bad_records == 0 &&
        first != std::string::npos && first_record_.prefix[first] == '[')
      fail(first_record_.line,
           "the file is one JSON array, but each line must be one value: put each of its elements on one line, such as "
           "with jq -c '.[]', or set format: lines to send it unchanged");
    if (contents_.records > 0) return;
    if (contents_.bad_records == 0)
      throw std::runtime_error{replay_.file + " contains no record: use a file with at least one"};
    fail(contents_.first_bad.line, "{}; the file has no valid record", contents_.first_bad.reason);
  }

  static constexpr std::size_t kMaxPrefix = 256;
  struct FirstRecord {
    std::uint64_t line = 0;
    std::string prefix;
  };

  const InputFile& file_;
  const scenario::Replay& replay_;
  ScanControl* control_;
  ReplayParser parser_;
  std::shared_ptr<Recording> recording_;
  ReplayContents contents_;
  std::size_t capacity_;
  std::vector<char> window_;
  std::uint64_t offset_ = 0;  // window start, in the file
  std::size_t filled_ = 0;    // bytes in the window
  std::size_t at_ = 0;        // next line, in the window
  std::size_t block_at_ = 0;  // block start, in the window
  std::uint64_t line_ = 1;    // number of the next line
  std::uint64_t block_bad_ = 0;
  std::uint64_t bad_before_ = 0;
  ReplayBlock block_;
  FirstRecord first_record_;
};

}  // namespace

ReplayContents scan_replay(const InputFile& file, const scenario::Replay& replay,
                           const std::optional<RecordedField>& recorded, ScanControl* control) {
  return Scan{file, replay, recorded, control}.run();
}

}  // namespace spate::generator
