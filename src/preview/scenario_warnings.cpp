#include "preview/scenario_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "preview/text_warnings.hpp"
#include "record/envelope.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::preview {
namespace {

constexpr std::uint64_t kCheckedRecords = 100;

// The topic property that makes the topic compacted, which rejects records without a key. Returns null if there is
// none.
const scenario::Property* compaction(const scenario::Topic& topic) {
  const auto property = std::find_if(topic.config.begin(), topic.config.end(), [](const scenario::Property& candidate) {
    return candidate.name == "cleanup.policy" && candidate.value.find("compact") != std::string::npos;
  });
  return property == topic.config.end() ? nullptr : &*property;
}

// The unit that brings the timestamp far closer to `wall` than milliseconds do; empty: milliseconds. `wall` is in
// milliseconds since the Unix epoch.
std::string_view probable_unit(std::int64_t timestamp, std::int64_t wall) {
  struct Unit {
    std::string_view name;
    double milliseconds;
  };
  constexpr std::array kUnits{Unit{"seconds", 1e3}, Unit{"microseconds", 1e-3}, Unit{"nanoseconds", 1e-6}};
  constexpr double kFarCloser = 10;
  const auto distance = [&](double factor) {
    return std::abs(static_cast<double>(timestamp) * factor - static_cast<double>(wall));
  };
  const auto* const closest = std::min_element(kUnits.begin(), kUnits.end(), [&](const Unit& a, const Unit& b) {
    return distance(a.milliseconds) < distance(b.milliseconds);
  });
  return distance(closest->milliseconds) * kFarCloser < distance(1) ? closest->name : std::string_view{};
}

class Warnings {
 public:
  Warnings(const run::PreparedScenario& prepared, WallTime wall) : prepared_(prepared), wall_(wall) {}

  scenario::Diagnostics run() {
    const auto& streams = prepared_.scenario.streams;
    check_properties(prepared_.scenario.kafka);
    for (std::size_t number = 0; number < streams.size(); ++number) {
      check_name(streams[number]);
      check_properties(streams[number].kafka);
      check_collision(number);
      check_records(streams[number], prepared_.generators[number]);
    }
    warn_about_text(prepared_.scenario, warnings_);
    return std::move(warnings_);
  }

 private:
  void check_name(const scenario::Stream& stream) {
    const std::string_view name = stream.topic.name;
    if (name.starts_with("__")) {
      warn(
          stream.place, stream.path + ".topic",
          fmt::format("names such as {}, which begin with two underscores, are for topics of Kafka itself: use another "
                      "name",
                      name));
    } else if (name.starts_with("_")) {
      warn(stream.place, stream.path + ".topic",
           fmt::format("names such as {}, which begin with an underscore, are for topics of Kafka's tools ({}): use "
                       "another name",
                       name, name == "_schemas" ? "this one holds a Schema Registry" : "a Schema Registry, a proxy"));
    }
  }

  // Values that mean something else in the Java client of Kafka.
  void check_properties(const std::vector<scenario::Property>& properties) {
    for (const auto& property : properties) {
      const auto setting = fmt::format("{}={}", property.name, property.value);
      const auto hint = scenario::suggestion(scenario::ForeignName::Kind::property_value, setting);
      if (hint.empty()) continue;
      warn(property.place, property.path,
           fmt::format("{} does not mean what it means to the Java client{}", property.value, hint));
    }
  }

  // Kafka uses one metric name for both, and rejects the second topic.
  void check_collision(std::size_t number) {
    const auto metric_name = [](std::string name) {
      std::replace(name.begin(), name.end(), '.', '_');
      return name;
    };
    const auto& stream = prepared_.scenario.streams[number];
    for (std::size_t earlier = 0; earlier < number; ++earlier) {
      const auto& other = prepared_.scenario.streams[earlier].topic.name;
      if (other == stream.topic.name || metric_name(other) != metric_name(stream.topic.name)) continue;
      return warn(stream.place, stream.path + ".topic",
                  fmt::format("{} and {} differ in . and _ only, and Kafka does not create both: use another name",
                              stream.topic.name, other));
    }
  }

  void check_records(const scenario::Stream& stream, generator::Generator generator) {
    const auto* const compacted = compaction(stream.topic);
    if (compacted == nullptr && !stream.timestamp) return;
    generator.set_partitions(stream.topic.partitions.value_or(1));
    const auto memory = std::make_unique<char[]>(generator.max_bytes());
    const auto records = std::min(stream.stop_after.records.value_or(kCheckedRecords), kCheckedRecords);
    for (std::uint64_t index = 0; index < records; ++index) {
      const auto rendered = generator.write(memory.get(), {.index = index, .wall = wall_});
      if (generator.failed()) return;
      if (compacted != nullptr && rendered.key == nullptr) {
        warn(compacted->place, compacted->path,
             fmt::format("a compacted topic rejects records without a key, and record {} of {} has none: set key",
                         index, stream.name));
        return;
      }
      if (stream.timestamp && !check_timestamp(stream, rendered)) return;
    }
  }

  // Warns and returns false if the timestamp seems to have another unit.
  bool check_timestamp(const scenario::Stream& stream, const generator::RenderedRecord& rendered) {
    const auto timestamp = rendered.envelope == nullptr ? 0 : record::Envelope{rendered.envelope}.timestamp();
    const auto unit =
        timestamp <= 0 ? std::string_view{} : probable_unit(timestamp, wall_.time_since_epoch() / kMillisecond);
    if (unit.empty()) return true;
    warn(stream.timestamp->node.place, stream.timestamp->path,
         fmt::format("{} looks like {}, and Kafka's timestamps are milliseconds: use milliseconds, such as "
                     "=event_time(\"epoch_ms\")",
                     timestamp, unit));
    return false;
  }

  void warn(const scenario::Place& place, std::string path, std::string text) {
    warnings_.report(place, std::move(path), std::move(text));
  }

  const run::PreparedScenario& prepared_;
  WallTime wall_;
  scenario::Diagnostics warnings_;
};

}  // namespace

std::vector<std::string> warning_lines(const scenario::Diagnostics& warnings) {
  std::vector<std::string> lines;
  std::istringstream text{warnings.text()};
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

scenario::Diagnostics scenario_warnings(const run::PreparedScenario& prepared, WallTime wall) {
  return Warnings{prepared, wall}.run();
}

}  // namespace spate::preview
