// ipv4, ipv6, mac: random addresses, for ipv4 and ipv6 optionally of one network.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "generator/functions/functions.hpp"
#include "generator/functions/hex_digits.hpp"

namespace spate::generator::functions {
namespace {

using Address = std::array<std::uint64_t, 2>;  // 128 bits, the highest first; IPv4: the lowest 32

// An address and how many of its first bits are fixed.
struct Network {
  Address base{};
  int bits = 0;
};

Network read_network(Call& call, bool six) {
  const auto text = call.text(0);
  const auto slash = text.find('/');
  const int max = six ? 128 : 32;
  std::array<unsigned char, 16> bytes{};
  const auto host = text.substr(0, slash);
  Network network;
  bool good = slash != std::string::npos && ::inet_pton(six ? AF_INET6 : AF_INET, host.c_str(), bytes.data()) == 1;
  if (good) {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + slash + 1, end, network.bits);
    good = read.ec == std::errc{} && read.ptr == end && network.bits >= 0 && network.bits <= max;
  }
  if (!good) {
    call.fail(call.offset(0), six ? "invalid network: use one such as \"2001:db8::/32\""
                                  : "invalid network: use one such as \"10.0.0.0/8\"");
  }
  for (std::size_t n = 0; n < (six ? 16U : 4U); ++n) {
    auto& half = network.base[six && n < 8 ? 0 : 1];
    half = (half << 8U) | bytes[n];
  }
  return network;
}

// Mask of the bits of `half` after its first `fixed` bits.
std::uint64_t free_bits(int fixed) noexcept {
  return fixed <= 0 ? ~std::uint64_t{0} : fixed >= 64 ? 0 : ~std::uint64_t{0} >> static_cast<unsigned>(fixed);
}

void need_host_bits_zero(Call& call, const Network& network, const Address& free) {
  if ((network.base[0] & free[0]) != 0 || (network.base[1] & free[1]) != 0)
    call.fail(call.offset(0), fmt::format("bits after the first {} are set: use zeros there", network.bits));
}

char* write_dotted(char* out, std::uint64_t address) noexcept {
  for (unsigned shift = 24; shift > 0; shift -= 8) {
    out = write_unsigned(out, address >> shift & 0xFFU);
    *out++ = '.';
  }
  return write_unsigned(out, address & 0xFFU);
}

// x: base; y: free bits.
OpResult run_write_ipv4(Machine& machine, const Op* op, char* out) noexcept {
  const auto address =
      static_cast<std::uint64_t>(op->x) | (machine.draw(op) >> 32U & static_cast<std::uint64_t>(op->y));
  return continue_with(machine, op + 1, write_dotted(write_literal(op, out), address));
}

// Whether the address is public: in no special block (RFC 6890) and not multicast.
bool is_public(std::uint64_t a) noexcept {
  const auto within = [a](std::uint64_t base, unsigned bits) { return (a ^ base) >> (32 - bits) == 0; };
  return a >= 0x01000000 && a < 0xE0000000 && !within(0x0A000000, 8) && !within(0x64400000, 10) &&
         !within(0x7F000000, 8) && !within(0xA9FE0000, 16) && !within(0xAC100000, 12) && !within(0xC0000000, 24) &&
         !within(0xC0000200, 24) && !within(0xC0A80000, 16) && !within(0xC6120000, 15) && !within(0xC6336400, 24) &&
         !within(0xCB007100, 24);
}

OpResult run_write_public_ipv4(Machine& machine, const Op* op, char* out) noexcept {
  constexpr std::uint64_t kMaxTries = 64;  // five of six are public
  std::uint64_t address = 0x08080808;
  for (std::uint64_t attempt = 0; attempt < kMaxTries; ++attempt) {
    const auto drawn = random::draw(machine.state, op->z + attempt) >> 32U;
    if (!is_public(drawn)) continue;
    address = drawn;
    break;
  }
  return continue_with(machine, op + 1, write_dotted(write_literal(op, out), address));
}

// data: Network and the free bits, four numbers.
OpResult run_write_ipv6(Machine& machine, const Op* op, char* out) noexcept {
  const auto* numbers = static_cast<const std::uint64_t*>(op->data);
  std::array<unsigned char, 16> bytes{};
  for (std::size_t half = 0; half < 2; ++half) {
    auto bits = numbers[half] | (random::draw(machine.state, op->z + half) & numbers[2 + half]);
    for (std::size_t n = 8; n-- > 0; bits >>= 8U) bytes[8 * half + n] = static_cast<unsigned char>(bits & 0xFFU);
  }
  out = write_literal(op, out);
  ::inet_ntop(AF_INET6, bytes.data(), out, INET6_ADDRSTRLEN);
  return continue_with(machine, op + 1, out + std::strlen(out));
}

// Locally administered and unicast (IEEE 802), so it belongs to no vendor.
OpResult run_write_mac(Machine& machine, const Op* op, char* out) noexcept {
  auto bits = (machine.draw(op) & ~(3ULL << 56U)) | (2ULL << 56U);
  out = write_literal(op, out);
  for (int n = 0; n < 6; ++n, bits <<= 8U) {
    if (n > 0) *out++ = ':';
    out = write_hex<1>(out, bits);
  }
  return continue_with(machine, op + 1, out);
}

Operand ipv4_compile(Call& call) {
  constexpr std::size_t kMaxBytes = 15;
  const auto site = call.site();
  const auto type = Type::text(kMaxBytes, true, true);
  if (!call.has(0)) {
    return Operand::made(type, [=](Emitter& code, Escape) { code.write(run_write_public_ipv4, kMaxBytes).z = site; });
  }
  const auto network = read_network(call, false);
  const Address free{0, free_bits(32 + network.bits)};
  need_host_bits_zero(call, network, free);
  return Operand::made(type, [=](Emitter& code, Escape) {
    auto& op = code.write(run_write_ipv4, kMaxBytes);
    op.z = site;
    op.x = static_cast<std::int64_t>(network.base[1]);
    op.y = static_cast<std::int64_t>(free[1]);
  });
}

Operand ipv6_compile(Call& call) {
  Network network{{0x2000ULL << 48U, 0}, 3};
  if (call.has(0)) network = read_network(call, true);
  const Address free{free_bits(network.bits), free_bits(network.bits - 64)};
  need_host_bits_zero(call, network, free);
  const auto site = call.site();
  const auto* data =
      call.code().pool().array(std::vector<std::uint64_t>{network.base[0], network.base[1], free[0], free[1]});
  return Operand::made(Type::text(INET6_ADDRSTRLEN, true, true), [=](Emitter& code, Escape) {
    auto& op = code.write(run_write_ipv6, INET6_ADDRSTRLEN);
    op.z = site;
    op.data = data;
  });
}

}  // namespace

