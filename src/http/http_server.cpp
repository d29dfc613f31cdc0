#include "http/http_server.hpp"

#include <arpa/inet.h>
#include <civetweb.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "base/thread.hpp"
#include "base/time.hpp"

namespace spate {
namespace {

struct Option {
  const char* name;
  const char* value;
};
constexpr std::array kOptions{
    Option{"num_threads", "4"},
    Option{"connection_queue", "16"},
    Option{"listen_backlog", "64"},
    Option{"max_request_size", "8192"},
    Option{"request_timeout_ms", "5000"},
    Option{"enable_keep_alive", "no"},           // else an idle connection holds one of few threads
    Option{"enable_directory_listing", "no"},    // there is no document root either: no files are served
    Option{"decode_url", "no"},                  // no path served holds anything to decode, and %00 would end it early
    Option{"access_control_allow_methods", ""},  // else civetweb itself permits other sites what they ask for
    Option{"tcp_nodelay", "1"},
};

void send(mg_connection* connection, const Response& response, bool with_body) {
  std::string head =
      fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n", response.status,
                  mg_get_response_code_text(connection, response.status), response.content_type, response.body.size());
  if (!response.allow.empty()) head += fmt::format("Allow: {}\r\n", response.allow);
  head += response.headers;
  head += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
  mg_write(connection, head.data(), head.size());
  if (with_body) mg_write(connection, response.body.data(), response.body.size());
}

std::string_view or_empty(const char* text) noexcept { return text == nullptr ? "" : text; }

std::string_view header(const mg_connection* connection, const char* name) noexcept {
  return or_empty(mg_get_header(connection, name));
}

// False: longer than kMostBody.
bool read_body(mg_connection* connection, std::string& body) {
  std::array<char, kMostBody + 1> bytes{};
  while (body.size() <= kMostBody) {
    const int read = mg_read(connection, bytes.data(), bytes.size() - body.size());
    if (read <= 0) return true;  // the end, or the client gave up: what is missing is found missing
    body.append(bytes.data(), static_cast<std::size_t>(read));
  }
  return false;
}

Response respond(mg_connection* connection, const mg_request_info& info) {
  std::string body;
  if (!read_body(connection, body)) {
    return text_response(413, fmt::format("The request is longer than {} bytes.\n", kMostBody));
  }
  const Request request{.method = or_empty(info.request_method),
                        .path = or_empty(info.local_uri),
                        .query = or_empty(info.query_string),
                        .host = header(connection, "Host"),
                        .origin = header(connection, "Origin"),
                        .authorization = header(connection, "Authorization"),
                        .content_type = header(connection, "Content-Type"),
                        .body = body};
  return dispatch(*static_cast<const Routes*>(info.user_data), request);
}

// Answers every request civetweb could parse; the status tells civetweb that nothing is left to do.
int answer(mg_connection* connection) noexcept try {
  const mg_request_info& info = *mg_get_request_info(connection);
  const Response response = respond(connection, info);
  send(connection, response, or_empty(info.request_method) != "HEAD");
  return response.status;
} catch (...) {  // out of memory; the client sees a closed connection
  return 500;
}

// What civetweb could not parse, or was too long or too slow.
int refuse(mg_connection* connection, int status, const char* reason) noexcept try {
  send(connection, text_response(status, fmt::format("{}\n", or_empty(reason))), true);
  return 0;
} catch (...) {
  return 0;
}

mg_callbacks callbacks() noexcept {
  mg_callbacks callbacks{};
  callbacks.begin_request = answer;
  callbacks.http_error = refuse;
  callbacks.log_message = [](const mg_connection*, const char*) { return 1; };  // said: libraries do not log
  callbacks.init_thread = [](const mg_context*, int) -> void* {
    name_this_thread("http");
    return nullptr;
  };
  return callbacks;
}

// The address for the kernel, a socket beside it: to ask why civetweb cannot listen, and to knock at its door.
class Probe {
 public:
  explicit Probe(const Address& address) noexcept
      : socket_{socket(address.ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)} {
    if (address.ipv6) {
      auto& name = *new (&name_) sockaddr_in6{};
      name.sin6_family = AF_INET6;
      name.sin6_port = htons(address.port);
      inet_pton(AF_INET6, address.host.c_str(), &name.sin6_addr);
      size_ = sizeof name;
    } else {
      auto& name = *new (&name_) sockaddr_in{};
      name.sin_family = AF_INET;
      name.sin_port = htons(address.port);
      inet_pton(AF_INET, address.host.c_str(), &name.sin_addr);
      size_ = sizeof name;
    }
  }
  ~Probe() { close(socket_); }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  [[nodiscard]] std::error_code bind() const noexcept {
    const int reuse = 1;
    setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
    return {::bind(socket_, name(), size_) == 0 ? 0 : errno, std::generic_category()};
  }
  void knock() const noexcept { static_cast<void>(connect(socket_, name(), size_)); }

 private:
  [[nodiscard]] const sockaddr* name() const noexcept {
    return static_cast<const sockaddr*>(static_cast<const void*>(&name_));
  }

  int socket_;
  sockaddr_storage name_{};
  socklen_t size_ = 0;
};

[[noreturn]] void cannot_listen(const Address& address, std::string_view said) {
  const auto error = Probe{address}.bind();  // civetweb says only that it could not; the kernel says why
  const std::string reason = error ? error.message() : std::string{said};
  throw StartError(fmt::format(
      "cannot serve metrics on {}: {}; stop what holds the address, or choose another with --metrics HOST:PORT "
      "(port 0 takes a free one), or none with --metrics off",
      address.text(), reason));
}

mg_context* start(const Address& address, const Routes& routes) {
  if (address.ipv6 && mg_check_feature(MG_FEATURES_IPV6) == 0) {
    throw StartError(
        fmt::format("cannot serve metrics on {}: the installed civetweb was built without IPv6; use an IPv4 address",
                    address.text()));
  }
  const std::string listen = address.text();
  std::vector<const char*> options{"listening_ports", listen.c_str()};
  for (const auto& [name, value] : kOptions) options.insert(options.end(), {name, value});
  options.push_back(nullptr);
  const mg_callbacks answers = callbacks();
  mg_init_data init{&answers, const_cast<Routes*>(&routes), options.data()};
  std::array<char, 256> text{};
  mg_error_data error{};  // its other members differ between civetweb 1.15 and 1.16
  error.text = text.data();
  error.text_buffer_size = text.size();
  mg_context* const server = mg_start2(&init, &error);
  if (server == nullptr) cannot_listen(address, text.data());
  return server;
}

std::uint16_t port_of(const mg_context* server) {
  mg_server_port port{};
  mg_get_server_ports(server, 1, &port);
  return static_cast<std::uint16_t>(port.port);
}

}  // namespace

HttpServer::HttpServer(std::string_view listen, Routes routes)
    : address_{parse_address(listen)}, routes_{std::move(routes)}, server_{start(address_, routes_)} {
  address_.port = port_of(server_.get());
}

// Civetweb's threads look for the end when something arrives, else every two seconds: so something arrives.
HttpServer::~HttpServer() {
  Alarm stopped;
  Thread knocker;
  try {
    knocker = Thread{"http-stop", [this, &stopped] {
                       do {
                         Probe{address_}.knock();
                       } while (!stopped.sleep_until(monotonic_now() + 5 * kMillisecond));
                     }};
  } catch (const StartError&) {  // no thread is to be had: then it takes the two seconds
  }
  server_.reset();
  stopped.ring();
}

void HttpServer::Stop::operator()(mg_context* server) const noexcept { mg_stop(server); }

}  // namespace spate
