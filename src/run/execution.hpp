// One execution of one scenario, a run: builds everything, starts it, stops it in order, and knows the figures.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/http_server.hpp"
#include "kafka/producer.hpp"
#include "kafka/read_back.hpp"
#include "metrics/collector.hpp"
#include "report/summary.hpp"
#include "run/brokers.hpp"
#include "run/checkpoint/checkpoint.hpp"
#include "run/checkpoint/resumption.hpp"
#include "run/client_log.hpp"
#include "run/delivery_lines.hpp"
#include "run/limits/limit_monitor.hpp"
#include "run/live/live_streams.hpp"
#include "run/maintenance/failure_reporter.hpp"
#include "run/maintenance/heap_trimmer.hpp"
#include "run/prepare.hpp"
#include "run/sender.hpp"
#include "stats/run_stats.hpp"

namespace spate {

struct RunOptions {
  bool null_sink = false;                                    // records go nowhere, and no broker is asked
  bool fresh = false;                                        // what an earlier run left is left aside
  std::optional<std::vector<std::string>> print_deliveries;  // the record fields to show; absent: no lines
  std::function<ControlReply()> reload = {};                 // for the control API; absent: it has none
};

// Used by one thread; its parts have threads of their own. Order of calls: make, open, start once T = 0 is near, then
// look_after again and again, stop. The declaration order of the members is the shutdown order, in reverse.
class Execution {
 public:
  // Reaches the brokers, sees to the topics, takes the metrics port; sends nothing. Throws StartError.
  // `attention` is rung whenever ended() may have become true. Somebody rings `stop` when the run is to end: from then
  // on nothing is waited for but, in stop(), the last deliveries; what waits for brokers throws StartError.
  Execution(Prepared prepared, const RunOptions& options, Alarm& attention, const Alarm& stop);
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  ~Execution();

  // Opens the topics: from here on it is ready, and T = 0 is known.
  void open();
  // How long it is to T = 0 by the real time, which may be set meanwhile; not above 0 where T = 0 is now or past.
  [[nodiscard]] Duration time_to_start() const noexcept { return first_ - wall_now(); }
  // The real instant of T = 0.
  [[nodiscard]] WallTime first_instant() const noexcept { return first_; }
  // It goes on where an earlier run left off.
  [[nodiscard]] bool resumed() const noexcept { return checkpoint_ && checkpoint_->left() != nullptr; }
  // From here on T = 0 stays where it is, whatever happens to the real time. Records due before now are late.
  void start();
  // The slow duties, to be called about once a second and at next_duty(): ends the warm-up, undoes
  // what was asked for some time only, logs what fails, uses partitions that were added meanwhile, gives back memory.
  void look_after();
  // kNever when there is nothing that cannot wait for the next second.
  [[nodiscard]] MonotonicTime next_duty() const;
  // Nothing more will happen by itself: every stream has made its last record, or the client broke.
  [[nodiscard]] bool ended() const;
  // The client or a generator broke: exit 5.
  [[nodiscard]] bool fatal() const;

  // Goes on as `next` says, or, if some of that cannot change while the run goes, as before. Takes as long as topics
  // and brokers that are new need to answer, some seconds at most, and where another client takes over, up to the time
  // that the scenario allows for the last deliveries; no longer than until `stop` rings. While it waits for deliveries
  // the duties that have a time are done, and `meanwhile` is called, about ten times a second.
  ReloadResult reload(Prepared next, const std::function<void()>& meanwhile = {});
  // The scenario was read again and is wrong.
  void refuse_reload() { live_->refuse_reload(); }

  // Workers first, then what is still in flight, for at most the scenario's flush time. Once; the destructor does it
  // otherwise.
  void stop();

  [[nodiscard]] const RunStats& stats() const noexcept { return stats_; }
  // Where metrics are served: "http://127.0.0.1:9464", or empty.
  [[nodiscard]] std::string metrics_address() const;
  [[nodiscard]] const std::string& bootstrap_servers() const noexcept { return brokers_.servers; }
  // Final after stop().
  [[nodiscard]] Summary summary() const;

