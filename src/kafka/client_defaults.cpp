#include "kafka/client_defaults.hpp"

#include <array>

namespace spate::kafka {
namespace {

constexpr std::array kDefaults{
    PropertyDefault{"client.id", "spate", "so that broker logs and quotas name the load"},
    PropertyDefault{"linger.ms", "5", "batches fill at high rates while a lone record waits little"},
    PropertyDefault{"queue.buffering.max.messages", "20000",
                    "a short queue stays in the processor's caches and bounds memory"},
    PropertyDefault{"socket.nagle.disable", "true", "the linger decides when to send, not the kernel as well"},
    PropertyDefault{"enable.metrics.push", "false", "spate's figures are its own; the broker is not sent any"},
    PropertyDefault{"log.thread.name", "false", "which thread of the library says it helps nobody"},
    PropertyDefault{"log.connection.close", "false", "brokers close idle connections all the time"},
};

constexpr std::array kOwned{
    OwnedProperty{"allow.auto.create.topics", "false", "spate creates topics itself: see create_topic"},
    OwnedProperty{"statistics.interval.ms", "", "the metrics are fed from the client's statistics every second"},
    OwnedProperty{"log.queue", "true", "spate logs what the client says"},
    OwnedProperty{"metadata.broker.list", "", "write bootstrap.servers"},
    OwnedProperty{"delivery.report.only.error", "", "every record is accounted for by its delivery report"},
    OwnedProperty{"enabled_events", "", "spate reads the delivery reports as events"},
    OwnedProperty{"partitioner", "", "spate computes the partition itself: use the stream's partitioner: key"},
    OwnedProperty{"transactional.id", "", "transactions are not supported"},
    OwnedProperty{"transaction.timeout.ms", "", "transactions are not supported"},
    OwnedProperty{"enable.gapless.guarantee", "", "a load generator accounts for a failed record and goes on"},
    OwnedProperty{"queuing.strategy", "", "records keep their order: first in, first out"},
    OwnedProperty{"test.mock.num.brokers", "", "write bootstrap.servers: embedded instead"},
    OwnedProperty{"test.mock.broker.rtt", "", "write bootstrap.servers: embedded instead"},
    OwnedProperty{"internal.termination.signal", "", "spate handles signals itself"},
    OwnedProperty{"plugin.library.paths", "", "plugins could change or lose records unseen"},
    OwnedProperty{"interceptors", "", "interceptors could change or lose records unseen"},
    OwnedProperty{"builtin.features", "", "it says what the library was built with and cannot be set"},
};

}  // namespace

std::span<const PropertyDefault> property_defaults() noexcept { return kDefaults; }

std::span<const OwnedProperty> owned_properties() noexcept { return kOwned; }

}  // namespace spate::kafka
