// user_agent, http_method, http_status, url_path: values of HTTP requests, weighted as in usual traffic.
#include "generator/functions/draws.hpp"
#include "generator/functions/functions.hpp"

namespace spate::generator::functions {
namespace {

Operand weighted_cell(Call& call, std::string_view table, std::string_view column) {
  const auto& words = builtin_words(table);
  return cell_of(words, column, weighted_row(call, words));
}

}  // namespace

Function user_agent() {
  return {.name = "user_agent",
          .group = "machines",
          .parameters = {},
          .help = "A User-Agent header: mostly browsers, with a few robots and libraries.",
          .example = "=user_agent()",
          .compile = [](Call& call) { return weighted_cell(call, "user_agents", "user_agent"); }};
}

Function http_method() {
  return {.name = "http_method",
          .group = "machines",
          .parameters = {},
          .help = "An HTTP method, mostly GET.",
          .example = "=http_method()",
          .compile = [](Call& call) { return weighted_cell(call, "http_methods", "method"); }};
}

Function http_status() {
  return {
      .name = "http_status",
      .group = "machines",
      .parameters = {},
      .help = "An HTTP status code, in four of five cases 200. pick(http_statuses, weight) also has the reason phrase.",
      .example = "=http_status()",
      .compile = [](Call& call) { return weighted_cell(call, "http_statuses", "status"); }};
}

Function url_path() {
  return {.name = "url_path",
          .group = "machines",
          .parameters = {},
          .help = "A URL path of a web shop or its API.",
          .example = "=url_path()",
          .compile = [](Call& call) {
            const auto path = weighted_cell(call, "url_paths", "path");
            return fill_random_digits(call, path, call.site());
          }};
}

}  // namespace spate::generator::functions
