#include "run/execution.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "base/log.hpp"
#include "http/control/control_routes.hpp"
#include "http/monitoring.hpp"
#include "kafka/client_properties.hpp"
#include "kafka/error_names.hpp"
#include "kafka/topics.hpp"
#include "pacing/stream_schedule.hpp"
#include "run/exit_code.hpp"
#include "run/null_sink.hpp"
#include "run/version.hpp"
#include "scenario/clock.hpp"

namespace spate {
namespace {

// How long the reader may go on for records that were delivered and not read yet.
constexpr Nanos kReadBack = 2 * kSecond;

// librdkafka asks its queue for room under one lock: many streams had better ask less often.
Nanos queue_full_nap(std::size_t streams) { return streams == 1 ? kMillisecond / 2 : 2 * kMillisecond; }

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

Execution::Execution(Prepared prepared, const RunOptions& options, Alarm& attention)
    : scenario_(std::move(prepared.scenario)),
      attention_(attention),
      brokers_(scenario_),
      generators_(std::move(prepared.generators)),
      timetables_(std::move(prepared.timetables)) {
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
    see_to_topics(scenario_, brokers_.servers, attention_);
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

Past& Execution::follow(const Scenario& scenario, const Stream& stream, const Generator& generator, Nanos later_by) {
  auto& past = pasts_[stream.name];
  if (past.history) return past;
  const auto* const known = later_by == 0 ? timetables_.written(stream.name) : nullptr;
  past.history = std::make_unique<ScheduleHistory>(
      known != nullptr ? *known : schedule_of(scenario, stream, origin_.wall + later_by, generator.recording()));
  past.start_after = later(later_by, stream.start_after);
  return past;
}

Sender& Execution::employ(const Scenario& scenario, const Stream& stream, Generator generator,
                          std::shared_ptr<StreamStats> stats, OpenSink sink, Nanos later_by) {
  for (const auto& note : generator.notes()) log::write(log::Level::warning, note, {.stream = stream.name});
  const Past& past = pasts_.at(stream.name);
  const Nanos shown = origin_.wall + later_by;
  Sender sender{
      .stats = std::move(stats),
      .own_sink = std::move(sink.own),
      .sink = sink.sink,
      .written = later_by == 0 ? past.history->written() : schedule_of(scenario, stream, shown, generator.recording()),
      .began = later(later_by, stream.start_after),
      .shown = shown,
      .worker = nullptr};
  const auto made = sender.stats->worker.scheduled.read();
  const Nanos begins_at = sender.began - past.start_after;
  const Slots slots = slots_of(scenario);
  // The records of a file that ends are there once, and its stream may have been sent in part.
  StopAfter stop_after = stream.stop_after;
  if (const auto records = generator.records())
    stop_after.records =
        std::min(stop_after.records.value_or(*records), *records - std::min(*records, made * slots.step));
  const bool again = begins_at > 0 || made > 0;
  WorkerSetup setup{.name = stream.name,
                    .pacer = again ? Pacer::again(sender.written, stop_after, stream.when_late, begins_at, made, slots)
                                   : Pacer{sender.written, stop_after, stream.when_late, slots},
                    .generator = std::move(generator),
                    .partitions = PartitionChooser{stream.partitioner, scenario.seed, stream.name},
                    .followed = past.history.get(),
                    .ended = &attention_,
                    .start_after = past.start_after,
                    .begins_at = begins_at,
                    .queue_full_nap = queue_full_nap(scenario.streams.size())};
  if (again) past.history->add(begins_at, made * slots.step, 0, setup.pacer.schedule());
  sender.worker = std::make_unique<Worker>(std::move(setup), *sender.sink, *sender.stats);
  return senders_.emplace_back(std::move(sender));
}

void Execution::start(Sender& sender, const Stream& stream) {
  sender.worker->start(origin_);
  live_->begin({.stream = stream,
                .stats = sender.stats,
                .worker = sender.worker.get(),
                .written = sender.written,
                .began = later(origin_.monotonic, sender.began),
                .shown = sender.shown});
}

void Execution::open() {
  first_ = spate::first_instant(scenario_.start_at, wall_now());
  origin_.wall = shown_at_start(scenario_, first_);
  timetables_.begin_at(scenario_, origin_.wall);
  const auto stats = stats_.streams.read();
  for (std::size_t number = 0; number < scenario_.streams.size(); ++number) {
    const Stream& stream = scenario_.streams[number];
    timetables_.follow(stream.name, follow(scenario_, stream, generators_[number], 0).history.get());
    employ(scenario_, stream, std::move(generators_[number]), stats[number],
           open_sink(stream, *stats[number], producer_.get()), 0);
  }
  generators_.clear();
}

void Execution::start() {
  const Nanos now = monotonic_now();
  origin_.monotonic = now + time_to_start();
  const bool at_once = scenario_.start_at.when == StartAt::When::now;
  origin_.began = at_once ? origin_.monotonic : std::max(origin_.monotonic, now);
  refreshed_ = now;
  warming_up_ = scenario_.warm_up > 0;
  live_->open(origin_);
  for (std::size_t number = 0; number < senders_.size(); ++number) start(senders_[number], scenario_.streams[number]);
  watch_->start(origin_.began);
}

void Execution::look_after() {
  const Nanos now = monotonic_now();
  live_->look_after(now);
  see_off();
  if (warming_up_ && now >= warm_up_ends()) leave_out_warm_up(now);
  for (const auto& news : failure_news_.look(stats_, now)) log::error("{}", news);
  refresh_partitions(now);
}

Nanos Execution::warm_up_ends() const noexcept {
  return warming_up_ ? origin_.monotonic + scenario_.warm_up : std::numeric_limits<Nanos>::max();
}

Nanos Execution::next_duty() const { return std::min(warm_up_ends(), live_->expires()); }

void Execution::leave_out_warm_up(Nanos now) {
  warming_up_ = false;
  for (const auto& stats : stats_.streams.read()) end_warm_up(*stats, now);
}

void Execution::refresh_partitions(Nanos now) {
  if (!producer_) return;
  const Nanos interval = producer_->refresh_interval();
  if (interval == 0 || now - refreshed_ < interval) return;
  refreshed_ = now;
  for (const auto& change : producer_->refresh_partitions()) {
    log::write(log::Level::info,
               fmt::format("topic {} has {} partitions now, {} before: all are used from here on", change.topic,
                           change.now, change.before),
               {.topic = change.topic});
  }
}

bool Execution::ended() const {
  return fatal_.load(std::memory_order_relaxed) ||
         std::all_of(senders_.begin(), senders_.end(), [](const auto& sender) { return sender.worker->ended(); });
}

void Execution::stop() {
  if (stopped_ != 0) return;
  for (const auto& sender : senders_) sender.worker->stop();
  for (const auto& sender : senders_) sender.worker->join();
  if (watch_) watch_->stop();
  const bool all_delivered = !producer_ || producer_->finish(monotonic_now() + scenario_.shutdown_flush);
  stopped_ = monotonic_now();
  if (read_back_) read_back_->stop(stopped_ + kReadBack);
  if (warming_up_) leave_out_warm_up(stopped_);  // all of it was warm-up
  if (delivery_lines_) DeliveryLines::flush();
  for (const auto& sender : senders_)
    if (const auto& failure = sender.worker->failure())
      log::write(log::Level::error, *failure, {.stream = sender.worker->name()});
  see_off();
  if (!all_delivered)
    log::error(
        "records were still in flight {} s after the stop and were given up; shutdown.flush can give them longer",
        scenario_.shutdown_flush / kSecond);
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
  summary.started = format_rfc3339(first_ - first_ % kSecond);
  summary.duration_seconds = origin_.began == 0 ? 0.0 : to_seconds(std::max<Nanos>(stopped_ - origin_.began, 0));
  summary.warm_up_seconds = to_seconds(scenario_.warm_up);
  summary.null_sink = !producer_;
  summary.acks_zero = producer_ && any_without_acknowledgement(scenario_);
  summary.let_go = let_go_;
  for (const auto& [stream, stats] : live_->ran()) {
    const auto& history = *pasts_.at(stream.name).history;
    summary.streams.push_back(summarize(*stats, stream.rate, &history, scenario_.shard));
    summary.streams.back().thresholds = judge(stream, history, *stats, slots_of(scenario_));
  }
  summary.exit = exit_code(summary, fatal());
  return summary;
}

}  // namespace spate