Function ipv4() {
  return {.name = "ipv4",
          .group = "machines",
          .parameters = {{"network", Parameter::Need::optional,
                          "in quotes, such as \"10.0.0.0/8\"; default: public addresses"}},
          .help = "An IPv4 address of a network, each with the same probability.",
          .example = "=ipv4(\"192.168.0.0/16\")",
          .compile = ipv4_compile};
}

Function ipv6() {
  return {.name = "ipv6",
          .group = "machines",
          .parameters = {{"network", Parameter::Need::optional,
                          "in quotes, such as \"2001:db8::/32\"; default 2000::/3, the public addresses"}},
          .help = "An IPv6 address of a network, in the shortest form (RFC 5952).",
          .example = "=ipv6(\"2001:db8:7::/48\")",
          .compile = ipv6_compile};
}

Function mac() {
  return {.name = "mac",
          .group = "machines",
          .parameters = {},
          .help = "A locally administered MAC address, which belongs to no manufacturer.",
          .example = "=mac()",
          .compile = [](Call& call) {
            constexpr std::size_t kSize = 17;
            const auto site = call.site();
            return Operand::made(Type::text(kSize, true, true),
                                 [=](Emitter& code, Escape) { code.write(run_write_mac, kSize).z = site; });
          }};
}

}  // namespace spate::generator::functions
