// One run of one scenario: builds the parts, starts them, stops them in order, and returns the summary.
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

// Control thread only. Order of calls: constructor, open_streams(), start() shortly before T = 0, tick() repeatedly,
// stop(). Members are destroyed in reverse order of declaration.
class Engine {
 public:
  // Connects to the brokers, creates topics and opens the metrics port. Sends no records. Throws StartError, and
  // StateError if the previous state cannot be used. Sets `wake` when ended() may have become true. The caller sets
  // `stop` to end the run: waits for brokers then throw StartError, and only stop() waits, for the last deliveries.
  // Both must outlive this object.
  Engine(PreparedScenario prepared, const RunOptions& options, WakeEvent& wake, const WakeEvent& stop);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();

  // Opens the topics and determines the start time. The run is ready afterwards.
  void open_streams();
  // The time until T = 0 by the wall clock, which may be set meanwhile. Negative after T = 0.
  [[nodiscard]] Duration time_to_start() const noexcept { return run_.start_time - wall_now(); }
  // T = 0.
  [[nodiscard]] WallTime start_time() const noexcept { return run_.start_time; }
  // True if the run resumes from a previous state.
  [[nodiscard]] bool resumed() const noexcept { return run_.resumed(); }
  // Starts the workers. From now on a change of the wall clock does not move T = 0. Records due before now are late.
  void start();
  // Does periodic work. Called about once a second and at next_deadline().
  void tick();
  // When tick() must be called at the latest; kNever if the next second is early enough.
  [[nodiscard]] MonotonicTime next_deadline() const;
  // True if every stream has made its last record, or the client has failed.
  [[nodiscard]] bool ended() const noexcept { return run_.client.failed() || run_.registry.all_ended(); }
  // True if the client or a generator has failed: exit code 5.
  [[nodiscard]] bool fatal() const noexcept { return run_.client.failed() || run_.registry.any_failed(); }

  // Applies `next`, or changes nothing if any part of it needs a restart: see Reloader. While it waits for deliveries,
  // does the work that has a deadline, and calls `meanwhile`.
  ReloadResult reload(PreparedScenario next, const std::function<void()>& meanwhile = {});
  // Counts a failed reload: the scenario is invalid.
  void refuse_reload() noexcept { reloader_->refuse(); }

  // Stops the workers, then waits for records in flight for up to shutdown.flush_timeout. Later calls do nothing. The
  // destructor calls it.
  void stop();

  [[nodiscard]] const stats::RunStats& stats() const noexcept { return run_.stats; }
  // The URL of the HTTP server, such as "http://127.0.0.1:9464"; empty without one.
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
