#include "kafka/client_properties.hpp"

#include "catch.hpp"
#include "kafka/client_defaults.hpp"
#include "kafka/property_catalog.hpp"

using namespace spate;
using namespace spate::kafka;

namespace {

scenario::Property property(const std::string& name, const std::string& value) {
  scenario::Property written;
  written.name = name;
  written.value = value;
  written.path = "kafka[\"" + name + "\"]";
  return written;
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

TEST_CASE("properties a producer has, with values librdkafka accepts, pass") {
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

TEST_CASE("an unknown property comes with a suggestion and its path") {
  const auto text = problem("linger.mss", "5");
  CHECK_THAT(text, ContainsSubstring("linger.mss") && ContainsSubstring("did you mean \"linger.ms\"?"));
}

TEST_CASE("a value librdkafka refuses is explained under the name the user wrote, not its alias") {
  const auto text = problem("linger.ms", "99999999");
  CHECK_THAT(text, ContainsSubstring("linger.ms") && ContainsSubstring("range") &&
                       !ContainsSubstring("queue.buffering.max.ms"));
}

TEST_CASE("numbers are whole where a whole number belongs") {
  for (const auto* value : {"5x", "5 000", "1e3", "010", "0x10", "5.5"}) {
    INFO(value);
    CHECK_THAT(problem("batch.num.messages", value), ContainsSubstring("expected an integer, got"));
  }
  CHECK_THAT(problem("linger.ms", "5x"), ContainsSubstring("expected a number, got"));
}

TEST_CASE("a consumer's property is refused") {
  CHECK_THAT(problem("group.id", "g"), ContainsSubstring("consumer"));
  CHECK_THAT(problem("auto.offset.reset", "earliest"), ContainsSubstring("consumer"));
}

TEST_CASE("what is spate's own is refused with the reason") {
  for (const auto& owned : owned_properties()) {
    INFO(owned.name);
    CHECK_THAT(problem(std::string{owned.name}, "1"), ContainsSubstring(std::string{owned.reason}));
  }
}

TEST_CASE("what only a program can set, or what does nothing any more, is refused") {
  for (const auto* name : {"dr_cb", "dr_msg_cb", "error_cb", "opaque", "partitioner_cb", "ssl_certificate"}) {
    INFO(name);
    CHECK_THAT(problem(name, "1"), ContainsSubstring("no textual value"));
  }
  CHECK_THAT(problem("socket.blocking.max.ms", "1"), ContainsSubstring("no longer"));
}

TEST_CASE(
    "every property of librdkafka's own list is either accepted with its kind of value or refused with a reason") {
  REQUIRE(property_catalog().size() > 100);
  for (const auto& entry : property_catalog()) {
    INFO(entry.name);
    const auto text = problem(entry.name, "certainly not a value");
    CHECK(text.find("unknown property") == std::string::npos);
  }
}

TEST_CASE("a client property on a stream is sent to its place; a topic property there is fine") {
  CHECK_THAT(problems(with({}, {property("linger.ms", "5")})), ContainsSubstring("top-level kafka"));
  CHECK(problems(with({}, {property("acks", "1")})).empty());
  CHECK_THAT(problems(with({}, {property("ack", "1")})), ContainsSubstring("did you mean \"acks\"?"));
}

TEST_CASE("a property written twice under two names is refused") {
  CHECK_THAT(problems(with({property("acks", "1"), property("request.required.acks", "1")})),
             ContainsSubstring("duplicate of"));
}

TEST_CASE("settings that do not go together are found before anything starts") {
  CHECK_THAT(problems(with({property("enable.idempotence", "true"), property("acks", "1")})),
             ContainsSubstring("acks"));
  CHECK_FALSE(problems(with({property("enable.idempotence", "true")}, {property("acks", "1")})).empty());
}

TEST_CASE("a file that TLS needs and that is not there is found before anything starts") {
  CHECK_THAT(problems(with({property("security.protocol", "SSL"), property("ssl.ca.location", "/no/such/ca.pem")})),
             ContainsSubstring("ssl.ca.location"));
}

TEST_CASE("broker addresses are host:port") {
  for (const auto* good : {"localhost", "localhost:9092", "a:1, b:2", "[::1]:9092", "SSL://kafka:9093"}) {
    INFO(good);
    CHECK(problem("bootstrap.servers", good).empty());
  }
  for (const auto* bad : {"a:", "a:x", "a:0", "a:70000", "a:1,", ":9092", "http://a/b:1"}) {
    INFO(bad);
    CHECK_THAT(problem("bootstrap.servers", bad), ContainsSubstring("HOST:PORT"));
  }
}

TEST_CASE("SCRAM is refused where the library cannot do it against Kafka 4") {
  CHECK_THAT(mechanism_problem("SCRAM-SHA-512", 0x020002ff), ContainsSubstring("2.6.1"));
  CHECK(mechanism_problem("SCRAM-SHA-512", 0x020800ff).empty());
  CHECK(mechanism_problem("PLAIN", 0x020002ff).empty());
}

TEST_CASE("a secret does not appear in what is said about it") {
  auto secret = property("sasl.mechanism", "hunter2");
  secret.secret = true;
  CHECK_THAT(problems(with({secret, property("ssl.key.password", "hunter2")})), !ContainsSubstring("hunter2"));
}

TEST_CASE("streams of one topic share its properties") {
  auto scenario = with({}, {property("acks", "1")});
  scenario.streams.push_back(scenario.streams.front());
  scenario.streams.back().name = "more";
  CHECK(problems(scenario).empty());
  scenario.streams.back().kafka.front().value = "all";
  CHECK_THAT(problems(scenario), ContainsSubstring("same topic"));
}

TEST_CASE("a topic config needs a name and a value; the broker judges which") {
  auto scenario = with({});
  scenario.streams.front().topic.config = {property("retention.ms", "1000"), property("cleanup.policy", "")};
  CHECK_THAT(problems(scenario), ContainsSubstring("cleanup.policy") && ContainsSubstring("missing value"));
}

TEST_CASE("acks: 0 means that delivered is only written to the socket; the stream's own word counts") {
  const auto off = with({property("acks", "0")}, {});
  CHECK(acks_disabled(off, off.streams.front()));
  const auto own = with({property("acks", "0")}, {property("acks", "all")});
  CHECK_FALSE(acks_disabled(own, own.streams.front()));
  const auto none = with({});
  CHECK_FALSE(acks_disabled(none, none.streams.front()));
}

TEST_CASE("spate's defaults are values librdkafka takes, each with a reason") {
  for (const auto& known : property_defaults()) {
    INFO(known.name);
    CHECK_FALSE(known.reason.empty());
    const auto text = problem(std::string{known.name}, std::string{known.value});
    const bool too_new = text.find("unknown property") != std::string::npos;
    CHECK((text.empty() || too_new));
  }
}
