#include "stats/failures.hpp"

#include <algorithm>

namespace spate::stats {

namespace {

// The index of the label of `code`; kNamedErrors.size() stands for kOtherError.
std::size_t label_index(ErrorCode code) noexcept {
  const auto* const named = std::find_if(kNamedErrors.begin(), kNamedErrors.end(),
                                         [&](const NamedError& candidate) { return candidate.code == code; });
  return static_cast<std::size_t>(named - kNamedErrors.begin());
}

}  // namespace

std::string_view error_label(ErrorCode code) noexcept {
  const auto label = label_index(code);
  return label == kNamedErrors.size() ? kOtherError : kNamedErrors[label].name;
}

std::vector<std::pair<ErrorCode, std::uint64_t>> FailureCounts::read() const {
  std::vector<std::pair<ErrorCode, std::uint64_t>> occurred;
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    const auto records = by_code_[cell].read();
    if (records > 0) occurred.emplace_back(static_cast<ErrorCode>(cell) + kFirstCode, records);
  }
  return occurred;
}

void FailureCounts::add_to(FailuresByLabel& by_label) const noexcept {
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    const auto records = by_code_[cell].read();
    if (records > 0) by_label[label_index(static_cast<ErrorCode>(cell) + kFirstCode)] += records;
  }
}

}  // namespace spate::stats
