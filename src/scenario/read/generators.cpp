#include "scenario/read/generators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenario/read/envelope_fields.hpp"
#include "scenario/read/formats.hpp"
#include "scenario/read/load.hpp"
#include "scenario/read/presets.hpp"
#include "scenario/read/read_lifecycle.hpp"
#include "scenario/read/read_replay.hpp"
#include "scenario/read/tables.hpp"
#include "scenario/text/suggestion.hpp"
#include "scenario/yaml/source_text.hpp"
#include "scenario/yaml/yaml_tree.hpp"

namespace spate::scenario {
namespace {

const Preset* find_preset(std::string_view name) {
  const auto& all = presets();
  const auto preset =
      std::find_if(all.begin(), all.end(), [&](const Preset& candidate) { return candidate.name == name; });
  return preset == all.end() ? nullptr : &*preset;
}

bool is_file(std::string_view name) {
  constexpr std::string_view extension = ".yaml";
  return name.size() > extension.size() && name.substr(name.size() - extension.size()) == extension;
}

void set_format(const std::optional<WrittenFormat>& written, GeneratorSource& source) {
  if (!written) return;
  source.format = written->format;
  source.csv = written->csv;
}

// Text needs one scalar and CSV a map; JSON takes any record.
bool fits(const Node& record, Format format) {
  const bool is_text = record.kind == Node::Kind::scalar || record.find("$value") != nullptr;
  return format == Format::json || is_text == (format == Format::text);
}

void put_first(std::vector<Table> inner, std::vector<Table>& tables) {
  tables.insert(tables.begin(), std::make_move_iterator(inner.begin()), std::make_move_iterator(inner.end()));
}

// Reads {record, key, headers, format, tables}, from generators or from a generator file.
std::optional<NamedGenerator> read_generator(const Section& section, std::string name,
                                             const std::filesystem::path& directory) {
  section.check_required();
  NamedGenerator generator;
  generator.source.name = std::move(name);
  generator.source.path = section.path("record");
  set_format(read_format(section), generator.source);
  auto tables = read_tables(section, directory);
  generator.key = read_key(section);
  generator.source.headers = read_headers(section);
  generator.source.lifecycle = read_lifecycle(section);
  const auto* record = section.find("record");
  const bool valid = tables && generator.source.lifecycle.has_value() == section.has("lifecycle");
  if (record == nullptr || !valid) return std::nullopt;
  generator.source.tables = std::move(*tables);
  generator.source.record = *record;
  return generator;
}

std::optional<NamedGenerator> read_generator_file(ReadContext& context, const SourceText& source,
                                                  const std::string& name, const std::filesystem::path& directory) {
  const auto root = read_yaml(source, context.diagnostics);
  return root ? read_generator(Section{context, SectionKind::generator, *root, ""}, name, directory) : std::nullopt;
}

NamedGenerator inline_generator(const Section& stream, const Node& record) {
  NamedGenerator generator;
  generator.source.name = generator.source.path = stream.path("record");
  generator.source.record = record;
  return generator;
}

}  // namespace

GeneratorCatalog::GeneratorCatalog(const Section& scenario, std::filesystem::path directory)
    : context_(scenario.context()),
      directory_(std::move(directory)),
      shared_tables_(read_tables(scenario, directory_)) {
  read_declared(scenario);
}

void GeneratorCatalog::read_declared(const Section& scenario) {
  const auto* declared = scenario.map("generators");
  if (declared == nullptr) return;
  for (const auto& [name, place, value] : declared->members) {
    const auto path = member_path(scenario.path("generators"), name);
    if (find_preset(name) != nullptr)
      context_.diagnostics.report(place, path,
                                  fmt::format("{} is the name of a preset: use another name", quote_value(name)));
    if (is_file(name))
      context_.diagnostics.report(place, path, "a name that ends in .yaml is read as a path: use another name");
    known_[name] = read_generator(Section{context_, SectionKind::generator, value, path}, name, directory_);
  }
}

std::optional<NamedGenerator> GeneratorCatalog::resolve(const Section& stream) {
  if (stream.has("replay")) return from_replay(stream);
  const bool record = stream.has("record");
  const bool generator = stream.has("generator");
  if (record && generator) stream.report("record", "generator and record cannot be combined: remove one");
  if (!record && !generator && stream.node().kind == Node::Kind::map)
    stream.report("missing key generator: add generator: order (or another preset), or record: with the fields");
  std::optional<NamedGenerator> resolved;
  if (const auto* node = stream.find("record"))
    resolved = inline_generator(stream, *node);
  else if (const auto name = stream.text("generator"))
    resolved = find_named(stream, *name);
  auto tables = read_tables(stream, directory_);
  const auto format = read_format(stream, resolved ? resolved->source.csv : CsvStyle{});
  auto key = read_key(stream);
  auto headers = read_headers(stream);
  if (!resolved) {
    if (!generator) (void)read_lifecycle(stream);  // incomplete without that of the generator
    return std::nullopt;
  }
  auto lifecycle = read_lifecycle(stream, resolved->source.lifecycle);
  if (!tables || !shared_tables_ || lifecycle.has_value() != stream.has("lifecycle")) return std::nullopt;
  put_first(std::move(*tables), resolved->source.tables);
  resolved->source.tables.insert(resolved->source.tables.end(), shared_tables_->begin(), shared_tables_->end());
  set_format(format, resolved->source);
  if (format && generator && !fits(resolved->source.record, format->format)) {
    stream.report("format", fmt::format("the records of {} cannot be written in this format: remove format",
                                        resolved->source.name));
    return std::nullopt;
  }
  if (lifecycle) resolved->source.lifecycle = std::move(lifecycle);
  if (key) resolved->key = std::move(key);
  merge_headers(stream, std::move(headers), resolved->source.headers);
  return resolved;
}

std::optional<NamedGenerator> GeneratorCatalog::from_replay(const Section& stream) {
  for (const std::string_view other : {"generator", "record"})
    if (stream.has(other)) stream.report(other, "generator, record and replay cannot be combined: keep one");
  auto replay = read_replay(stream, directory_);
  if (!replay) return std::nullopt;
  NamedGenerator generator;
  generator.source.name = "replay";
  generator.source.path = stream.path("replay");
  static constexpr std::array kFormats{Format::text, Format::json, Format::csv};  // as Replay::Form
  generator.source.format = kFormats.at(static_cast<std::size_t>(replay->form));
  generator.source.replay = std::move(replay);
  return generator;
}

std::optional<NamedGenerator> GeneratorCatalog::find_named(const Section& stream, const std::string& name) {
  const auto known = known_.find(name);
  if (known != known_.end()) return known->second;
  if (const auto* preset = find_preset(name))
    return known_[name] = read_generator_file(
               context_, SourceText{fmt::format("preset {}", name), std::string{preset->yaml}}, name, directory_);
  if (is_file(name)) return known_[name] = from_file(stream, name);
  stream.report("generator", unknown_generator(name, stream.quoted_value("generator")));
  return std::nullopt;
}

std::optional<NamedGenerator> GeneratorCatalog::from_file(const Section& stream, const std::string& path) {
  const auto file = (directory_ / path).string();
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    stream.report("generator", fmt::format("no such file {}: use a path relative to the scenario file", file));
    return std::nullopt;
  }
  const auto source = read_source(file, context_.diagnostics);
  return source ? read_generator_file(context_, *source, path, directory_) : std::nullopt;
}

std::string GeneratorCatalog::unknown_generator(const std::string& name, std::string_view as_shown) const {
  std::vector<std::string_view> names;
  for (const auto& preset : presets()) names.push_back(preset.name);
  const auto text = fmt::format("unknown generator {} (presets: {})", as_shown, fmt::join(names, ", "));
  for (const auto& known : known_) names.push_back(known.first);
  const auto hint = did_you_mean(name, names);
  return text + (hint.empty() ? ": declare it under generators, or use a preset" : hint);
}

}  // namespace spate::scenario
