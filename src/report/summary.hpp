// Summary of a finished run, as text and JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/rate_search_result.hpp"
#include "report/stream_summary.hpp"

namespace spate::report {

// Totals of evicted streams: reloads removed them, and their own values are no longer kept.
struct EvictedTotals {
  std::uint64_t streams = 0, scheduled = 0, delivered = 0, failed = 0, skipped = 0;
  bool balanced = true;
  bool has_failures = false;  // records failed, or backlog was skipped

  void add(const stats::StreamStats& stats) noexcept;
};

// True if records failed or backlog was skipped.
[[nodiscard]] bool has_failures(const stats::Account& account) noexcept;

struct Summary {
  std::string scenario;
  std::uint64_t seed = 0;
  scenario::Shard shard;
  std::string started;  // RFC 3339, UTC
  double duration_seconds = 0;
  double warm_up_seconds = 0;  // excluded from the latencies
  int exit = 0;
  bool keeps_state = false;  // with a state directory: `resent` is valid
  bool null_sink = false;    // "delivered" then means made and discarded
  std::optional<RateSearch> find_max;
  EvictedTotals evicted_streams;
  bool acks_zero = false;  // "delivered" then means written to the socket
  std::vector<StreamSummary> streams;
};

// JSON object of docs/reference/summary.md, indented, with a newline.
[[nodiscard]] std::string to_json(const Summary& summary);

// Text of the summary.
[[nodiscard]] std::string to_text(const Summary& summary);

}  // namespace spate::report
