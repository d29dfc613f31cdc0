#include "report/rate_search_result.hpp"

#include <fmt/format.h>

namespace spate::report {

std::string multiplier_text(Thousandths multiple) { return fmt::format("{}", static_cast<double>(multiple) / 1000); }

}  // namespace spate::report
