#include "scenario/yaml/yaml_traps.hpp"

#include "catch.hpp"

namespace spate::scenario {

TEST_CASE("a comment with a template, or after an open bracket or quote, cuts a value") {
  CHECK(comment_cuts_plain_scalar("Order #${n}\n", "Order"));
  CHECK(comment_cuts_plain_scalar("5/s # was ${env:RATE}\n", "5/s"));
  CHECK(comment_cuts_plain_scalar("=pick(a, #b)\n", "=pick(a,"));
  CHECK(comment_cuts_plain_scalar("=one_of(\"a #b\")\n", "=one_of(\"a"));
  CHECK(comment_cuts_plain_scalar("=round(\n   sum(x), # all\n", "=round( sum(x),"));
  CHECK(comment_cuts_plain_scalar("${a #b}\n", "${a"));
  CHECK(comment_cuts_plain_scalar("it is 'dark #blue'\n", "it is 'dark"));
}

TEST_CASE("other comments do not cut a value") {
  CHECK_FALSE(comment_cuts_plain_scalar("500/s # a rate\n", "500/s"));
  CHECK_FALSE(comment_cuts_plain_scalar("user-${n} # a user\n", "user-${n}"));
  CHECK_FALSE(comment_cuts_plain_scalar("=int(1, 9) # (a die\n", "=int(1, 9)"));
  CHECK_FALSE(comment_cuts_plain_scalar("don't # it's a comment\n", "don't"));
  CHECK_FALSE(comment_cuts_plain_scalar("a#${b}\n", "a#${b}"));
  CHECK_FALSE(comment_cuts_plain_scalar("value\n# ${a} on its own line\n", "value"));
  CHECK_FALSE(comment_cuts_plain_scalar("key: v # ${a}\n", "key"));
  CHECK_FALSE(comment_cuts_plain_scalar("last", "last"));
}

TEST_CASE("a comma in braces cuts an expression with an open bracket") {
  CHECK(comma_cuts_expression("=int(1, 6)}", "=int(1"));
  CHECK(comma_cuts_expression("=one_of(\"a\" , \"b\")}", "=one_of(\"a\""));
  CHECK_FALSE(comma_cuts_expression("=int(a), b: 1}", "=int(a)"));
  CHECK_FALSE(comma_cuts_expression("it (or so, b: 1}", "it (or so"));
  CHECK_FALSE(comma_cuts_expression("=int(1}", "=int(1"));
}

TEST_CASE("a quote closes unless its partner is escaped or missing") {
  CHECK(quote_closes("\"a\""));
  CHECK(quote_closes("\"a \\\" b\" # c"));
  CHECK(quote_closes("'it''s'"));
  CHECK(quote_closes("''"));
  CHECK_FALSE(quote_closes("\"a"));
  CHECK_FALSE(quote_closes("\"a\\\""));
  CHECK_FALSE(quote_closes("'it''s"));
  CHECK_FALSE(quote_closes("'"));
}

}  // namespace spate::scenario
