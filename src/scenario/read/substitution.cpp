#include "scenario/read/substitution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "base/file_text.hpp"
#include "base/utf8.hpp"
#include "scenario/text/units.hpp"

namespace spate::scenario {
namespace {

constexpr std::size_t kMaxSubstitutionBytes = std::size_t{64} * 1024;

// Keys in which ${…} is an expression.
constexpr std::array<std::string_view, 6> kExpressionKeys = {"record", "key", "headers", "timestamp", "tables", "let"};

struct Replacement {
  std::string text;
  bool secret = false;
  std::string problem;  // empty: success
};

Replacement failure(std::string problem) { return {"", false, std::move(problem)}; }

// Editors add a byte order mark and line feeds, which are not part of a secret.
std::string trimmed_secret(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return std::string{text.substr(0, text.find_last_not_of("\r\n") + 1)};
}

Replacement contents(const std::filesystem::path& path) {
  auto [text, problem, missing] = read_file(path.string(), kMaxSubstitutionBytes);
  if (!problem.empty()) return failure(fmt::format("cannot read {}: {}", path.string(), problem));
  if (text.size() > kMaxSubstitutionBytes)
    return failure(fmt::format("{} is larger than 64 KiB: use a smaller file", path.string()));
  return {trimmed_secret(text), true, {}};
}

Replacement credential(std::string_view name, const Environment& environment) {
  const auto directory = environment.variable("CREDENTIALS_DIRECTORY");
  if (name.empty() || name.find('/') != std::string_view::npos)
    return failure(fmt::format("invalid credential name {}: use a file name without /", quote_value(name)));
  if (directory) return contents(std::filesystem::path{*directory} / name);
  return failure("CREDENTIALS_DIRECTORY is not set: add LoadCredential= to the systemd unit");
}

// Values become names, records, messages and client properties, which are C strings.
Replacement check_value(Replacement value, std::string_view inner) {
  if (!value.problem.empty()) return value;
  if (first_invalid_utf8(value.text))
    return failure(fmt::format("the value of ${{{}}} is not valid UTF-8: convert it to UTF-8", inner));
  if (value.text.find('\0') != std::string::npos)
    return failure(fmt::format("the value of ${{{}}} contains a NUL byte: remove it", inner));
  return value;
}

// Replaces all references in the text of one scalar.
class Replacer {
 public:
  explicit Replacer(const Environment& environment) : environment_(environment) {}

  Replacement replaced(std::string_view text) {
    Replacement all;
    for (auto start = text.find("${"); start != std::string_view::npos; start = text.find("${")) {
      const bool escaped = start > 0 && text[start - 1] == '$';
      all.text += text.substr(0, start);
      if (escaped) {
        all.text += "{";
        text.remove_prefix(start + 2);
        continue;
      }
      const auto end = closing_brace(text, start);
      if (end == std::string_view::npos) return failure("\"${\" without \"}\": close it, or use $${ for the text");
      const auto inner = text.substr(start + 2, end - start - 2);
      auto part = check_value(replacement(inner), inner);
      if (!part.problem.empty()) return part;
      all.text += part.text;
      all.secret = all.secret || part.secret;
      text.remove_prefix(end + 1);
    }
    all.text += text;
    return all;
  }

 private:
  // A nested "${", as in a default, has its own brace.
  static std::size_t closing_brace(std::string_view text, std::size_t start) {
    int open = 0;
    for (auto at = start; at < text.size(); ++at) {
      if (text.substr(at, 2) == "${") ++open;
      if (text[at] == '}' && --open == 0) return at;
    }
    return std::string_view::npos;
  }

  Replacement replacement(std::string_view inner) {
    const auto colon = inner.find(':');
    const auto source = inner.substr(0, colon);
    const auto name = colon == std::string_view::npos ? std::string_view{} : inner.substr(colon + 1);
    if (source == "env" && !name.empty()) return variable(name);
    const bool file = source == "file" && !name.empty();
    if (!file && source != "credential")
      return failure(
          fmt::format("cannot replace {}: use ${{env:NAME}}, ${{env:NAME:-default}}, ${{file:PATH}} or "
                      "${{credential:NAME}}",
                      quote_value(fmt::format("${{{}}}", inner))));
    if (name.find("${") != std::string_view::npos) return nested_problem(inner);
    auto value = file ? contents(environment_.directory / name) : credential(name, environment_);
    if (!value.problem.empty() && name.find(":-") != std::string_view::npos)
      return failure(fmt::format("{} has no default, which only env: takes: remove it, or use ${{env:NAME:-default}}",
                                 quote_value(fmt::format("${{{}}}", inner))));
    return value;
  }

