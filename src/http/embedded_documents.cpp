#include "http/embedded_documents.hpp"

#include <algorithm>

namespace spate::http {

std::string document(std::string_view name) {
  const auto& all = embedded_documents();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Document& one) { return one.name == name; });
  return found == all.end() ? std::string{} : std::string{found->text};
}

}  // namespace spate::http
