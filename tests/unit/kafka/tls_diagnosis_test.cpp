#include "kafka/tls_diagnosis.hpp"

#include "catch.hpp"

using spate::kafka::certificate_problem;
using spate::kafka::is_permanent_tls_error;

TEST_CASE("alerts about certificates are permanent, internal errors of a broker are not") {
  CHECK(is_permanent_tls_error(
      "Receive failed: error:0A000412:SSL routines::sslv3 alert bad certificate: SSL alert number 42 (x)"));
  CHECK(is_permanent_tls_error("tlsv13 alert certificate required: SSL alert number 116"));
  CHECK_FALSE(
      is_permanent_tls_error("tlsv1 alert internal error: SSL alert number 80 (after 0ms in state SSL_HANDSHAKE)"));
  CHECK_FALSE(is_permanent_tls_error("SSL alert number "));
  CHECK_FALSE(is_permanent_tls_error("Connection refused"));
}

TEST_CASE("each certificate error has its own explanation") {
  constexpr int kExpired = 10;
  constexpr int kIssuerUnknown = 20;
  constexpr int kOtherName = 62;
  CHECK(certificate_problem(kExpired).find("expired") != std::string_view::npos);
  CHECK(certificate_problem(kIssuerUnknown).find("ssl.ca.location") != std::string_view::npos);
  CHECK(certificate_problem(kOtherName).find("another host") != std::string_view::npos);
  CHECK_FALSE(certificate_problem(9999).empty());
}
