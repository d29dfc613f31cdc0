#include "run/limits/limit_monitor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "kafka/client_properties.hpp"

namespace spate::run {
namespace {

const stats::BrokerSnapshot* broker_of(const stats::ClientSnapshot& client, std::int32_t id) {
  const auto broker = std::find_if(client.brokers.begin(), client.brokers.end(),
                                   [&](const stats::BrokerSnapshot& candidate) { return candidate.id == id; });
  return broker == client.brokers.end() ? nullptr : &*broker;
}

std::vector<std::int32_t> leaders_of(const stats::ClientSnapshot& client, const std::string& topic) {
  const auto snapshot = std::find_if(client.topics.begin(), client.topics.end(),
                                     [&](const stats::TopicSnapshot& candidate) { return candidate.name == topic; });
  return snapshot == client.topics.end() ? std::vector<std::int32_t>{} : snapshot->leaders;
}

bool any_up(const stats::ClientSnapshot& client) {
  return std::any_of(client.brokers.begin(), client.brokers.end(), [](const auto& broker) { return broker.up; });
}

void describe_leaders(const stats::ClientSnapshot& client, const std::vector<std::int32_t>& leaders,
                      stats::LimitMeasurement& measurement) {
  const MonotonicTime start = monotonic_now() - measurement.interval;
  measurement.broker_down = false;
  for (const auto id : leaders) {
    const auto* const leader = broker_of(client, id);
    if (leader == nullptr) continue;
    measurement.broker_down |= !leader->up;
    measurement.throttled |= leader->throttled_until > start;
    measurement.requests_in_flight |= leader->requests_in_flight > 0;
    measurement.round_trip = std::max(measurement.round_trip, leader->rtt_seconds);
    measurement.time_in_queue = std::max(measurement.time_in_queue, leader->queue_seconds);
  }
}

// Uses the state of the brokers, which is newer than the client's: the client may still wait for a former leader.
void describe_topic(const stats::ClientSnapshot& client, const kafka::TopicHealthSnapshot& topic, bool acks_all,
                    stats::LimitMeasurement& measurement) {
  describe_leaders(client, topic.leaders, measurement);
  measurement.topic_unavailable = topic.no_leader || (acks_all && topic.too_few_in_sync);
}

// True if the state of the topic can affect the limit reason. Avoids requests to the brokers.
bool may_be_topic(stats::LimitMeasurement measurement) noexcept {
  measurement.broker_down = false;
  measurement.topic_unavailable = true;
  return stats::limit_reason(measurement) == stats::LimitReason::topic_unavailable;
}

}  // namespace

LimitMonitor::LimitMonitor(const scenario::Scenario& scenario, const std::string& bootstrap_servers,
                           stats::RunStats& stats, const kafka::Producer* producer)
    : stats_(stats), has_brokers_(producer != nullptr) {
  update(scenario, bootstrap_servers, producer);
}

void LimitMonitor::update(const scenario::Scenario& scenario, const std::string& bootstrap_servers,
                          const kafka::Producer* producer) {
  const std::lock_guard lock{mutex_};
  scenario_ = scenario;
  topics_.emplace(scenario_, bootstrap_servers);
  limits_ = producer == nullptr ? kafka::ClientLimits{} : producer->limits();
  update_streams();
}

// Adds new streams, and updates the acks of the others.
void LimitMonitor::update_streams() {
  std::vector<MeasuredStream> measured;
  for (const auto& stats : stats_.streams.read()) {
    const auto definition = std::find_if(scenario_.streams.begin(), scenario_.streams.end(),
                                         [&](const scenario::Stream& stream) { return stream.name == stats->name; });
    const auto previous = std::find_if(streams_.begin(), streams_.end(),
                                       [&](const MeasuredStream& stream) { return stream.stats == stats; });
    const bool is_defined = definition != scenario_.streams.end();
    if (previous == streams_.end() && !is_defined) continue;
    auto meter = previous == streams_.end() ? StreamMeter{*stats, definition->rate.unit} : previous->meter;
    measured.push_back({stats, meter, is_defined && kafka::acks_all(scenario_, *definition)});
  }
  streams_ = std::move(measured);
}

void LimitMonitor::start(MonotonicTime origin) {
  thread_ = Thread{"spate-limits", [this, origin] { run(origin); }};
}

void LimitMonitor::stop() {
  if (!thread_.joinable()) return;
  stopped_.set();
  thread_.join();
}

void LimitMonitor::run(MonotonicTime origin) {
  measured_ = origin;
  threads_ = read_thread_times();
  for (MonotonicTime next = origin + kSecond; !stopped_.sleep_until(next);) {
    const MonotonicTime now = monotonic_now();
    measure(now);
    next += kSecond * (1 + (now - next) / kSecond);  // skips the seconds in which the machine was suspended
  }
  measure(monotonic_now());
}

void LimitMonitor::measure(MonotonicTime now) {
  const std::lock_guard lock{mutex_};
  const auto threads = read_thread_times();
  const auto client = stats_.client.read();
  const double queued = queue_seconds();
  const double waited = longest_wait(threads, now - measured_);
  std::optional<std::map<std::string, kafka::TopicHealthSnapshot>> topics;
  for (MeasuredStream& stream : streams_) {
    auto measurement = stream.meter.measure(now, threads);
    if (!measurement) continue;
    measurement->client_waiting = waited;
    measurement->linger = to_seconds(limits_.linger);
    measurement->few_requests = limits_.few_requests;
    measurement->queue_seconds = measurement->unlimited ? std::numeric_limits<double>::infinity() : queued;
    describe_leaders(client, leaders_of(client, stream.stats->topic), *measurement);
    if (has_brokers_ && any_up(client) && may_be_topic(*measurement)) {
      if (!topics) topics = topics_->query();
      if (topics) describe_topic(client, (*topics)[stream.stats->topic], stream.acks_all, *measurement);
    }
    const stats::LimitReason limit = stats::limit_reason(*measurement);
    stream.stats->limits.times[static_cast<std::size_t>(limit)].add(measurement->interval);
    stream.stats->limits.latest.store(limit, std::memory_order_relaxed);
  }
  topics_->drain_events();
  measured_ = now;
  threads_ = threads;
}

// The time that the producer queue holds at the target rate of all streams.
double LimitMonitor::queue_seconds() const {
  if (!has_brokers_) return std::numeric_limits<double>::infinity();
  double records_per_second = 0;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  for (const MeasuredStream& stream : streams_) {
    const double target = stream.stats->target_rate.load(std::memory_order_relaxed);
    if (std::isfinite(target)) records_per_second += target;
    bytes += stream.stats->worker.bytes_enqueued.read();
    records += stream.stats->worker.enqueued.read();
  }
  auto room = static_cast<double>(limits_.queue_records);
  if (bytes > 0) {
    room = std::min(
        room, static_cast<double>(limits_.queue_bytes) * static_cast<double>(records) / static_cast<double>(bytes));
  }
  return records_per_second > 0 ? room / records_per_second : std::numeric_limits<double>::infinity();
}

// The longest wait of a thread for a CPU, as a share of `interval`. Ignores workers, whose streams measure it.
double LimitMonitor::longest_wait(const ThreadTimesByNumber& threads, Duration interval) const {
  std::set<pid_t> workers;
  for (const MeasuredStream& stream : streams_) workers.insert(stream.stats->worker.thread.load());
  Duration longest{};
  for (const auto& [thread, times] : threads) {
    const auto before = threads_.find(thread);
    if (workers.count(thread) > 0 || before == threads_.end()) continue;
    longest = std::max(longest, times.waiting - before->second.waiting);
  }
  return interval > Duration{} ? ratio(longest, interval) : 0.0;
}

}  // namespace spate::run
