#include <random>

#include "catch.hpp"
#include "scenario/yaml/tree_text.hpp"
#include "scenario_parsing.hpp"

namespace spate::scenario {
namespace {

// Compares structure, names, texts and quotes. Ignores places.
bool same(const Node& left, const Node& right) {
  if (left.kind != right.kind || left.text != right.text || left.quoted != right.quoted ||
      left.members.size() != right.members.size() || left.items.size() != right.items.size())
    return false;
  for (std::size_t i = 0; i < left.members.size(); ++i)
    if (left.members[i].name != right.members[i].name || !same(left.members[i].value, right.members[i].value))
      return false;
  for (std::size_t i = 0; i < left.items.size(); ++i)
    if (!same(left.items[i], right.items[i])) return false;
  return true;
}

class RandomTrees {
 public:
  explicit RandomTrees(unsigned seed) : random_(seed) {}

  Node map(int depth) {
    Node node = map_node();
    for (std::size_t i = draw(4); i > 0; --i)
      if (const auto name = text(); node.find(name) == nullptr) put(node, name, any(depth - 1));
    return node;
  }

 private:
  std::size_t draw(std::size_t max) { return std::uniform_int_distribution<std::size_t>{0, max}(random_); }

  std::string text() {
    static const std::vector<std::string> parts = {
        "a",  "B", " ",  "é",   "€",  ":",    "#",    "- ",   "\"", "'", "\\", "\n", "\t",   "{",  "}",   "[",
        "]",  ",", "&x", "*",   "!",  "|",    ">",    "%",    "@",  "`", "~",  "=",  "${n}", "1",  ".5",  "null",
        "no", "?", "<<", "---", "..", "true", "\x7F", "\x01", "0x", "😀", " #", ": ", "Null", "  ", "=f(", "\\n"};
    std::string result;
    for (std::size_t i = draw(5); i > 0; --i) result += parts[draw(parts.size() - 1)];
    return result;
  }

  Node any(int depth) {
    const auto kind = depth <= 0 ? 0 : draw(3);
    if (kind == 2) return map(depth);
    if (kind < 2) return text_node(text());
    Node list = list_node();
    for (std::size_t i = draw(4); i > 0; --i) list.items.push_back(any(depth - 1));
    return list;
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("a tree written as YAML reads as the same tree") {
  for (unsigned seed = 0; seed < 3'000; ++seed) {
    Node root = map_node();
    put(root, "root", RandomTrees{seed}.map(5));
    const auto text = write_yaml(root);
    const auto reread = tree(text);
    CAPTURE(seed, text, reread.problems);
    REQUIRE(reread.root);
    REQUIRE(reread.problems.empty());
    REQUIRE(same(*reread.root, root));
  }
}

TEST_CASE("plain scalars differ from quoted scalars and blocks") {
  const auto read = tree("a: 1\nb: \"1\"\nc: '1'\nd: |\n  1\ne: true\nf: null\n");
  REQUIRE(read.root);
  CHECK_FALSE(read.root->find("a")->quoted);
  CHECK(read.root->find("b")->quoted);
  CHECK(read.root->find("c")->quoted);
  CHECK(read.root->find("d")->quoted);
  CHECK(read.root->find("d")->text == "1\n");
  CHECK_FALSE(read.root->find("e")->quoted);
  CHECK(read.root->find("f")->text == "null");
  CHECK_FALSE(read.root->find("f")->quoted);
}

TEST_CASE("places count lines and columns from 1, in characters") {
  const auto read = tree("# first\nété: {clé: vé, à: b}\n");
  REQUIRE(read.root);
  const auto& member = read.root->members.front();
  CHECK(member.place.line == 2);
  CHECK(member.place.column == 1);
  CHECK(member.value.place.column == 6);
  CHECK(member.value.members[1].place.column == 16);
  CHECK(*member.value.place.file == "t.yaml");
}

TEST_CASE("CRLF line ends and a byte order mark have no effect") {
  const auto read = tree(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 2\r\n");
  REQUIRE(read.root);
  CHECK(read.problems.empty());
  CHECK(read.root->find("a")->text == "1");
  CHECK(read.root->members[1].place.line == 2);
  CHECK(read.root->members[1].place.column == 1);
}

TEST_CASE("null and ~ are valid keys") {
  const auto read = tree("null: 1\n~: 2\n");
  REQUIRE(read.root);
  CHECK(read.problems.empty());
  CHECK(read.root->find("null"));
  CHECK(read.root->find("~"));
}

TEST_CASE("a missing value before the key null is reported") {
  const auto read = tree("a:\nnull: 1\n");
  CHECK(read.problems == "t.yaml:1:1: a: missing value: set one, use \"\" for an empty text, or remove the key\n");
}

TEST_CASE("a file of 1 MiB is accepted, a larger one rejected") {
  const std::string start = "a: \"";
  const std::string max(kMaxFileBytes - start.size() - 1, 'x');
  CHECK(tree(start + max + "\"").root);
  CHECK(tree(start + max + "x\"").problems ==
        "t.yaml: the file is larger than 1 MiB: move generators into separate files\n");
}

TEST_CASE("64 levels are accepted, 65 rejected") {
  const auto nested = [](std::size_t levels) {
    return "a: " + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "\n";
  };
  CHECK(tree(nested(64)).problems.empty());
  CHECK(tree(nested(65)).problems == "t.yaml:1:67: nested deeper than 64 levels: remove levels\n");
  CHECK_FALSE(tree("a: " + std::string(500'000, '[')).root);
  CHECK_FALSE(tree("a: " + std::string(500'000, '{')).root);
}

TEST_CASE("a key of more than 256 bytes is rejected") {
  CHECK(tree(std::string(256, 'k') + ": 1\n").problems.empty());
  CHECK(tree(std::string(257, 'k') + ": 1\n").problems.find("the key is longer than 256 bytes: shorten it") !=
        std::string::npos);
}

TEST_CASE("random text gives a tree or a problem") {
  std::mt19937 random{7};
  const std::string bytes = "ab:-?[]{}#&*!|>'\"%@`, \n\t~<=$(.)1";
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 40; n > 0; --n) text += bytes[random() % bytes.size()];
    const auto read = tree(text);
    CAPTURE(text);
    REQUIRE((read.root || !read.problems.empty()));
  }
}

}  // namespace spate::scenario
