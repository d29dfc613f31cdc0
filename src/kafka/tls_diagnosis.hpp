// Explains failed TLS connections and what to do about them. OpenSSL alone decides which certificates are trusted.
#pragma once

#include <string_view>

struct rd_kafka_conf_s;

namespace spate::kafka {

// Describes an error of a broker's certificate and its fix. `x509_error` is one of X509_V_ERR_…, not 0.
[[nodiscard]] std::string_view certificate_problem(int x509_error) noexcept;

// Whether an error of the client has a TLS alert that rejects its certificate or its protocol permanently.
[[nodiscard]] bool is_permanent_tls_error(std::string_view error_text) noexcept;

// Makes the client log why it rejects a broker's certificate (facility SSLCERTVRFY). librdkafka itself logs no reason.
// No effect if enable.ssl.certificate.verification is false.
void explain_certificates(rd_kafka_conf_s& configuration) noexcept;

}  // namespace spate::kafka
