// One line of NDJSON: checks that it is one JSON value, and finds values inside it. The rules are RFC 8259 with at most
// 1,000 levels, strings of valid Unicode (no lone surrogate) and numbers of any size. Tables and replayed files follow
// the same rules.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace spate::generator {

inline constexpr std::size_t kMaxJsonNesting = 1000;

// Returns the text without white space at its end.
[[nodiscard]] std::string_view trimmed_json(std::string_view text) noexcept;

// Reads all of the document, which was parsed from `line`. Returns null if it is one JSON value, else the reason.
[[nodiscard]] const char* json_line_problem(simdjson::ondemand::document& document, std::string_view line) noexcept;

// The path of a value: dotted (customer_id, metrics.host, items.0.price), or a JSON pointer (RFC 6901) if it begins
// with a slash. Thread-safe.
class JsonPath {
 public:
  explicit JsonPath(std::string_view path);

  // Compares unescaped member names. Returns false if there is no such value, or if the JSON before it is invalid; the
  // document must not be used after that.
  [[nodiscard]] bool find(simdjson::ondemand::document& document, simdjson::ondemand::value& value) const noexcept;
  // Whether an object on the path has two members with the name of the next step.
  [[nodiscard]] bool ambiguous(simdjson::ondemand::document& document) const noexcept;

 private:
  std::vector<std::string> steps_;
};

}  // namespace spate::generator
