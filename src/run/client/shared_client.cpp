#include "run/client/shared_client.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "kafka/topics.hpp"
#include "run/client/null_sink.hpp"

namespace spate::run {

SharedClient::SharedClient(const scenario::Scenario& scenario, stats::RunStats& stats, DeliveryLines* lines,
                           WakeEvent& wake, const WakeEvent& stop)
    : stats_(stats), lines_(lines), wake_(wake), stop_(stop), brokers_(scenario) {}

void SharedClient::on_event(const kafka::ClientEvent& event) {
  log_.log(event);
  if (!event.fatal) return;
  failed_.store(true, std::memory_order_relaxed);
  wake_.set();
}

void SharedClient::connect(const scenario::Scenario& scenario) {
  create_topics(scenario, brokers_.servers);
  producer_ = make_producer(scenario, brokers_.servers);
  const auto& streams = scenario.streams;
  if (std::none_of(streams.begin(), streams.end(), [](const scenario::Stream& stream) { return stream.end_to_end; }))
    return;
  consumer_.emplace(scenario, brokers_.servers, stats_, [this](const kafka::ClientEvent& event) { on_event(event); });
}

void SharedClient::create_topics(const scenario::Scenario& scenario, const std::string& servers) const {
  const auto outcomes = kafka::ensure_topics(scenario, servers, stop_);
  if (!outcomes) throw StartError{"stopped before the first record"};
  for (const kafka::TopicOutcome& outcome : *outcomes) {
    log::write(kafka::is_warning(outcome) ? log::Level::warning : log::Level::info, kafka::describe(outcome),
               {.topic = outcome.topic});
  }
}

std::unique_ptr<kafka::Producer> SharedClient::make_producer(const scenario::Scenario& scenario,
                                                             const std::string& servers) {
  kafka::DeliveryObserver observer;
  if (lines_ != nullptr) observer = [lines = lines_](const kafka::Delivery& delivery) { lines->print(delivery); };
  return std::make_unique<kafka::Producer>(
      scenario, servers, stats_.client, [this](const kafka::ClientEvent& event) { on_event(event); },
      std::move(observer));
}

StagedClient SharedClient::stage(const scenario::Scenario& next, const scenario::Scenario& topics, bool replace) {
  StagedClient staged;
  if (!producer_ || (!replace && topics.streams.empty())) return staged;
  const bool other_brokers = !next.embedded || !brokers_.embedded;
  if (replace && other_brokers) staged.brokers.emplace(next);
  if (next.embedded && !staged.brokers) brokers_.embedded->add_topics(topics);
  const auto& servers = staged.brokers ? staged.brokers->servers : brokers_.servers;
  create_topics(topics, servers);
  if (replace) staged.producer = make_producer(next, servers);
  return staged;
}

std::vector<OpenSink> SharedClient::open_sinks(std::span<const kafka::StreamTopic> topics, kafka::Producer* producer) {
  std::vector<OpenSink> sinks;
  if (producer != nullptr) {
    for (auto* const sink : producer->open_topics(topics)) sinks.push_back({.own = nullptr, .sink = sink});
    return sinks;
  }
  for (const auto& [stream, stats] : topics) {
    stats.topic_ready = true;
    auto sink = std::make_unique<NullSink>(stream.topic.partitions.value_or(1), stats);
    auto* const pointer = sink.get();
    sinks.push_back({.own = std::move(sink), .sink = pointer});
  }
  return sinks;
}

void SharedClient::close_sink(const record::RecordSink& sink) noexcept {
  if (producer_) producer_->close_topic(sink);
}

void SharedClient::replace(StagedClient&& staged) noexcept {
  previous_producer_ = std::exchange(producer_, std::move(staged.producer));
  if (staged.brokers) previous_brokers_ = std::exchange(brokers_, *std::move(staged.brokers));
}

void SharedClient::drop_previous() noexcept {
  previous_producer_.reset();
  previous_brokers_.reset();
}

bool SharedClient::finish(MonotonicTime deadline) noexcept {
  const bool previous = !previous_producer_ || previous_producer_->finish(deadline);
  return (!producer_ || producer_->finish(deadline)) && previous;
}

void SharedClient::stop_consumer(MonotonicTime deadline) {
  if (consumer_) consumer_->stop(deadline);
}

}  // namespace spate::run
