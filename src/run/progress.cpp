#include "run/progress.hpp"

#include <fmt/format.h>

#include <utility>

#include "run/figures.hpp"
#include "run/text_table.hpp"

namespace spate {
namespace {

std::string limit_text(Limit limit) {
  return limit == Limit::none ? "-" : std::string{kLimits[static_cast<std::size_t>(limit)]};
}

}  // namespace

void RunProgress::look(Nanos now) {
  const double seconds = looked_ == 0 ? 0 : to_seconds(now - looked_);
  std::vector<StreamProgress> streams;
  for (const auto& of : stats_.streams.read()) {
    const StreamStats& stats = *of;
    StreamProgress& progress = streams.emplace_back();
    progress.of = of;
    const auto before = delivered_before(stats);
    progress.account = read_account(stats);
    progress.rate = seconds > 0 ? static_cast<double>(progress.account.delivered - before) / seconds : 0;
    progress.target = stats.target_rate.load(std::memory_order_relaxed);
    progress.behind = stats.worker.behind.load(std::memory_order_relaxed);
    progress.limit = stats.worker.ended.load(std::memory_order_relaxed) == 0 ? stats.limits.latest.load() : Limit::none;
    progress.latency = stats.delivery.delivery_latency.read().since(stats.warm_up.delivery_latency);
  }
  streams_ = std::move(streams);
  looked_ = now;
}

std::uint64_t RunProgress::delivered_before(const StreamStats& stats) const {
  for (const StreamProgress& progress : streams_)
    if (progress.of.get() == &stats) return progress.account.delivered;
  return 0;
}

std::string RunProgress::table() const {
  std::vector<TableRow> rows{
      {"stream", "records", "rate/s", "target/s", "lag", "p50", "p99", "failed", "in flight", "limited by"}};
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
  HistogramReading latency;
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

}  // namespace spate
