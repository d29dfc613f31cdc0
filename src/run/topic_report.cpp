#include "run/topic_report.hpp"

#include <fmt/format.h>

#include "base/output.hpp"
#include "base/time.hpp"
#include "kafka/topics.hpp"
#include "run/client/brokers.hpp"

namespace spate {

void report_topics(const Scenario& scenario) {
  const Alarm never;
  const Brokers brokers{scenario};
  const auto outcomes = ensure_topics(scenario, brokers.servers, never);
  for (const TopicOutcome& outcome : *outcomes) output::print(describe(outcome) + "\n");
}

}  // namespace spate
