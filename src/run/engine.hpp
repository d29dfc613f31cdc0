// One execution of one scenario, a run: builds everything, starts it, stops it in order, and knows the figures.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/http_server.hpp"
#include "metrics/collector.hpp"
#include "report/summary.hpp"
#include "run/limits/limit_monitor.hpp"
#include "run/maintenance/maintenance.hpp"
#include "run/prepare/prepare.hpp"
#include "run/reload/reloader.hpp"
#include "run/stream_control.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

// Used by one thread, the control thread; its parts have threads of their own. Order of calls: make, open, start once
// T = 0 is near, then tick again and again, stop. The declaration order of the members is the shutdown order, in
// reverse.
class Engine {
 public:
  // Connects to the brokers, creates topics, takes the metrics port; sends nothing. Throws StartError.
  // `attention` is rung whenever ended() may have become true. `stop` is rung when the run is to end: from then on
  // nothing is waited for but, in stop(), the last deliveries; what waits for brokers throws StartError.
  Engine(PreparedScenario prepared, const RunOptions& options, WakeEvent& wake, const WakeEvent& stop);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();

  // Opens the topics: from here on it is ready, and T = 0 is known.
  void open();
  // How long it is to T = 0 by the wall clock, which may be set meanwhile; not above 0 where T = 0 is now or past.
  [[nodiscard]] Duration time_to_start() const noexcept { return run_.start_time - wall_now(); }
  // T = 0.
  [[nodiscard]] WallTime start_time() const noexcept { return run_.start_time; }
  // It resumes where an earlier run ended.
  [[nodiscard]] bool resumed() const noexcept { return run_.resumed(); }
  // From here on T = 0 stays where it is, whatever happens to the wall clock. Records due before now are late.
  void start();
  // The periodic work, to be done about once a second and at next_deadline().
  void tick();
  // kNever when there is nothing that cannot wait for the next second.
  [[nodiscard]] MonotonicTime next_deadline() const;
  // Nothing more will happen by itself: every stream has made its last record, or the client broke.
  [[nodiscard]] bool ended() const noexcept { return run_.client.failed() || run_.registry.all_ended(); }
  // The client or a generator broke: exit 5.
  [[nodiscard]] bool fatal() const noexcept { return run_.client.failed() || run_.registry.any_failed(); }

  // Applies `next`, or changes nothing if any part of it needs a restart: see Reloader. While it waits for deliveries
  // the work that has a deadline is done, and `meanwhile` is called.
  ReloadResult reload(PreparedScenario next, const std::function<void()>& meanwhile = {});
  // The scenario was read again and is wrong.
  void refuse_reload() noexcept { reloader_->refuse(); }

  // Workers first, then what is still in flight, for at most the scenario's flush time. Once; the destructor does it
  // otherwise.
  void stop();

  [[nodiscard]] const stats::RunStats& stats() const noexcept { return run_.stats; }
  // Where metrics are served: "http://127.0.0.1:9464", or empty.
  [[nodiscard]] std::string metrics_address() const { return server_ ? "http://" + server_->address() : ""; }
  [[nodiscard]] const std::string& bootstrap_servers() const noexcept { return run_.client.bootstrap_servers(); }
  // Final after stop().
  [[nodiscard]] report::Summary summary() const;

 private:
  void serve(const RunOptions& options);

  RunContext run_;
  std::vector<generator::Generator> generators_;  // until the workers have them
  Maintenance maintenance_{run_};
  std::optional<LimitMonitor> limits_;
  std::optional<Reloader> reloader_;
  metrics::Collector collector_{run_.stats};
  StreamControl control_;
  std::unique_ptr<http::HttpServer> server_;
  MonotonicTime stopped_{};
};

}  // namespace spate::run
