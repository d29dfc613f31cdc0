#include "scenario/text/foreign_names.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace spate::scenario {
namespace {

using Kind = ForeignName::Kind;

constexpr auto kForeignNames = std::to_array<ForeignName>({
    // functions: Faker, mockaroo, ksql-datagen, SQL, Python, JavaScript
    {Kind::function,
     "random randint rand_int random_int random_integer rand_between randrange uniform_int integer number",
     "use int(1, 100), or float(0, 1) for a fraction"},
    {Kind::function, "rand rnd uniform double real random_float pyfloat",
     "use float(0, 1), or int(1, 100) for an integer"},
    {Kind::function, "pydecimal random_decimal numeric money price amount", "use decimal(1, 500, 2)"},
    {Kind::function, "gauss gaussian normalvariate randn", "use normal(50, 10)"},
    {Kind::function, "boolean bool pybool coin", "use chance(50%)"},
    {Kind::function, "floor trunc", "use round(x - x % 1)"},
    {Kind::function, "ceil ceiling", "use round(x + -x % 1)"},
    {Kind::function, "length len size", "use count(items), where items is an array of this record"},
    {Kind::function, "avg mean average", "use sum(items.price) / count(items)"},
    {Kind::function, "mod", "use 7 % 2"},
    {Kind::function, "choice choose random_choice random_element array_element sample elt oneof enum options",
     R"(use one_of("a", "b"))"},
    {Kind::function, "choices random_choices weighted_choice weighted_array_element frequency",
     R"(use weighted("a", 3, "b", 1))"},
    {Kind::function, "iif case switch decode cond when ternary", R"(use if(x == 1, "yes", "no"))"},
    {Kind::function, "coalesce ifnull nvl isnull default", "use if(a == null, b, a)"},
    {Kind::function, "optional nullable maybe_null or_null", "use maybe(80%, x)"},
    {Kind::function, "nullif", "use if(x == 1, null, x)"},
    {Kind::function, "concat concat_ws join string_concat format sprintf printf fstring",
     R"(use text with expressions, such as "${a}${b}")"},
    {Kind::function, "lpad zfill pad pad_start left_pad to_char format_number",
     R"(use a format in text, such as "${n:05}")"},
    {Kind::function, "str string_of tostring to_string cast text", R"(use text with an expression, such as "${n}")"},
    {Kind::function, "regex regexp regexify bothify lexify numerify template from_regex",
     R"(use pattern("[A-Z]{3}-[0-9]{4}"))"},
    {Kind::function, "string random_string randstr alphanumeric random_letters letterify password pystr",
     R"(use pattern("[a-z]{8}"))"},
    {Kind::function, "token hexadecimal random_hex md5 sha1 sha256", "use hex(32)"},
    {Kind::function, "lorem lorem_ipsum paragraph words", "use sentence()"},
    {Kind::function, "uuid guid uuid_v4 random_uuid gen_random_uuid newid generate_uuid", "use uuid4()"},
    {Kind::function, "uuid_v7 gen_uuid_v7", "use uuid7()"},
    {Kind::function, "ksuid nanoid snowflake snowflake_id", "use ulid()"},
    {Kind::function, "object_id objectid mongo_id", "use hex(24)"},
    {Kind::function, "id seq counter increment auto_increment serial nextval iteration row_number", "use sequence(1)"},
    {Kind::function, "getenv environ env_var", R"(use env("HOME", "none"))"},
    {Kind::function, "timestamp current_timestamp getdate sysdate datetime date_time utcnow to_iso_string iso8601",
     "use now()"},
    {Kind::function, "date today current_date curdate", R"(use now("%Y-%m-%d"))"},
    {Kind::function, "time current_time curtime", R"(use now("%H:%M:%S"))"},
    {Kind::function, "unix_timestamp unixtime epoch unix_time", R"(use now("epoch_s"))"},
    {Kind::function, "millis current_time_millis unix_millis epoch_millis now_ms", R"(use now("epoch_ms"))"},
    {Kind::function, "past random_date random_timestamp date_between date_time_between date_this_year past_date recent",
     "use ago(0s, 30d)"},
    {Kind::function, "date_format strftime format_date", R"(use now("%Y-%m-%d"))"},
    {Kind::function, "name fullname person person_name", "use full_name()"},
    {Kind::function, "given_name firstname forename", "use first_name()"},
    {Kind::function, "surname family_name lastname", "use last_name()"},
    {Kind::function, "mail email_address safe_email free_email", "use email()"},
    {Kind::function, "username user_name login", R"(use text with an expression, such as "user${int(1, 999)}")"},
    {Kind::function, "address street_address street_name", "use street()"},
    {Kind::function, "zip zipcode postal_code post_code", "use postcode()"},
    {Kind::function, "phone_number telephone msisdn", "use phone()"},
    {Kind::function, "currency_code", "use currency()"},
    {Kind::function, "lat", "use latitude()"},
    {Kind::function, "lon lng long", "use longitude()"},
    {Kind::function, "company_name", "use company()"},
    {Kind::function, "ip ip_address inet ip_v4_address", "use ipv4()"},
    {Kind::function, "ip_v6_address", "use ipv6()"},
    {Kind::function, "mac_address", "use mac()"},
    {Kind::function, "url uri path uri_path", "use url_path()"},
    {Kind::function, "status_code http_status_code", "use http_status()"},
    {Kind::function, "verb http_verb", "use http_method()"},
    {Kind::function, "browser ua", "use user_agent()"},
    {Kind::function, "credit_card credit_card_number cc_number pan", "use card_number()"},
    {Kind::function, "bank_account account_number", "use iban()"},
    // names in expressions
    {Kind::value, "none nil undefined", "use null"},
    // operators and brackets of SQL, JavaScript, Python and templates
    {Kind::syntax, "=", R"(use "==" to compare, as in a == 1)"},
    {Kind::syntax, "=== ==", R"(use "==")"},
    {Kind::syntax, "!== <>", R"(use "!=")"},
    {Kind::syntax, "&& &", R"(use "and")"},
    {Kind::syntax, "|| |", R"(use "or"; to join texts use "${a}${b}")"},
    {Kind::syntax, "!", R"(use "not")"},
    {Kind::syntax, "? ?: ??", R"(use if(x == 1, "yes", "no"))"},
    {Kind::syntax, "AND", R"(use "and")"},
    {Kind::syntax, "OR", R"(use "or")"},
    {Kind::syntax, "is IS", R"(use "==", as in x == null)"},
    {Kind::syntax, "in IN", R"(use "==" with "or", as in x == 1 or x == 2)"},
    {Kind::syntax, "between BETWEEN", "use x >= 1 and x <= 5"},
    {Kind::syntax, "when WHEN then THEN", R"(use if(x == 1, "yes", "no"))"},
    {Kind::syntax, "..", "use two arguments, as in int(1, 6)"},
    {Kind::syntax, "$", R"(use the name alone, as in a == 1)"},
    {Kind::syntax, "{", R"(use one pair of braces, as in "${a}")"},
    {Kind::syntax, "{{", R"(use "${a}" for the value of a)"},
    {Kind::syntax, "+", R"(use "${a}${b}" to join texts)"},
    {Kind::syntax, "`", R"(use "a" for text, or a for the value of a)"},
    // the Kafka client: Java, kafka-python, Confluent's clients
    {Kind::property, "buffer.memory", "use queue.buffering.max.kbytes, in KiB: 33554432 bytes are 32768"},
    {Kind::property, "linger", "use linger.ms"},
    {Kind::property, "compression", "use compression.type"},
    {Kind::property, "max.block.ms",
     "remove it: a stream waits while the queue is full; set its when_late to skip a backlog"},
    {Kind::property, "max.request.size", "use message.max.bytes"},
    {Kind::property, "key.serializer value.serializer key.converter value.converter",
     "remove it: set format in the stream"},
    {Kind::property, "brokers broker servers hosts broker.list bootstrap", "use bootstrap.servers"},
    {Kind::property, "topic topics", "remove it: set topic in the stream"},
    {Kind::property, "send.buffer.bytes", "use socket.send.buffer.bytes"},
    {Kind::property, "receive.buffer.bytes", "use socket.receive.buffer.bytes"},
    {Kind::property, "partitioner.class partitioner.ignore.keys", "remove it: set partitioner in the stream"},
    {Kind::property,
     "interceptor.classes metric.reporters metrics.num.samples metrics.sample.window.ms metrics.recording.level",
     "remove it: spate serves its metrics on metrics.listen"},
    {Kind::property, "schema.registry.url", "remove it: spate writes JSON, CSV and text without a schema registry"},
    {Kind::property, "ssl.truststore.location ssl.cafile", "use ssl.ca.location, a file of PEM certificates"},
    {Kind::property, "ssl.truststore.password", "remove it: a file of PEM certificates has no password"},
    {Kind::property, "ssl.truststore.type ssl.keystore.type",
     "remove it: ssl.ca.location takes PEM, ssl.keystore.location takes PKCS#12"},
    {Kind::property, "ssl.truststore.certificates", "use ssl.ca.pem"},
    {Kind::property, "ssl.keystore.certificate.chain", "use ssl.certificate.pem"},
    {Kind::property, "ssl.certfile", "use ssl.certificate.location"},
    {Kind::property, "ssl.keyfile", "use ssl.key.location"},
    {Kind::property, "ssl.check.hostname", "use ssl.endpoint.identification.algorithm"},
    {Kind::property, "ssl.protocol ssl.enabled.protocols ssl.provider",
     "remove it: OpenSSL selects the newest TLS version of both sides"},
    {Kind::property, "sasl.jaas.config", "use sasl.username and sasl.password"},
    {Kind::property, "sasl.plain.username", "use sasl.username"},
    {Kind::property, "sasl.plain.password", "use sasl.password"},
    {Kind::property, "api.version", "remove it: the client asks the broker"},
    // accepted by librdkafka, with another meaning than in Java
    {Kind::property_value, "batch.size=16384",
     "use 1000000, or remove it; librdkafka counts bytes before compression, the Java client after it"},
    // keys of a scenario
    {Kind::key, "scenario.brokers scenario.broker scenario.bootstrap scenario.bootstrap_servers",
     "use kafka: {bootstrap.servers: 127.0.0.1:9092}"},
    {Kind::key, "scenario.topic scenario.topics", "use streams: [{topic: orders, rate: 500/s, generator: order}]"},
    {Kind::key, "scenario.producer scenario.properties", "use kafka: {linger.ms: 5}"},
    {Kind::key,
     "stream.count stream.messages stream.num_messages stream.num_records stream.records stream.max_messages",
     "use stop_after: {records: 1000}"},
    {Kind::key, "stream.duration stream.run_time", "use stop_after: {duration: 10min}"},
    {Kind::key,
     "stream.rps stream.tps stream.eps stream.throughput stream.frequency stream.interval stream.messages_per_second",
     "use rate: 500/s"},
    {Kind::key, "stream.schema stream.fields stream.value stream.template stream.payload stream.message stream.data",
     "use record: {id: =index()}"},
    {Kind::key, "stream.key_field stream.message_key stream.partition_key", "use key: id"},
    {Kind::key, "stream.acks", "use kafka: {acks: all}"},
    {Kind::key, "stream.compression stream.compression.type stream.compression.codec",
     "use kafka: {compression.type: lz4}"},
    {Kind::key, "stream.linger stream.linger.ms stream.batch.size stream.buffer.memory",
     "use the top-level kafka: {batch.size: 1000000, linger.ms: 5}"},
    {Kind::key, "stream.replicas stream.replication", "use replication_factor: 3"},
    {Kind::key, "stream.num_partitions", "use partitions: 3"},
    {Kind::key, "replay.delimiter replay.separator replay.sep",
     "use format: lines to send each line as it is; CSV is read with commas only"},
    {Kind::key, "replay.path replay.filename", "use file: events.ndjson"},
    {Kind::key, "late.delay out_of_order.delay late.lateness", "use by: [1min, 10min]"},
    // metrics of thresholds: k6, Gatling, JMeter
    {Kind::metric, "latency duration http_req_duration p50 p90 p95 p99 p999 max", "use delivery_latency.p99 < 100ms"},
    {Kind::metric, "error errors error_rate failures http_req_failed failed_records", "use failed == 0"},
    {Kind::metric, "throughput tps rps iterations", "use rate >= 99%"},
    {Kind::metric, "lag", "use schedule_lag.p99 < 100ms"},
    {Kind::metric, "e2e end_to_end_latency", "use end_to_end.p99 < 1s"},
});

bool is_separator(char c) { return c == '_' || c == '-' || c == '.' || c == ' '; }

// Lower case, without separators: bufferMemory, buffer_memory and buffer.memory are one name.
std::string folded(std::string_view name) {
  std::string text;
  for (const char c : name)
    if (!is_separator(c)) text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool has_spelling(const ForeignName& row, std::string_view written) {
  const bool exact = row.kind == Kind::syntax;
  const auto name = exact ? std::string{written} : folded(written);
  for (auto rest = row.written; !rest.empty();) {
    const auto spelling = rest.substr(0, rest.find(' '));
    if ((exact ? std::string{spelling} : folded(spelling)) == name) return true;
    rest.remove_prefix(std::min(spelling.size() + 1, rest.size()));
  }
  return false;
}

}  // namespace

std::span<const ForeignName> foreign_names() noexcept { return kForeignNames; }

std::string_view foreign_advice(Kind kind, std::string_view written) {
  const auto* const row = std::find_if(kForeignNames.begin(), kForeignNames.end(), [&](const ForeignName& each) {
    return each.kind == kind && has_spelling(each, written);
  });
  return row == kForeignNames.end() ? std::string_view{} : row->advice;
}

}  // namespace spate::scenario
