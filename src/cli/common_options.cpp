#include "cli/common_options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <vector>

#include "base/log.hpp"
#include "scenario/rate/rate_scale.hpp"
#include "scenario/text/shard_text.hpp"
#include "scenario/text/units.hpp"

namespace spate::cli {
namespace {

void add_setting(scenario::Overrides& overrides, const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw CLI::ValidationError{
        "--set", fmt::format("invalid setting \"{}\": use PATH=VALUE, such as streams.orders.rate=1000/s", setting)};
  }
  overrides.settings.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
}

void add_duration(scenario::Overrides& overrides, const std::string& text) {
  const auto duration = scenario::parse_duration(text);
  if (!duration.value) throw CLI::ValidationError{"--duration", duration.problem};
  overrides.duration = duration.value;
}

// The pod's index, as an Indexed Job or the host name of a StatefulSet gives it.
scenario::PodNumber this_pod() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  const char* const index = std::getenv("JOB_COMPLETION_INDEX");
  return {.completion_index = index == nullptr ? std::nullopt : std::optional<std::string>{index}, .host = host.data()};
}

}  // namespace

CLI::Validator integer(std::uint64_t min, std::uint64_t max) {
  return {[min, max](std::string& text) {
            const auto value = scenario::parse_count(text).value;
            if (value && *value >= min && *value <= max) return std::string{};
            return fmt::format("\"{}\": must be an integer from {} to {}", text, min, max);
          },
          ""};
}

void add_file(CLI::App& app, std::string& file) {
  app.add_option("FILE", file, "read the scenario from this file; - is standard input")->required();
}

void add_override_options(CLI::App& app, scenario::Overrides& overrides) {
  app.add_option_function<std::vector<std::string>>(
         "--set",
         [&](const std::vector<std::string>& settings) {
           for (const auto& setting : settings) add_setting(overrides, setting);
         },
         "override a key of the scenario; may be repeated")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  app.add_option("--seed", overrides.seed, "override the seed of all random values")
      ->type_name("INTEGER")
      ->check(integer(0));
  app.add_option("--bootstrap-servers", overrides.bootstrap_servers,
                 "override the brokers; embedded starts a cluster inside spate")
      ->type_name("HOST:PORT,...");
}

void add_bounds(CLI::App& app, scenario::Overrides& overrides) {
  app.add_option_function<std::string>(
         "--duration", [&](const std::string& text) { add_duration(overrides, text); },
         "end each stream after this time, such as 15s or 5min")
      ->type_name("TIME");
  app.add_option("--records", overrides.records, "end each stream after this number of records")
      ->type_name("COUNT")
      ->check(integer(1));
}

void add_rate_scale(CLI::App& app, scenario::Overrides& overrides) {
  app.add_option_function<std::string>(
         "--rate-scale",
         [&](const std::string& text) {
           const auto scale = scenario::parse_rate_scale(text);
           if (!scale.value) throw CLI::ValidationError{"--rate-scale", scale.problem};
           overrides.rate_scale = scale.value;
         },
         "multiply every rate except max, such as by 2 or 0.5")
      ->type_name("FACTOR");
}

CLI::Option* add_start(CLI::App& app, scenario::Overrides& overrides) {
  return app
      .add_option("--start-at", overrides.start_at,
                  "override the start time: now, next_minute or an RFC 3339 timestamp")
      ->type_name("TIMESTAMP");
}

CLI::Option* add_shard(CLI::App& app, scenario::Overrides& overrides) {
  return app
      .add_option_function<std::string>(
          "--shard",
          [&](const std::string& text) {
            const auto shard = scenario::parse_shard(text, this_pod());
            if (!shard.value) throw CLI::ValidationError{"--shard", shard.problem};
            overrides.shard = *shard.value;
          },
          "send one shard of the load, such as 0/3, or auto/3 for the pod's")
      ->type_name("INDEX/COUNT");
}

void add_log_level(CLI::App& app) {
  static const std::map<std::string, log::Level> kLevels{{"debug", log::Level::debug},
                                                         {"info", log::Level::info},
                                                         {"warning", log::Level::warning},
                                                         {"error", log::Level::error},
                                                         {"off", log::Level::off}};
  app.add_option_function<std::string>(
         "--log-level",
         [](const std::string& text) {
           const auto level = kLevels.find(text);
           if (level == kLevels.end())
             throw CLI::ValidationError{
                 "--log-level", fmt::format("unknown level \"{}\": use debug, info, warning, error or off", text)};
           log::set_level(level->second);
         },
         "log at least this level: debug, info, warning, error, off (default info)")
      ->type_name("LEVEL");
}

}  // namespace spate::cli
