#include "preview/plan/sampled_records.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>

#include "base/random.hpp"
#include "generator/machine/imperfection_plan.hpp"
#include "record/envelope.hpp"
#include "record/record.hpp"
#include "stream/partition_chooser.hpp"

namespace spate::preview {
namespace {

constexpr std::uint64_t kMaxSample = 10'000;
// With fewer records per partition, shares are not significant.
constexpr std::uint64_t kMinPerPartition = 50;

// Intended time since T = 0, or T = 0 if the schedule does not set it.
StreamTime intended_time(const scenario::Stream& stream, const pacing::Schedule& schedule, std::uint64_t index) {
  if (schedule.unit() != scenario::Rate::Unit::records) return {};
  const StreamTime intended = schedule.intended(index);
  return intended == kNever ? StreamTime{} : saturating_add(intended, stream.start_after);
}

// One random index in each of equal steps: a fixed position would miss records that repeat with the step.
std::uint64_t sampled_index(std::uint64_t number, std::uint64_t step) {
  constexpr auto kSite = random::hash_name("plan");
  return number == 0 ? 0 : number * step + random::uniform_below(random::mix(kSite, number), step);
}

// Bytes of a length in the record format of Kafka: a zigzag varint with 7 bits per byte.
std::uint64_t varint_bytes(std::uint64_t length) {
  return (static_cast<unsigned>(std::bit_width(2 * length | 1)) + 6) / 7;
}

struct HeaderCounts {
  std::uint64_t headers = 0;
  std::uint64_t length_bytes = 0;  // length fields of names and values
};

HeaderCounts count_headers(const char* envelope) {
  HeaderCounts counts;
  if (envelope == nullptr) return counts;
  record::Envelope{envelope}.for_each_header([&](const char* name, const char* /*value*/, std::uint32_t size) {
    ++counts.headers;
    counts.length_bytes += varint_bytes(std::strlen(name)) + varint_bytes(size);
  });
  return counts;
}

// Sums the sampled records of one stream.
class SampleSums {
 public:
  SampleSums(SampledRecords& sampled, std::size_t oversized_bytes)
      : sampled_(sampled), oversized_bytes_(oversized_bytes) {}

  // Returns how many times the record is sent.
  std::uint64_t add(const record::Record& record) {
    const bool dropped = has(record.imperfections, Imperfection::drop);
    const bool twice = has(record.imperfections, Imperfection::duplicate);
    const std::uint64_t copies = dropped ? 0 : twice ? 2 : 1;
    auto& means = sampled_.means;
    ++sampled_.records;
    means.paced_bytes += static_cast<double>(record.bytes() * std::max<std::uint64_t>(copies, 1));
    sampled_.dropped += dropped ? 1 : 0;
    sampled_.duplicated += twice ? 1 : 0;
    if (dropped) return 0;
    add_sent(record, static_cast<double>(copies));
    return copies;
  }

  void finish() {
    if (sampled_.records == 0) return;
    auto& means = sampled_.means;
    for (double* const sum : {&means.paced_bytes, &means.sent, &means.sent_bytes, &means.queued_bytes, &means.headers,
                              &means.header_bytes, &sampled_.dropped, &sampled_.duplicated})
      *sum /= static_cast<double>(sampled_.records);
  }

 private:
  void add_sent(const record::Record& record, double copies) {
    auto& means = sampled_.means;
    const auto counts = count_headers(record.envelope);
    means.sent += copies;
    means.sent_bytes += copies * static_cast<double>(record.bytes());
    means.queued_bytes += copies * static_cast<double>(record.value_size);
    means.headers += copies * static_cast<double>(counts.headers);
    means.header_bytes += copies * static_cast<double>(record.headers_size);
    // A value may become oversized even if no sampled one did.
    const auto growth = oversized_bytes_ - std::min<std::uint64_t>(oversized_bytes_, record.value_size);
    const auto bytes = record.bytes() + growth;
    sampled_.max_bytes = std::max(sampled_.max_bytes, bytes);
    sampled_.max_wire_bytes = std::max(sampled_.max_wire_bytes, bytes + counts.length_bytes);
  }

  SampledRecords& sampled_;
  std::uint64_t oversized_bytes_;
};

std::vector<double> partition_shares(const std::vector<std::uint64_t>& by_partition, std::uint64_t records) {
  std::vector<double> shares;
  if (records / by_partition.size() < kMinPerPartition) return shares;
  for (const auto count : by_partition) shares.push_back(static_cast<double>(count) / static_cast<double>(records));
  return shares;
}

record::Record record_from(const generator::RenderedRecord& rendered) {
  return {.value = rendered.value,
          .key = rendered.key,
          .value_size = rendered.value_size,
          .key_size = rendered.key_size,
          .partition = rendered.partition,
          .headers_size = rendered.headers_size,
          .envelope = rendered.envelope,
          .imperfections = rendered.imperfections};
}

}  // namespace

SampledRecords sample_records(const scenario::Scenario& scenario, const scenario::Stream& stream,
                              const pacing::Schedule& schedule, generator::Generator generator, std::uint64_t max,
                              WallTime wall) {
  SampledRecords sampled;
  sampled.means.sent = 0;
  const auto partitions = stream.topic.partitions.value_or(1);
  stream::PartitionChooser chooser{stream.partitioner, scenario.seed, stream.name};
  generator.set_partitions(partitions);
  const auto memory = std::make_unique<char[]>(generator.max_bytes());
  std::vector<std::uint64_t> by_partition(static_cast<std::size_t>(partitions));
  const auto* const imperfections = generator.imperfections();
  SampleSums sums{sampled, imperfections == nullptr ? 0 : imperfections->oversized_bytes()};
  const auto sample_size = std::clamp<std::uint64_t>(max, 1, kMaxSample);
  const auto step = std::max<std::uint64_t>(1, max / sample_size);
  std::uint64_t sent = 0;
  for (std::uint64_t number = 0; number < sample_size; ++number) {
    const auto index = sampled_index(number, step);
    const StreamTime elapsed = intended_time(stream, schedule, index);
    const auto rendered = generator.write(
        memory.get(), {.index = index, .wall = saturating_add(wall, since_start(elapsed)), .elapsed = elapsed});
    if (generator.failed()) {
      sampled.failure = generator.failure();
      break;
    }
    const auto record = record_from(rendered);
    const auto copies = sums.add(record);
    sent += copies;
    chooser.next_batch();
    // Number within the sample: round_robin uses the index, which depends on the steps.
    const auto partition = static_cast<std::size_t>(chooser.choose(record, number, partitions));
    if (partition < by_partition.size()) by_partition[partition] += copies;
  }
  sums.finish();
  sampled.shares = partition_shares(by_partition, sent);
  return sampled;
}

}  // namespace spate::preview
