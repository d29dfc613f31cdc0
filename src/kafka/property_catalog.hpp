// The properties of the librdkafka in use, from the list that it prints.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spate::kafka {

struct CatalogEntry {
  enum class Type { integer, real, text, object };  // object: only the C API can set it

  std::string name;
  std::string alias_of;  // canonical name; empty: not an alias
  Type type = Type::text;
  bool of_topic = false;    // a topic property, allowed in a stream
  bool of_producer = true;  // false: consumer only
  bool unused = false;      // without effect, for old programs

  [[nodiscard]] const std::string& canonical() const noexcept { return alias_of.empty() ? name : alias_of; }
};

// Thread-safe. A name that is both a client and a topic property has two entries.
[[nodiscard]] const std::vector<CatalogEntry>& property_catalog();

// Null if there is no such property. `of_topic`: only topic properties.
[[nodiscard]] const CatalogEntry* find_property(std::string_view name, bool of_topic) noexcept;

}  // namespace spate::kafka
