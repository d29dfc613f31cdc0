#include "scenario/write/schema.hpp"

#include <fmt/format.h>

#include "scenario/keys/key_specs.hpp"
#include "scenario/text/decimal_text.hpp"
#include "scenario/yaml/tree_text.hpp"

// JSON Schema, draft 2020-12 (json-schema.org), for editors: a key that is not supported yet is left out, so it is
// flagged like an unknown one.
namespace spate {
namespace {

constexpr std::string_view kNumber = "[0-9]+(\\.[0-9]+)? *";
constexpr std::string_view kSubstitution = "\\$\\{(env|file|credential):";

Node object(std::vector<std::pair<std::string, Node>> members) {
  Node map = map_node();
  for (auto& member : members) put(map, std::move(member.first), std::move(member.second));
  return map;
}

Node any_of(std::vector<Node> alternatives) { return object({{"anyOf", list_node(std::move(alternatives))}}); }

Node of_type(std::string_view type) { return object({{"type", text_node(std::string{type})}}); }

Node text_like(std::string pattern) {
  return object({{"type", text_node("string")}, {"pattern", text_node(std::move(pattern))}});
}

// A value that may also be ${env:…} and so on.
Node or_substitution(Node value) { return any_of({std::move(value), text_like(std::string{kSubstitution})}); }

Node strings(const std::vector<std::string_view>& texts) {
  std::vector<Node> items;
  items.reserve(texts.size());
  for (const auto text : texts) items.push_back(text_node(std::string{text}));
  return list_node(std::move(items));
}

Node scalar() { return object({{"type", strings({"string", "number", "boolean"})}}); }

Node reference(Where where) { return object({{"$ref", text_node(fmt::format("#/$defs/{}", where_name(where)))}}); }

Node map_of(Node value) { return object({{"type", text_node("object")}, {"additionalProperties", std::move(value)}}); }

Node list_of(Node value) {
  return object({{"type", text_node("array")}, {"items", std::move(value)}, {"minItems", plain_node("1")}});
}

Node count_schema(const KeySpec& key) {
  Node integer = of_type("integer");
  put(integer, "minimum", plain_node(fmt::format("{}", key.least)));
  if (key.most != UINT64_MAX) put(integer, "maximum", plain_node(fmt::format("{}", key.most)));
  return integer;
}

std::string rate_pattern() {
  return fmt::format("^(max|{0}({1})? */ *({0})?({2}))$", kNumber, fmt::join(size_unit_names(), "|"),
                     fmt::join(time_unit_names(), "|"));
}

// A stream of the list; `defaults` holds the same keys, so what is required stands here.
Node stream_schema(const KeySpec& key) {
  Node stream = reference(*key.inside);
  put(stream, "required", strings({"topic"}));  // the others may come from defaults
  return stream;
}

// YAML 1.1, which some editors read, takes a plain "off" for false.
Node address_schema() {
  return any_of({text_like("^(off|.+:[0-9]{1,5})$"), text_like(std::string{kSubstitution}),
                 object({{"const", plain_node("false")}})});
}

Node share_schema() {
  Node number = of_type("number");
  put(number, "minimum", plain_node("0"));
  put(number, "maximum", plain_node("1"));
  return any_of({std::move(number), text_like(fmt::format("^{}%$", kNumber))});
}

Node explicit_schema() {
  Node schema = of_type("object");
  put(schema, "properties", object({{"explicit", text_like("^=")}}));
  put(schema, "required", strings({"explicit"}));
  put(schema, "additionalProperties", plain_node("false"));
  return schema;
}

// Of what holds other values.
Node collection_schema(const KeySpec& key) {
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
      return map_of(object({{"type", strings({"string", "number", "boolean", "null"})}}));
    case ValueType::choices:
      return list_of(object({{"enum", strings(key.choices)}}));
    case ValueType::columns:
      return any_of({list_of(scalar()), map_of(scalar())});
    case ValueType::rows:
      return list_of(list_of(object({{"type", strings({"string", "number", "boolean", "null"})}})));
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
    default:  // records, and what is not read yet
      return map_node();
  }
}

Node value_schema(const KeySpec& key) {
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
      return key.where == Where::stream
                 ? any_of({or_substitution(text_like(rate_pattern())), reference(Where::schedule)})
                 : or_substitution(text_like(rate_pattern()));
    case ValueType::choice:
      return or_substitution(object({{"enum", strings(key.choices)}}));
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
      return any_of({or_substitution(object({{"enum", strings(key.choices)}})), explicit_schema()});
    case ValueType::dwell:
      return of_type("string");
    case ValueType::choice_or_map:
      return any_of({or_substitution(object({{"enum", strings(key.choices)}})), reference(*key.inside)});
    case ValueType::factor:
      return or_substitution(text_like(fmt::format("^{}x$", kNumber)));
    default:
      return collection_schema(key);
  }
}

Node property_schema(const KeySpec& key) {
  Node schema = value_schema(key);
  put(schema, "description", text_node(std::string{key.help}));
  if (!key.fallback.empty()) put(schema, "default", text_node(std::string{key.fallback}));
  return schema;
}

Node map_schema(Where where) {
  Node properties = map_node();
  std::vector<std::string_view> required;
  for (const auto* key : keys_of(where)) {
    put(properties, std::string{key->name}, property_schema(*key));
    // A stream's may come from its defaults, its lifecycle's from its generator.
    const bool elsewhere = where == Where::stream || where == Where::lifecycle;
    if (key->required && !elsewhere) required.push_back(key->name);
  }
  Node schema = of_type("object");
  put(schema, "additionalProperties", plain_node("false"));
  put(schema, "properties", std::move(properties));
  if (!required.empty()) put(schema, "required", strings(required));
  return schema;
}

}  // namespace

std::string scenario_schema() {
  Node schema = map_node();
  put(schema, "$schema", text_node("https://json-schema.org/draft/2020-12/schema"));
  put(schema, "title", text_node("spate scenario"));
  auto top = map_schema(Where::scenario);
  for (auto& [name, place, value] : top.members) put(schema, name, std::move(value));
  Node others = map_node();
  for (const auto where : all_places())
    if (where != Where::scenario) put(others, std::string{where_name(where)}, map_schema(where));
  put(schema, "$defs", std::move(others));
  return write_json(schema);
}

}  // namespace spate
