#include "kafka_fixture.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "record/envelope.hpp"

namespace spate::testing {
namespace {

constexpr std::size_t kBlockSize = std::size_t{64} * 1024;
constexpr std::size_t kMaxBlocks = 512;

void wait_briefly() { std::this_thread::sleep_for(std::chrono::milliseconds{1}); }

std::optional<std::string> copy(const void* bytes, std::size_t size) {
  if (bytes == nullptr) return {};
  return std::string{static_cast<const char*>(bytes), size};
}

std::string envelope_bytes(const SentEnvelope& envelope) {
  std::string bytes;
  const auto append = [&](const auto& number) { bytes.append(reinterpret_cast<const char*>(&number), sizeof number); };
  append(record::EnvelopePrefix{.timestamp = envelope.timestamp,
                                .headers = static_cast<std::uint32_t>(envelope.headers.size())});
  for (const auto& [name, value] : envelope.headers) {
    append(value ? static_cast<std::uint32_t>(value->size()) : record::kNoHeaderValue);
    bytes.append(name.c_str(), name.size() + 1);
    bytes += value.value_or("");
  }
  return bytes;
}

std::uint32_t headers_size(const SentEnvelope& envelope) {
  std::size_t size = 0;
  for (const auto& [name, value] : envelope.headers) size += name.size() + value.value_or("").size();
  return static_cast<std::uint32_t>(size);
}

SentEnvelope read_envelope(const rd_kafka_message_t& message) {
  SentEnvelope envelope{.timestamp = rd_kafka_message_timestamp(&message, nullptr), .headers = {}};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return envelope;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t n = 0; rd_kafka_header_get_all(headers, n, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++n)
    envelope.headers.emplace_back(name, copy(value, size));
  return envelope;
}

}  // namespace

scenario::Scenario scenario_of(const std::vector<FixtureTopic>& topics,
                               const std::vector<std::pair<std::string, std::string>>& properties) {
  scenario::Scenario scenario;
  scenario.name = "fixture";
  scenario.embedded = true;
  for (const auto& [name, value] : properties) {
    scenario::Property property;
    property.name = name;
    property.value = value;
    scenario.kafka.push_back(property);
  }
  for (const auto& topic : topics) {
    scenario::Stream stream;
    stream.name = topic.name;
    stream.topic.name = topic.name;
    stream.topic.partitions = topic.partitions;
    scenario.streams.push_back(stream);
  }
  return scenario;
}

std::vector<ReceivedRecord> numbered(std::size_t count, std::int32_t partition, std::size_t size) {
  std::vector<ReceivedRecord> records;
  for (std::size_t i = 0; i < count; ++i) {
    auto value = "v" + std::to_string(i);
    value.resize(std::max(size, value.size()), '.');
    records.push_back({partition, "k" + std::to_string(i), std::move(value)});
  }
  return records;
}

bool operator==(const ReceivedRecord& left, const ReceivedRecord& right) {
  return left.partition == right.partition && left.key == right.key && left.value == right.value;
}

record::Record FixtureStream::make(const ReceivedRecord& sent) {
  const auto key = sent.key.value_or("");
  const auto value = sent.value.value_or("");
  const auto envelope = sent.envelope ? envelope_bytes(*sent.envelope) : std::string{};
  const auto size = key.size() + value.size() + envelope.size();
  record::Slot* slot = nullptr;
  while ((slot = arena_.reserve(size)) == nullptr) wait_briefly();
  slot->intended = monotonic_now();
  char* const bytes = record::Arena::bytes_of(slot);
  std::ranges::copy(envelope, std::ranges::copy(key, std::ranges::copy(value, bytes).out).out);
  slot->headers_size = sent.envelope ? headers_size(*sent.envelope) : 0;
  arena_.commit(size);
  return {.value = sent.value ? bytes : nullptr,
          .key = sent.key ? bytes + value.size() : nullptr,
          .value_size = static_cast<std::uint32_t>(value.size()),
          .key_size = static_cast<std::uint32_t>(key.size()),
          .partition = sent.partition,
          .headers_size = slot->headers_size,
          .slot = slot,
          .envelope = sent.envelope ? bytes + value.size() + key.size() : nullptr};
}

std::size_t FixtureStream::enqueue(std::span<const record::Record> run) {
  const auto settled = sink_.enqueue(run, monotonic_now());
  stats_.worker.enqueued.add(settled);
  return settled;
}

std::size_t FixtureStream::offer(const std::vector<ReceivedRecord>& run) {
  std::vector<record::Record> records;
  records.reserve(run.size());
  for (const auto& sent : run) records.push_back(make(sent));
  stats_.worker.scheduled.add(run.size());
  const auto settled = enqueue(records);
  // The other records are skipped and released, as by a worker that stops.
  for (std::size_t i = settled; i < records.size(); ++i) records[i].slot->block->release(1);
  stats_.worker.skipped[static_cast<std::size_t>(stats::SkipReason::stop)].add(run.size() - settled);
  return settled;
}

bool FixtureStream::send(const std::vector<ReceivedRecord>& records, std::size_t at_once) {
  record::RecordBatch batch{at_once};
  for (std::size_t next = 0; next < records.size();) {
    batch.clear();
    while (!batch.full() && next < records.size()) batch.add(make(records[next++]));
    stats_.worker.scheduled.add(batch.size());
    batch.group_by_partition(sink_.partition_count());
    const auto deadline = monotonic_now() + 10 * kSecond;
    for (std::size_t done = 0; done < batch.size();) {
      const auto run = batch.partition_run(done);
      const auto settled = enqueue(run);
      done += settled;
      if (settled < run.size()) wait_briefly();
      if (monotonic_now() > deadline) return false;
    }
  }
  return true;
}

KafkaFixture::KafkaFixture(scenario::Scenario given_scenario, kafka::DeliveryObserver observer)
    : scenario(std::move(given_scenario)), cluster(std::make_unique<kafka::EmbeddedCluster>(scenario)) {
  producer = std::make_unique<kafka::Producer>(
      scenario, cluster->bootstrap_servers(), stats.client,
      [this](const kafka::ClientEvent& event) { events.push_back(event); }, std::move(observer));
  std::vector<kafka::StreamTopic> topics;
  for (const auto& stream : scenario.streams) {
    auto& stream_stats = stats.streams.add(std::make_shared<stats::StreamStats>());
    stream_stats.name = stream.name;
    stream_stats.topic = stream.topic.name;
    arenas.push_back(std::make_unique<record::Arena>(kBlockSize, kMaxBlocks, &stream_stats));
    topics.push_back({stream, stream_stats});
  }
  const auto sinks = producer->open_topics(topics);
  for (std::size_t number = 0; number < topics.size(); ++number)
    streams.emplace_back(*sinks[number], topics[number].stats, *arenas[number]);
}

std::vector<ReceivedRecord> KafkaFixture::read_partition(const std::string& topic, std::int32_t partition,
                                                         std::size_t max) const {
  constexpr int kTimeoutMs = 10'000;  // the first fetch is slow on a busy machine
  constexpr int kMaxErrors = 20;      // a broker may not respond at first
  auto* const configuration = rd_kafka_conf_new();
  rd_kafka_conf_set(configuration, "bootstrap.servers", cluster->bootstrap_servers().c_str(), nullptr, 0);
  rd_kafka_conf_set(configuration, "enable.partition.eof", "true", nullptr, 0);
  rd_kafka_conf_set(configuration, "fetch.wait.max.ms", "10", nullptr, 0);
  rd_kafka_conf_set_log_cb(configuration, nullptr);
  kafka::Client consumer{rd_kafka_new(RD_KAFKA_CONSUMER, configuration, nullptr, 0)};
  kafka::ClientTopic handle{rd_kafka_topic_new(consumer.get(), topic.c_str(), nullptr)};
  rd_kafka_consume_start(handle.get(), partition, RD_KAFKA_OFFSET_BEGINNING);
  std::vector<ReceivedRecord> read;
  int errors = 0;
  while (read.size() < max) {
    auto* const message = rd_kafka_consume(handle.get(), partition, kTimeoutMs);
    if (message == nullptr) break;
    const bool is_record = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (is_record) {
      read.push_back({partition, copy(message->key, message->key_len), copy(message->payload, message->len),
                      read_envelope(*message)});
    }
    if (!is_record) ++errors;
    const bool is_end = message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
    rd_kafka_message_destroy(message);
    if (is_end || errors > kMaxErrors) break;
  }
  rd_kafka_consume_stop(handle.get(), partition);
  return read;
}

}  // namespace spate::testing
