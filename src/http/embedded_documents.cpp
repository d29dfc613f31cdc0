#include "http/embedded_documents.hpp"

#include <algorithm>

namespace spate::http {

std::string document(std::string_view name) {
  const auto& all = embedded_documents();
  const auto entry =
      std::find_if(all.begin(), all.end(), [&](const Document& candidate) { return candidate.name == name; });
  return entry == all.end() ? std::string{} : std::string{entry->text};
}

}  // namespace spate::http
