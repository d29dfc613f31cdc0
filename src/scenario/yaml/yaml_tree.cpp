#include "scenario/yaml/yaml_tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <unordered_set>
#include <utility>

#include "scenario/yaml/yaml_syntax.hpp"
#include "scenario/yaml/yaml_traps.hpp"

namespace spate::scenario {
namespace {

constexpr std::size_t kMaxKeyLength = 256;

struct StopReading {};  // ends parsing: the rest cannot be understood

// Builds the tree from parser events: unlike the nodes of the library, they include anchors, aliases, tags and
// duplicate keys.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, Diagnostics& diagnostics) : source_(source), diagnostics_(diagnostics) {}

  std::optional<Node> root;

  // Path of the current node.
  [[nodiscard]] std::string path() const;

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    std::string path;
    std::optional<Node> name;  // name of the member whose value is next
    std::unordered_set<std::string> names;
    bool cut = false;  // a comma cut the value: no key follows
  };

  [[nodiscard]] std::string_view raw(const YAML::Mark& mark) const { return source_.from(mark.line, mark.column); }
  [[nodiscard]] Place place(const YAML::Mark& mark) const { return source_.place(mark.line, mark.column); }
  [[nodiscard]] bool expects_name() const {
    return !open_.empty() && open_.back().node.kind == Node::Kind::map && !open_.back().name;
  }
  void check_properties(const YAML::Mark& mark, YAML::anchor_t anchor);
  [[nodiscard]] bool report_trap(const YAML::Mark& mark, const std::string& value, bool quoted);
  void open(const YAML::Mark& mark, Node::Kind kind);
  void close();
  void add(Node node);
  void add_name(Node name);

  const SourceText& source_;
  Diagnostics& diagnostics_;
  std::vector<Open> open_;
  bool document_started_ = false;
};

Node scalar(Place place, std::string text, bool quoted) {
  Node node;
  node.place = std::move(place);
  node.text = std::move(text);
  node.quoted = quoted;
  return node;
}

bool is_merge_key(const Node& name) { return name.text == "<<" && !name.quoted; }

// The word at the start of `raw` that YAML reads as null; empty: no value.
std::string_view null_word(std::string_view raw) {
  for (const std::string_view word : {"null", "Null", "NULL", "~"})
    if (raw.substr(0, word.size()) == word) return word;
  return {};
}

// A word before a colon is the next key, not the value.
std::string_view null_value(std::string_view raw) {
  const auto word = null_word(raw);
  const auto next = raw.find_first_not_of(' ', word.size());
  return next != std::string_view::npos && raw[next] == ':' ? std::string_view{} : word;
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (document_started_) {
    diagnostics_.report(place(mark), "", "more than one YAML document: remove the --- line, or use two files");
    throw StopReading{};
  }
  document_started_ = true;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (anchor != 0) check_properties(mark, anchor);
  if (expects_name()) return add(scalar(place(mark), std::string{null_word(raw(mark))}, false));
  const auto word = null_value(raw(mark));
  if (word == "null") return add(scalar(place(mark), "null", false));
  const bool named = !open_.empty() && open_.back().name;
  if (named && word.empty() && open_.back().cut) return open_.back().name.reset();  // the rest of the value
  const Place where = word.empty() && named ? open_.back().name->place : place(mark);
  if (word.empty())
    diagnostics_.report(where, path(), "missing value: set one, use \"\" for an empty text, or remove the key");
  else
    diagnostics_.report(where, path(), fmt::format("\"{0}\" is ambiguous: use null, or '{0}' in quotes", word));
  add(scalar(where, "", false));
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  diagnostics_.report(place(mark), path(), std::string{kNoAliases});
  add(scalar(place(mark), expects_name() ? "*" : "", false));
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  check_properties(mark, anchor);
  const bool quoted = tag != "?";
  if (report_trap(mark, value, quoted))
    add(scalar(place(mark), "", false));
  else
    add(scalar(place(mark), value, quoted));
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value) {
  check_properties(mark, anchor);
  open(mark, Node::Kind::list);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  check_properties(mark, anchor);
  open(mark, Node::Kind::map);
}

std::string TreeBuilder::path() const {
  if (open_.empty()) return "";
  const auto& parent = open_.back();
  if (parent.node.kind == Node::Kind::list) return item_path(parent.path, parent.node.items.size());
  return parent.name ? member_path(parent.path, parent.name->text) : parent.path;
}

