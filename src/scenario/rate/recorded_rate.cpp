#include "scenario/rate/recorded_rate.hpp"

#include <fmt/format.h>

#include "scenario/text/rate_text.hpp"

namespace spate::scenario {
namespace {

const Node* scalar_in(const Section& section, std::string_view name) {
  return section.text(name) ? section.find(name) : nullptr;
}

std::optional<Factor> read_speed(const Section& section) {
  const auto speed = section.factor("speed");
  if (!speed || is_in_range(*speed)) return speed;
  section.report("speed", fmt::format("{} is out of range: use a factor above 0x, up to {}x",
                                      section.quoted_value("speed"), kMaxFactor));
  return std::nullopt;
}

}  // namespace

std::optional<RateProfile> read_recorded_rate(const Section& rate) {
  for (const auto& member : rate.node().members) {
    const auto* key = find_key(SectionKind::schedule, member.name);
    if (key != nullptr && member.name != "recorded")
      rate.report(member.name, "the file sets a recorded rate: remove this setting");
  }
  const auto* node = rate.map("recorded");
  if (node == nullptr) return std::nullopt;
  const Section section{rate.context(), SectionKind::recorded, *node, rate.path("recorded")};
  section.check_required();
  RateProfile profile;
  RecordedRate recorded;
  recorded.path = section.path();
  if (const auto* timestamp = scalar_in(section, "timestamp")) recorded.timestamp = *timestamp;
  if (const auto* format = scalar_in(section, "format")) recorded.format = *format;
  const auto speed = read_speed(section);
  if (recorded.timestamp.text.empty() || !speed) return std::nullopt;
  profile.scale = *speed;
  profile.recorded = std::move(recorded);
  return profile;
}

void join_recorded(const Section& section, Stream& stream) {
  auto& replay = stream.generator.replay;
  const auto& recorded = stream.rate.recorded;
  const auto report = [&](const Place& place, const std::string& path, std::string text) {
    section.context().diagnostics.report(place, path, std::move(text));
  };
  if (replay && replay->rewrites_recorded && recorded) {
    replay->timestamp = recorded->timestamp.text;
    replay->timestamp_format = recorded->format;
  } else if (replay && replay->rewrites_recorded) {
    report(section.find("replay")->find("rewrite_timestamp")->place, replay->path + ".rewrite_timestamp",
           "true needs a recorded rate: use {field: /ts, format: iso_utc}, or set rate: {recorded: …}");
  }
  if (!recorded) return;
  if (replay && replay->form == Replay::Form::lines)
    report(recorded->timestamp.place, recorded->path + ".timestamp",
           "lines of text have no fields: use another rate, such as 500/s");
  if (stream.arrivals.kind != Arrivals::Kind::uniform)
    section.report("arrivals", "a recorded rate has the gaps of its file: remove this setting");
}

}  // namespace spate::scenario
