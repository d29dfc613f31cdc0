// What a stream says beside its record in the record's language: headers, the timestamp, the partition.
#pragma once

#include <optional>
#include <vector>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// A stream's or a generator's; what is wrong is reported and left out.
[[nodiscard]] std::vector<EnvelopeField> read_headers(const Section& section);

// Lays the stream's headers over its generator's: the same name replaces, another one is added. Too many are reported.
void merge_headers(const Section& stream, std::vector<EnvelopeField> headers, std::vector<EnvelopeField>& under);

[[nodiscard]] std::optional<EnvelopeField> read_timestamp(const Section& stream);

// The expression of {explicit: =expression}; nothing where the partitioner is a name.
[[nodiscard]] std::optional<EnvelopeField> read_partition(const Section& stream);

}  // namespace spate::scenario