// Anchors and tags precede the value, and no value starts with their characters.
void TreeBuilder::check_properties(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto text = raw(mark);
  if (anchor != 0) diagnostics_.report(place(mark), path(), std::string{kNoAliases});
  if (!text.empty() && text.front() == '!')
    diagnostics_.report(place(mark), path(), "tags are not supported: remove it, or put the value in quotes");
}

// Reports a value that YAML reads differently from its meaning. Returns false if there is none.
bool TreeBuilder::report_trap(const YAML::Mark& mark, const std::string& value, bool quoted) {
  const auto text = raw(mark);
  const bool in_quotes = !text.empty() && (text.front() == '"' || text.front() == '\'');
  const bool open_quote = quoted && in_quotes && !quote_closes(text);
  const bool cut = !quoted && comment_cuts_plain_scalar(text, value);
  const bool comma = !quoted && !open_.empty() && comma_cuts_expression(text, value);
  if (open_quote) diagnostics_.report(place(mark), path(), fmt::format("missing closing {}: add it", text.front()));
  if (cut)
    diagnostics_.report(
        place(mark), path(),
        "YAML reads the text after \" #\" as a comment: put the value in quotes, or the comment on a separate line");
  if (comma) {
    diagnostics_.report(place(mark), path(),
                        "YAML ends a value at a comma inside {…} and […]: put the expression in quotes, '=…'");
    open_.back().cut = true;
  }
  return open_quote || cut || comma;
}

void TreeBuilder::open(const YAML::Mark& mark, Node::Kind kind) {
  if (expects_name()) {
    // To YAML, {{a}} is a map whose key is a map.
    const bool braces = kind == Node::Kind::map;
    diagnostics_.report(place(mark), path(),
                        fmt::format("expected a plain key, not a {}{}", kind_name(kind),
                                    braces ? ": use \"${a}\" for the value of a" : ": use text, such as name"));
    throw StopReading{};
  }
  if (open_.size() >= kMaxDepth) {
    diagnostics_.report(place(mark), "", fmt::format("nested deeper than {} levels: remove levels", kMaxDepth));
    throw StopReading{};
  }
  Open next;
  next.node.kind = kind;
  next.node.place = place(mark);
  next.path = path();
  open_.push_back(std::move(next));
}

void TreeBuilder::close() {
  auto node = std::move(open_.back().node);
  open_.pop_back();
  add(std::move(node));
}

void TreeBuilder::add(Node node) {
  if (open_.empty()) {
    root = std::move(node);
  } else if (expects_name()) {
    add_name(std::move(node));
  } else if (open_.back().node.kind == Node::Kind::list) {
    open_.back().node.items.push_back(std::move(node));
  } else {
    auto& map = open_.back();
    auto name = *std::exchange(map.name, std::nullopt);
    if (map.names.insert(name.text).second && !is_merge_key(name))
      map.node.members.push_back({std::move(name.text), std::move(name.place), std::move(node)});
  }
}

void TreeBuilder::add_name(Node name) {
  auto& map = open_.back();
  const auto report = [&](std::string text) {
    diagnostics_.report(name.place, member_path(map.path, name.text), std::move(text));
  };
  if (name.text.empty() && !name.quoted) report("missing key before the colon: add one");
  if (name.text.size() > kMaxKeyLength)
    report(fmt::format("the key is longer than {} bytes: shorten it", kMaxKeyLength));
  if (is_merge_key(name)) report("merge keys are not supported: use defaults or generators");
  if (map.names.count(name.text) > 0) report("duplicate key: remove one");
  map.name = std::move(name);
}

}  // namespace

std::optional<Node> read_yaml(const SourceText& source, Diagnostics& diagnostics) {
  if (!source.check_text(diagnostics)) return std::nullopt;
  std::istringstream in{source.text()};
  TreeBuilder builder{source, diagnostics};
  try {
    YAML::Parser parser{in};
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const StopReading&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    report_syntax_error(source, error, builder.path(), diagnostics);
    return std::nullopt;
  }
  if (!builder.root || builder.root->missing()) {
    diagnostics.report(source.whole(), "",
                       "the file is empty: add keys, such as streams: in a scenario, or record: in a generator's file");
    return std::nullopt;
  }
  if (builder.root->kind == Node::Kind::map) return std::move(builder.root);
  diagnostics.report(
      builder.root->place, "",
      "expected a map of keys at the top, such as streams: in a scenario, or record: in a generator's file");
  return std::nullopt;
}

}  // namespace spate::scenario
