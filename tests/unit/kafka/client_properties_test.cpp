#include "kafka/client_properties.hpp"

#include "catch.hpp"
#include "kafka/client_defaults.hpp"
#include "kafka/property_catalog.hpp"

using namespace spate;
using namespace spate::kafka;

namespace {

scenario::Property property(const std::string& name, const std::string& value) {
  scenario::Property property;
  property.name = name;
  property.value = value;
  property.path = "kafka[\"" + name + "\"]";
  return property;
}

scenario::Scenario with(std::vector<scenario::Property> kafka, std::vector<scenario::Property> of_stream = {}) {
  scenario::Scenario scenario;
  scenario.kafka = std::move(kafka);
  scenario::Stream stream;
  stream.name = "orders";
  stream.topic.name = "orders";
  stream.kafka = std::move(of_stream);
  scenario.streams.push_back(stream);
  return scenario;
}

std::string problems(const scenario::Scenario& scenario) {
  scenario::Diagnostics diagnostics;
  check_properties(scenario, diagnostics);
  return diagnostics.text();
}

std::string problem(const std::string& name, const std::string& value) {
  return problems(with({property(name, value)}));
}

}  // namespace

TEST_CASE("producer properties with valid values are accepted") {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"acks", "all"},
                                                                                    {"acks", "-1"},
                                                                                    {"linger.ms", "5"},
                                                                                    {"linger.ms", "0.5"},
                                                                                    {"enable.idempotence", "true"},
                                                                                    {"compression.type", "lz4"},
                                                                                    {"batch.num.messages", "1000"},
                                                                                    {"security.protocol", "plaintext"},
                                                                                    {"bootstrap.servers", "a:1,b:2"}}) {
    INFO(name << ": " << value);
    CHECK(problem(name, value).empty());
  }
}

TEST_CASE("an unknown property is reported with a suggestion") {
  const auto text = problem("linger.mss", "5");
  CHECK_THAT(text, ContainsSubstring("linger.mss") && ContainsSubstring("did you mean \"linger.ms\"?"));
}

TEST_CASE("an invalid value is reported under the alias that the user wrote") {
  const auto text = problem("linger.ms", "99999999");
  CHECK_THAT(text, ContainsSubstring("linger.ms") && ContainsSubstring("range") &&
                       !ContainsSubstring("queue.buffering.max.ms"));
}

TEST_CASE("an integer property accepts only integers") {
  for (const auto* value : {"5x", "5 000", "1e3", "010", "0x10", "5.5"}) {
    INFO(value);
    CHECK_THAT(problem("batch.num.messages", value), ContainsSubstring("expected an integer, got"));
  }
  CHECK_THAT(problem("linger.ms", "5x"), ContainsSubstring("expected a number, got"));
}

TEST_CASE("a consumer property is rejected") {
  CHECK_THAT(problem("group.id", "g"), ContainsSubstring("consumer"));
  CHECK_THAT(problem("auto.offset.reset", "earliest"), ContainsSubstring("consumer"));
}

TEST_CASE("a property that spate manages is rejected with the reason") {
  for (const auto& owned : owned_properties()) {
    INFO(owned.name);
    CHECK_THAT(problem(std::string{owned.name}, "1"), ContainsSubstring(std::string{owned.reason}));
  }
}

TEST_CASE("properties without a textual value and unused properties are rejected") {
  for (const auto* name : {"dr_cb", "dr_msg_cb", "error_cb", "opaque", "partitioner_cb", "ssl_certificate"}) {
    INFO(name);
    CHECK_THAT(problem(name, "1"), ContainsSubstring("no textual value"));
  }
  CHECK_THAT(problem("socket.blocking.max.ms", "1"), ContainsSubstring("no longer"));
}

TEST_CASE("every property that librdkafka lists is known") {
  REQUIRE(property_catalog().size() > 100);
  for (const auto& entry : property_catalog()) {
    INFO(entry.name);
    const auto text = problem(entry.name, "certainly not a value");
    CHECK(text.find("unknown property") == std::string::npos);
  }
}

