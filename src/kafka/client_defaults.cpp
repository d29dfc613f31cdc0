#include "kafka/client_defaults.hpp"

#include <array>

namespace spate::kafka {
namespace {

constexpr std::array kDefaults{
    PropertyDefault{"client.id", "spate", "identifies the load in broker logs and quotas"},
    PropertyDefault{"linger.ms", "5", "fills batches at high rates and adds little latency at low rates"},
    PropertyDefault{"queue.buffering.max.messages", "20000", "a short queue fits the CPU caches and bounds memory"},
    PropertyDefault{"socket.nagle.disable", "true", "linger.ms alone decides when to send"},
    PropertyDefault{"enable.metrics.push", "false", "spate has its own metrics"},
    PropertyDefault{"log.thread.name", "false", "thread names of librdkafka add no information"},
    PropertyDefault{"log.connection.close", "false", "brokers close idle connections regularly"},
};

constexpr std::array kOwned{
    OwnedProperty{"allow.auto.create.topics", "false", "spate creates topics itself: see create_topic"},
    OwnedProperty{"statistics.interval.ms", "", "spate reads the statistics of the client every second"},
    OwnedProperty{"log.queue", "true", "spate logs the messages of the client"},
    OwnedProperty{"metadata.broker.list", "", "use bootstrap.servers"},
    OwnedProperty{"delivery.report.only.error", "", "the account counts delivery reports"},
    OwnedProperty{"enabled_events", "", "spate reads delivery reports as events"},
    OwnedProperty{"partitioner", "", "spate computes the partition: set partitioner in key"},
    OwnedProperty{"transactional.id", "", "transactions are not supported"},
    OwnedProperty{"transaction.timeout.ms", "", "transactions are not supported"},
    OwnedProperty{"enable.gapless.guarantee", "", "a failed record is counted and does not stop the run"},
    OwnedProperty{"queuing.strategy", "", "records keep their order: first in, first out"},
    OwnedProperty{"test.mock.num.brokers", "", "use bootstrap.servers: embedded"},
    OwnedProperty{"test.mock.broker.rtt", "", "use bootstrap.servers: embedded"},
    OwnedProperty{"internal.termination.signal", "", "spate handles signals itself"},
    OwnedProperty{"plugin.library.paths", "", "plugins can change or drop records"},
    OwnedProperty{"interceptors", "", "interceptors can change or drop records"},
    OwnedProperty{"builtin.features", "", "read-only property"},
};

}  // namespace

std::span<const PropertyDefault> property_defaults() noexcept { return kDefaults; }

std::span<const OwnedProperty> owned_properties() noexcept { return kOwned; }

}  // namespace spate::kafka
