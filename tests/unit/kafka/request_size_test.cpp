#include "kafka/request_size.hpp"

#include <vector>

#include "catch.hpp"

using namespace spate;
using kafka::request_size;
using Topics = std::span<const scenario::Topic>;

namespace {

scenario::Topic topic_with(int partitions) {
  scenario::Topic topic;
  topic.partitions = partitions;
  return topic;
}

}  // namespace

TEST_CASE("a request has at most 10,000 metadata records") {
  const std::vector<scenario::Topic> small(6000, topic_with(1));  // 2 records each
  CHECK(request_size(Topics{small}) == 5000);
  CHECK(request_size(Topics{small}.subspan(5000)) == 1000);
  const std::vector<scenario::Topic> wide{topic_with(9998), topic_with(1), topic_with(9999)};
  CHECK(request_size(Topics{wide}) == 1);
  CHECK(request_size(Topics{wide}.subspan(1)) == 1);
}

TEST_CASE("a topic with too many records has a separate request") {
  const std::vector<scenario::Topic> topics{topic_with(20'000), topic_with(1)};
  CHECK(request_size(Topics{topics}) == 1);
  CHECK(request_size(Topics{}) == 0);
}

TEST_CASE("settings count as metadata records") {
  auto topic = topic_with(2);
  topic.config.resize(7);
  const std::vector<scenario::Topic> topics(1001, topic);  // 10 records each
  CHECK(request_size(Topics{topics}) == 1000);
}

TEST_CASE("only added partitions count for an extension") {
  const std::vector<kafka::TopicExtension> topics(3, {.topic = "orders", .before = 20'000, .after = 25'000});
  CHECK(request_size(std::span<const kafka::TopicExtension>{topics}) == 2);
}

TEST_CASE("parts become smaller until they are accepted") {
  const std::vector<scenario::Topic> topics(500);  // no partition count: 2 records each
  std::vector<std::size_t> sizes;
  std::size_t sent = 0;
  kafka::send_in_parts(Topics{topics}, [&](Topics part) {
    sizes.push_back(part.size());
    const bool accepted = part.size() <= 200;
    if (accepted) sent += part.size();
    return accepted;
  });
  CHECK(sizes == std::vector<std::size_t>{500, 250, 125, 125, 125, 125});
  CHECK(sent == topics.size());
}
