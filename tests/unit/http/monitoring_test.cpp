#include "http/monitoring.hpp"

#include "catch.hpp"
#include "http/client.hpp"
#include "http/http_server.hpp"

namespace {

using spate::test::send_request;

struct MonitoredRun {
  MonitoredRun() {
    for (const char* name : {"orders", "logs"}) {
      auto stream = std::make_unique<spate::stats::StreamStats>();
      stream->name = name;
      stream->topic = std::string{name} + "-topic";
      stats.streams.add(std::move(stream));
    }
  }
  [[nodiscard]] spate::test::Response get(const char* path) const { return send_request(server.port(), "GET", path); }

  spate::stats::RunStats stats;
  spate::metrics::Collector collector{stats};
  spate::http::HttpServer server{"127.0.0.1:0", spate::http::monitoring_routes(collector)};
};

}  // namespace

TEST_CASE("/metrics is Prometheus' text format, version 0.0.4") {
  MonitoredRun run;
  run.stats.streams[0]->worker.scheduled.add(7);
  const auto response = run.get("/metrics");
  CHECK(response.status == 200);
  CHECK_THAT(response.head, ContainsSubstring("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  CHECK_THAT(response.body, ContainsSubstring("\nspate_records_scheduled_total{stream=\"orders\"} 7\n"));
}

TEST_CASE("/healthz is 200 even if no stream is ready") { CHECK(MonitoredRun{}.get("/healthz").status == 200); }

TEST_CASE("/readyz names the parts that are not ready, and is 200 when all are ready") {
  MonitoredRun run;
  const auto not_ready = run.get("/readyz");
  CHECK(not_ready.status == 503);
  CHECK(not_ready.body ==
        "no broker has responded yet\n"
        "stream orders: topic orders-topic is not ready\n"
        "stream logs: topic logs-topic is not ready\n");

  run.stats.client.replace({0, 0, {{"b:9092/1", true, 0, 0, 0}}});
  run.stats.streams[0]->topic_ready = true;
  const auto one_ready = run.get("/readyz");
  CHECK(one_ready.status == 503);
  CHECK(one_ready.body == "stream logs: topic logs-topic is not ready\n");

  run.stats.streams[1]->topic_ready = true;
  CHECK(run.get("/readyz").status == 200);
  CHECK(run.get("/readyz").body == "ready\n");

  run.stats.client.replace({0, 0, {{"b:9092/1", false, 0, 0, 0}}});
  CHECK(run.get("/readyz").body == "broker b:9092/1 is down\n");
}

TEST_CASE("/readyz does not wait for client statistics if all topics are ready") {
  MonitoredRun run;
  run.stats.streams[0]->topic_ready = true;
  CHECK(run.get("/readyz").body == "stream logs: topic logs-topic is not ready\n");
  run.stats.streams[1]->topic_ready = true;
  CHECK(run.get("/readyz").status == 200);
}

TEST_CASE("the root lists the paths") {
  const auto response = MonitoredRun{}.get("/");
  CHECK(response.status == 404);
  CHECK(response.body == "Unknown path /. Use one of:\n  GET /metrics\n  GET /healthz\n  GET /readyz\n");
}
