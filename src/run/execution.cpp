#include "run/execution.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "base/log.hpp"
#include "base/output.hpp"
#include "http/control/control_routes.hpp"
#include "http/monitoring.hpp"
#include "kafka/client_properties.hpp"
#include "kafka/error_names.hpp"
#include "kafka/topics.hpp"
#include "pacing/stream_schedule.hpp"
#include "report/exit_code.hpp"
#include "run/null_sink.hpp"
#include "run/version.hpp"
#include "scenario/read/clock.hpp"

namespace spate {
namespace {

// How long the reader may go on for records that were delivered and not read yet.
constexpr Duration kReadBack = 2 * kSecond;

Control control_of(LiveStreams& live, const std::function<ControlReply()>& reload) {
  return {.streams = [&live] { return live.status(); },
          .stream = [&live](std::string_view name) { return live.status(name); },
          .act = [&live](const ControlAction& action) { return live.act(action); },
          .reload = reload};
}

bool any_without_acknowledgement(const Scenario& scenario) {
  return std::any_of(scenario.streams.begin(), scenario.streams.end(),
                     [&](const Stream& stream) { return acknowledges_nothing(scenario, stream); });
}

}  // namespace

Execution::Execution(Prepared prepared, const RunOptions& options, Alarm& attention, const Alarm& stop)
    : scenario_(std::move(prepared.scenario)),
      attention_(attention),
      stop_(stop),
      brokers_(scenario_),
      generators_(std::move(prepared.generators)),
      timetables_(std::move(prepared.timetables)) {
  if (scenario_.state_dir) checkpoint_.emplace(scenario_, options.fresh);
  stats_.version = kVersion;
  stats_.librdkafka = librdkafka_version();
  stats_.shard_index = scenario_.shard.index;
  stats_.shard_count = scenario_.shard.count;
  stats_.control.reloaded.store(wall_now(), std::memory_order_relaxed);
  for (const Stream& stream : scenario_.streams) stats_.streams.add(make_stats(stream));
  live_.emplace(scenario_, stats_, attention);
  serve(options);
  if (options.print_deliveries) delivery_lines_.emplace(scenario_, *options.print_deliveries);
  if (!options.null_sink) {
    see_to_topics(scenario_, brokers_.servers, stop_);
    producer_ = make_producer(scenario_, brokers_.servers);
    make_reader();
  }
  watch_.emplace(scenario_, brokers_.servers, stats_, producer_.get());
}

Execution::~Execution() {
  stop();
  timetables_.follow_the_written();
}

void Execution::on_client_event(const ClientEvent& event) {
  client_log_.log(event);
  if (!event.fatal) return;
  fatal_.store(true, std::memory_order_relaxed);
  attention_.ring();
}

std::shared_ptr<StreamStats> Execution::make_stats(const Stream& stream) {
  auto stats = std::make_shared<StreamStats>();
  stats->name = stream.name;
  stats->topic = stream.topic.name;
  stats->generator = stream.generator.name;
  stats->first.index = scenario_.shard.index;
  stats->unsettled.begin(stats->first, 0);
  if (checkpoint_) checkpoint_->mark(*stats);
  return stats;
}

void Execution::serve(const RunOptions& options) {
  if (!scenario_.metrics_listen) return;
  const auto& listen = *scenario_.metrics_listen;
  auto routes = monitoring_routes(collector_);
  const ControlAccess access{scenario_.control_token, parse_address(listen).host, listen};
  if (!access.offered())
    log::info("the control API is off: {} is not loopback, and the scenario has no control: {{token: ...}}", listen);
  auto control = control_routes(control_of(*live_, options.reload), access);
  std::move(control.begin(), control.end(), std::back_inserter(routes));
  server_ = std::make_unique<HttpServer>(listen, std::move(routes));
}

void Execution::see_to_topics(const Scenario& scenario, const std::string& servers, const Alarm& stop) {
  const auto outcomes = ensure_topics(scenario, servers, stop);
  if (!outcomes) throw StartError{"stopped before the first record"};
  for (const TopicOutcome& outcome : *outcomes) {
    log::write(deserves_warning(outcome) ? log::Level::warning : log::Level::info, describe(outcome),
               {.topic = outcome.topic});
  }
}

void Execution::make_reader() {
  const auto& streams = scenario_.streams;
  if (std::none_of(streams.begin(), streams.end(), [](const Stream& stream) { return stream.end_to_end; })) return;
  read_back_.emplace(scenario_, brokers_.servers, stats_, [this](const ClientEvent& event) { on_client_event(event); });
}

std::unique_ptr<Producer> Execution::make_producer(const Scenario& scenario, const std::string& servers) {
  DeliveryObserver observer;
  if (delivery_lines_) observer = [this](const Delivery& delivery) { delivery_lines_->print(delivery); };
  return std::make_unique<Producer>(
      scenario, servers, stats_.client, [this](const ClientEvent& event) { on_client_event(event); },
      std::move(observer));
}

Execution::OpenSink Execution::open_sink(const Stream& stream, StreamStats& stats, Producer* producer) {
  if (producer != nullptr) return {.own = nullptr, .sink = &producer->open_topic(stream, stats)};
  stats.topic_ready = true;
  auto sink = std::make_unique<NullSink>(stream.topic.partitions.value_or(1), stats);
  auto* const of = sink.get();
  return {.own = std::move(sink), .sink = of};
}

void Execution::open() {
  const auto stats = stats_.streams.read();
  std::vector<OpenSink> sinks;
  for (std::size_t number = 0; number < scenario_.streams.size(); ++number)
    sinks.push_back(open_sink(scenario_.streams[number], *stats[number], producer_.get()));
  // Now that every topic has answered: what is due from T = 0 on should not begin late.
  first_ = checkpoint_ ? checkpoint_->first_instant(scenario_.start_at, wall_now())
                       : spate::first_instant(scenario_.start_at, wall_now());
  origin_.wall = shown_at_start(scenario_, first_);
  timetables_.begin_at(scenario_, origin_.wall);
  for (std::size_t number = 0; number < scenario_.streams.size(); ++number) {
    const Stream& stream = scenario_.streams[number];
    const auto& past = resume(stream, generators_[number], *stats[number]);
    timetables_.follow(stream.name, past);
    employ(scenario_, stream, std::move(generators_[number]), stats[number], std::move(sinks[number]), {});
  }
  generators_.clear();
}

void Execution::start() {
  const MonotonicTime now = monotonic_now();
  origin_.monotonic = now + time_to_start();
  const bool at_once = scenario_.start_at.when == StartAt::When::now && !resumed();
  origin_.began = at_once ? origin_.monotonic : std::max(origin_.monotonic, now);
  refreshed_ = now;
  warming_up_ = scenario_.warm_up > Duration{};
  live_->open(origin_);
  for (std::size_t number = 0; number < senders_.size(); ++number) show(senders_[number], scenario_.streams[number]);
  if (checkpoint_) checkpoint_->begin(scenario_, moment(now), states(now));
  for (const Sender& sender : senders_) sender.worker->start(origin_);
  watch_->start(origin_.began);
}

void Execution::look_after() {
  const MonotonicTime now = monotonic_now();
  live_->look_after(now);
  report_failures();
  see_off();
  if (warming_up_ && now >= warm_up_ends()) leave_out_warm_up(now);
  for (const auto& news : failure_reporter_.collect(stats_, now)) log::error("{}", news);
  refresh_partitions(now);
  if (calm()) heap_trimmer_.tick(now);
  if (checkpoint_ && now >= checkpoint_->due()) save_state(now);
}

MonotonicTime Execution::warm_up_ends() const noexcept {
  return warming_up_ ? later(origin_.monotonic, scenario_.warm_up) : kNever;
}

MonotonicTime Execution::next_duty() const {
  const MonotonicTime duty = std::min(warm_up_ends(), live_->expires());
  return checkpoint_ ? std::min(duty, checkpoint_->due()) : duty;
}

void Execution::leave_out_warm_up(MonotonicTime now) {
  warming_up_ = false;
  for (const auto& stats : stats_.streams.read()) end_warm_up(*stats, now);
}

void Execution::refresh_partitions(MonotonicTime now) {
  if (!producer_) return;
  const Duration interval = producer_->refresh_interval();
  if (interval == Duration{} || now - refreshed_ < interval) return;
  refreshed_ = now;
  for (const auto& change : producer_->refresh_partitions()) {
    log::write(log::Level::info,
               fmt::format("topic {} has {} partitions now, {} before: all are used from here on", change.topic,
                           change.now, change.before),
               {.topic = change.topic});
  }
}

// The queue holds next to nothing, so that what it once took is spare, and nobody minds a wait of a millisecond.
bool Execution::calm() const { return !producer_ || producer_->unsettled() < producer_->limits().queue_records / 16; }

bool Execution::ended() const {
  return fatal_.load(std::memory_order_relaxed) ||
         std::all_of(senders_.begin(), senders_.end(), [](const auto& sender) { return sender.worker->ended(); });
}

void Execution::stop() {
  if (stopped_ != MonotonicTime{}) return;
  const MonotonicTime now = monotonic_now();
  const MonotonicTime deadline = later(now, scenario_.shutdown_flush);
  output::wait_no_more();  // the poll thread may wait for a reader of its lines
  for (const auto& stats : stats_.streams.read()) stats->ending = true;
  for (const auto& sender : senders_) sender.worker->stop(deadline);
  for (const auto& sender : senders_) sender.worker->join();
  if (watch_) watch_->stop();
  bool all_delivered = !left_producer_ || left_producer_->finish(deadline);
  all_delivered = (!producer_ || producer_->finish(deadline)) && all_delivered;
  stopped_ = monotonic_now();
  if (checkpoint_ && checkpoint_->begun()) save_state(now);
  if (read_back_) read_back_->stop(stopped_ + kReadBack);
  if (warming_up_) leave_out_warm_up(stopped_);  // all of it was warm-up
  report_failures();
  see_off();
  if (!all_delivered)
    log::error(
        "records were still in flight {} s after the stop and were given up; shutdown.flush can give them longer",
        scenario_.shutdown_flush / kSecond);
}

// As soon as a stream has failed: the others may go on for days.
void Execution::report_failures() {
  const auto report = [](Sender& sender) {
    if (sender.failure_reported || !sender.worker->ended() || !sender.worker->failure()) return;
    sender.failure_reported = true;
    log::write(log::Level::error, *sender.worker->failure(), {.stream = sender.worker->name()});
  };
  std::for_each(senders_.begin(), senders_.end(), report);
  std::for_each(leaving_.begin(), leaving_.end(), report);
}

std::string Execution::metrics_address() const { return server_ ? "http://" + server_->address() : ""; }

bool Execution::fatal() const {
  return fatal_.load(std::memory_order_relaxed) || leaving_failed_ ||
         std::any_of(senders_.begin(), senders_.end(),
                     [](const auto& sender) { return sender.worker->failure().has_value(); });
}

Summary Execution::summary() const {
  Summary summary;
  summary.scenario = scenario_.name;
  summary.seed = scenario_.seed;
  summary.shard = scenario_.shard;
  summary.started = format_rfc3339(std::chrono::time_point_cast<std::chrono::seconds>(first_));
  summary.duration_seconds =
      origin_.began == MonotonicTime{} ? 0.0 : to_seconds(std::max(stopped_ - origin_.began, Duration{}));
  summary.warm_up_seconds = to_seconds(scenario_.warm_up);
  summary.keeps_state = checkpoint_.has_value();
  summary.null_sink = !producer_;
  summary.acks_zero = producer_ && any_without_acknowledgement(scenario_);
  summary.let_go = let_go_;
  for (const auto& [stream, stats] : live_->ran()) {
    const auto& history = *pasts_.at(stream.name).history;
    summary.streams.push_back(summarize(*stats, stream.rate, history, scenario_.shard));
    summary.streams.back().thresholds = judge(stream, history, *stats, slots_of_stream(*stats));
  }
  summary.exit = exit_code(summary, fatal());
  return summary;
}

}  // namespace spate
