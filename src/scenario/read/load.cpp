#include "scenario/read/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/host_port.hpp"
#include "scenario/rate/rate_scale.hpp"
#include "scenario/read/clock.hpp"
#include "scenario/read/overrides.hpp"
#include "scenario/read/presets.hpp"
#include "scenario/read/streams.hpp"
#include "scenario/read/substitution.hpp"
#include "scenario/read/thresholds.hpp"
#include "scenario/yaml/secrets.hpp"
#include "scenario/yaml/source_text.hpp"
#include "scenario/yaml/tree_text.hpp"
#include "scenario/yaml/yaml_tree.hpp"

namespace spate::scenario {
namespace {

Section subsection(const Section& scenario, SectionKind kind, std::string_view name, const Node& absent) {
  const auto* node = scenario.map(name);
  return {scenario.context(), kind, node == nullptr ? absent : *node, scenario.path(name)};
}

// `metrics: off` stands for {listen: off}.
void expand_metrics_off(Node& scenario) {
  auto* const metrics = scenario.find("metrics");
  if (metrics == nullptr || metrics->kind != Node::Kind::scalar || metrics->text != "off") return;
  Node off = *metrics;
  *metrics = map_node();
  metrics->place = off.place;
  put(*metrics, "listen", std::move(off));
}

// Reports a value that is neither off nor a map.
bool is_off_or_map(const Section& scenario) {
  const auto* const metrics = scenario.find("metrics");
  if (metrics == nullptr || metrics->kind == Node::Kind::map) return true;
  scenario.report("metrics",
                  fmt::format("expected off or a map, such as {{listen: 127.0.0.1:9464}}{}",
                              metrics->kind == Node::Kind::scalar ? ", got " + scenario.quoted_value("metrics")
                                                                  : std::string{", not a list"}));
  return false;
}

// HOST:PORT or off.
void read_listen(const Section& metrics, Scenario& scenario) {
  const auto text = metrics.text("listen").value_or("off");
  if (text == "off") return;
  const auto [host, port] = split_host_port(text);
  if (host.empty() || !port || !parse_port(*port))
    return metrics.report("listen", fmt::format("invalid address {}: use HOST:PORT such as 127.0.0.1:9464, or off",
                                                metrics.quoted_value("listen")));
  scenario.metrics_listen = text;
}

// The token is a secret, even if it is written in the file.
void read_control(const Section& control, Scenario& scenario) {
  control.check_required();
  const auto token = control.text("token");
  if (!token) return;
  control.context().secret_paths.insert(control.path("token"));
  constexpr std::size_t kMinTokenLength = 8;
  constexpr std::size_t kMaxTokenLength = 256;
  const bool printable = std::all_of(token->begin(), token->end(), [](char byte) { return byte > ' ' && byte < 0x7f; });
  if (token->size() < kMinTokenLength || token->size() > kMaxTokenLength || !printable)
    return control.report("token", fmt::format("invalid token: use {} to {} printable ASCII characters without spaces",
                                               kMinTokenLength, kMaxTokenLength));
  scenario.control_token = *token;
}

void read_kafka(const Section& section, Scenario& scenario, const Overrides& overrides) {
  scenario.kafka = section.properties("kafka");
  auto& list = scenario.kafka;
  const auto servers = std::find_if(list.begin(), list.end(),
                                    [](const Property& property) { return property.name == "bootstrap.servers"; });
  if (overrides.without_brokers) {
    if (servers != list.end()) list.erase(servers);
    return;
  }
  const auto* kafka = section.find("kafka");
  if (servers == list.end()) {
    const bool written = kafka != nullptr && kafka->find("bootstrap.servers") != nullptr;
    if (!written)
      section.report("kafka", "missing key bootstrap.servers: add bootstrap.servers: HOST:PORT, or embedded");
    return;
  }
  scenario.embedded = servers->value == "embedded";
  if (servers->value.empty()) section.report("kafka", "bootstrap.servers is empty: use HOST:PORT, or embedded");
  if (scenario.embedded) list.erase(servers);
}

// Otherwise the run would end without any measurement.
void check_warm_up(const Section& section, const Scenario& scenario) {
  if (scenario.warm_up == Duration{}) return;
  for (const Stream& stream : scenario.streams) {
    const auto duration = stream.stop_after.duration;
    if (duration && *duration <= scenario.warm_up - std::min(stream.start_after, scenario.warm_up))
      section.report("warm_up",
                     fmt::format("{} is not shorter than stream {}, so none of it would be measured: use a shorter "
                                 "warm_up, or a longer stop_after.duration",
                                 section.quoted_value("warm_up"), quote_value(stream.name)));
  }
}

// Relative to the directory of the scenario, as all files.
void read_state_dir(const Section& section, const std::string& file, Scenario& scenario) {
  const auto text = section.text("state_dir");
  if (!text) return;
  if (text->empty()) return section.report("state_dir", "state_dir is empty: use a directory such as /var/lib/spate");
  scenario.state_dir = (std::filesystem::path{file == "-" ? "" : file}.parent_path() / *text).string();
}

// Each shard would start at another time, without a common schedule.
void check_shard(const Scenario& scenario, Diagnostics& diagnostics) {
  if (scenario.shard.is_single() || scenario.start_at.when != StartAt::When::now) return;
  diagnostics.report({std::make_shared<const std::string>("--shard"), 0, 0}, "start_at",
                     "shards need a common start time: set start_at or --start-at, such as 2026-11-24T08:00:00Z");
}

std::string default_name(const std::string& file) {
  return file == "-" ? "stdin" : std::filesystem::path{file}.stem().string();
}

Scenario read_scenario(const Section& section, const std::string& file, const Overrides& overrides) {
  Node absent;
  absent.kind = Node::Kind::map;
  absent.place = section.node().place;
  Scenario scenario;
  section.check_required();
  scenario.name = section.text("name").value_or(default_name(file));
  scenario.seed = section.count("seed").value_or(1);
  read_kafka(section, scenario, overrides);
  if (is_off_or_map(section)) read_listen(subsection(section, SectionKind::metrics, "metrics", absent), scenario);
  scenario.clock = read_clock(section);
  scenario.start_at = read_start_at(section);
  scenario.shard = overrides.shard;
  read_state_dir(section, file, scenario);
  check_shard(scenario, section.context().diagnostics);
  if (section.has("control")) read_control(subsection(section, SectionKind::control, "control", absent), scenario);
  scenario.warm_up = section.duration("warm_up").value_or(Duration{});
  scenario.startup_timeout =
      subsection(section, SectionKind::startup, "startup", absent).duration("timeout").value_or(Duration{});
  scenario.shutdown_flush_timeout =
      subsection(section, SectionKind::shutdown, "shutdown", absent).duration("flush_timeout").value_or(Duration{});
  GeneratorCatalog generators{section, std::filesystem::path{file == "-" ? "" : file}.parent_path()};
  scenario.streams = read_streams(section, generators, overrides);
  if (overrides.rate_scale) scale_rates(scenario.streams, *overrides.rate_scale, section.context().diagnostics);
  add_thresholds(section, scenario.streams);
  check_warm_up(section, scenario);
  return scenario;
}

std::optional<Scenario> read(const SourceText& source, const std::string& file, const Overrides& overrides,
                             Diagnostics& diagnostics, const CheckRecords& check_records) {
  auto root = read_yaml(source, diagnostics);
  if (!root) return std::nullopt;
  expand_metrics_off(*root);
  apply_overrides(*root, overrides, diagnostics);
  const auto directory = std::filesystem::path{file == "-" ? "" : file}.parent_path();
  substitute(*root, process_environment(directory), diagnostics);
  reject_visible_secrets(*root, diagnostics);
  expand_metrics_off(*root);  // ${env:METRICS:-off}
  ReadContext context{diagnostics, {}};
  auto scenario = read_scenario(Section{context, SectionKind::scenario, *root, ""}, file, overrides);
  scenario.secret_paths = std::move(context.secret_paths);
  if (check_records) check_records(scenario, diagnostics);
  return diagnostics.empty() ? std::optional{std::move(scenario)} : std::nullopt;
}

}  // namespace

std::optional<Scenario> load_scenario(const std::string& path, const Overrides& overrides, Diagnostics& diagnostics,
                                      const CheckRecords& check_records) {
  const auto source = read_source(path, diagnostics);
  return source ? read(*source, path, overrides, diagnostics, check_records) : std::nullopt;
}

std::optional<Scenario> parse_scenario(std::string_view text, const std::string& name, const Overrides& overrides,
                                       Diagnostics& diagnostics, const CheckRecords& check_records) {
  // Without a directory, relative paths start at the working directory.
  return read(SourceText{name, std::string{text}}, std::filesystem::path{name}.filename().string(), overrides,
              diagnostics, check_records);
}

std::optional<Scenario> preset_scenario(std::string_view preset, const Overrides& overrides, Diagnostics& diagnostics) {
  const auto& all = presets();
  if (std::none_of(all.begin(), all.end(), [&](const Preset& candidate) { return candidate.name == preset; }))
    return std::nullopt;
  const auto text = fmt::format(
      "kafka: {{bootstrap.servers: embedded}}\nmetrics: {{listen: off}}\n"
      "streams: [{{topic: {0}, rate: max, generator: {0}}}]\n",
      preset);
  return parse_scenario(text, std::string{preset}, overrides, diagnostics);
}

}  // namespace spate::scenario
