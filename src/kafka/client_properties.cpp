#include "kafka/client_properties.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "kafka/client_configuration.hpp"
#include "kafka/client_defaults.hpp"
#include "kafka/error_names.hpp"
#include "kafka/property_catalog.hpp"
#include "kafka/property_value.hpp"
#include "kafka/tls_files.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::kafka {
namespace {

using ErrorText = std::array<char, 512>;

// Suggests a replacement for an unknown property, and its section if that differs from where the user set it.
std::string replacement(const std::string& name, bool of_topic) {
  auto hint = scenario::suggestion(scenario::ForeignName::Kind::property, name);
  constexpr std::string_view kUse = ": use ";
  if (!of_topic || !hint.starts_with(kUse)) return hint;
  const auto start = kUse.size();
  const auto suggested = hint.substr(start, hint.find_first_of(", ", start) - start);
  return find_property(suggested, true) == nullptr ? hint.insert(start + suggested.size(), " under the top-level kafka")
                                                   : hint;
}

std::string unknown_property(const scenario::Property& property, bool of_topic) {
  if (const auto hint = replacement(property.name, of_topic); !hint.empty())
    return fmt::format("unknown property for librdkafka {}: \"{}\"{}", librdkafka_version(), property.name, hint);
  std::vector<std::string_view> names;
  for (const auto& entry : property_catalog()) {
    if (entry.of_producer && (entry.of_topic || !of_topic)) names.emplace_back(entry.name);
  }
  if (of_topic && find_property(property.name, false) != nullptr) {
    return fmt::format("{} is a property of the client: move it to the top-level kafka", property.name);
  }
  return fmt::format("unknown property for librdkafka {}: \"{}\"{}", librdkafka_version(), property.name,
                     scenario::did_you_mean(property.name, names));
}

// librdkafka's message has the canonical name of an alias. The user wrote the alias.
std::string with_written_name(std::string text, const CatalogEntry& entry) {
  const auto position = entry.alias_of.empty() ? std::string::npos : text.find(entry.alias_of);
  return position == std::string::npos ? text : text.replace(position, entry.alias_of.size(), entry.name);
}

std::string rejected_by_library(const scenario::Property& property, const CatalogEntry& entry, bool of_topic) {
  ErrorText error{};
  const ClientConfiguration client{rd_kafka_conf_new()};
  const TopicConfiguration topic{rd_kafka_topic_conf_new()};
  const auto* const name = property.name.c_str();
  const auto* const value = property.value.c_str();
  const auto result = of_topic ? rd_kafka_topic_conf_set(topic.get(), name, value, error.data(), error.size())
                               : rd_kafka_conf_set(client.get(), name, value, error.data(), error.size());
  if (result == RD_KAFKA_CONF_OK) return {};
  return property.secret ? "invalid value (not shown, it is secret)" : with_written_name(error.data(), entry);
}

std::string managed_by_spate(std::string_view name) {
  for (const auto& owned : owned_properties()) {
    if (owned.name == name) return fmt::format("managed by spate, remove it: {}", owned.reason);
  }
  return {};
}

// The first problem of one property; empty: none.
std::string property_problem(const scenario::Property& property, bool of_topic) {
  if (auto reason = managed_by_spate(property.name); !reason.empty()) return reason;
  const auto* const entry = find_property(property.name, of_topic);
  if (entry == nullptr) return unknown_property(property, of_topic);
  if (!entry->of_producer) return "consumer property: remove it, spate is a producer";
  if (entry->unused) return "librdkafka no longer uses this property: remove it";
  if (entry->type == CatalogEntry::Type::object) return "this property has no textual value: remove it";
  if (entry->canonical() == "sasl.mechanisms") {
    if (auto reason = mechanism_problem(property.value, librdkafka_version_number()); !reason.empty()) return reason;
  }
  if (auto reason = value_problem(*entry, property.value); !reason.empty()) {
    return property.secret ? "the value has the wrong type (not shown, it is secret)" : reason;
  }
  return rejected_by_library(property, *entry, of_topic);
}

class PropertyCheck {
 public:
  explicit PropertyCheck(scenario::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void check(const std::vector<scenario::Property>& properties, bool of_topic) {
    std::map<std::string, std::string> written;  // by canonical name
    for (const auto& property : properties) {
      if (auto problem = property_problem(property, of_topic); !problem.empty()) {
        report(property, std::move(problem));
        continue;
      }
      const auto [first, is_new] = written.emplace(find_property(property.name, of_topic)->canonical(), property.name);
      if (!is_new) report(property, fmt::format("duplicate of {}: set only one of them", first->second));
    }
  }

  void check_topic_config(const std::vector<scenario::Property>& config) {
    for (const auto& property : config) {
      if (property.name.empty()) report(property, "missing name of the topic config: set one, such as cleanup.policy");
      if (property.value.empty()) report(property, "missing value of the topic config: set one, or remove the key");
    }
  }

  void report(const scenario::Property& property, std::string text) {
    report(property.place, property.path, std::move(text));
  }
  void report(scenario::Place place, std::string path, std::string text) {
    clean_ = false;
    diagnostics_.report(std::move(place), std::move(path), std::move(text));
  }
  [[nodiscard]] bool is_clean() const noexcept { return clean_; }

 private:
  scenario::Diagnostics& diagnostics_;
  bool clean_ = true;
};

bool same_settings(const std::vector<scenario::Property>& left, const std::vector<scenario::Property>& right) {
  return std::is_permutation(
      left.begin(), left.end(), right.begin(), right.end(),
      [](const scenario::Property& a, const scenario::Property& b) { return a.name == b.name && a.value == b.value; });
}

// The client keeps one set of properties per topic. It ignores those of a second stream.
void check_shared_topics(std::span<const scenario::Stream> streams, scenario::Diagnostics& diagnostics) {
  for (auto stream = streams.begin(); stream != streams.end(); ++stream) {
    const auto first = std::find_if(
        streams.begin(), stream, [&](const scenario::Stream& other) { return other.topic.name == stream->topic.name; });
    if (first == stream || same_settings(first->kafka, stream->kafka)) continue;
    diagnostics.report(
        stream->place, stream->path + ".kafka",
        fmt::format(
            "conflicts with stream {}, which has the same topic {}: use the same kafka settings in both streams",
            first->name, stream->topic.name));
  }
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

// With Kerberos (the default of SASL) and OAuth, a client fetches a ticket or a token as soon as it starts.
bool fetches_credentials(const scenario::Scenario& scenario) {
  bool sasl = false;
  std::string mechanism = "gssapi";
  for (const auto& property : scenario.kafka) {
    const auto value = lower_case(property.value);
    if (property.name == "security.protocol") sasl = value.find("sasl") == 0;
    if (property.name == "sasl.mechanism" || property.name == "sasl.mechanisms") mechanism = value;
  }
  return sasl && (mechanism == "gssapi" || mechanism == "oauthbearer");
}

// Starts a client to find what only librdkafka knows: conflicts between properties, and files that it cannot read.
void check_combination(const scenario::Scenario& scenario, PropertyCheck& check) {
  try {
    auto configuration = configure_client(scenario, "");  // no address, so no connection
    rd_kafka_conf_set_log_cb(configuration.get(), nullptr);
    const auto client = start_client(std::move(configuration));
    for (const auto& stream : scenario.streams) {
      if (stream.kafka.empty()) continue;
      const ClientTopic topic{
          rd_kafka_topic_new(client.get(), stream.topic.name.c_str(), configure_topic(*client, stream).release())};
      if (!topic) check.report(stream.kafka.front(), "conflicts with the top-level kafka settings: change one of them");
    }
  } catch (const StartError& error) {
    check.report(scenario.kafka.empty() ? scenario::Place{} : scenario.kafka.front().place, "kafka", error.what());
  }
}

bool sets_acks(const scenario::Property& property) noexcept {
  return property.name == "acks" || property.name == "request.required.acks";
}

// The last setting wins, as in librdkafka. The stream's properties come before the client's.
std::string_view effective_acks(const scenario::Scenario& scenario, const scenario::Stream& stream) noexcept {
  for (const auto* properties : {&stream.kafka, &scenario.kafka}) {
    const auto property = std::find_if(properties->rbegin(), properties->rend(), sets_acks);
    if (property != properties->rend()) return property->value;
  }
  return "all";
}

}  // namespace

void check_properties(const scenario::Scenario& scenario, scenario::Diagnostics& diagnostics) {
  PropertyCheck check{diagnostics};
  check.check(scenario.kafka, false);
  for (const auto& stream : scenario.streams) {
    check.check(stream.kafka, true);
    check.check_topic_config(stream.topic.config);
    if (stream.end_to_end && acks_disabled(scenario, stream)) {
      check.report(stream.place, stream.path + ".measure.end_to_end",
                   "end-to-end latency needs the offsets of records: set acks to 1 or all");
    }
  }
  check_shared_topics(scenario.streams, diagnostics);
  if (!check.is_clean()) return;
  const auto tls = tls_diagnoses(scenario);
  for (const auto& [property, text] : tls) check.report(*property, text);
  if (!fetches_credentials(scenario)) check_combination(tls.empty() ? scenario : without_tls(scenario), check);
}

bool acks_disabled(const scenario::Scenario& scenario, const scenario::Stream& stream) noexcept {
  return effective_acks(scenario, stream) == "0";
}

bool acks_all(const scenario::Scenario& scenario, const scenario::Stream& stream) noexcept {
  const auto acks = effective_acks(scenario, stream);
  return acks == "all" || acks == "-1";
}

std::string mechanism_problem(const std::string& mechanism, int version) {
  constexpr int kFixedIn = 0x020601ff;
  const bool scram = mechanism.find("SCRAM") != std::string::npos || mechanism.find("scram") != std::string::npos;
  if (!scram || version >= kFixedIn) return {};
  return "SCRAM of librdkafka before 2.6.1 fails with Kafka 4: use PLAIN over TLS, or librdkafka 2.6.1 or later "
         "(Debian 13)";
}

}  // namespace spate::kafka
