#include "stats/stream_stats.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace spate::stats {

std::uint64_t Account::skipped_total() const noexcept {
  return std::accumulate(skipped.begin(), skipped.end(), std::uint64_t{0});
}

std::uint64_t Account::skipped_bytes_total() const noexcept {
  return std::accumulate(skipped_bytes.begin(), skipped_bytes.end(), std::uint64_t{0});
}

Account read_account(const StreamStats& stats) noexcept {
  Account account;
  account.possibly_persisted = stats.delivery.possibly_persisted.read();
  account.bytes_delivered = stats.delivery.bytes_delivered.read();
  account.delivered = stats.delivery.delivered.read();
  stats.delivery.failed.add_to(account.failed_by_label);
  stats.worker.rejected.add_to(account.failed_by_label);
  account.failed = std::accumulate(account.failed_by_label.begin(), account.failed_by_label.end(), std::uint64_t{0});
  account.bytes_enqueued = std::max(stats.worker.bytes_enqueued.read(), account.bytes_delivered);
  // The poll thread may count a delivery report before the worker counts the batch as enqueued. A settled record was
  // enqueued, so the larger value is right.
  account.enqueued = std::max(stats.worker.enqueued.read(), account.delivered + account.failed);
  account.dropped = stats.worker.dropped.read();
  for (std::size_t reason = 0; reason < account.skipped.size(); ++reason) {
    account.skipped[reason] = stats.worker.skipped[reason].read();
    account.skipped_bytes[reason] = stats.worker.skipped_bytes[reason].read();
  }
  account.duplicated = stats.worker.duplicated.read();
  account.scheduled = stats.worker.scheduled.read();
  account.in_flight = account.enqueued - account.delivered - account.failed;
  account.waiting =
      account.scheduled + account.duplicated - account.enqueued - account.dropped - account.skipped_total();
  return account;
}

void end_warm_up(StreamStats& stats, MonotonicTime now) {
  stats.warm_up = {.ended = now,
                   .account = read_account(stats),
                   .schedule_lag = stats.worker.schedule_lag.begin_period(),
                   .ack_latency = stats.delivery.ack_latency.begin_period(),
                   .delivery_latency = stats.delivery.delivery_latency.begin_period(),
                   .end_to_end = stats.end_to_end.latency.begin_period()};
}

bool account_balances(const StreamStats& stats) noexcept {
  const auto account = read_account(stats);
  return stats.worker.enqueued.read() == account.delivered + account.failed && account.waiting == 0;
}

std::vector<std::pair<ErrorCode, std::uint64_t>> read_failures(const StreamStats& stats) {
  std::map<ErrorCode, std::uint64_t> by_code;
  for (const auto& [code, records] : stats.worker.rejected.read()) by_code[code] += records;
  for (const auto& [code, records] : stats.delivery.failed.read()) by_code[code] += records;
  std::vector<std::pair<ErrorCode, std::uint64_t>> failures{by_code.begin(), by_code.end()};
  std::stable_sort(failures.begin(), failures.end(),
                   [](const auto& left, const auto& right) { return left.second > right.second; });
  return failures;
}

}  // namespace spate::stats
