// One line of NDJSON: when it is one JSON value, and how a value inside is found. Tables and replayed files are read by
// the same rules: RFC 8259, nested up to 1,000 deep, each text Unicode (a lone surrogate is none), numbers of any size.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace spate::generator {

inline constexpr std::size_t kMaxJsonNesting = 1000;

// Without white space at its end.
[[nodiscard]] std::string_view trimmed_json(std::string_view text) noexcept;

// Reads all of the document, which was made of `line`. Why it is not one JSON value; null: it is.
[[nodiscard]] const char* json_line_problem(simdjson::ondemand::document& document, std::string_view line) noexcept;

// The place of a value: a dotted path (customer_id, metrics.host, items.0.price), or a JSON pointer (RFC 6901) where it
// begins with a slash. Thread-safe.
class JsonPath {
 public:
  explicit JsonPath(std::string_view path);

  // Members are found by what their names say, not by how they are written. False: there is no such value, or the
  // document is no sound JSON on the way there; then it must not be used again.
  [[nodiscard]] bool find(simdjson::ondemand::document& document, simdjson::ondemand::value& value) const noexcept;
  // An object on the way there has two members of the name that leads on.
  [[nodiscard]] bool ambiguous(simdjson::ondemand::document& document) const noexcept;

 private:
  std::vector<std::string> steps_;
};

}  // namespace spate::generator
