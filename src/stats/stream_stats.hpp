// How one stream goes: what its worker and the poll thread count, and one consistent reading of it.
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
#include "stats/label.hpp"
#include "stats/lateness.hpp"
#include "stats/limit.hpp"
#include "stats/partition_counts.hpp"
#include "stats/sent_offsets.hpp"
#include "stats/unsettled.hpp"

namespace spate::stats {

// Why a record that was due was not sent: still waiting at the stop, beyond the debt a late stream may carry, or late
// under `when_late: skip`.
enum class SkipReason : std::uint8_t { late, backlog, stop };
inline constexpr std::array<std::string_view, 3> kSkipReasons{"late", "backlog", "stop"};

// Written by the stream's worker.
struct alignas(64) WorkerStats {
  Counter scheduled;   // due so far, N(t)
  Counter duplicated;  // extra copies asked for
  Counter dropped;     // left out because asked for
  Counter enqueued;    // handed to the client, refused ones included
  Counter bytes_enqueued;
  Counter replay_bad_records;  // lines of a replayed file passed over
  Counter repeated;            // of the enqueued: may have been sent by an earlier run already
  std::array<Counter, kSkipReasons.size()> skipped;
  std::array<Counter, kSkipReasons.size()> skipped_bytes;  // of a rate in bytes, whose records were never made
  FailureCounts refused;  // enqueued and failed at once: the client would not take them
  TimeCounter blocked;    // unable to enqueue: the queue was full
  TimeCounter overslept;  // woken later than asked for
  TimeCounter cpu;        // processor time of workers that have ended
  TimeCounter held;       // asleep although records were late: when_late let them go no faster
  std::array<Counter, kImperfections.size()> imperfections;  // by kind, of records handed over; of dropped ones too
  LatenessHistogram event_lateness;                          // of records handed over, where event times are changed
  Histogram schedule_lag;
  std::atomic<MonotonicTime> started{};  // T = 0 of the stream or, if that was past, when it could first send; 0 before
  std::atomic<MonotonicTime> ended{};    // the worker's last act; 0 while it works
  std::atomic<Duration> behind_at_start{};  // how long its T = 0 was past then; set before the thread starts
  std::atomic<std::uint64_t> backlog{0};    // records due by then; set before the thread starts
  std::atomic<StreamTime> asked_until{};    // when the schedule or the worker ended; 0 while it works
  std::atomic<Duration> held_back{};        // how much of what is due when_late does not release yet
  std::atomic<Duration> behind{};         // now minus the intended time of the oldest waiting record; 0 when none waits
  std::atomic<Duration> behind_at_end{};  // the same when the worker ended
  std::atomic<MonotonicTime> awaited{};   // when the worker looks at its schedule next; 0 before and after
  std::atomic<MonotonicTime> held_since{};  // asleep like that since then; 0: it is not
  std::atomic<int> thread{0};               // the kernel's number of the worker's thread; 0 before
};

// Written by the poll thread.
struct alignas(64) DeliveryStats {
  Counter delivered;
  Counter bytes_delivered;
  Counter possibly_persisted;  // of the failed: may be in the log all the same
  FailureCounts failed;
  std::atomic<MonotonicTime> last_report{};  // of a delivered record
  Histogram ack_latency;                     // acknowledged minus enqueued
  Histogram delivery_latency;                // acknowledged minus intended
  PartitionCounts partitions;                // delivered, by partition
  HeavyHitters keys;                         // of a sample of the delivered
};

// The account of a stream at one instant. Both identities hold whenever it was read:
//   scheduled + duplicated = enqueued + skipped + dropped + waiting
//   enqueued = delivered + failed + in flight
struct Account {
  std::uint64_t scheduled = 0, duplicated = 0, dropped = 0, enqueued = 0, waiting = 0;
  std::array<std::uint64_t, kSkipReasons.size()> skipped{};
  std::array<std::uint64_t, kSkipReasons.size()> skipped_bytes{};
  std::uint64_t delivered = 0, failed = 0, in_flight = 0, possibly_persisted = 0;
  FailuresByName failed_by_name{};  // adds up to failed
  std::uint64_t bytes_enqueued = 0, bytes_delivered = 0;

  [[nodiscard]] std::uint64_t skipped_total() const noexcept;
  [[nodiscard]] std::uint64_t skipped_bytes_total() const noexcept;
};

// What of the schedule was to be sent: with the copies and without the drops that the scenario asks for.
[[nodiscard]] constexpr std::uint64_t to_be_sent(const Account& account) noexcept {
  return account.scheduled + account.duplicated - account.dropped;
}

// What the run had done when its warm-up ended: left out of quantiles and thresholds, never out of the account. The
// control thread's.
struct WarmUp {
  MonotonicTime ended{};  // 0: there was none, or it still lasts
  Account account;
  HistogramReading schedule_lag, ack_latency, delivery_latency, end_to_end;
};

// Of a stream that is read back. What is told before the threads start does not change afterwards.
struct alignas(64) EndToEndStats {
  bool measured = false;
  std::vector<std::shared_ptr<SentOffsets>> partitions;  // those that are read; shared by the topic's streams
  Counter unknown;    // delivered, and how long until they were read is not known; the poll thread counts
  Histogram latency;  // consumed minus intended; the reader records
};

struct StreamStats {
  std::string name;
  std::string topic;
  Label generator;
  std::atomic<double> target_rate{0};  // records per second now; infinity under `max`
  bool imperfect = false;              // the scenario asks for imperfections; set before the first record
  std::atomic<bool> topic_ready{false};
  std::atomic<bool> removed{false};  // the scenario has it no more
  Progress first;                    // the record it began with: where an earlier run ended
  Unsettled unsettled;
  std::atomic<bool> ending{false};  // the run ends: what is thrown away now is for a later one
  WorkerStats worker;
  DeliveryStats delivery;
  LimitStats limits;
  EndToEndStats end_to_end;
  WarmUp warm_up;
};

// Any thread, at any time. What comes later in a record's life is read first, so that no figure is ever negative.
[[nodiscard]] Account read_account(const StreamStats& stats) noexcept;

// The control thread, once: from here on figures without the warm-up are to be had by subtracting stats.warm_up.
void end_warm_up(StreamStats& stats, MonotonicTime now);

// For the end, when all writers have stopped: the raw counters must close without help. False is a bug in spate.
[[nodiscard]] bool account_closes(const StreamStats& stats) noexcept;

// Failures by code, refused ones included, most frequent first.
[[nodiscard]] std::vector<std::pair<ErrorCode, std::uint64_t>> read_failures(const StreamStats& stats);

}  // namespace spate::stats
