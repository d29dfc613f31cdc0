#include "http/page/page_route.hpp"

#include <fmt/format.h>

#include <utility>

#include "http/embedded_documents.hpp"

namespace spate::http {

Route page_route() {
  Response page{.content_type = "text/html; charset=utf-8",
                .body = document("page"),
                .headers = fmt::format("Content-Security-Policy: {}\r\nReferrer-Policy: no-referrer\r\n",
                                       document("page_policy"))};
  return {"GET", "/", [page = std::move(page)](const Request&) { return page; }};
}

}  // namespace spate::http
