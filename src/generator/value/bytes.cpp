#include "generator/value/bytes.hpp"

namespace spate::generator {

char* write_large(char* out, std::uint64_t n) noexcept {
  return write_digits<6>(write_unsigned(out, n / 1'000'000), n % 1'000'000);
}

}  // namespace spate::generator