 private:
  void on_client_event(const ClientEvent& event);
  [[nodiscard]] std::unique_ptr<Producer> make_producer(const Scenario& scenario, const std::string& servers);
  static void see_to_topics(const Scenario& scenario, const std::string& servers, const Alarm& stop);
  void make_reader();
  // Where a stream's records go, opened and not used yet.
  struct OpenSink {
    std::unique_ptr<RecordSink> own;
    RecordSink* sink = nullptr;
  };
  [[nodiscard]] OpenSink open_sink(const Stream& stream, StreamStats& stats, Producer* producer);
  [[nodiscard]] std::shared_ptr<StreamStats> make_stats(const Stream& stream);
  void serve(const RunOptions& options);
  [[nodiscard]] MonotonicTime warm_up_ends() const noexcept;
  void leave_out_warm_up(MonotonicTime now);
  void refresh_partitions(MonotonicTime now);
  [[nodiscard]] bool calm() const;
  // Where the stream is in its time, having begun so much later than the run: what it follows begins, if it is new.
  Past& follow(const Scenario& scenario, const Stream& stream, const Generator& generator, Duration later_by);
  // Makes what sends `stream`, which follow() knows.
  Sender& employ(const Scenario& scenario, const Stream& stream, Generator generator,
                 std::shared_ptr<StreamStats> stats, OpenSink sink, Duration later_by,
                 std::optional<WaitingThread> thread = std::nullopt);
  void begin_again(const Stream& stream, const StreamStats& stats, Duration later_by);
  // From here on it can be asked about, and changed. Its worker has not started.
  void show(Sender& sender, const Stream& stream);
  // Those of a reload, once the state names them.
  void start_from(std::size_t first);
  // Those of the stream's slots that this process counts.
  [[nodiscard]] Slots slots_of_stream(const StreamStats& stats) const noexcept {
    return {.first = stats.first.index, .step = scenario_.shard.count};
  }
  Past& resume(const Stream& stream, const Generator& generator, StreamStats& stats);
  [[nodiscard]] Pacer begin(Sender& sender, const Stream& stream, std::optional<std::uint64_t> in_file,
                            StreamTime begins_at);
  [[nodiscard]] Pacer go_on(Sender& sender, const Stream& stream, std::optional<std::uint64_t> in_file,
                            const Resumption& from) const;
  [[nodiscard]] Checkpoint::Moment moment(MonotonicTime now) const noexcept {
    return {.now = now, .first = first_, .elapsed = origin_.elapsed(now)};
  }
  [[nodiscard]] std::vector<StreamState> states(MonotonicTime now) const;
  void save_state(MonotonicTime now);
  void see_off();
  void report_failures();
  void close_account(const std::shared_ptr<StreamStats>& stats);

  // What a reload needs and may not get; nothing of it is in use yet.
  struct Arrangements {
    std::optional<Brokers> brokers;      // other ones
    std::unique_ptr<Producer> producer;  // another one
    std::map<std::string, std::shared_ptr<StreamStats>> stats;
    std::vector<std::shared_ptr<StreamStats>> new_stats;
    std::map<std::string, OpenSink> sinks;         // of the streams that begin, and with another producer of all
    std::map<std::string, WaitingThread> threads;  // of the streams that begin
  };
  void arrange(Arrangements& arranged, const Scenario& next, const ReloadPlan& plan);
  void cancel(const Arrangements& arranged);
  void take_over(Prepared& next, const ReloadPlan& plan, Arrangements& arranged);
  [[nodiscard]] bool waits_for_its_start(const Stream& stream) const;
  void dismiss(const ReloadPlan& plan);
  void hand_over(Arrangements& arranged, const std::function<void()>& meanwhile);
  void wait_for_deliveries(MonotonicTime deadline, const std::function<void()>& meanwhile);
  [[nodiscard]] bool handing_over() const;

  Scenario scenario_;
  Alarm& attention_;
  const Alarm& stop_;
  ClientLog client_log_;
  FailureReporter failure_reporter_;
  std::atomic<bool> fatal_{false};
  RunStats stats_;
  std::optional<DeliveryLines> delivery_lines_;
  Brokers brokers_;
  std::optional<Checkpoint> checkpoint_;
  std::map<std::string, Resumption> resumptions_;    // of streams that have not begun
  std::vector<Generator> generators_;                // until the workers have them
  std::map<std::string, Past> pasts_;                // by stream
  std::vector<Sender> senders_;                      // before the producer: their arenas outlive its records
  std::vector<Sender> leaving_;                      // told to end, by a reload
  bool leaving_failed_ = false;                      // one of those that are gone
  std::deque<std::shared_ptr<StreamStats>> closed_;  // of removed streams, first closed first
  LetGo let_go_;
  std::optional<ReadBack> read_back_;
  std::optional<Brokers> left_brokers_;      // of the client that was being replaced when `stop` rang,
  std::unique_ptr<Producer> left_producer_;  // and the client with the records it still has
  std::unique_ptr<Producer> producer_;
  std::optional<LimitMonitor> watch_;
  Collector collector_{stats_};
  std::optional<LiveStreams> live_;
  std::unique_ptr<HttpServer> server_;
  StreamTimetables timetables_;
  WallTime first_{};  // T = 0
  Origin origin_;
  MonotonicTime refreshed_{};
  HeapTrimmer heap_trimmer_;
  bool warming_up_ = false;
  MonotonicTime stopped_{};
};

}  // namespace spate
