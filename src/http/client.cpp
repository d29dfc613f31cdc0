#include "http/client.hpp"

#include <civetweb.h>
#include <fmt/format.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace spate::http {
namespace {

constexpr std::size_t kMaxResponse = std::size_t{16} << 20U;

struct CloseConnection {
  void operator()(mg_connection* connection) const noexcept { mg_close_connection(connection); }
};
using Connection = std::unique_ptr<mg_connection, CloseConnection>;

std::string request_text(const Address& address, const ClientRequest& request) {
  std::string text =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", request.method, request.path, address.text());
  if (!request.token.empty()) text += fmt::format("Authorization: Bearer {}\r\n", request.token);
  if (request.body)
    text += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", request.body->size());
  else if (request.method != "GET")
    text += "Content-Length: 0\r\n";
  return text + "\r\n" + request.body.value_or("");
}

// `reason` is from CivetWeb: "connect(127.0.0.1:9464): error Connection refused". Only its last part is useful.
[[noreturn]] void cannot_connect(const Address& address, std::string_view reason) {
  constexpr std::string_view kAddressEnd = "): ";
  constexpr std::string_view kError = "error ";
  if (const auto at = reason.find(kAddressEnd); at != std::string_view::npos)
    reason.remove_prefix(at + kAddressEnd.size());
  if (reason.starts_with(kError)) reason.remove_prefix(kError.size());
  throw std::runtime_error{fmt::format("cannot connect to {}: {}", address.text(), reason)};
}

}  // namespace

ClientResponse send_request(const Address& address, const ClientRequest& request, Duration timeout) {
  std::array<char, 256> problem{};
  const Connection connection{mg_connect_client(address.host.c_str(), address.port, 0, problem.data(), problem.size())};
  if (!connection) cannot_connect(address, problem.data());
  const std::string text = request_text(address, request);
  mg_write(connection.get(), text.data(), text.size());
  if (mg_get_response(connection.get(), problem.data(), problem.size(), timeout_milliseconds(timeout)) < 0)
    throw std::runtime_error{fmt::format("no response from {}: {}", address.text(), problem.data())};
  ClientResponse response;
  response.status = mg_get_response_info(connection.get())->status_code;
  std::array<char, 16384> bytes{};
  for (int read = 0;
       response.body.size() < kMaxResponse && (read = mg_read(connection.get(), bytes.data(), bytes.size())) > 0;)
    response.body.append(bytes.data(), static_cast<std::size_t>(read));
  return response;
}

}  // namespace spate::http
