// What people write who know another tool, and what to write in spate. Add a row to foreign_names.cpp and one to
// tests/system/test_suggestions.py.
#pragma once

#include <span>
#include <string_view>

namespace spate::scenario {

struct ForeignName {
  enum class Kind {
    function,        // of an expression
    value,           // a name in an expression
    syntax,          // an operator or a bracket in an expression
    property,        // of the Kafka client
    property_value,  // NAME=VALUE that librdkafka accepts with another meaning
    key,             // MAP.KEY of a scenario
    metric,          // of a threshold
  };

  Kind kind;
  std::string_view written;  // one spelling or more, with a space between
  std::string_view advice;   // "use …" or "remove it …"; each piece after "use" works when pasted
};

[[nodiscard]] std::span<const ForeignName> foreign_names() noexcept;

// The advice for what was written; empty if there is none. Ignores case and the characters _ - . between letters,
// except for syntax.
[[nodiscard]] std::string_view foreign_advice(ForeignName::Kind kind, std::string_view written);

}  // namespace spate::scenario
