// Reads the envelope of records: headers, timestamp and partition.
#pragma once

#include <optional>
#include <vector>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Headers of a stream or generator. Reports and drops invalid ones.
[[nodiscard]] std::vector<EnvelopeField> read_headers(const Section& section);

// Merges the headers of the stream into those of its generator: the same name replaces. Reports too many headers.
void merge_headers(const Section& stream, std::vector<EnvelopeField> headers, std::vector<EnvelopeField>& base);

[[nodiscard]] std::optional<EnvelopeField> read_timestamp(const Section& stream);

// The expression of {explicit: =expression}. Returns nullopt for a named partitioner.
[[nodiscard]] std::optional<EnvelopeField> read_partition(const Section& stream);

}  // namespace spate::scenario