  // ":-" sets the default of an unset or empty variable, as in the shell. References in the default are replaced only
  // if it is used.
  Replacement variable(std::string_view name) {
    const auto dash = name.find(":-");
    const std::string bare{name.substr(0, dash)};
    if (bare.find("${") != std::string::npos) return nested_problem(name);
    const auto value = environment_.variable(bare);
    if (dash != std::string_view::npos && (!value || value->empty())) return nested(name.substr(dash + 2));
    if (value) return {*value, false, {}};
    return failure(fmt::format("environment variable {0} is not set: set it, or use ${{env:{0}:-default}}", bare));
  }

  Replacement nested(std::string_view text) {
    if (depth_ == kMaxNesting)
      return failure(fmt::format("defaults are nested deeper than {} levels: remove some", kMaxNesting));
    ++depth_;
    auto value = replaced(text);
    --depth_;
    return value;
  }

  static Replacement nested_problem(std::string_view inner) {
    return failure(
        fmt::format("{}: \"${{\" is only replaced in a default, as in ${{env:A:-${{env:B}}}}", quote_value(inner)));
  }

  static constexpr int kMaxNesting = 16;
  const Environment& environment_;
  int depth_ = 0;
};

void substitute_scalar(Node& node, const std::string& path, const Environment& environment, Diagnostics& diagnostics) {
  if (node.text.find("${") == std::string::npos) return;
  auto result = Replacer{environment}.replaced(node.text);
  const bool failed = !result.problem.empty();
  if (failed) diagnostics.report(node.place, path, std::move(result.problem));
  node.text = std::move(result.text);
  node.quoted = !failed;  // an empty value counts as written, a failed one as reported
  node.secret = result.secret;
}

class TreeSubstitution {
 public:
  TreeSubstitution(const Environment& environment, Diagnostics& diagnostics)
      : environment_(environment), diagnostics_(diagnostics) {}

  void substitute_all(Node& node, const std::string& path) {
    if (node.kind == Node::Kind::scalar) substitute_scalar(node, path, environment_, diagnostics_);
    for (auto& member : node.members) substitute_all(member.value, member_path(path, member.name));
    for (std::size_t i = 0; i < node.items.size(); ++i) substitute_all(node.items[i], item_path(path, i));
  }

  // All values of a stream or generator except its expressions.
  void substitute_values(Node& node, const std::string& path) {
    if (node.kind == Node::Kind::scalar) return substitute_all(node, path);
    for (auto& member : node.members)
      if (member.name == "lifecycle")
        substitute_values(member.value, member_path(path, member.name));
      else if (std::find(kExpressionKeys.begin(), kExpressionKeys.end(), member.name) == kExpressionKeys.end())
        substitute_all(member.value, member_path(path, member.name));
  }

  void top_level(Node::Member& member) {
    if (member.name == "tables") return;
    if (member.name == "defaults") return substitute_values(member.value, member.name);
    if (member.name != "streams" && member.name != "generators") return substitute_all(member.value, member.name);
    for (auto& entry : member.value.members) substitute_values(entry.value, member_path(member.name, entry.name));
    for (std::size_t i = 0; i < member.value.items.size(); ++i)
      substitute_values(member.value.items[i], item_path(member.name, i));
  }

 private:
  const Environment& environment_;
  Diagnostics& diagnostics_;
};

}  // namespace

Environment process_environment(std::filesystem::path directory) {
  const auto variable = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
  };
  return {variable, std::move(directory)};
}

void substitute(Node& scenario, const Environment& environment, Diagnostics& diagnostics) {
  TreeSubstitution substitution{environment, diagnostics};
  for (auto& member : scenario.members) substitution.top_level(member);
}

}  // namespace spate::scenario
