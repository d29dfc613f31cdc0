#include "run/sample.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "pacing/schedule.hpp"
#include "record/record.hpp"
#include "run/pretty_json.hpp"
#include "stream/partition_chooser.hpp"

namespace spate {
namespace {

bool is_json(const Stream& stream) {
  const auto& source = stream.generator;
  return source.format.value_or(source.record.kind == Node::Kind::scalar ? Format::text : Format::json) == Format::json;
}

// The record's intended time where the schedule tells it, else the beginning.
Nanos intended_wall(const Stream& stream, std::uint64_t index, Nanos wall) {
  if (stream.rate.unit != Rate::Unit::records) return wall;
  const Nanos intended = Schedule{stream.rate}.intended(index);
  return intended == kNever ? wall : wall + stream.start_after + intended;
}

std::string leading_columns(const Record& record, std::int32_t partition, const SampleOptions& options) {
  std::string columns;
  if (options.with_partition) columns += fmt::format("{}\t", partition);
  if (options.with_key) {
    columns += record.key == nullptr ? std::string{"null"} : std::string{record.key, record.key_size};
    columns += '\t';
  }
  return columns;
}

}  // namespace

bool print_sample(const Scenario& scenario, const Stream& stream, Generator generator, Nanos wall,
                  const SampleOptions& options, std::string& failure) {
  const auto partitions = stream.topic.partitions.value_or(1);
  PartitionChooser chooser{stream.partitioner, scenario.seed, stream.name};
  const auto memory = std::make_unique<char[]>(generator.most_bytes());
  const bool pretty = options.pretty && is_json(stream);
  for (auto index = options.from; index < options.from + options.records; ++index) {
    chooser.next_batch();
    const auto rendered = generator.write(memory.get(), {.index = index, .wall = intended_wall(stream, index, wall)});
    if (generator.failed()) {
      failure = generator.failure();
      return false;
    }
    const Record record{
        .value = rendered.value, .key = rendered.key, .value_size = rendered.value_size, .key_size = rendered.key_size};
    const std::string_view value =
        rendered.value == nullptr ? std::string_view{"null"} : std::string_view{rendered.value, rendered.value_size};
    const auto line = leading_columns(record, chooser.choose(record, index, partitions), options) +
                      (pretty ? pretty_json(value) : std::string{value}) + "\n";
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
  return true;
}

}  // namespace spate