TEST_CASE("a stream accepts topic properties and rejects client properties") {
  CHECK_THAT(problems(with({}, {property("linger.ms", "5")})), ContainsSubstring("top-level kafka"));
  CHECK(problems(with({}, {property("acks", "1")})).empty());
  CHECK_THAT(problems(with({}, {property("ack", "1")})), ContainsSubstring("did you mean \"acks\"?"));
}

TEST_CASE("a property that is set under two names is rejected") {
  CHECK_THAT(problems(with({property("acks", "1"), property("request.required.acks", "1")})),
             ContainsSubstring("duplicate of"));
}

TEST_CASE("conflicting properties are reported by the check") {
  CHECK_THAT(problems(with({property("enable.idempotence", "true"), property("acks", "1")})),
             ContainsSubstring("acks"));
  CHECK_FALSE(problems(with({property("enable.idempotence", "true")}, {property("acks", "1")})).empty());
}

TEST_CASE("a missing TLS file is reported by the check") {
  CHECK_THAT(problems(with({property("security.protocol", "SSL"), property("ssl.ca.location", "/no/such/ca.pem")})),
             ContainsSubstring("ssl.ca.location"));
}

TEST_CASE("bootstrap.servers accepts only HOST:PORT addresses") {
  for (const auto* valid : {"localhost", "localhost:9092", "a:1, b:2", "[::1]:9092", "SSL://kafka:9093"}) {
    INFO(valid);
    CHECK(problem("bootstrap.servers", valid).empty());
  }
  for (const auto* invalid : {"a:", "a:x", "a:0", "a:70000", "a:1,", ":9092", "http://a/b:1"}) {
    INFO(invalid);
    CHECK_THAT(problem("bootstrap.servers", invalid), ContainsSubstring("HOST:PORT"));
  }
}

TEST_CASE("SCRAM is rejected with librdkafka before 2.6.1") {
  CHECK_THAT(mechanism_problem("SCRAM-SHA-512", 0x020002ff), ContainsSubstring("2.6.1"));
  CHECK(mechanism_problem("SCRAM-SHA-512", 0x020800ff).empty());
  CHECK(mechanism_problem("PLAIN", 0x020002ff).empty());
}

TEST_CASE("a diagnostic does not contain the secret value") {
  auto secret = property("sasl.mechanism", "hunter2");
  secret.secret = true;
  CHECK_THAT(problems(with({secret, property("ssl.key.password", "hunter2")})), !ContainsSubstring("hunter2"));
}

TEST_CASE("streams of one topic must have the same properties") {
  auto scenario = with({}, {property("acks", "1")});
  scenario.streams.push_back(scenario.streams.front());
  scenario.streams.back().name = "more";
  CHECK(problems(scenario).empty());
  scenario.streams.back().kafka.front().value = "all";
  CHECK_THAT(problems(scenario), ContainsSubstring("same topic"));
}

TEST_CASE("a topic config without a value is reported") {
  auto scenario = with({});
  scenario.streams.front().topic.config = {property("retention.ms", "1000"), property("cleanup.policy", "")};
  CHECK_THAT(problems(scenario), ContainsSubstring("cleanup.policy") && ContainsSubstring("missing value"));
}

TEST_CASE("acks of the stream overrides acks of the client") {
  const auto of_client = with({property("acks", "0")}, {});
  CHECK(acks_disabled(of_client, of_client.streams.front()));
  const auto of_stream = with({property("acks", "0")}, {property("acks", "all")});
  CHECK_FALSE(acks_disabled(of_stream, of_stream.streams.front()));
  const auto none = with({});
  CHECK_FALSE(acks_disabled(none, none.streams.front()));
}

TEST_CASE("every default of spate is valid and has a reason") {
  for (const auto& property : property_defaults()) {
    INFO(property.name);
    CHECK_FALSE(property.reason.empty());
    const auto text = problem(std::string{property.name}, std::string{property.value});
    const bool too_new = text.find("unknown property") != std::string::npos;
    CHECK((text.empty() || too_new));
  }
}
