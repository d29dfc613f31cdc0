// The statistics of one stream, written by its worker and the poll thread, and its account.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/imperfection.hpp"
#include "base/time.hpp"
#include "stats/counter.hpp"
#include "stats/failures.hpp"
#include "stats/heavy_hitters.hpp"
#include "stats/histogram.hpp"
#include "stats/lateness.hpp"
#include "stats/limit_reason.hpp"
#include "stats/partition_counts.hpp"
#include "stats/sent_offsets.hpp"
#include "stats/settlement_tracker.hpp"
#include "stats/shared_string.hpp"

namespace spate::stats {

// Why a due record was not sent: late with when_late: skip, older than the backlog that when_late allows, or waiting at
// the stop. The values of the metric label `reason`.
enum class SkipReason : std::uint8_t { late, backlog, stop };
inline constexpr std::array<std::string_view, 3> kSkipReasons{"late", "backlog", "stop"};

// Written by the worker.
struct alignas(64) WorkerStats {
  Counter scheduled;   // due so far, N(t)
  Counter duplicated;  // copies added by imperfections
  Counter dropped;     // left out by imperfections
  Counter enqueued;    // includes records rejected immediately
  Counter bytes_enqueued;
  Counter replay_bad_records;  // invalid lines of a replayed file
  Counter resent;              // subset of enqueued: an earlier process may have sent them
  std::array<Counter, kSkipReasons.size()> skipped;
  std::array<Counter, kSkipReasons.size()> skipped_bytes;    // of a rate in bytes: records were never made
  FailureCounts rejected;                                    // rejected immediately by the client
  TimeCounter blocked;                                       // producer queue or record memory full
  TimeCounter overslept;                                     // wake-up delays
  TimeCounter cpu;                                           // CPU time of ended workers
  TimeCounter catch_up_wait;                                 // asleep with a backlog, as when_late limits the catch-up
  std::array<Counter, kImperfections.size()> imperfections;  // by kind, of enqueued and dropped records
  LatenessHistogram event_lateness;                          // of enqueued records, if event times are changed
  Histogram schedule_lag;
  std::atomic<MonotonicTime> started{};              // T = 0, or the first possible send if later; 0 before
  std::atomic<MonotonicTime> ended{};                // end of the worker; 0 while it runs
  std::atomic<Duration> initial_backlog{};           // age of T = 0 at the start; set before the thread starts
  std::atomic<std::uint64_t> backlog{0};             // records due at the start; set before the thread starts
  std::atomic<StreamTime> due_until{};               // end of schedule or worker; 0 while it runs
  std::atomic<Duration> held_back{};                 // part of the backlog that when_late does not release yet
  std::atomic<Duration> behind{};                    // age of the oldest record in the backlog; 0 if empty
  std::atomic<Duration> behind_at_end{};             // the same at the end of the worker
  std::atomic<MonotonicTime> next_wakeup{};          // next wake-up of the worker; 0 before and after the run
  std::atomic<MonotonicTime> catch_up_wait_since{};  // start of the current sleep of catch_up_wait; 0: none
  std::atomic<int> thread{0};                        // kernel id of the worker thread; 0 before the start
};

// Written by the poll thread.
struct alignas(64) DeliveryStats {
  Counter delivered;
  Counter bytes_delivered;
  Counter possibly_persisted;  // subset of failed: a broker may have persisted them
  FailureCounts failed;
  std::atomic<MonotonicTime> last_report{};  // of a delivered record
  Histogram ack_latency;                     // acknowledged minus enqueued
  Histogram delivery_latency;                // acknowledged minus intended
  PartitionCounts partitions;                // delivered, by partition
  HeavyHitters keys;                         // of a sample of the delivered
};

// The account of a stream at one moment. Both identities hold in every snapshot:
//   scheduled + duplicated = enqueued + skipped + dropped + waiting
//   enqueued = delivered + failed + in flight
struct Account {
  std::uint64_t scheduled = 0, duplicated = 0, dropped = 0, enqueued = 0, waiting = 0;
  std::array<std::uint64_t, kSkipReasons.size()> skipped{};
  std::array<std::uint64_t, kSkipReasons.size()> skipped_bytes{};
  std::uint64_t delivered = 0, failed = 0, in_flight = 0, possibly_persisted = 0;
  FailuresByLabel failed_by_label{};  // the sum is failed
  std::uint64_t bytes_enqueued = 0, bytes_delivered = 0;

  [[nodiscard]] std::uint64_t skipped_total() const noexcept;
  [[nodiscard]] std::uint64_t skipped_bytes_total() const noexcept;
};

// Records to send: scheduled records with duplicates and without drops.
[[nodiscard]] constexpr std::uint64_t records_to_send(const Account& account) noexcept {
  return account.scheduled + account.duplicated - account.dropped;
}

// State at the end of the warm-up. Quantiles and thresholds exclude it, the account does not. Control thread only.
struct WarmUp {
  MonotonicTime ended{};  // 0: no warm-up, or not ended
  Account account;
  HistogramSnapshot schedule_lag, ack_latency, delivery_latency, end_to_end;
};

// End-to-end measurement. `measured` and `partitions` are set before the threads start and then constant.
struct alignas(64) EndToEndStats {
  bool measured = false;
  std::vector<std::shared_ptr<SentOffsets>> partitions;  // consumed partitions; shared by the streams of a topic
  Counter unmeasured;                                    // delivered without a measurement; written by the poll thread
  Histogram latency;                                     // consumed minus intended; written by the consumer
};

struct StreamStats {
  std::string name;
  std::string topic;
  SharedString generator;
  std::atomic<double> target_rate{0};  // records per second; infinity at rate: max
  bool imperfect = false;              // has imperfections; set before the first record
  std::atomic<bool> topic_ready{false};
  std::atomic<bool> removed{false};  // no longer in the scenario
  StreamPosition first;              // first record: the resume point of a checkpoint
  SettlementTracker settlement;
  std::atomic<bool> ending{false};  // the run ends: records purged now are left for a resume
  WorkerStats worker;
  DeliveryStats delivery;
  LimitReasonStats limits;
  EndToEndStats end_to_end;
  WarmUp warm_up;
};

// Thread-safe. Reads later stages of a record before earlier ones, so that no difference is negative.
[[nodiscard]] Account read_account(const StreamStats& stats) noexcept;

// Stores the state in stats.warm_up; subtract it to exclude the warm-up. Control thread only, once.
void end_warm_up(StreamStats& stats, MonotonicTime now);

// Whether the raw counters balance. Call it after all writers have stopped. False means a bug in spate.
[[nodiscard]] bool account_balances(const StreamStats& stats) noexcept;

// Failed records by code, with those rejected immediately, most frequent first.
[[nodiscard]] std::vector<std::pair<ErrorCode, std::uint64_t>> read_failures(const StreamStats& stats);

}  // namespace spate::stats
