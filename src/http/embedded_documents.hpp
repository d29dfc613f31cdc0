// What the server has to show that never changes, compiled in: the page, and the description of the control API.
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

// One of them: "openapi", "page", "page_policy" (the page's Content-Security-Policy).
[[nodiscard]] std::string document(std::string_view name);

}  // namespace spate::http
