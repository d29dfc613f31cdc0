// Both identities of the account hold in every scrape while the two threads of a stream write.
#include <atomic>

#include "base/thread.hpp"
#include "catch.hpp"
#include "metrics/collector.hpp"
#include "metrics/exposition.hpp"
#include "metrics/run.hpp"

namespace {

constexpr std::uint64_t kBatch = 7;

// Counts as a worker does: due, then enqueued; some skipped, some rejected.
void work(spate::stats::WorkerStats& worker, const std::atomic<bool>& stop, std::atomic<std::uint64_t>& in_client) {
  for (std::uint64_t turn = 0; !stop; ++turn) {
    worker.scheduled.add(kBatch + 3);
    worker.duplicated.add(1);
    worker.dropped.add(1);
    worker.skipped[turn % 3].add(1);
    in_client.fetch_add(kBatch);  // before they are counted as enqueued
    worker.schedule_lag.record(std::chrono::nanoseconds{turn % 5'000'000}, kBatch);
    worker.enqueued.add(kBatch + 1);
    worker.rejected.count(10, 1);
  }
}

// Counts as the poll thread does: delivery reports, perhaps before the worker counts the records as enqueued.
void report(spate::stats::DeliveryStats& delivery, const std::atomic<bool>& stop,
            const std::atomic<std::uint64_t>& in_client) {
  std::uint64_t reported = 0;
  while (!stop) {
    if (in_client.load() < reported + kBatch) continue;
    delivery.possibly_persisted.add(1);
    delivery.failed.count(-192 - static_cast<int>(reported % 5), 2);
    delivery.delivered.add(kBatch - 2);
    delivery.ack_latency.record(spate::kMillisecond, kBatch);
    reported += kBatch;
  }
}

double sample(const spate::test::Exposition& scrape, const char* name) {
  return scrape.at(std::string{name} + "{stream=\"s0\"}");
}

}  // namespace

TEST_CASE("the account balances in every scrape of a running stream and no counter decreases") {
  spate::stats::RunStats stats;
  spate::test::fill(stats, 1);
  const spate::metrics::Collector collector{stats};
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> in_client{0};
  auto& stream = *stats.streams[0];
  spate::Thread worker{"worker", [&] { work(stream.worker, stop, in_client); }};
  spate::Thread poll{"poll", [&] { report(stream.delivery, stop, in_client); }};

  std::map<std::string, double> before;
  for (int scrapes = 0; scrapes < 300; ++scrapes) {
    const spate::test::Exposition scrape{collector.expose()};
    const double failed = scrape.sum("spate_records_failed_total");
    REQUIRE(sample(scrape, "spate_records_scheduled_total") + sample(scrape, "spate_records_duplicated_total") ==
            sample(scrape, "spate_records_enqueued_total") + scrape.sum("spate_records_skipped_total") +
                sample(scrape, "spate_records_dropped_total") + sample(scrape, "spate_records_waiting"));
    REQUIRE(sample(scrape, "spate_records_enqueued_total") ==
            sample(scrape, "spate_records_delivered_total") + failed + sample(scrape, "spate_records_in_flight"));
    REQUIRE(sample(scrape, "spate_records_waiting") < 1e15);  // not negative and wrapped
    REQUIRE(sample(scrape, "spate_records_in_flight") < 1e15);
    REQUIRE(sample(scrape, "spate_records_possibly_persisted_total") <= failed);
    for (const auto& [series, value] : scrape.samples) {
      const bool counts = series.find("_total") != std::string::npos || series.find("_bucket{") != std::string::npos;
      CAPTURE(series);
      if (counts && before.count(series) > 0) REQUIRE(value >= before[series]);
    }
    before = scrape.samples;
  }
  stop = true;
  worker.join();
  poll.join();
  CHECK(before["spate_records_delivered_total{stream=\"s0\"}"] > 0);
}
