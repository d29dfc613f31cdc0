// Failed records by error: every code for the summary, and a fixed list of names for metric labels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "stats/counter.hpp"

namespace spate::stats {

// An error code of librdkafka (negative) or of the Kafka protocol (positive).
using ErrorCode = int;

struct NamedError {
  ErrorCode code;
  std::string_view name;
};

// The values of the metric label `error`, without kOtherError: the errors that occur in delivery reports.
inline constexpr std::array<NamedError, 16> kNamedErrors{{
    {-195, "_TRANSPORT"},
    {-192, "_MSG_TIMED_OUT"},
    {-190, "_UNKNOWN_PARTITION"},
    {-188, "_UNKNOWN_TOPIC"},
    {-169, "_AUTHENTICATION"},
    {-152, "_PURGE_QUEUE"},
    {-151, "_PURGE_INFLIGHT"},
    {-150, "_FATAL"},
    {3, "UNKNOWN_TOPIC_OR_PART"},
    {7, "REQUEST_TIMED_OUT"},
    {10, "MSG_SIZE_TOO_LARGE"},
    {19, "NOT_ENOUGH_REPLICAS"},
    {20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND"},
    {29, "TOPIC_AUTHORIZATION_FAILED"},
    {44, "POLICY_VIOLATION"},
    {56, "KAFKA_STORAGE_ERROR"},
}};
inline constexpr std::string_view kOtherError = "other";

// The value of the label `error` for `code`: its name in kNamedErrors, or kOtherError.
[[nodiscard]] std::string_view error_label(ErrorCode code) noexcept;

// Records by label, in the order of kNamedErrors, with kOtherError last.
using FailuresByLabel = std::array<std::uint64_t, kNamedErrors.size() + 1>;

// Failed records by code. One thread counts, any thread reads. Codes outside the table share the last cell.
class FailureCounts {
 public:
  void count(ErrorCode code, std::uint64_t records) noexcept { by_code_[cell_index(code)].add(records); }
  // The codes that occurred, in ascending order, with their records.
  [[nodiscard]] std::vector<std::pair<ErrorCode, std::uint64_t>> read() const;
  // Adds the records of each label to `by_label`.
  void add_to(FailuresByLabel& by_label) const noexcept;

 private:
  static constexpr ErrorCode kFirstCode = -200;
  static constexpr std::size_t kCells = 400;
  static constexpr std::size_t cell_index(ErrorCode code) noexcept {
    const auto cell = static_cast<std::int64_t>(code) - kFirstCode;
    return cell < 0 || cell >= std::int64_t{kCells} ? kCells - 1 : static_cast<std::size_t>(cell);
  }

  std::array<Counter, kCells> by_code_{};
};

}  // namespace spate::stats
