#include "kafka/tls_files.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "kafka/client_configuration.hpp"

namespace spate::kafka {
namespace {

constexpr std::string_view kProtocol = "security.protocol";

bool is_tls(const scenario::Property& property) noexcept { return property.name.starts_with("ssl."); }

// "ssl" and "sasl_ssl", in any case.
bool enables_tls(const scenario::Property& property) {
  constexpr std::string_view kSuffix = "ssl";
  const auto& value = property.value;
  const auto alike = [](char lower, char other) { return lower == static_cast<char>(other | 0x20); };
  return property.name == kProtocol && value.size() >= kSuffix.size() &&
         std::equal(kSuffix.rbegin(), kSuffix.rend(), value.rbegin(), alike);
}

// A key needs its certificate and its password. A key store needs its password.
bool is_needed_by(std::string_view main, std::string_view other) noexcept {
  if (main.starts_with("ssl.key.")) return other == "ssl.key.password" || other.starts_with("ssl.certificate.");
  return main == "ssl.keystore.location" && other == "ssl.keystore.password";
}

// Why the file cannot be read; empty: it can. "probe" searches the default locations.
std::string file_problem(const scenario::Property& property) {
  const bool file = property.name.ends_with(".location") && property.value != "probe" && !property.value.empty();
  if (!file || ::access(property.value.c_str(), R_OK) == 0) return {};
  return fmt::format("cannot read {}: {}", property.value, std::strerror(errno));
}

// librdkafka's error for these properties alone; empty: none.
std::string client_problem(std::vector<scenario::Property> properties) {
  scenario::Scenario alone;
  alone.kafka = std::move(properties);
  alone.kafka.push_back({.name = std::string{kProtocol}, .value = "ssl", .place = {}, .path = {}});
  try {
    auto configuration = configure_client(alone, "");
    rd_kafka_conf_set_log_cb(configuration.get(), nullptr);
    (void)start_client(std::move(configuration));
  } catch (const StartError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

std::vector<TlsDiagnosis> tls_diagnoses(const scenario::Scenario& scenario) {
  std::vector<TlsDiagnosis> problems;
  if (std::none_of(scenario.kafka.begin(), scenario.kafka.end(), enables_tls)) return problems;
  const auto is_wrong = [&](const scenario::Property& property) {
    return std::any_of(problems.begin(), problems.end(),
                       [&](const auto& problem) { return problem.property == &property; });
  };
  for (const scenario::Property& property : scenario.kafka)
    if (auto reason = is_tls(property) ? file_problem(property) : std::string{}; !reason.empty())
      problems.push_back({&property, std::move(reason)});
  // A certificate comes before its key.
  std::vector<const scenario::Property*> main_properties;
  for (const scenario::Property& property : scenario.kafka)
    if (is_tls(property) && !property.name.ends_with(".password") && !is_wrong(property))
      main_properties.push_back(&property);
  std::stable_partition(main_properties.begin(), main_properties.end(),
                        [](const scenario::Property* main) { return !main->name.starts_with("ssl.key."); });
  for (const scenario::Property* const main : main_properties) {
    std::vector<scenario::Property> group{*main};
    bool usable = true;
    for (const scenario::Property& other : scenario.kafka) {
      if (!is_needed_by(main->name, other.name)) continue;
      group.push_back(other);
      usable = usable && !is_wrong(other);
    }
    if (!usable) continue;  // the other one is reported
    if (auto reason = client_problem(std::move(group)); !reason.empty()) problems.push_back({main, std::move(reason)});
  }
  std::sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) { return a.property < b.property; });
  return problems;
}

scenario::Scenario without_tls(scenario::Scenario scenario) {
  auto& properties = scenario.kafka;
  properties.erase(std::remove_if(properties.begin(), properties.end(), is_tls), properties.end());
  for (scenario::Property& property : properties)
    if (enables_tls(property)) property.value = property.value.size() > 3 ? "sasl_plaintext" : "plaintext";
  return scenario;
}

}  // namespace spate::kafka
