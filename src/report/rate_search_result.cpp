#include "report/rate_search_result.hpp"

#include <fmt/format.h>

namespace spate::report {

std::string multiplier_text(Thousandths multiplier) {
  return fmt::format("{}", static_cast<double>(multiplier) / 1000);
}

}  // namespace spate::report
