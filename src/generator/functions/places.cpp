// city, postcode, country, street, phone, currency, latitude, longitude: calls in one object describe the same place.
#include <fmt/format.h>

#include "generator/compile/arithmetic.hpp"
#include "generator/functions/draws.hpp"
#include "generator/functions/functions.hpp"

namespace spate::generator::functions {
namespace {

// The place of this object: a row of the table of cities. All calls in the object share the draw.
struct Place {
  explicit Place(Call& call)
      : locale(read_locale(call, 0)),
        site(call.record.context.object_site(fmt::format("place {} {}", locale, call.has(1) ? call.text(1) : ""))),
        cities(builtin_words("cities", locale)),
        row(random_row(call, cities, site)) {}

  [[nodiscard]] Operand operator[](std::string_view column) const { return cell_of(cities, column, row); }

  std::string locale;
  std::uint64_t site;
  const CompiledTable& cities;
  Register row;
};

template <const char* column>
Operand column_compile(Call& call) {
  return Place{call}[column];
}

// Up to 0.05 degrees (about 5 km) from the center of the place.
Operand nearby_coordinate(Call& call, std::string_view column, std::uint64_t which) {
  constexpr std::int64_t kMillionths = 50'000;
  const Place place{call};
  auto distance = random_integer(call, -kMillionths, kMillionths, place.site + which);
  distance.type.scale = 6;
  return add(call.code(), {place[column], call.offset()}, {distance, call.offset()});
}

constexpr char kCity[] = "city";
constexpr char kCountry[] = "country";
constexpr char kPostcode[] = "postcode";
constexpr char kCurrency[] = "currency";

Function place_function(std::string_view name, std::string_view help, std::string_view example,
                        Operand (*compile)(Call& call)) {
  return {.name = name,
          .group = "people and places",
          .parameters = {kLocale, kOther},
          .help = help,
          .example = example,
          .compile = compile};
}

}  // namespace

Function city() {
  return place_function(
      "city",
      "A city. The functions for places in one object describe one place. pick(cities) gives a whole row of the table.",
      "=city(\"fr\")", column_compile<kCity>);
}

Function postcode() {
  return place_function("postcode", "The place's postcode.", "=postcode()", column_compile<kPostcode>);
}

Function country() {
  return place_function("country", "The place's country, in the language of the locale.", "=country(\"fr\")",
                        column_compile<kCountry>);
}

Function street() {
  return place_function("street", "A number and a street.", "=street(\"fr\")", [](Call& call) {
    const Place place{call};
    const auto& streets = builtin_words("streets", place.locale);
    const auto number = random_integer(call, 1, 199, place.site + 1);
    return joined({number, Operand::of_text(" "), cell_of(streets, "name", random_row(call, streets, place.site + 2))});
  });
}

Function phone() {
  return place_function(
      "phone", "A telephone number of the place's country, from a range reserved for fiction if the country has one.",
      "=phone(\"fr\")", [](Call& call) {
        const Place place{call};
        return fill_random_digits(call, place["phone"], place.site + 16);
      });
}

Function currency() {
  return place_function("currency", "The code of the place's currency (ISO 4217).", "=currency()",
                        column_compile<kCurrency>);
}

Function latitude() {
  return place_function("latitude", "Degrees north, with six decimal places, within about 5 km of the place.",
                        "=latitude()", [](Call& call) { return nearby_coordinate(call, "latitude", 3); });
}

Function longitude() {
  return place_function("longitude", "Degrees east, with six decimal places, near the place.", "=longitude()",
                        [](Call& call) { return nearby_coordinate(call, "longitude", 4); });
}

}  // namespace spate::generator::functions
