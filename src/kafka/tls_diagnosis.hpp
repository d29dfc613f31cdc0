// Why a TLS connection does not come about, in words that a user can act upon. What is trusted is OpenSSL's decision
// and stays it.
#pragma once

#include <string_view>

struct rd_kafka_conf_s;

namespace spate::kafka {

// What OpenSSL's verdict on a broker's certificate means and what to do about it; X509_V_ERR_… as a number, not 0.
[[nodiscard]] std::string_view certificate_problem(int x509_error) noexcept;

// Whether the text of a client's error tells of a TLS alert with which a broker refuses this client for good: its
// certificate, or the way to encrypt.
[[nodiscard]] bool is_permanent_tls_error(std::string_view error_text) noexcept;

// From here on the client's log says why a broker's certificate was not accepted (facility SSLCERTVRFY); by itself
// librdkafka only says that. Nothing, where certificates are not to be verified.
void explain_certificates(rd_kafka_conf_s& configuration) noexcept;

}  // namespace spate::kafka
