// librdkafka's own list of its properties, as the library in use prints it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spate::kafka {

struct CatalogEntry {
  enum class Type { integer, real, text, object };  // object: set by calls of a program, never by a value

  std::string name;
  std::string alias_of;  // empty: this is the name librdkafka's messages use
  Type type = Type::text;
  bool of_topic = false;    // may stand on a stream
  bool of_producer = true;  // false: a consumer's
  bool unused = false;      // kept for old programs, does nothing

  [[nodiscard]] const std::string& canonical() const noexcept { return alias_of.empty() ? name : alias_of; }
};

// Read once; any thread. A name that is both the client's and a topic's stands twice.
[[nodiscard]] const std::vector<CatalogEntry>& property_catalog();

// Null when there is none of that name (and, where asked for, of topics).
[[nodiscard]] const CatalogEntry* find_property(std::string_view name, bool of_topic) noexcept;

}  // namespace spate::kafka
