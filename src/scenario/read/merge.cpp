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
  Node fitting = defaults;
  const bool has_source = std::any_of(kSources.begin(), kSources.end(), [&](auto name) { return stream.find(name); });
  auto& members = fitting.members;
  members.erase(std::remove_if(members.begin(), members.end(),
                               [&](const Node::Member& member) {
                                 return member.name == "name" || member.name == "topic" ||
                                        (has_source && is_source(member.name) && !stream.find(member.name));
                               }),
                members.end());
  return fitting;
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
    for (const auto& [name, value, said_at] : keys_) {
      if (auto* own = stream.find(name))
        *own = value;
      else
        stream.members.push_back({name, value.place, value});
    }
  }

 private:
  struct Said {
    std::string name;
    Node value;
    std::string path;
  };

  void add(std::vector<Said>& known, std::string_view name, const Node& value, const std::string& path) {
    const auto said = std::find_if(known.begin(), known.end(), [&](const Said& one) { return one.name == name; });
    if (said == known.end()) {
      known.push_back({std::string{name}, value, path});
    } else if (said->value.kind == Node::Kind::map && value.kind == Node::Kind::map) {
      add_members(*said, value, path);
    } else if (said->value.kind != value.kind || said->value.text != value.text) {
      disagree(*said, value, path);
    }
  }

  void add_members(Said& said, const Node& value, const std::string& path) {
    for (const auto& [name, place, item] : value.members) {
      const auto* known = said.value.find(name);
      if (known == nullptr)
        said.value.members.push_back({name, place, item});
      else if (known->text != item.text)
        disagree({name, *known, member_path(said.path, name)}, item, member_path(path, name));
    }
  }

  void disagree(const Said& said, const Node& value, const std::string& path) {
    const bool plain = value.kind == Node::Kind::scalar && said.value.kind == Node::Kind::scalar && !said.value.secret;
    diagnostics_.report(value.place, path,
                        fmt::format("conflicts with {}{} for the same topic: use one value in both streams", said.path,
                                    plain ? fmt::format(" ({})", quote_value(said.value.text)) : ""));
  }

  Diagnostics& diagnostics_;
  std::vector<Said> keys_;
};

}  // namespace

Node merged(const Node& under, Node over) {
  if (under.kind != Node::Kind::map || over.kind != Node::Kind::map) return over;
  Node result = under;
  result.place = over.place;
  for (auto& member : over.members) {
    auto* below = result.find(member.name);
    if (below == nullptr)
      result.members.push_back(std::move(member));
    else
      *below = merged(*below, std::move(member.value));
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
