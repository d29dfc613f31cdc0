#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/printable.hpp"
#include "report/figures.hpp"
#include "report/limit_text.hpp"
#include "report/summary.hpp"
#include "report/text_table.hpp"

namespace spate::report {
namespace {

std::string account_table(const Summary& summary) {
  std::vector<TableRow> rows{{"stream", "scheduled", "enqueued", "skipped", "delivered", "failed", "in flight",
                              "rate/s", "target/s", "delivered bytes"}};
  for (const StreamSummary& stream : summary.streams) {
    const stats::Account& account = stream.account;
    rows.push_back({stream.name, grouped(account.scheduled), grouped(account.enqueued),
                    grouped(account.skipped_total()), grouped(account.delivered), grouped(account.failed),
                    grouped(account.in_flight), rate_text(stream.rate), rate_text(stream.target_rate),
                    size_text(account.bytes_delivered)});
  }
  return text_table(rows);
}

void add_latency(std::vector<TableRow>& rows, const std::string& stream, std::string_view kind,
                 const LatencyFigures& latency) {
  rows.push_back({stream, std::string{kind}, latency_text(latency.p50), latency_text(latency.p90),
                  latency_text(latency.p99), latency_text(latency.p999), latency_text(latency.max)});
}

std::string latency_table(const Summary& summary) {
  std::vector<TableRow> rows{{"stream", "latency", "p50", "p90", "p99", "p99.9", "max"}};
  for (const StreamSummary& stream : summary.streams) {
    add_latency(rows, stream.name, "schedule lag", stream.schedule_lag);
    add_latency(rows, "", "ack", stream.ack_latency);
    add_latency(rows, "", "delivery", stream.delivery_latency);
    if (stream.end_to_end) add_latency(rows, "", "end to end", *stream.end_to_end);
  }
  return text_table(rows);
}

std::string busiest_partition(const StreamSummary& stream) {
  const auto busiest = std::max_element(stream.partitions.begin(), stream.partitions.end());
  if (busiest == stream.partitions.end()) return "-";
  return fmt::format("{}: {:.1f} % of {}", busiest - stream.partitions.begin(), 100 * stream.busiest_partition,
                     stream.partitions.size());
}

// Keys are bytes; unprintable ones are escaped.
std::string busiest_keys(const StreamSummary& stream) {
  constexpr std::size_t kMaxKeys = 3;
  std::string text;
  for (const stats::KeyShare& key :
       std::span{stream.busiest_keys}.first(std::min(kMaxKeys, stream.busiest_keys.size()))) {
    text += fmt::format("{}{} {:.1f} %", text.empty() ? "" : ", ", printable(key.key), 100 * key.share);
  }
  return text.empty() ? "-" : text;
}

std::string skew_table(const Summary& summary) {
  std::vector<TableRow> rows{{"stream", "busiest partition", "busiest keys"}};
  for (const StreamSummary& stream : summary.streams) {
    rows.push_back({stream.name, busiest_partition(stream), busiest_keys(stream)});
  }
  return text_table(rows, "l");
}

// Empty without thresholds.
std::string threshold_table(const Summary& summary) {
  std::vector<TableRow> rows{{"stream", "threshold", "value", "result"}};
  for (const StreamSummary& stream : summary.streams) {
    for (const ThresholdResult& result : stream.thresholds)
      rows.push_back({stream.name, result.text, value_text(result), result.passed ? "passed" : "failed"});
  }
  return rows.size() == 1 ? "" : text_table(rows, "llr") + "\n";
}

// CPU time of generator and pacer, and the rate of a whole core. Empty unless the sink is null.
std::string cpu_table(const Summary& summary) {
  if (!summary.null_sink) return "";
  std::vector<TableRow> rows{{"stream", "made/s", "CPU time", "records/s per core"}};
  for (const StreamSummary& stream : summary.streams) {
    rows.push_back({stream.name, rate_text(stream.rate), fmt::format("{:.2f} s", stream.cpu_seconds),
                    records_per_core(stream) > 0 ? rate_text(records_per_core(stream)) : "-"});
  }
  return text_table(rows) + "\n";
}

std::string rate_search_text(const RateSearch& search, const Summary& summary) {
  if (!search.best) return "find-max: no rate was confirmed\n";
  std::string text =
      fmt::format("find-max: {}x the rates of the scenario passed, {}\n", multiplier_text(*search.best),
                  search.lowest_failed ? fmt::format("{}x failed", multiplier_text(*search.lowest_failed))
                                       : "no higher rate was tried");
  for (const StreamSummary& stream : summary.streams)
    text += fmt::format("find-max: {} at {}/s\n", stream.name, rate_text(stream.target_rate));
  return text;
}

// Notes below the tables: limit reasons, skipped and failed records, and accounts that do not balance.
std::string notes_text(const Summary& summary) {
  std::string text;
  for (const StreamSummary& stream : summary.streams) {
    const stats::Account& account = stream.account;
    if (const auto limits = limit_summary(stream); !limits.empty()) text += limits + "\n";
    for (std::size_t reason = 0; reason < stats::kSkipReasons.size(); ++reason) {
      if (account.skipped[reason] == 0) continue;
      text += fmt::format("{}: {} skipped ({})\n", stream.name, grouped(account.skipped[reason]),
                          stats::kSkipReasons[reason]);
    }
    for (std::size_t reason = 0; reason < stats::kSkipReasons.size(); ++reason) {
      if (account.skipped_bytes[reason] == 0) continue;
      text += fmt::format("{}: {} of a rate in bytes skipped ({}), no records were made for them\n", stream.name,
                          size_text(account.skipped_bytes[reason]), stats::kSkipReasons[reason]);
    }
    for (const auto& [error, records] : stream.failures) {
      text += fmt::format("{}: {} failed with {}\n", stream.name, grouped(records), error);
    }
    if (stream.end_to_end_unmeasured > 0) {
      text += fmt::format("{}: end-to-end latency not measured for {} delivered records\n", stream.name,
                          grouped(stream.end_to_end_unmeasured));
    }
    if (account.possibly_persisted > 0) {
      text +=
          fmt::format("{}: {} failed records may be in the topic\n", stream.name, grouped(account.possibly_persisted));
    }
    for (const auto& [kind, records] : stream.imperfections) {
      if (records > 0) text += fmt::format("{}: {} {} (imperfections)\n", stream.name, grouped(records), kind);
    }
    if (!stream.balanced) {
      text += fmt::format("{}: the account does not balance: this is a bug in spate, please report it\n", stream.name);
    }
  }
  if (const EvictedTotals& evicted = summary.evicted_streams; evicted.streams > 0) {
    text +=
        fmt::format("{} evicted streams: {} delivered, {} failed, {} skipped{}\n", grouped(evicted.streams),
                    grouped(evicted.delivered), grouped(evicted.failed), grouped(evicted.skipped),
                    evicted.balanced ? "" : "; an account does not balance: this is a bug in spate, please report it");
  }
  if (summary.warm_up_seconds > 0) {
    text += fmt::format("warm-up: latencies exclude the first {:.1f} s, the account includes it\n",
                        summary.warm_up_seconds);
  }
  if (summary.null_sink) text += "sink null: \"delivered\" means made and discarded, no record left the process\n";
  if (summary.acks_zero) text += "acks=0: \"delivered\" means written to the socket, without an acknowledgement\n";
  return text;
}

}  // namespace

std::string to_text(const Summary& summary) {
  const auto ending =
      fmt::format("{}: {:.1f} s, exit {}\n", printable_line(summary.scenario), summary.duration_seconds, summary.exit);
  const auto notes = notes_text(summary);
  return account_table(summary) + "\n" + latency_table(summary) + "\n" + skew_table(summary) + "\n" +
         cpu_table(summary) + threshold_table(summary) +
         (summary.find_max ? rate_search_text(*summary.find_max, summary) + "\n" : "") + notes +
         (notes.empty() ? "" : "\n") + ending;
}

}  // namespace spate::report
