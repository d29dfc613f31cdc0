#include "generator/replay/replay_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "generator/replay/one_value.hpp"

namespace spate::generator {
namespace {

// Large enough that reading one costs little, small enough that it stays in the cache.
constexpr std::size_t kBlock = std::size_t{256} << 10U;
constexpr std::size_t kWindow = kBlock + kMaxLineBytes + (std::size_t{1} << 20U);

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
        capacity_(static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), kWindow))),
        window_(capacity_ + kReplayPadding) {
    if (control_ != nullptr) control_->bytes_total += file.size();
  }

  ReplayContents take() {
    fill();
    if (rest().starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    if (replay_.form == scenario::Replay::Form::csv) read_header();
    begin_block();
    while (!rest().empty() || !complete()) read_line();
    close_block();
    found_.recording = std::move(recording_);
    check_records();
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::string_view rest() const noexcept { return {window_.data() + at_, filled_ - at_}; }
  [[nodiscard]] bool complete() const noexcept { return offset_ + filled_ == file_.size(); }

  template <class... Args>
  [[noreturn]] void fail(std::uint64_t line, fmt::format_string<Args...> text, Args&&... args) const {
    throw std::runtime_error{
        fmt::format("{}:{}: {}", replay_.file, line, fmt::format(text, std::forward<Args>(args)...))};
  }

  // Keeps the block that has been begun, and reads on behind it.
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
    found_.header = rest().substr(0, header.size);
    at_ += header.size;
    line_ += header.lines;
  }

  void read_line() {
    if (rest().empty()) return fill();
    const auto line = parser_.read(rest(), ReplayCheck::full);
    if (line.open && !complete() && rest().size() <= kMaxLineBytes + 1) return fill();
    if (line.text.size() > kMaxLineBytes) return pass_over(line);
    if (block_.size > 0 && block_.size + line.size > kBlock) close_block();
    add(line);
    if (block_.size >= kBlock) close_block();
  }

  void add(const ReplayLine& line) {
    if (line.problem != nullptr) {
      note_bad(line);
      ++block_bad_;
      block_.all_good = false;
    } else if (!line.blank) {
      if (recording_) record(line.recorded);
      found_.bad_after = 0;
      found_.longest = std::max(found_.longest, line.text.size());
      found_.longest_key = std::max(found_.longest_key, line.key.size());
      if (found_.records++ == 0) first_record_ = {line_, std::string{line.text.substr(0, kBegin)}};
    }
    at_ += line.size;
    block_.size += static_cast<std::uint32_t>(line.size);
    line_ += line.lines;
  }

  void note_bad(const ReplayLine& line) {
    if (replay_.form == scenario::Replay::Form::ndjson && found_.records == 0 && found_.bad_records == 0)
      refuse_value_on_lines(line);
    if (found_.bad_records++ == 0) found_.first_bad = {line_, line.problem};
    ++found_.bad_after;
  }

  void record(WallTime instant) {
    const auto before = recording_->out_of_order_count();
    if (!recording_->add(instant))
      fail(line_,
           "more than {} records, whose times would take more than {} MiB of memory; split the file, or write another "
           "rate, such as 500/s",
           Recording::kMaxRecords, (Recording::kMaxRecords * sizeof(Duration)) >> 20U);
    if (recording_->out_of_order_count() > before && before == 0) found_.first_back = line_;
  }

  // A line that is too long is in no block: it need not fit into memory.
  void pass_over(const ReplayLine& line) {
    close_block();
    note_bad(line);
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
    block_ = {.offset = offset_ + at_, .first_record = found_.records, .first_line = line_};
    block_at_ = at_;
    block_bad_ = 0;
  }

  // One without a record is nothing but lines to be passed over.
  void close_block() {
    if (found_.records == block_.first_record) {
      bad_before_ += block_bad_;
    } else {
      block_.bad_before = std::exchange(bad_before_, 0);
      block_.last_line = line_ - 1;
      block_.fingerprint = fingerprint({window_.data() + block_at_, block_.size});
      found_.largest_block = std::max<std::size_t>(found_.largest_block, block_.size);
      found_.blocks.push_back(block_);
    }
    begin_block();
  }

  // Pretty-printed JSON has no line that is a record, or some by chance.
  void refuse_value_on_lines(const ReplayLine& line) const {
    if (!spans_lines(file_, offset_ + at_)) return;
    fail(line_,
         "a JSON value that spans several lines, where each line must be one value: write {} on a line, such as "
         "with jq -c {}",
         line.text.starts_with('[') ? "each of its elements" : "each value",
         line.text.starts_with('[') ? "'.[]'" : ".");
  }

  void check_records() const {
    const auto begin = first_record_.begin.find_first_not_of(" \t");
    if (replay_.form == scenario::Replay::Form::ndjson && found_.records == 1 && found_.bad_records == 0 &&
        begin != std::string::npos && first_record_.begin[begin] == '[')
      fail(first_record_.line,
           "the file is one JSON array, where each line must be one value: write each of its elements on a line, such "
           "as with jq -c '.[]', or set format: lines to send it as it is");
    if (found_.records > 0) return;
    if (found_.bad_records == 0) throw std::runtime_error{replay_.file + " holds no record"};
    fail(found_.first_bad.line, "{}; no line of the file can be used", found_.first_bad.why);
  }

  static constexpr std::size_t kBegin = 256;
  struct FirstRecord {
    std::uint64_t line = 0;
    std::string begin;
  };

  const InputFile& file_;
  const scenario::Replay& replay_;
  ScanControl* control_;
  ReplayParser parser_;
  std::shared_ptr<Recording> recording_;
  ReplayContents found_;
  std::size_t capacity_;
  std::vector<char> window_;
  std::uint64_t offset_ = 0;  // of the window, in the file
  std::size_t filled_ = 0;    // of the window
  std::size_t at_ = 0;        // the next line, in the window
  std::size_t block_at_ = 0;  // the block, in the window
  std::uint64_t line_ = 1;    // of the file
  std::uint64_t block_bad_ = 0;
  std::uint64_t bad_before_ = 0;
  ReplayBlock block_;
  FirstRecord first_record_;
};

}  // namespace

ReplayContents scan_replay(const InputFile& file, const scenario::Replay& replay,
                           const std::optional<RecordedField>& recorded, ScanControl* control) {
  return Scan{file, replay, recorded, control}.take();
}

}  // namespace spate::generator
