#include "scenario/yaml/tree_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.hpp"
#include "base/printable.hpp"
#include "base/utf8.hpp"

namespace spate::scenario {
namespace {

bool is_printable(std::string_view text) { return printable_line(text) == text; }

// A JSON string, which is valid YAML. Escapes unprintable text per character: YAML does not join the two halves in
// which ASCII JSON writes characters above U+FFFF.
std::string in_quotes(std::string_view text) {
  if (is_printable(text)) return json_text(text);
  std::string out = "\"";
  while (!text.empty()) {
    const auto character = text.substr(0, std::max<std::size_t>(utf8_sequence(text, 0), 1));
    const auto json = is_printable(character) ? json_text(character) : ascii_json_text(character);
    out.append(json, 1, json.size() - 2);
    text.remove_prefix(character.size());
  }
  return out + "\"";
}

bool starts_like_syntax(std::string_view text) {
  constexpr std::string_view signs = ",[]{}#&*!|>'\"%@` ";
  constexpr std::string_view signs_before_space = "-?:";
  if (signs.find(text.front()) != std::string_view::npos) return true;
  if (text.substr(0, 3) == "---" || text.substr(0, 3) == "...") return true;
  return signs_before_space.find(text.front()) != std::string_view::npos && (text.size() == 1 || text[1] == ' ');
}

// True if YAML reads the text back unchanged without quotes. `in_list`: inside […].
bool stays_plain(std::string_view text, bool in_list) {
  constexpr std::array<std::string_view, 4> misread = {"~", "Null", "NULL", "<<"};
  constexpr std::string_view separators = ",[]{}";
  if (text.empty() || starts_like_syntax(text) || text.back() == ' ' || text.back() == ':') return false;
  if (std::find(misread.begin(), misread.end(), text) != misread.end()) return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  if (in_list && text.find_first_of(separators) != std::string_view::npos) return false;
  return is_printable(text);
}

std::string yaml_scalar(const Node& node, bool in_list) {
  return !node.quoted && stays_plain(node.text, in_list) ? node.text : in_quotes(node.text);
}

std::string yaml_name(const std::string& name) {
  return stays_plain(name, true) && name != "null" && name.find(':') == std::string::npos ? name : in_quotes(name);
}

bool is_scalar_list(const Node& node) {
  return std::all_of(node.items.begin(), node.items.end(),
                     [](const Node& item) { return item.kind == Node::Kind::scalar; });
}

std::string inline_list(const Node& list) {
  std::string text;
  for (const auto& item : list.items) text += (text.empty() ? "" : ", ") + yaml_scalar(item, true);
  return "[" + text + "]";
}

void write_block(const Node& node, std::size_t indent, std::string& out);

// Writes the value after "name:" or "-", on the same line or as a block.
void write_value(const Node& node, std::size_t indent, bool item, std::string& out) {
  if (node.kind == Node::Kind::scalar)
    out += " " + yaml_scalar(node, false) + "\n";
  else if (node.kind == Node::Kind::list && is_scalar_list(node))
    out += " " + inline_list(node) + "\n";
  else if (node.kind == Node::Kind::map && node.members.empty())
    out += " {}\n";
  else if (item) {
    std::string block;
    write_block(node, indent + 2, block);
    out += " " + block.substr(indent + 2);
  } else {
    out += "\n";
    write_block(node, indent + 2, out);
  }
}

void write_block(const Node& node, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  for (const auto& [name, place, value] : node.members) {
    out += margin + yaml_name(name) + ":";
    write_value(value, indent, false, out);
  }
  for (const auto& item : node.items) {
    out += margin + "-";
    write_value(item, indent, true, out);
  }
}

}  // namespace

Node text_node(std::string text) {
  Node node;
  node.text = std::move(text);
  node.quoted = true;
  return node;
}

Node plain_node(std::string text) {
  Node node;
  node.text = std::move(text);
  return node;
}

Node map_node() {
  Node node;
  node.kind = Node::Kind::map;
  return node;
}

Node list_node(std::vector<Node> items) {
  Node node;
  node.kind = Node::Kind::list;
  node.items = std::move(items);
  return node;
}

void put(Node& map, std::string name, Node value) { map.members.push_back({std::move(name), {}, std::move(value)}); }

std::string write_yaml(const Node& tree) {
  std::string out;
  if (tree.kind == Node::Kind::map && !tree.members.empty())
    write_block(tree, 0, out);
  else
    write_value(tree, 0, false, out), out.erase(0, 1);
  return out;
}

}  // namespace spate::scenario
