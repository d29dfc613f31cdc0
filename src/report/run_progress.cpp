#include "report/run_progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/figures.hpp"
#include "report/text_table.hpp"

namespace spate::report {
namespace {

constexpr Duration kMinInterval = kSecond / 2;  // rates over shorter times are noise

std::string limit_text(stats::LimitReason limit) {
  return limit == stats::LimitReason::none ? "-" : std::string{stats::kLimitReasons[static_cast<std::size_t>(limit)]};
}

}  // namespace

void RunProgress::update(MonotonicTime now) {
  const bool counts = now - counted_at_ >= kMinInterval;
  std::vector<StreamProgress> streams;
  for (const auto& of : stats_.streams.read()) {
    const stats::StreamStats& stats = *of;
    StreamProgress& progress = streams.emplace_back();
    progress.of = of;
    progress.account = stats::read_account(stats);
    count_rate(progress, counts ? now - counted_at_ : Duration{});
    progress.target = stats.target_rate.load(std::memory_order_relaxed);
    progress.behind = stats.worker.behind.load(std::memory_order_relaxed);
    progress.limit = stats.worker.ended.load(std::memory_order_relaxed) == MonotonicTime{} ? stats.limits.latest.load()
                                                                                           : stats::LimitReason::none;
    progress.latency = stats.delivery.delivery_latency.read().since(stats.warm_up.delivery_latency);
  }
  streams_ = std::move(streams);
  if (counts) counted_at_ = now;
}

// Rate since the last count, or the last rate if that time is too short.
void RunProgress::count_rate(StreamProgress& progress, Duration time) const {
  const auto known = std::find_if(streams_.begin(), streams_.end(),
                                  [&](const StreamProgress& previous) { return previous.of == progress.of; });
  const bool is_known = known != streams_.end();
  progress.counted = is_known ? known->counted : 0;
  progress.rate = is_known ? known->rate : 0;
  if (time == Duration{}) return;
  if (counted_at_ != MonotonicTime{})
    progress.rate = static_cast<double>(progress.account.delivered - progress.counted) / to_seconds(time);
  progress.counted = progress.account.delivered;
}

std::string RunProgress::table() const {
  std::vector<TableRow> rows{
      {"stream", "records", "rate/s", "target/s", "behind", "p50", "p99", "failed", "in flight", "limited by"}};
  for (const StreamProgress& progress : streams_) {
    if (progress.of->removed && progress.account.in_flight == 0) continue;
    rows.push_back({progress.of->name, grouped(progress.account.delivered), rate_text(progress.rate),
                    rate_text(progress.target), latency_text(to_seconds(progress.behind)),
                    latency_text(to_seconds(progress.latency.quantile(0.5))),
                    latency_text(to_seconds(progress.latency.quantile(0.99))), grouped(progress.account.failed),
                    grouped(progress.account.in_flight), limit_text(progress.limit)});
  }
  return text_table(rows);
}

std::string RunProgress::line() const {
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  std::uint64_t in_flight = 0;
  double rate = 0;
  double target = 0;
  stats::HistogramSnapshot latency;
  for (const StreamProgress& progress : streams_) {
    delivered += progress.account.delivered;
    failed += progress.account.failed;
    in_flight += progress.account.in_flight;
    rate += progress.rate;
    target += progress.target;
    latency.merge(progress.latency);
  }
  return fmt::format("{} delivered, {}/s of {}/s, {} failed, {} in flight, delivery latency p50 {} p99 {}",
                     grouped(delivered), rate_text(rate), rate_text(target), grouped(failed), grouped(in_flight),
                     latency_text(to_seconds(latency.quantile(0.5))), latency_text(to_seconds(latency.quantile(0.99))));
}

}  // namespace spate::report
