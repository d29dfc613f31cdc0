#include "preview/sample/sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/log.hpp"
#include "base/output.hpp"
#include "pacing/stream_schedule.hpp"
#include "preview/sample/pretty_json.hpp"
#include "preview/sample/record_statistics.hpp"
#include "record/record.hpp"
#include "report/figures.hpp"
#include "stream/partition_chooser.hpp"

namespace spate::preview {
namespace {

bool is_json(const scenario::Stream& stream) {
  const auto& source = stream.generator;
  return source.format.value_or(source.record.kind == scenario::Node::Kind::scalar
                                    ? scenario::Format::text
                                    : scenario::Format::json) == scenario::Format::json;
}

// Intended time of the record, or T = 0 if the schedule does not set it.
generator::RecordContext record_context(const pacing::Schedule& schedule, Duration start_after, std::uint64_t index,
                                        WallTime wall) {
  StreamTime elapsed{};
  if (schedule.unit() == scenario::Rate::Unit::records) {
    const StreamTime intended = schedule.intended(index);
    elapsed = intended == kNever ? StreamTime{} : saturating_add(intended, start_after);
  }
  return {.index = index, .wall = saturating_add(wall, since_start(elapsed)), .elapsed = elapsed};
}

// Number of records that the stream sends; kUnbounded if it is not known in advance.
std::uint64_t max_records(const scenario::Stream& stream, const generator::Generator& generator,
                          const pacing::Schedule& schedule) {
  auto max = std::min(stream.stop_after.records.value_or(pacing::kUnbounded),
                      generator.records().value_or(pacing::kUnbounded));
  if (schedule.unit() != scenario::Rate::Unit::records) return max;
  max = std::min(max, schedule.total());
  return stream.stop_after.duration
             ? std::min(max, schedule.due_by(StreamTime{*stream.stop_after.duration - Duration{1}}))
             : max;
}

// Generates the records in order and passes each with its partition to `visit`.
template <class Visit>
bool for_each_record(const scenario::Scenario& scenario, const scenario::Stream& stream,
                     generator::Generator& generator, WallTime wall, const SampleOptions& options, std::string& failure,
                     const Visit& visit) {
  const auto partitions = stream.topic.partitions.value_or(1);
  stream::PartitionChooser chooser{stream.partitioner, scenario.seed, stream.name};
  generator.set_partitions(partitions);
  const WallTime clock_time = scenario.clock.start.value_or(wall);
  const auto schedule = pacing::schedule_of(scenario, stream, clock_time, generator.recording());
  const auto memory = std::make_unique<char[]>(generator.max_bytes());
  const auto max = max_records(stream, generator, schedule);
  for (auto index = options.from; index - options.from < options.records && !output::is_broken(); ++index) {
    if (index >= max) {
      log::write(log::Level::info, fmt::format("sample ended: the stream sends only {} records", max),
                 {.stream = stream.name});
      break;
    }
    chooser.next_batch();
    const auto rendered =
        generator.write(memory.get(), record_context(schedule, stream.start_after, index, clock_time));
    if (generator.failed()) {
      failure = generator.failure();
      return false;
    }
    if (has(rendered.imperfections, Imperfection::drop)) continue;
    const record::Record record{.value = rendered.value,
                                .key = rendered.key,
                                .value_size = rendered.value_size,
                                .key_size = rendered.key_size,
                                .partition = rendered.partition,
                                .imperfections = rendered.imperfections};
    const auto partition = chooser.choose(record, index, partitions);
    visit(record, partition);
    if (has(rendered.imperfections, Imperfection::duplicate)) visit(record, partition);
  }
  return true;
}

std::string printed(std::string_view bytes, const SampleOptions& options) {
  return options.escape ? report::printable(bytes) : std::string{bytes};
}

std::string leading_columns(const record::Record& record, std::int32_t partition, const SampleOptions& options) {
  std::string columns;
  if (options.with_partition) columns += fmt::format("{}\t", partition);
  if (options.with_key) {
    columns += record.key == nullptr ? std::string{"null"} : printed({record.key, record.key_size}, options);
    columns += '\t';
  }
  return columns;
}

}  // namespace

bool print_sample(const scenario::Scenario& scenario, const scenario::Stream& stream, generator::Generator generator,
                  WallTime wall, const SampleOptions& options, std::string& failure) {
  const bool pretty = options.pretty && is_json(stream);
  const auto palette = options.colors ? kColors : Palette{};
  return for_each_record(
      scenario, stream, generator, wall, options, failure, [&](const record::Record& record, std::int32_t partition) {
        const auto value =
            record.value == nullptr ? std::string{"null"} : printed({record.value, record.value_size}, options);
        const bool is_valid = (record.imperfections & kMalformedKinds) == 0;
        const auto line = leading_columns(record, partition, options) +
                          (pretty && is_valid ? pretty_json(value, palette) : value) + "\n";
        output::print(line);
      });
}

bool print_statistics(const scenario::Scenario& scenario, const scenario::Stream& stream,
                      generator::Generator generator, WallTime wall, const SampleOptions& options,
                      std::string& failure) {
  auto columns = generator.columns();
  auto statistics =
      columns.empty() ? RecordStatistics{is_json(stream)} : RecordStatistics{std::move(columns), stream.generator.csv};
  const bool succeeded = for_each_record(scenario, stream, generator, wall, options, failure,
                                         [&](const record::Record& record, std::int32_t partition) {
                                           if (record.value == nullptr) {
                                             statistics.add_tombstone();
                                           } else {
                                             statistics.add({record.value, record.value_size});
                                           }
                                           if (record.key == nullptr) {
                                             statistics.add_no_key();
                                           } else {
                                             statistics.add_key({record.key, record.key_size});
                                           }
                                           statistics.add_partition(partition);
                                         });
  if (succeeded) output::print(statistics.text(stream.name));
  return succeeded;
}

}  // namespace spate::preview
