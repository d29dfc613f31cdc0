#include "kafka/property_catalog.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace spate::kafka {
namespace {

// Two Markdown tables, client and topic: name | C/P | range | default | importance | description.
std::string printed_list() {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* const file = ::open_memstream(&text, &size);
  if (file == nullptr) return {};
  rd_kafka_conf_properties_show(file);
  std::fclose(file);
  std::string list{text, size};
  std::free(text);
  return list;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string_view split_off(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto piece = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return piece;
}

std::string_view between(std::string_view text, std::string_view opening, char closing) {
  const auto start = text.find(opening);
  if (start == std::string_view::npos) return {};
  text.remove_prefix(start + opening.size());
  return split_off(text, closing);
}

CatalogEntry::Type property_type(std::string_view description) {
  const auto name = between(description, "*Type: ", '*');
  if (name == "integer") return CatalogEntry::Type::integer;
  if (name == "float") return CatalogEntry::Type::real;
  return name == "see dedicated API" ? CatalogEntry::Type::object : CatalogEntry::Type::text;
}

std::optional<CatalogEntry> read_row(std::string_view line, bool of_topic) {
  const auto name = trim(split_off(line, '|'));
  const auto side = trim(split_off(line, '|'));
  if (side != "*" && side.find_first_of("CP") == std::string_view::npos) return {};
  if (name.empty() || name == "Property") return {};
  constexpr int kRangeDefaultImportance = 3;
  for (int column = 0; column < kRangeDefaultImportance; ++column) split_off(line, '|');
  return CatalogEntry{.name = std::string{name},
                      .alias_of = std::string{between(line, "Alias for `", '`')},
                      .type = property_type(line),
                      .of_topic = of_topic,
                      .of_producer = side != "C",
                      .unused = line.find("No longer used") != std::string_view::npos};
}

std::vector<CatalogEntry> read_list() {
  std::vector<CatalogEntry> entries;
  bool of_topic = false;
  const auto list = printed_list();
  for (std::string_view rest = list; !rest.empty();) {
    const auto line = split_off(rest, '\n');
    if (line.find("## Topic configuration") == 0) of_topic = true;
    if (auto entry = read_row(line, of_topic)) entries.push_back(*std::move(entry));
  }
  return entries;
}

}  // namespace

const std::vector<CatalogEntry>& property_catalog() {
  static const auto catalog = read_list();
  return catalog;
}

const CatalogEntry* find_property(std::string_view name, bool of_topic) noexcept {
  const auto& catalog = property_catalog();
  const auto match = std::find_if(catalog.begin(), catalog.end(), [&](const CatalogEntry& entry) {
    return entry.name == name && (entry.of_topic || !of_topic);
  });
  return match == catalog.end() ? nullptr : &*match;
}

}  // namespace spate::kafka
