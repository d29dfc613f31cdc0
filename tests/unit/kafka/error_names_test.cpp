#include "kafka/error_names.hpp"

#include "catch.hpp"

using namespace spate;
using namespace spate::kafka;

TEST_CASE("error names of the metrics match librdkafka") {
  for (const auto& named : stats::kNamedErrors) {
    INFO(named.name);
    CHECK(error_name(named.code) == named.name);
  }
}

TEST_CASE("errors have a name and a text, and the version is available as number and text") {
  CHECK(error_name(0) == "NO_ERROR");
  CHECK(error_name(-192) == "_MSG_TIMED_OUT");
  CHECK(error_text(10).find("size") != std::string_view::npos);
  CHECK(librdkafka_version_number() >= 0x020002ff);
  CHECK(librdkafka_version().find('.') != std::string::npos);
}
