#include "report/summary.hpp"

#include "base/json.hpp"

namespace spate::report {
namespace {

// 1 is the rates of the scenario.
double multiplier_number(Thousandths thousandths) { return static_cast<double>(thousandths) / 1000; }

Json to_json(const RateSearch& search) {
  Json result{{"multiplier", search.best ? Json(multiplier_number(*search.best)) : Json(nullptr)},
              {"lowest_failed", search.lowest_failed ? Json(multiplier_number(*search.lowest_failed)) : Json(nullptr)},
              {"trials", Json::array()}};
  for (const Trial& trial : search.trials) {
    result["trials"].push_back({{"multiplier", multiplier_number(trial.multiplier)},
                                {"confirmation", trial.confirmation},
                                {"passed", trial.passed}});
  }
  return result;
}

}  // namespace

bool has_failures(const stats::Account& account) noexcept {
  constexpr auto backlog = static_cast<std::size_t>(stats::SkipReason::backlog);
  return account.failed > 0 || account.skipped[backlog] > 0 || account.skipped_bytes[backlog] > 0;
}

void EvictedTotals::add(const stats::StreamStats& stats) noexcept {
  const stats::Account account = stats::read_account(stats);
  ++streams;
  scheduled += account.scheduled;
  delivered += account.delivered;
  failed += account.failed;
  skipped += account.skipped_total();
  balanced = balanced && stats::account_balances(stats);
  has_failures = has_failures || report::has_failures(account);
}

std::string to_json(const Summary& summary) {
  Json document{{"scenario", summary.scenario}, {"seed", summary.seed},
                {"started", summary.started},   {"duration_seconds", summary.duration_seconds},
                {"exit_code", summary.exit},    {"streams", Json::array()}};
  if (!summary.shard.is_single()) document["shard"] = {{"index", summary.shard.index}, {"count", summary.shard.count}};
  if (summary.null_sink) document["sink"] = "null";
  if (const EvictedTotals& evicted = summary.evicted_streams; evicted.streams > 0) {
    document["evicted_streams"] = {{"count", evicted.streams},       {"scheduled", evicted.scheduled},
                                   {"delivered", evicted.delivered}, {"failed", evicted.failed},
                                   {"skipped", evicted.skipped},     {"balanced", evicted.balanced}};
  }
  if (summary.find_max) document["find_max"] = to_json(*summary.find_max);
  if (summary.warm_up_seconds > 0) document["warm_up_seconds"] = summary.warm_up_seconds;
  for (const StreamSummary& stream : summary.streams) document["streams"].push_back(to_json(stream, summary));
  return json_text(document, 2) + "\n";
}

}  // namespace spate::report
