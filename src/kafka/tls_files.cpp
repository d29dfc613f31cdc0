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
bool asks_for_tls(const scenario::Property& property) {
  constexpr std::string_view kEnd = "ssl";
  const auto& value = property.value;
  const auto alike = [](char lower, char other) { return lower == static_cast<char>(other | 0x20); };
  return property.name == kProtocol && value.size() >= kEnd.size() &&
         std::equal(kEnd.rbegin(), kEnd.rend(), value.rbegin(), alike);
}

// A key is checked against its certificate and needs its password; a store needs its own.
bool goes_with(std::string_view head, std::string_view other) noexcept {
  if (head.starts_with("ssl.key.")) return other == "ssl.key.password" || other.starts_with("ssl.certificate.");
  return head == "ssl.keystore.location" && other == "ssl.keystore.password";
}

// Why the file cannot be read; empty: it can. "probe" looks in the usual places.
std::string unreadable(const scenario::Property& property) {
  const bool file = property.name.ends_with(".location") && property.value != "probe" && !property.value.empty();
  if (!file || ::access(property.value.c_str(), R_OK) == 0) return {};
  return fmt::format("cannot read {}: {}", property.value, std::strerror(errno));
}

// What the client says to these properties alone; empty: nothing.
std::string refusal(std::vector<scenario::Property> properties) {
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
  if (std::none_of(scenario.kafka.begin(), scenario.kafka.end(), asks_for_tls)) return problems;
  const auto is_wrong = [&](const scenario::Property& property) {
    return std::any_of(problems.begin(), problems.end(), [&](const auto& one) { return one.property == &property; });
  };
  for (const scenario::Property& property : scenario.kafka)
    if (auto why = is_tls(property) ? unreadable(property) : std::string{}; !why.empty())
      problems.push_back({&property, std::move(why)});
  // A certificate comes before the key that is checked against it.
  std::vector<const scenario::Property*> heads;
  for (const scenario::Property& property : scenario.kafka)
    if (is_tls(property) && !property.name.ends_with(".password") && !is_wrong(property)) heads.push_back(&property);
  std::stable_partition(heads.begin(), heads.end(),
                        [](const scenario::Property* head) { return !head->name.starts_with("ssl.key."); });
  for (const scenario::Property* const head : heads) {
    std::vector<scenario::Property> together{*head};
    bool usable = true;
    for (const scenario::Property& other : scenario.kafka) {
      if (!goes_with(head->name, other.name)) continue;
      together.push_back(other);
      usable = usable && !is_wrong(other);
    }
    if (!usable) continue;  // what it goes with is reported
    if (auto why = refusal(std::move(together)); !why.empty()) problems.push_back({head, std::move(why)});
  }
  std::sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) { return a.property < b.property; });
  return problems;
}

scenario::Scenario without_tls(scenario::Scenario scenario) {
  auto& properties = scenario.kafka;
  properties.erase(std::remove_if(properties.begin(), properties.end(), is_tls), properties.end());
  for (scenario::Property& property : properties)
    if (asks_for_tls(property)) property.value = property.value.size() > 3 ? "sasl_plaintext" : "plaintext";
  return scenario;
}

}  // namespace spate::kafka
