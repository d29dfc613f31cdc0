#include "generator/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace spate {
namespace {

constexpr std::uint64_t kMarkEvery = 4096;

const char* end_of(std::string_view text) noexcept { return text.data() + text.size(); }

}  // namespace

ReplayFile::ReplayFile(const Replay& replay) : replay_(replay), file_(replay.file) { scan(); }

void ReplayFile::scan() {
  ReplayParser parser{replay_, std::min(file_.text().size(), kLongestLine)};
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
  while (at < end) {
    const auto line = parser.read(at, end);
    if (line.problem != nullptr) {
      if (bad_records_++ == 0) first_bad_ = {line_number, line.problem};
      ++bad_behind_;
    } else if (!line.blank) {
      if (records_++ % kMarkEvery == 0) marks_.push_back(at);
      bad_behind_ = 0;
      longest_key_ = std::max(longest_key_, line.key.size());
    }
    if (line.text.size() <= kLongestLine) longest_ = std::max(longest_, line.text.size());
    at = line.next;
    line_number += line.lines;
  }
  if (records_ > 0) return;
  if (bad_records_ == 0) throw std::runtime_error{replay_.file + " holds no record"};
  throw std::runtime_error{
      fmt::format("{}:{}: {}; no line of the file can be used", replay_.file, first_bad_.line, first_bad_.why)};
}

ReplayReader::ReplayReader(std::shared_ptr<const ReplayFile> file)
    : file_(std::move(file)), parser_(file_->replay_, file_->longest_), at_(file_->begin_) {
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
