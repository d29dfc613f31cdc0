#include "scenario/write/schema.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "scenario/keys/key_specs.hpp"
#include "scenario/text/decimal_text.hpp"

// JSON Schema, draft 2020-12 (json-schema.org), for editors.
namespace spate::scenario {
namespace {

constexpr std::string_view kNumber = "[0-9]+(\\.[0-9]+)? *";
constexpr std::string_view kSubstitution = "\\$\\{(env|file|credential):";

Json any_of(std::vector<Json> alternatives) { return {{"anyOf", std::move(alternatives)}}; }

Json of_type(std::string_view type) { return {{"type", type}}; }

Json one_of(const std::vector<std::string_view>& values) { return {{"enum", values}}; }

Json text_like(std::string_view pattern) { return {{"type", "string"}, {"pattern", pattern}}; }

// The value or a substitution such as ${env:…}.
Json or_substitution(Json value) { return any_of({std::move(value), text_like(kSubstitution)}); }

Json scalar() { return {{"type", {"string", "number", "boolean"}}}; }

Json scalar_or_null() { return {{"type", {"string", "number", "boolean", "null"}}}; }

Json reference(SectionKind kind) { return {{"$ref", fmt::format("#/$defs/{}", section_name(kind))}}; }

Json map_of(Json value) { return {{"type", "object"}, {"additionalProperties", std::move(value)}}; }

Json list_of(Json value) { return {{"type", "array"}, {"items", std::move(value)}, {"minItems", 1}}; }

Json count_schema(const KeySpec& key) {
  Json integer = of_type("integer");
  integer["minimum"] = key.min;
  if (key.max != UINT64_MAX) integer["maximum"] = key.max;
  return integer;
}

std::string rate_pattern() {
  return fmt::format("^(max|{0}({1})? */ *({0})?({2}))$", kNumber, fmt::join(size_unit_names(), "|"),
                     fmt::join(time_unit_names(), "|"));
}

// A stream of the list. `defaults` has the same keys, so required keys are here.
Json stream_schema(const KeySpec& key) {
  Json stream = reference(*key.inside);
  stream["required"] = {"topic"};  // the others may come from defaults
  return stream;
}

// YAML 1.1, which some editors use, reads a plain "off" as false.
Json address_schema() {
  return any_of({text_like("^(off|.+:[0-9]{1,5})$"), text_like(kSubstitution), {{"const", false}}});
}

Json share_schema() {
  Json number = of_type("number");
  number["minimum"] = 0;
  number["maximum"] = 1;
  return any_of({std::move(number), text_like(fmt::format("^{}%$", kNumber))});
}

Json explicit_schema() {
  return {{"type", "object"},
          {"properties", {{"explicit", text_like("^=")}}},
          {"required", {"explicit"}},
          {"additionalProperties", false}};
}

// Schema of maps and lists.
Json collection_schema(const KeySpec& key) {
  switch (key.type) {
    case ValueType::properties:
      return map_of(scalar());
    case ValueType::section:
      return reference(*key.inside);
    case ValueType::sections:
      return map_of(reference(*key.inside));
    case ValueType::streams:
      return list_of(stream_schema(key));
    case ValueType::generator:
    case ValueType::key:
      return any_of({of_type("string"), list_of(of_type("string"))});
    case ValueType::headers:
      return map_of(scalar_or_null());
    case ValueType::choices:
      return list_of(one_of(key.choices));
    case ValueType::columns:
      return any_of({list_of(scalar()), map_of(scalar())});
    case ValueType::rows:
      return list_of(list_of(scalar_or_null()));
    case ValueType::list:
      return list_of(key.inside ? reference(*key.inside) : text_like(rate_pattern()));
    case ValueType::shares:
      return map_of(scalar());
    case ValueType::rates:
      return map_of(or_substitution(text_like(rate_pattern())));
    case ValueType::days:
      return any_of({of_type("string"), list_of(of_type("string"))});
    case ValueType::thresholds:
      return list_of(of_type("string"));
    default:  // records
      return Json::object();
  }
}

Json value_schema(const KeySpec& key) {
  switch (key.type) {
    case ValueType::text:
      return scalar();
    case ValueType::name:
      return or_substitution(text_like("^[A-Za-z0-9._-]{1,64}$"));
    case ValueType::topic:
      return or_substitution(text_like("^[A-Za-z0-9._-]{1,249}$"));
    case ValueType::count:
      return or_substitution(count_schema(key));
    case ValueType::duration:
      return or_substitution(text_like(fmt::format("^{}({})$", kNumber, fmt::join(time_unit_names(), "|"))));
    case ValueType::size:
      return or_substitution(text_like(fmt::format("^{}({})$", kNumber, fmt::join(size_unit_names(), "|"))));
    case ValueType::rate:
      return key.section == SectionKind::stream
                 ? any_of({or_substitution(text_like(rate_pattern())), reference(SectionKind::schedule)})
                 : or_substitution(text_like(rate_pattern()));
    case ValueType::choice:
      return or_substitution(one_of(key.choices));
    case ValueType::address:
      return address_schema();
    case ValueType::expression:
      return text_like("^=");
    case ValueType::share:
      return or_substitution(share_schema());
    case ValueType::delay:
      return any_of({text_like(fmt::format("^({0} *({1})|exponential\\({0}({1})\\))$", kNumber,
                                           fmt::join(time_unit_names(), "|"))),
                     list_of(of_type("string"))});
    case ValueType::share_or_section:
      return any_of({share_schema(), reference(*key.inside)});
    case ValueType::partitioner:
      return any_of({or_substitution(one_of(key.choices)), explicit_schema()});
    case ValueType::dwell:
      return of_type("string");
    case ValueType::choice_or_map:
      return any_of({or_substitution(one_of(key.choices)), reference(*key.inside)});
    case ValueType::factor:
      return or_substitution(text_like(fmt::format("^{}x$", kNumber)));
    default:
      return collection_schema(key);
  }
}

Json property_schema(const KeySpec& key) {
  Json schema = value_schema(key);
  schema["description"] = key.help;
  if (!key.fallback.empty()) schema["default"] = key.fallback;
  return schema;
}

Json map_schema(SectionKind kind) {
  auto properties = Json::object();
  std::vector<std::string_view> required;
  for (const auto* key : keys_of(kind)) {
    properties[std::string{key->name}] = property_schema(*key);
    // Streams take them from defaults, and their lifecycles from generators.
    const bool inherited = kind == SectionKind::stream || kind == SectionKind::lifecycle;
    if (key->required && !inherited) required.push_back(key->name);
  }
  Json schema = of_type("object");
  schema["additionalProperties"] = false;
  schema["properties"] = std::move(properties);
  if (!required.empty()) schema["required"] = required;
  return schema;
}

}  // namespace

std::string scenario_schema() {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "spate scenario"}};
  schema.update(map_schema(SectionKind::scenario));
  auto& definitions = schema["$defs"];
  for (const auto kind : section_kinds())
    if (kind != SectionKind::scenario) definitions[std::string{section_name(kind)}] = map_schema(kind);
  return json_text(schema, 2) + "\n";
}

}  // namespace spate::scenario
