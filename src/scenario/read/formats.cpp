#include "scenario/read/formats.hpp"

#include <fmt/format.h>

#include "scenario/yaml/tree_text.hpp"

namespace spate::scenario {
namespace {

constexpr std::string_view kDelimiters = ",;|\t";  // in the order of the choices
constexpr std::size_t kMaxNullLength = 32;

std::string read_null(const Section& csv) {
  auto text = csv.text("null_as").value_or("");
  if (text.size() <= kMaxNullLength && text.find_first_of(",;|\t\"\r\n") == std::string::npos) return text;
  csv.report(
      "null_as",
      fmt::format(
          "invalid text for null {}: use at most {} characters without delimiters, quotes or line ends, such as \\N",
          csv.quoted_value("null_as"), kMaxNullLength));
  return {};
}

}  // namespace

std::optional<WrittenFormat> read_format(const Section& section, const CsvStyle& base) {
  const auto* node = section.find("format");
  if (node == nullptr) return std::nullopt;
  if (node->kind != Node::Kind::map) {
    const auto choice = section.choice("format");
    return choice ? std::optional{WrittenFormat{static_cast<Format>(*choice)}} : std::nullopt;
  }
  const Section written{section.context(), SectionKind::format, *node, section.path("format")};
  written.check_required();
  const auto* inside = written.map("csv");
  if (inside == nullptr) return std::nullopt;
  const Section csv{section.context(), SectionKind::csv, *inside, written.path("csv")};
  WrittenFormat format{Format::csv, base};
  // Omitted keys keep the style of the generator, not the default.
  const auto header = csv.choice("header");
  const auto delimiter = csv.choice("delimiter");
  if (header && csv.has("header")) format.csv.header = static_cast<CsvStyle::Header>(*header);
  if (delimiter && csv.has("delimiter")) format.csv.delimiter = kDelimiters[*delimiter];
  if (csv.has("null_as")) format.csv.null = read_null(csv);
  return format;
}

Node format_node(Format format, const CsvStyle& csv) {
  const auto choice = [](SectionKind kind, std::string_view name, std::size_t number) {
    return text_node(std::string{find_key(kind, name)->choices.at(number)});
  };
  if (csv == CsvStyle{}) return choice(SectionKind::stream, "format", static_cast<std::size_t>(format));
  Node style = map_node();
  put(style, "header", choice(SectionKind::csv, "header", static_cast<std::size_t>(csv.header)));
  put(style, "delimiter", choice(SectionKind::csv, "delimiter", kDelimiters.find(csv.delimiter)));
  if (!csv.null.empty()) put(style, "null_as", text_node(csv.null));
  Node map = map_node();
  put(map, "csv", std::move(style));
  return map;
}

}  // namespace spate::scenario
