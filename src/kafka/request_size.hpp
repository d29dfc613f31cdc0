// How many topics fit in one request to create or extend topics.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

#include "scenario/model/scenario.hpp"

namespace spate::kafka {

// Kafka's controller rejects a request that needs more metadata records. A topic, each of its partitions and each of
// its settings is a record.
inline constexpr std::size_t kMaxRequestRecords = 10'000;

// A topic that gets more partitions.
struct TopicExtension {
  std::string topic;
  int before = 0;
  int after = 0;
};

// Without `partitions`, the broker's default applies, which is assumed to be 1.
[[nodiscard]] inline std::size_t record_count(const scenario::Topic& topic) {
  return 1 + static_cast<std::size_t>(topic.partitions.value_or(1)) + topic.config.size();
}

[[nodiscard]] inline std::size_t record_count(const TopicExtension& topic) {
  return static_cast<std::size_t>(topic.after - topic.before);
}

template <class T>
[[nodiscard]] std::size_t record_count(std::span<const T> topics) {
  std::size_t records = 0;
  for (const T& topic : topics) records += record_count(topic);
  return records;
}

// The number of topics at the start of `topics` that need at most `max_records`; at least one, if there is any.
template <class T>
[[nodiscard]] std::size_t request_size(std::span<const T> topics, std::size_t max_records = kMaxRequestRecords) {
  std::size_t records = 0;
  const auto excess = std::find_if(topics.begin(), topics.end(), [&](const T& topic) {
    records += record_count(topic);
    return records > max_records;
  });
  const auto fitting = static_cast<std::size_t>(excess - topics.begin());
  return topics.empty() ? 0 : std::max<std::size_t>(1, fitting);
}

// Calls `send` with consecutive parts of `topics`, as few as Kafka accepts. `send` returns false if a part of several
// topics was too large: then the parts become smaller. That happens if the broker's default is many partitions.
template <class T, class Send>
void send_in_parts(std::span<const T> topics, Send send) {
  for (std::size_t max_records = kMaxRequestRecords; !topics.empty();) {
    const auto part = topics.first(request_size(topics, max_records));
    if (send(part)) {
      topics = topics.subspan(part.size());
    } else {
      max_records = std::min(max_records, record_count(part)) / 2;
    }
  }
}

}  // namespace spate::kafka
