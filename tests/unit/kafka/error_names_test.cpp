#include "kafka/error_names.hpp"

#include "catch.hpp"

using namespace spate;
using namespace spate::kafka;

TEST_CASE("the error names of the metrics are librdkafka's") {
  for (const auto& named : stats::kNamedErrors) {
    INFO(named.name);
    CHECK(error_name(named.code) == named.name);
  }
}

TEST_CASE("an error has a name and a sentence, and the version is a number and a text") {
  CHECK(error_name(0) == "NO_ERROR");
  CHECK(error_name(-192) == "_MSG_TIMED_OUT");
  CHECK(error_text(10).find("size") != std::string_view::npos);
  CHECK(librdkafka_version_number() >= 0x020002ff);
  CHECK(librdkafka_version().find('.') != std::string::npos);
}
