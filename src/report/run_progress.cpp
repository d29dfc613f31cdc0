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
  const bool updates_rates = now - rates_updated_at_ >= kMinInterval;
  std::vector<StreamProgress> streams;
  for (const auto& stream : stats_.streams.read()) {
    const stats::StreamStats& stats = *stream;
    StreamProgress& progress = streams.emplace_back();
    progress.stream = stream;
    progress.account = stats::read_account(stats);
    update_rate(progress, updates_rates ? now - rates_updated_at_ : Duration{});
    progress.target = stats.target_rate.load(std::memory_order_relaxed);
    progress.behind = stats.worker.behind.load(std::memory_order_relaxed);
    progress.limit = stats.worker.ended.load(std::memory_order_relaxed) == MonotonicTime{} ? stats.limits.latest.load()
                                                                                           : stats::LimitReason::none;
    progress.latency = stats.delivery.delivery_latency.read().since(stats.warm_up.delivery_latency);
  }
  streams_ = std::move(streams);
  if (updates_rates) rates_updated_at_ = now;
}

// `interval`: since the last update of the rates; 0: keeps the last rate.
void RunProgress::update_rate(StreamProgress& progress, Duration interval) const {
  const auto last = std::find_if(streams_.begin(), streams_.end(),
                                 [&](const StreamProgress& previous) { return previous.stream == progress.stream; });
  const bool is_known = last != streams_.end();
  progress.rate_base = is_known ? last->rate_base : 0;
  progress.rate = is_known ? last->rate : 0;
  if (interval == Duration{}) return;
  if (rates_updated_at_ != MonotonicTime{})
    progress.rate = static_cast<double>(progress.account.delivered - progress.rate_base) / to_seconds(interval);
  progress.rate_base = progress.account.delivered;
}

std::string RunProgress::table() const {
  std::vector<TableRow> rows{
      {"stream", "records", "rate/s", "target/s", "behind", "p50", "p99", "failed", "in flight", "limited by"}};
  for (const StreamProgress& progress : streams_) {
    if (progress.stream->removed && progress.account.in_flight == 0) continue;
    rows.push_back({progress.stream->name, grouped(progress.account.delivered), rate_text(progress.rate),
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
