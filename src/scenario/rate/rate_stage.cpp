#include "scenario/rate/rate_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "scenario/rate/stage_shape.hpp"

namespace spate::scenario {
namespace {

using Reader = std::optional<Stage> (*)(const StageSection&);
struct ShapeReader {
  std::string_view name;
  Reader read;
};

template <class Shape>
std::optional<Stage> read_as(const StageSection& stage) {
  auto shape = read_shape<Shape>(stage);
  return shape ? std::optional<Stage>{*std::move(shape)} : std::nullopt;
}

template <std::size_t... kShapes>
constexpr auto make_readers(std::index_sequence<kShapes...>) {
  return std::array{ShapeReader{std::variant_alternative_t<kShapes, Stage>::kName,
                                read_as<std::variant_alternative_t<kShapes, Stage>>}...};
}
constexpr auto kReaders = make_readers(std::make_index_sequence<std::variant_size_v<Stage>>{});

std::string names() {
  std::string list{kReaders.front().name};
  for (std::size_t i = 1; i < kReaders.size(); ++i)
    list += fmt::format("{}{}", i + 1 == kReaders.size() ? " or " : ", ", kReaders[i].name);
  return list;
}

}  // namespace

std::optional<Stage> read_stage(const Section& section) {
  if (section.node().kind != Node::Kind::map) return std::nullopt;
  const auto is_written = [&](const ShapeReader& shape) { return section.has(shape.name); };
  if (std::count_if(kReaders.begin(), kReaders.end(), is_written) != 1) {
    section.report(fmt::format("expected one shape per stage: use {}", names()));
    return std::nullopt;
  }
  if (section.has("curve") && !section.has(Ramp::kName) && !section.has(Daily::kName))
    section.report("curve", "curve applies only to ramp and daily: remove it");
  if (section.has("each") && !section.has(Steps::kName))
    section.report("each", "each applies only to steps: remove it, or set for");
  return std::find_if(kReaders.begin(), kReaders.end(), is_written)->read(StageSection{section});
}

}  // namespace spate::scenario
