// Documents compiled into the server: the page and the OpenAPI description.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spate::http {

struct Document {
  std::string_view name;
  std::string_view text;
};
[[nodiscard]] const std::vector<Document>& embedded_documents();

// `name` is "openapi", "page" or "page_policy" (Content-Security-Policy of the page).
[[nodiscard]] std::string document(std::string_view name);

}  // namespace spate::http
