#include "generator/value/type.hpp"

#include "generator/value/table.hpp"

namespace spate::generator {

std::string describe(const Type& type) {
  switch (type.kind) {
    case Type::Kind::unknown:
      return "a value";
    case Type::Kind::null:
      return "null";
    case Type::Kind::boolean:
      return "true or false";
    case Type::Kind::exact:
      return type.scale == 0 ? "an integer" : "a decimal";
    case Type::Kind::real:
      return "a float";
    case Type::Kind::text:
      return "text";
    case Type::Kind::row:
      return type.table != nullptr && type.table->stream != nullptr ? "a record" : "a row of a table";
  }
  return "a value";
}

std::size_t max_digits(const Type& type) {
  constexpr std::size_t kMaxDoubleDigits = 25;
  if (type.is(Type::Kind::real)) return kMaxDoubleDigits;
  if (type.is(Type::Kind::boolean)) return 5;
  std::size_t digits = 1;
  for (Int128 n = type.min < -type.max ? -type.min : type.max; n >= 10; n /= 10) ++digits;
  const auto scale = static_cast<std::size_t>(type.scale);
  return (digits > scale ? digits : scale + 1) + (scale > 0 ? 1U : 0U) + (type.min < 0 ? 1U : 0U);
}

}  // namespace spate::generator
