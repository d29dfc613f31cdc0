#include "run/topic_report.hpp"

#include <fmt/format.h>

#include "base/output.hpp"
#include "base/time.hpp"
#include "kafka/topics.hpp"
#include "run/client/brokers.hpp"

namespace spate::run {

void report_topics(const scenario::Scenario& scenario) {
  const WakeEvent never;
  const Brokers brokers{scenario};
  const auto outcomes = kafka::ensure_topics(scenario, brokers.servers, never);
  for (const kafka::TopicOutcome& outcome : *outcomes) output::print(kafka::describe(outcome) + "\n");
}

}  // namespace spate::run
