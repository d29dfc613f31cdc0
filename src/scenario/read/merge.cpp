#include "scenario/read/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "scenario/text/units.hpp"

namespace spate::scenario {
namespace {

constexpr std::array<std::string_view, 3> kSources = {"generator", "record", "replay"};
constexpr std::array<std::string_view, 5> kTopicKeys = {"partitions", "replication_factor", "topic_config",
                                                        "create_topic", "on_mismatch"};

bool is_source(std::string_view name) { return std::find(kSources.begin(), kSources.end(), name) != kSources.end(); }

// The defaults of this stream, without a source of records if the stream has one.
Node defaults_for(const Node& stream, const Node& defaults) {
  Node applicable = defaults;
  const bool has_source = std::any_of(kSources.begin(), kSources.end(), [&](auto name) { return stream.find(name); });
  auto& members = applicable.members;
  members.erase(std::remove_if(members.begin(), members.end(),
                               [&](const Node::Member& member) {
                                 return member.name == "name" || member.name == "topic" ||
                                        (has_source && is_source(member.name) && !stream.find(member.name));
                               }),
                members.end());
  return applicable;
}

// Keys of one topic, collected from its streams.
class SharedTopic {
 public:
  explicit SharedTopic(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void add(const Node& stream, const std::string& path) {
    for (const auto name : kTopicKeys)
      if (const auto* value = stream.find(name)) add(keys_, name, *value, member_path(path, name));
  }

  void complete(Node& stream) const {
    for (const auto& [name, value, path] : keys_) {
      if (auto* own = stream.find(name))
        *own = value;
      else
        stream.members.push_back({name, value.place, value});
    }
  }

 private:
  struct Key {
    std::string name;
    Node value;
    std::string path;
  };

  void add(std::vector<Key>& known, std::string_view name, const Node& value, const std::string& path) {
    const auto key =
        std::find_if(known.begin(), known.end(), [&](const Key& candidate) { return candidate.name == name; });
    if (key == known.end()) {
      known.push_back({std::string{name}, value, path});
    } else if (key->value.kind == Node::Kind::map && value.kind == Node::Kind::map) {
      add_members(*key, value, path);
    } else if (key->value.kind != value.kind || key->value.text != value.text) {
      report_conflict(*key, value, path);
    }
  }

  void add_members(Key& key, const Node& value, const std::string& path) {
    for (const auto& [name, place, item] : value.members) {
      const auto* known = key.value.find(name);
      if (known == nullptr)
        key.value.members.push_back({name, place, item});
      else if (known->text != item.text)
        report_conflict({name, *known, member_path(key.path, name)}, item, member_path(path, name));
    }
  }

  void report_conflict(const Key& key, const Node& value, const std::string& path) {
    const bool plain = value.kind == Node::Kind::scalar && key.value.kind == Node::Kind::scalar && !key.value.secret;
    diagnostics_.report(value.place, path,
                        fmt::format("conflicts with {}{} for the same topic: use one value in both streams", key.path,
                                    plain ? fmt::format(" ({})", quote_value(key.value.text)) : ""));
  }

  Diagnostics& diagnostics_;
  std::vector<Key> keys_;
};

}  // namespace

Node merged(const Node& base, Node overrides) {
  if (base.kind != Node::Kind::map || overrides.kind != Node::Kind::map) return overrides;
  Node result = base;
  result.place = overrides.place;
  for (auto& member : overrides.members) {
    auto* existing = result.find(member.name);
    if (existing == nullptr)
      result.members.push_back(std::move(member));
    else
      *existing = merged(*existing, std::move(member.value));
  }
  return result;
}

std::vector<Node> with_defaults(const Node* defaults, const Node& streams) {
  if (defaults == nullptr) return streams.items;
  std::vector<Node> all;
  for (const auto& stream : streams.items) all.push_back(merged(defaults_for(stream, *defaults), stream));
  return all;
}

void share_topics(std::vector<Node>& streams, Diagnostics& diagnostics) {
  std::map<std::string, SharedTopic> topics;
  const auto topic_of = [](const Node& stream) {
    const auto* topic = stream.find("topic");
    return topic == nullptr ? std::string{} : topic->text;
  };
  for (std::size_t i = 0; i < streams.size(); ++i) {
    if (topic_of(streams[i]).empty()) continue;
    topics.try_emplace(topic_of(streams[i]), diagnostics).first->second.add(streams[i], item_path("streams", i));
  }
  for (auto& stream : streams)
    if (const auto topic = topics.find(topic_of(stream)); topic != topics.end()) topic->second.complete(stream);
}

}  // namespace spate::scenario
