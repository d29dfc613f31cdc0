// first_name, last_name, full_name, email: calls in one object describe the same person.
#include <fmt/format.h>

#include "generator/functions/draws.hpp"
#include "generator/functions/functions.hpp"
#include "generator/value/common_type.hpp"

namespace spate::generator::functions {
namespace {

// The person of this object: rows of the name tables. All calls in the object share the draws.
struct Person {
  explicit Person(Call& call)
      : locale(read_locale(call, 0)),
        site(call.record.context.object_site(fmt::format("person {} {}", locale, call.has(1) ? call.text(1) : ""))),
        first_names(builtin_words("first_names", locale)),
        last_names(builtin_words("last_names", locale)),
        first(random_row(call, first_names, site)),
        last(random_row(call, last_names, site + 1)) {}

  [[nodiscard]] Operand first_name(std::string_view column = "name") const {
    return cell_of(first_names, column, first);
  }
  [[nodiscard]] Operand last_name(std::string_view column = "name") const { return cell_of(last_names, column, last); }

  std::string locale;
  std::uint64_t site;
  const CompiledTable& first_names;
  const CompiledTable& last_names;
  Register first;
  Register last;
};

// Reserved domains (RFC 2606), so that no test sends mail to a person.
Operand email_compile(Call& call) {
  const Person person{call};
  const auto number = random_integer(call, 1, 9999, person.site + 2);
  Register which = 0;
  static const auto domains = [] {
    CompiledTable table;
    table.rows = 3;
    auto& column = table.columns.emplace_back();
    column.name = "domain";
    for (const auto* domain : {"example.com", "example.org", "example.net"})
      column.cells.push_back(Operand::of_text(domain));
    column.type = common_type(column.cells, 0);
    return table;
  }();
  which = random_row(call, domains, person.site + 3);
  return joined({person.first_name("mailbox"), Operand::of_text("."), person.last_name("mailbox"), number,
                 Operand::of_text("@"), cell_of(domains, "domain", which)});
}

}  // namespace

Function first_name() {
  return {.name = "first_name",
          .group = "people and places",
          .parameters = {kLocale, kOther},
          .help = "A given name. The names and the e-mail address in one object belong to one person.",
          .example = "=first_name(\"fr\")",
          .compile = [](Call& call) { return Person{call}.first_name(); }};
}

Function last_name() {
  return {.name = "last_name",
          .group = "people and places",
          .parameters = {kLocale, kOther},
          .help = "A family name, of the same person as the other names in the object.",
          .example = "=last_name(\"fr\")",
          .compile = [](Call& call) { return Person{call}.last_name(); }};
}

Function full_name() {
  return {.name = "full_name",
          .group = "people and places",
          .parameters = {kLocale, kOther},
          .help = "Given and family name, of the same person as the other names in the object.",
          .example = "=full_name()",
          .compile = [](Call& call) {
            const Person person{call};
            return joined({person.first_name(), Operand::of_text(" "), person.last_name()});
          }};
}

Function email() {
  return {.name = "email",
          .group = "people and places",
          .parameters = {kLocale, kOther},
          .help = "The person's e-mail address, at a domain reserved for examples.",
          .example = "=email(\"fr\")",
          .compile = email_compile};
}

}  // namespace spate::generator::functions
