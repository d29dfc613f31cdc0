#include "kafka/tls_diagnosis.hpp"

#include <librdkafka/rdkafka.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace spate::kafka {
namespace {

struct CertificateError {
  int number;
  std::string_view meaning;
};
constexpr std::string_view kUnknownAuthority =
    "signed by an unknown authority: set ssl.ca.location to its CA certificate";
constexpr std::string_view kOtherHost =
    "issued for another host: use a host name of the certificate in bootstrap.servers and in the advertised listeners "
    "of the brokers";
constexpr std::array kCertificateErrors{
    CertificateError{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, kUnknownAuthority},
    CertificateError{X509_V_ERR_CERT_NOT_YET_VALID, "not valid yet: compare the clocks of both machines"},
    CertificateError{X509_V_ERR_CERT_HAS_EXPIRED, "expired: renew the certificate of the broker"},
    CertificateError{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, kUnknownAuthority},
    CertificateError{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, kUnknownAuthority},
    CertificateError{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, kUnknownAuthority},
    CertificateError{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, kUnknownAuthority},
    CertificateError{X509_V_ERR_CERT_REVOKED, "revoked: replace the certificate of the broker"},
    CertificateError{X509_V_ERR_INVALID_PURPOSE, "not issued for servers: replace the certificate of the broker"},
    CertificateError{X509_V_ERR_HOSTNAME_MISMATCH, kOtherHost},
    CertificateError{X509_V_ERR_IP_ADDRESS_MISMATCH, kOtherHost},
};

// Alerts of RFC 8446 §6.2 after which another attempt would fail as well.
constexpr std::array kPermanentAlerts{SSL_AD_HANDSHAKE_FAILURE,     SSL_AD_NO_CERTIFICATE,
                                      SSL_AD_BAD_CERTIFICATE,       SSL_AD_UNSUPPORTED_CERTIFICATE,
                                      SSL_AD_CERTIFICATE_REVOKED,   SSL_AD_CERTIFICATE_EXPIRED,
                                      SSL_AD_CERTIFICATE_UNKNOWN,   SSL_AD_UNKNOWN_CA,
                                      SSL_AD_ACCESS_DENIED,         SSL_AD_PROTOCOL_VERSION,
                                      SSL_AD_INSUFFICIENT_SECURITY, SSL_AD_CERTIFICATE_REQUIRED};

// Called by librdkafka for each certificate of a chain. Adds the reason and keeps OpenSSL's decision.
int explain(rd_kafka_t* /*client*/, const char* /*broker*/, std::int32_t /*id*/, int* x509_error, int /*depth*/,
            const char* /*certificate*/, std::size_t /*certificate_size*/, char* reason, std::size_t size,
            void* /*opaque*/) {
  if (*x509_error == 0) return 1;
  const auto problem = certificate_problem(*x509_error).substr(0, size - 1);
  *std::copy(problem.begin(), problem.end(), reason) = '\0';
  return 0;
}

bool verifies_certificates(const rd_kafka_conf_s& configuration) noexcept {
  std::array<char, 16> value{};
  std::size_t size = value.size();
  rd_kafka_conf_get(&configuration, "enable.ssl.certificate.verification", value.data(), &size);
  return std::string_view{value.data()} == "true";
}

}  // namespace

std::string_view certificate_problem(int x509_error) noexcept {
  const auto match = std::find_if(kCertificateErrors.begin(), kCertificateErrors.end(),
                                  [&](const CertificateError& error) { return error.number == x509_error; });
  return match == kCertificateErrors.end() ? "check it with openssl verify" : match->meaning;
}

bool is_permanent_tls_error(std::string_view error_text) noexcept {
  constexpr std::string_view kAlert = "SSL alert number ";
  const auto position = error_text.find(kAlert);
  if (position == std::string_view::npos) return false;
  const auto digits = error_text.substr(position + kAlert.size());
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return std::find(kPermanentAlerts.begin(), kPermanentAlerts.end(), number) != kPermanentAlerts.end();
}

void explain_certificates(rd_kafka_conf_s& configuration) noexcept {
  if (verifies_certificates(configuration)) rd_kafka_conf_set_ssl_cert_verify_cb(&configuration, explain);
}

}  // namespace spate::kafka
