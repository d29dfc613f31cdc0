#include <fmt/format.h>

#include <algorithm>

#include "scenario/read/generators.hpp"

namespace spate::scenario {
namespace {

constexpr std::size_t kMaxFields = 16;

bool is_value(std::string_view text) { return text.front() == '=' || text.find("${") != std::string_view::npos; }

// Returns an empty text if the node is a path of a field.
std::string path_problem(const Node& node) {
  if (node.kind != Node::Kind::scalar)
    return fmt::format("expected a field of the record, not a {}", kind_name(node.kind));
  const std::string_view text = node.text;
  if (text.empty()) return "the key is empty: use a field of the record, or none";
  if (text.front() == '/') {
    std::string path{text.substr(1)};
    std::replace(path.begin(), path.end(), '/', '.');
    return fmt::format("JSON pointers work only with replay: use {}", path.empty() ? "the path of a field" : path);
  }
  if (text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos)
    return fmt::format("invalid field {}: use a path such as host or metrics.host", quote_value(text));
  return {};
}

bool fields_are_paths(const Section& section, const Node& list) {
  const auto path = section.path("key");
  const auto& items = list.items;
  bool valid = true;
  const auto report = [&](const Node& node, const std::string& at, std::string text) {
    valid = false;
    section.context().diagnostics.report(node.place, at, std::move(text));
  };
  if (items.empty() || items.size() > kMaxFields)
    report(list, path, fmt::format("expected a list of 1 to {} fields, such as [tenant, id]", kMaxFields));
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].missing()) continue;
    const auto at = item_path(path, i);
    if (auto problem = path_problem(items[i]); !problem.empty()) {
      report(items[i], at, std::move(problem));
    } else if (is_value(items[i].text)) {
      report(items[i], at, "a list holds only fields of the record: move the expression into a field");
    } else if (std::any_of(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i),
                           [&](const Node& other) { return other.text == items[i].text; })) {
      report(items[i], at, "duplicate field in the key: remove one");
    }
  }
  return valid;
}

}  // namespace

std::optional<Key> read_key(const Section& section) {
  const auto* node = section.find("key");
  if (node == nullptr) return std::nullopt;
  const auto path = section.path("key");
  if (node->kind == Node::Kind::list) {
    if (!fields_are_paths(section, *node)) return std::nullopt;
    return Key{Key::Kind::fields, *node, path};
  }
  if (node->kind == Node::Kind::map) {
    section.report("key", "expected a field of the record, an =expression, ${…} text, a list of fields, or none");
    return std::nullopt;
  }
  if (node->text == "none" && !node->quoted) return Key{Key::Kind::none, *node, path};
  if (!node->text.empty() && is_value(node->text)) return Key{Key::Kind::value, *node, path};
  auto problem = path_problem(*node);
  if (problem.empty()) return Key{Key::Kind::field, *node, path};
  section.report("key", std::move(problem));
  return std::nullopt;
}

}  // namespace spate::scenario
