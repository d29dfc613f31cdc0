// The one HTTP server: answers a table of routes on one address, for people and machines of the operator. Small on
// purpose: 4 threads, requests of at most 8 KiB, 5 seconds for each, one request per connection, no files, no TLS.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/address.hpp"
#include "http/route.hpp"

struct mg_context;

namespace spate {

class HttpServer {
 public:
  // Listens when this returns. `listen` is HOST:PORT, port 0 for one the kernel chooses. Throws StartError when the
  // address is wrong, taken or not ours. What the routes refer to outlives the server.
  HttpServer(std::string_view listen, Routes routes);
  // Ends requests that are under way and joins the threads.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return address_.port; }
  // HOST:PORT with the port that is really listened on.
  [[nodiscard]] std::string address() const { return address_.text(); }

 private:
  struct Stop {
    void operator()(mg_context* server) const noexcept;
  };

  Address address_;
  const Routes routes_;
  std::unique_ptr<mg_context, Stop> server_;
};

}  // namespace spate
