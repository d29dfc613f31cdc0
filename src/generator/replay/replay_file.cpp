#include "generator/replay/replay_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "generator/replay/replay_scan.hpp"

namespace spate::generator {
namespace {

constexpr auto kNoBlock = std::numeric_limits<std::size_t>::max();

}  // namespace

ReplayFile::ReplayFile(const scenario::Replay& replay, std::optional<RecordedField> recorded, ScanControl* control)
    : replay_(replay),
      recorded_(std::move(recorded)),
      file_(replay.file),
      contents_(scan_replay(file_, replay_, recorded_, control)) {}

ReplayReader::ReplayReader(std::shared_ptr<const ReplayFile> file)
    : file_(std::move(file)),
      parser_(file_->replay_, file_->contents_.largest_block, file_->recorded_),
      text_(file_->contents_.largest_block + kReplayPadding),
      loaded_(kNoBlock) {
  if (file_->replay_.form == scenario::Replay::Form::csv) (void)parser_.read_header(file_->contents_.header);
  go_to(0);
}

void ReplayReader::go_to(std::size_t number) noexcept {
  number_ = number;
  at_ = 0;
  bad_records_ += block().bad_before;
}

// Reads the current block and checks its fingerprint. A block that is loaded already, such as that of a small looped
// file, is not read again.
bool ReplayReader::load() noexcept {
  if (loaded_ == number_) return true;
  if (failed()) return false;
  loaded_ = kNoBlock;
  const auto piece = file_->file_.read(block().offset, text_.data(), block().size);
  if (piece.error != 0) {
    failure_ = Failure::unreadable;
    error_ = piece.error;
  } else if (piece.size < block().size) {
    failure_ = Failure::cut_short;
    size_ = file_->file_.size_now();
  } else if (fingerprint({text_.data(), piece.size}) != block().fingerprint) {
    failure_ = Failure::changed;
  } else {
    loaded_ = number_;
  }
  return !failed();
}

// The next usable line of the file. There is one, unless the file has changed.
ReplayLine ReplayReader::next_valid(ReplayCheck check) noexcept {
  for (;;) {
    if (at_ == block().size) go_to(number_ + 1);
    if (!load()) return {};
    const std::string_view rest{text_.data() + at_, block().size - at_};
    const auto line = parser_.read(rest, block().all_good ? check : ReplayCheck::full);
    at_ += line.size;
    if (line.problem != nullptr) ++bad_records_;
    if (line.problem == nullptr && !line.blank) return line;
  }
}

void ReplayReader::seek(std::uint64_t record) noexcept {
  const auto skipped = bad_records_;
  const auto& blocks = file_->contents_.blocks;
  const auto after =
      std::upper_bound(blocks.begin(), blocks.end(), record,
                       [](std::uint64_t index, const ReplayBlock& block) { return index < block.first_record; });
  const auto number = static_cast<std::size_t>(after - blocks.begin()) - 1;
  if (number != number_ || record < next_record_) {
    go_to(number);
    next_record_ = block().first_record;
  }
  for (; next_record_ < record && !failed(); ++next_record_) (void)next_valid(ReplayCheck::end_only);
  bad_records_ = skipped;  // lines that are skipped while seeking do not count
}

ReplayLine ReplayReader::record(std::uint64_t index) noexcept {
  const auto position = index % file_->records();
  if (position != next_record_) seek(position);
  const auto line = next_valid(ReplayCheck::known_good);
  if (failed()) return {};
  if (++next_record_ == file_->records()) {
    bad_records_ += file_->contents_.bad_after;
    next_record_ = 0;
    go_to(0);
  }
  return line;
}

std::string ReplayReader::failure() const {
  const auto& name = file_->replay_.file;
  constexpr std::string_view kAdvice = "to replace a file, rename another one over it, and reload";
  if (failure_ == Failure::unreadable) return fmt::format("{} cannot be read: {}", name, std::strerror(error_));
  if (failure_ == Failure::cut_short)
    return fmt::format("{} was cut short while it was replayed, from {} bytes to {}: {}", name, file_->file_.size(),
                       size_, kAdvice);
  return fmt::format("{}:{}: the file was changed while it was replayed, between this line and line {}: {}", name,
                     block().first_line, block().last_line, kAdvice);
}

}  // namespace spate::generator
