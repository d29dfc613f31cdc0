#include "scenario/key_rows.hpp"

namespace spate {
namespace {

KeySpec later_key(Where where, std::string_view name, std::string_view help) {
  return {.where = where, .name = name, .type = ValueType::later, .help = help};
}

}  // namespace

std::vector<KeySpec> later_keys() {
  return {
      later_key(Where::scenario, "state_dir", "Where the position is kept between runs."),
  };
}

}  // namespace spate
