#include "generator/replay/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace spate {
namespace {

constexpr std::uint64_t kMarkEvery = 4096;

constexpr std::ptrdiff_t kTellEvery = std::ptrdiff_t{1} << 20U;

const char* end_of(std::string_view text) noexcept { return text.data() + text.size(); }

}  // namespace

ReplayFile::ReplayFile(const Replay& replay, std::optional<RecordedField> recorded, ScanControl* control)
    : replay_(replay), recorded_(std::move(recorded)), file_(replay.file) {
  scan(control);
}

void ReplayFile::scan(ScanControl* control) {
  ReplayParser parser{replay_, std::min(file_.text().size(), kLongestLine), recorded_};
  const auto recording = recorded_ ? std::make_shared<Recording>() : nullptr;
  const char* at = file_.text().data();
  const char* const end = end_of(file_.text());
  std::uint64_t line_number = 1;
  if (replay_.form == Replay::Form::csv) {
    const auto header = parser.read(at, end);
    const auto problem =
        header.blank ? std::string{"the first line is to name the columns"} : parser.read_header(header);
    if (!problem.empty()) throw std::runtime_error{fmt::format("{}:1: {}", replay_.file, problem)};
    at = header.next;
    line_number += header.lines;
  }
  begin_ = at;
  const char* told = at;
  if (control != nullptr) control->bytes_total += file_.text().size();
  while (at < end) {
    if (control != nullptr && at - told >= kTellEvery) {
      if (control->cancelled) throw ScanCancelled{replay_.file + ": reading it was cancelled"};
      control->bytes_done += static_cast<std::uint64_t>(at - told);
      told = at;
    }
    const auto line = parser.read(at, end);
    if (line.problem != nullptr) {
      if (bad_records_++ == 0) first_bad_ = {line_number, line.problem};
      ++bad_behind_;
    } else if (!line.blank) {
      if (recording) record(*recording, line.recorded, line_number);
      if (records_++ % kMarkEvery == 0) marks_.push_back(at);
      bad_behind_ = 0;
      longest_key_ = std::max(longest_key_, line.key.size());
    }
    if (line.text.size() <= kLongestLine) longest_ = std::max(longest_, line.text.size());
    at = line.next;
    line_number += line.lines;
  }
  recording_ = recording;
  if (records_ > 0) return;
  if (bad_records_ == 0) throw std::runtime_error{replay_.file + " holds no record"};
  throw std::runtime_error{
      fmt::format("{}:{}: {}; no line of the file can be used", replay_.file, first_bad_.line, first_bad_.why)};
}

void ReplayFile::record(Recording& recording, Nanos instant, std::uint64_t line_number) {
  const auto before = recording.went_back();
  if (!recording.add(instant))
    throw std::runtime_error{fmt::format(
        "{}:{}: more than {} records, whose times would take more than {} MiB of memory; split the file, or write "
        "another rate, such as 500/s",
        replay_.file, line_number, Recording::kMostRecords, (Recording::kMostRecords * sizeof(Nanos)) >> 20U)};
  if (recording.went_back() > before && before == 0) first_back_ = line_number;
}

ReplayReader::ReplayReader(std::shared_ptr<const ReplayFile> file)
    : file_(std::move(file)), parser_(file_->replay_, file_->longest_, file_->recorded_), at_(file_->begin_) {
  const auto text = file_->file_.text();
  if (file_->replay_.form == Replay::Form::csv) (void)parser_.read_header(parser_.read(text.data(), end_of(text)));
}

// The file has been read through, so there is one.
ReplayLine ReplayReader::next_good() noexcept {
  const char* const end = end_of(file_->file_.text());
  while (at_ < end) {
    const auto line = parser_.read(at_, end);
    at_ = line.next;
    if (line.problem != nullptr) ++bad_records_;
    if (line.problem == nullptr && !line.blank) return line;
  }
  return {};
}

void ReplayReader::seek(std::uint64_t place) noexcept {
  const auto passed_over = bad_records_;
  const bool ahead = place >= place_ && place - place_ < kMarkEvery;
  if (!ahead) {
    place_ = place - place % kMarkEvery;
    at_ = file_->marks_[place / kMarkEvery];
  }
  for (; place_ < place; ++place_) (void)next_good();
  bad_records_ = passed_over;  // those of records that are not made do not count
}

ReplayLine ReplayReader::record(std::uint64_t index) noexcept {
  const auto place = index % file_->records_;
  if (place != place_) seek(place);
  const auto line = next_good();
  ++place_;
  if (place_ == file_->records_) {
    bad_records_ += file_->bad_behind_;
    place_ = 0;
    at_ = file_->begin_;
  }
  return line;
}

}  // namespace spate
