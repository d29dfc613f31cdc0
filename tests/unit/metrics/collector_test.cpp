#include "metrics/collector.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "metrics/exposition.hpp"
#include "metrics/families.hpp"
#include "metrics/run.hpp"

namespace {

using spate::kMillisecond;
using spate::kSecond;

struct Run {
  explicit Run(std::size_t streams = 1) { spate::test::fill(stats, streams); }
  spate::stats::WorkerStats& worker() { return stats.streams[0]->worker; }
  spate::stats::DeliveryStats& delivery() { return stats.streams[0]->delivery; }
  [[nodiscard]] spate::test::Exposition scrape() const {
    return spate::test::Exposition{spate::metrics::Collector{stats}.expose()};
  }

  spate::stats::RunStats stats;
};

}  // namespace

TEST_CASE("a scrape contains every family with its help and type") {
  Run run;
  run.stats.streams[0]->end_to_end.measured = true;
  const auto scrape = run.scrape();
  CHECK(scrape.help.size() == spate::metrics::families().size());
  for (const auto& family : spate::metrics::families()) {
    CAPTURE(family.name);
    CHECK(scrape.help.at(family.name) == family.help);
    const std::string type = scrape.type.at(family.name);
    CHECK(type == (family.type == prometheus::MetricType::Counter ? "counter"
                   : family.type == prometheus::MetricType::Gauge ? "gauge"
                                                                  : "histogram"));
  }
}

// Bound for the number that docs/reference/metrics.md states.
constexpr std::size_t kMaxSeriesOfAStream = 150;

TEST_CASE("the first scrape contains every series of a stream with value 0") {
  const auto scrape = Run{}.scrape();
  std::size_t series = 0;
  for (const auto& [name, value] : scrape.samples) {
    if (name.find("stream=\"s0\"") == std::string::npos) continue;
    CAPTURE(name);
    CHECK(value == (name.rfind("spate_stream_info", 0) == 0 ? 1 : 0));
    ++series;
  }
  CHECK(series <= kMaxSeriesOfAStream);
  CHECK(scrape.at("spate_records_failed_total{stream=\"s0\",error=\"_MSG_TIMED_OUT\"}") == 0);
  CHECK(scrape.at("spate_records_failed_total{stream=\"s0\",error=\"other\"}") == 0);
  CHECK(scrape.at("spate_records_skipped_total{stream=\"s0\",reason=\"stop\"}") == 0);
}

