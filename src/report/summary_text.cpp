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
  return fmt::format("{}: {:.1f} % of {}", busiest - stream.partitions.begin(), 100 * stream.partition_share_max,
                     stream.partitions.size());
}

// Keys are bytes: what does not print is left out.
std::string busiest_keys(const StreamSummary& stream) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (const stats::KeyShare& busy :
       std::span{stream.busiest_keys}.first(std::min(kShown, stream.busiest_keys.size()))) {
    text += fmt::format("{}{} {:.1f} %", text.empty() ? "" : ", ", printable(busy.key), 100 * busy.share);
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

// Empty when there are no thresholds.
std::string verdict_table(const Summary& summary) {
  std::vector<TableRow> rows{{"stream", "threshold", "value", ""}};
  for (const StreamSummary& stream : summary.streams) {
    for (const ThresholdResult& result : stream.thresholds)
      rows.push_back({stream.name, result.text, value_text(result), result.ok ? "ok" : "missed"});
  }
  return rows.size() == 1 ? "" : text_table(rows, "llr") + "\n";
}

// What generator and pacer did, and what a core of their own would let them do. Empty unless that was the question.
std::string ceiling_table(const Summary& summary) {
  if (!summary.null_sink) return "";
  std::vector<TableRow> rows{{"stream", "made/s", "processor", "records/s per core"}};
  for (const StreamSummary& stream : summary.streams) {
    rows.push_back({stream.name, rate_text(stream.rate), fmt::format("{:.2f} s", stream.cpu_seconds),
                    records_per_core(stream) > 0 ? rate_text(records_per_core(stream)) : "-"});
  }
  return text_table(rows) + "\n";
}

std::string found_text(const RateSearch& found, const Summary& summary) {
  if (!found.best) return "find-max: no rate was confirmed\n";
  std::string text = fmt::format("find-max: {}x the rates of the scenario passed, {}\n", multiplier_text(*found.best),
                                 found.lowest_failed ? fmt::format("{}x failed", multiplier_text(*found.lowest_failed))
                                                     : "no higher rate was tried");
  for (const StreamSummary& stream : summary.streams)
    text += fmt::format("find-max: {} at {}/s\n", stream.name, rate_text(stream.target_rate));
  return text;
}

// What the tables leave out: what kept a stream from its rate, why records were skipped or failed, and whether the
// account closes.
std::string remarks(const Summary& summary) {
  std::string text;
  for (const StreamSummary& stream : summary.streams) {
    const stats::Account& account = stream.account;
    if (const auto sentence = limit_summary(stream); !sentence.empty()) text += sentence + "\n";
    for (std::size_t reason = 0; reason < stats::kSkipReasons.size(); ++reason) {
      if (account.skipped[reason] == 0) continue;
      text += fmt::format("{}: {} skipped ({})\n", stream.name, grouped(account.skipped[reason]),
                          stats::kSkipReasons[reason]);
    }
    for (std::size_t reason = 0; reason < stats::kSkipReasons.size(); ++reason) {
      if (account.skipped_bytes[reason] == 0) continue;
      text += fmt::format("{}: {} of its rate skipped ({}), which no records were made of\n", stream.name,
                          size_text(account.skipped_bytes[reason]), stats::kSkipReasons[reason]);
    }
    for (const auto& [error, records] : stream.failures) {
      text += fmt::format("{}: {} failed with {}\n", stream.name, grouped(records), error);
    }
    if (stream.end_to_end_unmeasured > 0) {
      text += fmt::format("{}: the end-to-end latency of {} delivered records is not known\n", stream.name,
                          grouped(stream.end_to_end_unmeasured));
    }
    if (account.possibly_persisted > 0) {
      text += fmt::format("{}: {} of the failed may be in the log all the same\n", stream.name,
                          grouped(account.possibly_persisted));
    }
    for (const auto& [kind, records] : stream.imperfections) {
      if (records > 0) text += fmt::format("{}: {} {} on purpose\n", stream.name, grouped(records), kind);
    }
    if (!stream.balanced) {
      text += fmt::format("{}: the account does not close: this is a bug in spate, please report it\n", stream.name);
    }
  }
  if (const EvictedTotals& gone = summary.evicted_streams; gone.streams > 0) {
    text += fmt::format("and {} streams that were removed long before: {} delivered, {} failed, {} skipped{}\n",
                        grouped(gone.streams), grouped(gone.delivered), grouped(gone.failed), grouped(gone.skipped),
                        gone.balanced ? "" : "; an account does not close: this is a bug in spate, please report it");
  }
  if (summary.warm_up_seconds > 0) {
    text += fmt::format("warm-up: the latencies leave out the first {:.1f} s, the account holds them\n",
                        summary.warm_up_seconds);
  }
  if (summary.null_sink)
    text += "the sink is null: \"delivered\" means made and thrown away at once, no record has left this process\n";
  if (summary.acks_zero) text += "acks is 0: \"delivered\" means written to the socket, no broker has confirmed it\n";
  return text;
}

}  // namespace

std::string to_text(const Summary& summary) {
  const auto ending =
      fmt::format("{}: {:.1f} s, exit {}\n", printable_line(summary.scenario), summary.duration_seconds, summary.exit);
  const auto notes = remarks(summary);
  return account_table(summary) + "\n" + latency_table(summary) + "\n" + skew_table(summary) + "\n" +
         ceiling_table(summary) + verdict_table(summary) +
         (summary.find_max ? found_text(*summary.find_max, summary) + "\n" : "") + notes + (notes.empty() ? "" : "\n") +
         ending;
}

}  // namespace spate::report
