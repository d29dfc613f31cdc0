// A socket client for tests. Sends exactly the given bytes. Sending and receiving time out after 10 s.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace spate::test {

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_{socket(AF_INET, SOCK_STREAM, 0)} {
    const timeval timeout{10, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        connect(socket_, static_cast<const sockaddr*>(static_cast<const void*>(&address)), sizeof address) == 0;
  }
  ~Client() { close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  void send(std::string_view text) const { ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }
  // Receives until the server closes the connection.
  [[nodiscard]] std::string receive() const {
    std::string received;
    std::array<char, 65536> buffer{};
    for (ssize_t bytes = 0; (bytes = recv(socket_, buffer.data(), buffer.size(), 0)) > 0;) {
      received.append(buffer.data(), static_cast<std::size_t>(bytes));
    }
    return received;
  }

 private:
  int socket_;
  bool connected_ = false;
};

struct Response {
  int status = 0;
  std::string head;  // status line and headers
  std::string body;
};

inline Response send_request(std::uint16_t port, std::string_view request) {
  const Client client{port};
  client.send(request);
  const std::string received = client.receive();
  const auto end = received.find("\r\n\r\n");
  if (end == std::string::npos || received.size() < 12) return {0, received, {}};
  return {std::stoi(received.substr(9, 3)), received.substr(0, end + 2), received.substr(end + 4)};
}

inline Response send_request(std::uint16_t port, std::string_view method, std::string_view path) {
  return send_request(port, std::string{method} + " " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

}  // namespace spate::test