TEST_CASE("a scrape contains the account of a stream") {
  Run run;
  run.worker().scheduled.add(100);
  run.worker().duplicated.add(2);
  run.worker().dropped.add(1);
  run.worker().enqueued.add(90);
  run.worker().bytes_enqueued.add(9'000);
  run.worker().skipped[1].add(4);
  run.worker().skipped_bytes[1].add(4'000);
  run.worker().rejected.count(10, 3);
  run.delivery().delivered.add(60);
  run.delivery().bytes_delivered.add(6'000);
  run.delivery().failed.count(-192, 5);
  run.delivery().failed.count(-1, 1);
  run.delivery().possibly_persisted.add(2);
  const auto scrape = run.scrape();
  CHECK(scrape.at("spate_records_scheduled_total{stream=\"s0\"}") == 100);
  CHECK(scrape.at("spate_records_duplicated_total{stream=\"s0\"}") == 2);
  CHECK(scrape.at("spate_records_dropped_total{stream=\"s0\"}") == 1);
  CHECK(scrape.at("spate_records_enqueued_total{stream=\"s0\"}") == 90);
  CHECK(scrape.at("spate_records_skipped_total{stream=\"s0\",reason=\"backlog\"}") == 4);
  CHECK(scrape.at("spate_records_waiting{stream=\"s0\"}") == 7);
  CHECK(scrape.at("spate_records_delivered_total{stream=\"s0\"}") == 60);
  CHECK(scrape.at("spate_records_failed_total{stream=\"s0\",error=\"MSG_SIZE_TOO_LARGE\"}") == 3);
  CHECK(scrape.at("spate_records_failed_total{stream=\"s0\",error=\"_MSG_TIMED_OUT\"}") == 5);
  CHECK(scrape.at("spate_records_failed_total{stream=\"s0\",error=\"other\"}") == 1);
  CHECK(scrape.at("spate_records_possibly_persisted_total{stream=\"s0\"}") == 2);
  CHECK(scrape.at("spate_records_in_flight{stream=\"s0\"}") == 21);
  CHECK(scrape.at("spate_bytes_enqueued_total{stream=\"s0\"}") == 9'000);
  CHECK(scrape.at("spate_bytes_delivered_total{stream=\"s0\"}") == 6'000);
  CHECK(scrape.at("spate_bytes_skipped_total{stream=\"s0\",reason=\"backlog\"}") == 4'000);
  CHECK(scrape.at("spate_bytes_skipped_total{stream=\"s0\",reason=\"late\"}") == 0);
}

TEST_CASE("a counter with 15 digits is exposed without rounding") {
  Run run;
  run.worker().scheduled.add(123'456'789'012'345);
  CHECK_THAT(spate::metrics::Collector{run.stats}.expose(),
             ContainsSubstring("spate_records_scheduled_total{stream=\"s0\"} 123456789012345\n"));
}

TEST_CASE("a stream at rate max has a target of +Inf") {
  Run run;
  run.stats.streams[0]->target_rate = std::numeric_limits<double>::infinity();
  CHECK_THAT(spate::metrics::Collector{run.stats}.expose(),
             ContainsSubstring("spate_target_records_per_second{stream=\"s0\"} +Inf\n"));
}

TEST_CASE("durations are exposed in seconds") {
  Run run;
  run.stats.streams[0]->target_rate = 0.2;
  run.worker().behind = 1500 * kMillisecond;
  run.worker().blocked.add(2250 * kMillisecond);
  const auto scrape = run.scrape();
  CHECK(scrape.at("spate_target_records_per_second{stream=\"s0\"}") == 0.2);
  CHECK(scrape.at("spate_schedule_behind_seconds{stream=\"s0\"}") == 1.5);
  CHECK(scrape.at("spate_blocked_seconds_total{stream=\"s0\"}") == 2.25);
}

TEST_CASE("each histogram exposes its own values, cumulative by bound") {
  Run run;
  run.worker().schedule_lag.record(3 * kMillisecond, 2);
  run.delivery().ack_latency.record(40 * kMillisecond);
  run.delivery().delivery_latency.record(200 * kSecond);
  const auto scrape = run.scrape();
  CHECK(scrape.at("spate_schedule_lag_seconds_bucket{stream=\"s0\",le=\"0.0025\"}") == 0);
  CHECK(scrape.at("spate_schedule_lag_seconds_bucket{stream=\"s0\",le=\"0.005\"}") == 2);
  CHECK(scrape.at("spate_schedule_lag_seconds_bucket{stream=\"s0\",le=\"+Inf\"}") == 2);
  CHECK(scrape.at("spate_schedule_lag_seconds_count{stream=\"s0\"}") == 2);
  CHECK(scrape.at("spate_schedule_lag_seconds_sum{stream=\"s0\"}") == Approx(0.006));
  CHECK(scrape.at("spate_ack_latency_seconds_bucket{stream=\"s0\",le=\"0.025\"}") == 0);
  CHECK(scrape.at("spate_ack_latency_seconds_bucket{stream=\"s0\",le=\"0.05\"}") == 1);
  CHECK(scrape.at("spate_delivery_latency_seconds_bucket{stream=\"s0\",le=\"60\"}") == 0);
  CHECK(scrape.at("spate_delivery_latency_seconds_bucket{stream=\"s0\",le=\"+Inf\"}") == 1);
  CHECK(scrape.at("spate_delivery_latency_seconds_sum{stream=\"s0\"}") == Approx(200));
}

TEST_CASE("client metrics are always exposed, broker metrics from the first statistics on") {
  Run run;
  const auto scrape = run.scrape();
  CHECK(scrape.at("spate_producer_queue_records") == 3);
  CHECK(scrape.at("spate_producer_queue_bytes") == 900);
  CHECK(scrape.at("spate_broker_up{broker=\"b:9092/1\"}") == 1);
  CHECK(scrape.at("spate_broker_rtt_seconds{broker=\"b:9092/1\"}") == 0.002);
  CHECK(scrape.at("spate_broker_throttle_seconds{broker=\"b:9092/1\"}") == 0.25);
  CHECK(scrape.at("spate_broker_requests_in_flight{broker=\"b:9092/1\"}") == 4);
  run.stats.client.replace({});
  CHECK(run.scrape().help.count("spate_broker_up") == 0);
  CHECK(run.scrape().at("spate_producer_queue_records") == 0);
}

TEST_CASE("a cluster of 300 brokers exposes 200, with all that are not connected") {
  Run run;
  spate::stats::ClientSnapshot snapshot;
  for (int broker = 0; broker < 300; ++broker) {
    snapshot.brokers.push_back({"b:9092/" + std::to_string(broker), broker < 290, 0, 0, 0});
  }
  run.stats.client.replace(snapshot);
  const auto scrape = run.scrape();
  CHECK(scrape.sum("spate_broker_up") == 190);
  CHECK(scrape.at("spate_broker_up{broker=\"b:9092/299\"}") == 0);
}

TEST_CASE("info metrics contain names and versions with escaped special characters") {
  Run run;
  run.stats.streams[0]->generator = "my \"own\"\\gen\n.yaml";
  const auto scrape = run.scrape();
  CHECK(scrape.at(R"(spate_stream_info{stream="s0",topic="s0-topic",generator="my \"own\"\\gen\n.yaml"})") == 1);
  CHECK(scrape.at("spate_build_info{version=\"1.2.3\",librdkafka=\"2.0.2\"}") == 1);
}

TEST_CASE("a scrape of 500 streams is complete within 10 s") {
  const Run run{500};
  const auto begin = spate::monotonic_now();
  const auto text = spate::metrics::Collector{run.stats}.expose();
  const auto took = spate::monotonic_now() - begin;
  CHECK(spate::test::Exposition{text}.samples.size() <= 500 * kMaxSeriesOfAStream + 100);
  CHECK(text.size() < 6'000'000);
  CHECK(took < 10 * kSecond);  // the default scrape timeout of Prometheus; sanitizer builds are slow
}
