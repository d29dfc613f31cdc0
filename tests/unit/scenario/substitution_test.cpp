#include "scenario/read/substitution.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "catch.hpp"
#include "scenario_parsing.hpp"

namespace spate::scenario {
namespace {

// A temporary directory with files. The destructor deletes it.
class Directory {
 public:
  Directory() : path_(std::filesystem::temp_directory_path() / "spate-substitution-XXXXXX") {
    auto name = path_.string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { std::filesystem::remove_all(path_); }

  void write(const std::string& name, const std::string& text) const { std::ofstream{path_ / name} << text; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Substituted {
  Node root;
  std::string problems;
};

Substituted substituted(const std::string& text, const std::map<std::string, std::string>& environment,
                        const std::filesystem::path& directory = ".") {
  auto root = *tree(text).root;
  Diagnostics diagnostics;
  const auto variable = [&](const std::string& name) -> std::optional<std::string> {
    const auto entry = environment.find(name);
    return entry == environment.end() ? std::nullopt : std::optional{entry->second};
  };
  substitute(root, {variable, directory}, diagnostics);
  return {std::move(root), diagnostics.text()};
}

std::string substituted_name(const std::string& value, const std::map<std::string, std::string>& environment) {
  const auto result = substituted("name: \"" + value + "\"\n", environment);
  REQUIRE(result.problems.empty());
  return result.root.find("name")->text;
}

}  // namespace

TEST_CASE("environment variables are replaced, alone or inside text") {
  CHECK(substituted_name("${env:A}", {{"A", "x"}}) == "x");
  CHECK(substituted_name("a-${env:A}-${env:B}.", {{"A", "x"}, {"B", ""}}) == "a-x-.");
  CHECK(substituted_name("${env:A}", {{"A", "${env:A}"}}) == "${env:A}");
}

TEST_CASE("a default replaces a variable that is unset or empty") {
  CHECK(substituted_name("${env:A:-127.0.0.1:9464}", {}) == "127.0.0.1:9464");
  CHECK(substituted_name("${env:A:-x}", {{"A", ""}}) == "x");
  CHECK(substituted_name("${env:A:-x}", {{"A", "y"}}) == "y");
  CHECK(substituted_name("${env:A:-}", {}).empty());
}

TEST_CASE("a used default has its own variables replaced") {
  CHECK(substituted_name("${env:A:-${env:B:-x}}", {}) == "x");
  CHECK(substituted_name("${env:A:-${env:B:-x}}", {{"B", "b"}}) == "b");
  CHECK(substituted_name("${env:A:-${env:B:-x}}", {{"A", "a"}}) == "a");
  CHECK(substituted_name("${env:A:-${env:B}}", {{"A", "a"}}) == "a");
  CHECK(substituted_name("${env:A:-${env:B:-${env:C:-c}}-${env:D:-d}}.", {}) == "c-d.");
  CHECK(substituted_name("${env:A:-$${env:B}}", {}) == "${env:B}");
  CHECK(substituted_name("${env:A:-${env:B}}", {{"B", "${env:C}"}}) == "${env:C}");
  CHECK(substituted_name("${env:A:-{}}", {}) == "{}");
}

TEST_CASE("an invalid nested substitution is rejected with its place") {
  const auto problem = [](const std::string& value) { return substituted("name: \"" + value + "\"\n", {}).problems; };
  CHECK(problem("${env:A:-${env:B}}").starts_with("t.yaml:1:7: name: environment variable B is not set"));
  CHECK(problem("${env:A:-${env:B:-x}").find("\"${\" without \"}\"") != std::string::npos);
  CHECK(problem("${env:A:-${what:B}}").find("cannot replace \"${what:B}\"") != std::string::npos);
  CHECK(problem("${env:${env:A}}").find("only replaced in a default") != std::string::npos);
  CHECK(problem("${file:${env:A:-x}/y}").find("only replaced in a default") != std::string::npos);
  CHECK(problem("${credential:${env:A:-x}}").find("only replaced in a default") != std::string::npos);
  CHECK(problem("${file:none:-x}").find("has no default, which only env: takes") != std::string::npos);
  CHECK(problem("${credential:none:-x}").find("has no default, which only env: takes") != std::string::npos);
  std::string deep;
  for (int level = 0; level < 30; ++level) deep += "${env:A:-";
  deep += std::string(30, '}');
  CHECK(problem(deep).find("deeper than 16 levels") != std::string::npos);
}

TEST_CASE("a secret default makes the whole value secret") {
  const Directory directory;
  directory.write("password", "s3cret");
  const auto result = substituted("name: \"${env:A:-${file:password}}\"\n", {}, directory.path());
  CHECK(result.root.find("name")->text == "s3cret");
  CHECK(result.root.find("name")->secret);
  const auto set = substituted("name: \"${env:A:-${file:none}}\"\n", {{"A", "a"}}, directory.path());
  CHECK(set.root.find("name")->text == "a");
  CHECK_FALSE(set.root.find("name")->secret);
}

TEST_CASE("$${ is the text ${, and a single dollar sign is unchanged") {
  CHECK(substituted_name("$${env:A}", {}) == "${env:A}");
  CHECK(substituted_name("a$b$$c", {}) == "a$b$$c");
  CHECK(substituted_name("$${x}${env:A}$${y}", {{"A", "-"}}) == "${x}-${y}");
}

TEST_CASE("a file is read without byte order mark and final line feeds, and is secret") {
  const Directory directory;
  directory.write("password", "\xef\xbb\xbfs3\ncret\r\n\n");
  const auto result = substituted("name: a-${file:password}\nseed: 5\n", {}, directory.path());
  CHECK(result.problems.empty());
  CHECK(result.root.find("name")->text == "a-s3\ncret");
  CHECK(result.root.find("name")->secret);
  CHECK_FALSE(result.root.find("seed")->secret);
}

TEST_CASE("credentials are read only from the directory of the service manager") {
  const Directory directory;
  directory.write("key", "k");
  const std::map<std::string, std::string> environment{{"CREDENTIALS_DIRECTORY", directory.path().string()}};
  const auto result = substituted("name: ${credential:key}\n", environment);
  CHECK(result.root.find("name")->text == "k");
  CHECK(result.root.find("name")->secret);
  CHECK(substituted("name: ${credential:../key}\n", environment).problems ==
        "t.yaml:1:7: name: invalid credential name \"../key\": use a file name without /\n");
}

TEST_CASE("a missing or too large file is a problem") {
  const Directory directory;
  directory.write("large", std::string(65'537, 'x'));
  CHECK(substituted("name: ${file:large}\n", {}, directory.path()).problems.find("larger than 64 KiB") !=
        std::string::npos);
  CHECK(substituted("name: ${file:none}\n", {}, directory.path()).problems.find("cannot read") != std::string::npos);
  CHECK(substituted("name: ${file:.}\n", {}, directory.path()).problems.find("cannot read") != std::string::npos);
}

TEST_CASE("records, keys, headers and tables keep their expressions") {
  const std::string text =
      "tables: {t: {columns: [\"${a}\"]}}\n"
      "defaults: {record: {a: \"${b}\"}, rate: \"${env:R}\"}\n"
      "streams:\n"
      "  - topic: ${env:R}\n"
      "    record: {a: \"${c}\"}\n"
      "    key: ${d}\n"
      "    headers: {a: \"${e}\"}\n"
      "    tables: {t: \"${f}\"}\n"
      "    kafka: {key: \"${env:R}\"}\n"
      "generators: {g: {record: \"${g}\", format: \"${env:R}\"}}\n";
  const auto result = substituted(text, {{"R", "replaced"}});
  CHECK(result.problems.empty());
  const auto& stream = result.root.find("streams")->items.front();
  CHECK(stream.find("topic")->text == "replaced");
  CHECK(stream.find("record")->find("a")->text == "${c}");
  CHECK(stream.find("key")->text == "${d}");
  CHECK(stream.find("headers")->find("a")->text == "${e}");
  CHECK(stream.find("tables")->find("t")->text == "${f}");
  CHECK(stream.find("kafka")->find("key")->text == "replaced");
  CHECK(result.root.find("defaults")->find("rate")->text == "replaced");
  CHECK(result.root.find("defaults")->find("record")->find("a")->text == "${b}");
  CHECK(result.root.find("generators")->find("g")->find("format")->text == "replaced");
}

}  // namespace spate::scenario
