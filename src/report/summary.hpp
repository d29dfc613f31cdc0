// The figures of a finished run: what the closing account prints and `--summary` writes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/rate_search_result.hpp"
#include "report/stream_summary.hpp"

namespace spate::report {

// Streams that reloads have removed, so many of them that the first are only known together.
struct EvictedTotals {
  std::uint64_t streams = 0, scheduled = 0, delivered = 0, failed = 0, skipped = 0;
  bool balanced = true;
  bool has_failures = false;  // records failed, or backlog was skipped

  void add(const stats::StreamStats& stats) noexcept;
};

// Records failed, or backlog was skipped.
[[nodiscard]] bool has_failures(const stats::Account& account) noexcept;

struct Summary {
  std::string scenario;
  std::uint64_t seed = 0;
  scenario::Shard shard;
  std::string started;  // RFC 3339, UTC
  double duration_seconds = 0;
  double warm_up_seconds = 0;  // left out of the latencies
  int exit = 0;
  bool keeps_state = false;  // the streams' `repeated` says something
  bool null_sink = false;    // "delivered" then means made and thrown away
  std::optional<RateSearch> find_max;
  EvictedTotals evicted_streams;
  bool acks_zero = false;  // "delivered" then means written to the socket
  std::vector<StreamSummary> streams;
};

// The object documented in docs/reference/summary.md, pretty-printed, newline-terminated.
[[nodiscard]] std::string to_json(const Summary& summary);

// The closing account as people read it.
[[nodiscard]] std::string to_text(const Summary& summary);

}  // namespace spate::report
