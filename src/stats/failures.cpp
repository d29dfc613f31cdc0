#include "stats/failures.hpp"

#include <algorithm>

namespace spate {

std::string_view error_label(ErrorCode code) noexcept {
  const auto* const named = std::find_if(kNamedErrors.begin(), kNamedErrors.end(),
                                         [&](const NamedError& candidate) { return candidate.code == code; });
  return named == kNamedErrors.end() ? kOtherError : named->name;
}

std::vector<std::pair<ErrorCode, std::uint64_t>> FailureCounts::read() const {
  std::vector<std::pair<ErrorCode, std::uint64_t>> occurred;
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    const auto records = by_code_[cell].read();
    if (records > 0) occurred.emplace_back(static_cast<ErrorCode>(cell) + kFirst, records);
  }
  return occurred;
}

}  // namespace spate
