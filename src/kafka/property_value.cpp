#include "kafka/property_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace spate::kafka {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Whether librdkafka reads the value as a number (as strtol() does), and not as a word such as "all".
bool starts_as_number(std::string_view value) noexcept {
  const auto first = value.find_first_not_of(" \t+-.");
  return first != std::string_view::npos && is_digit(value[first]);
}

bool is_integer(std::string_view value) noexcept {
  if (!value.empty() && value.front() == '-') value.remove_prefix(1);
  const bool digits = !value.empty() && std::all_of(value.begin(), value.end(), is_digit);
  return digits && (value.size() == 1 || value.front() != '0');
}

bool is_real(std::string_view value) noexcept {
  double number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc{} && end == value.data() + value.size();
}

bool is_port(std::string_view text) noexcept {
  constexpr unsigned kMaxPort = 65'535;
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= kMaxPort;
}

// [PROTOCOL://]HOST[:PORT], where HOST may be [an IPv6 address].
bool is_broker(std::string_view address) noexcept {
  if (const auto protocol = address.find("://"); protocol != std::string_view::npos) {
    address.remove_prefix(protocol + 3);
  }
  const auto colon = address.find(':', address.find(']') == std::string_view::npos ? 0 : address.find(']'));
  const auto host = address.substr(0, colon);
  if (host.empty() || host.find_first_of(" /\t") != std::string_view::npos) return false;
  return colon == std::string_view::npos || is_port(address.substr(colon + 1));
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string brokers_problem(std::string_view list) {
  if (list.empty()) return {};  // reported when the scenario is read
  while (true) {
    const auto comma = list.find(',');
    const auto address = trim(list.substr(0, comma));
    if (!is_broker(address)) return fmt::format("invalid broker address \"{}\": use HOST:PORT", address);
    if (comma == std::string_view::npos) return {};
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

std::string value_problem(const CatalogEntry& property, std::string_view value) {
  using Type = CatalogEntry::Type;
  if (property.name == "bootstrap.servers") return brokers_problem(value);
  if (property.type == Type::integer && starts_as_number(value) && !is_integer(value)) {
    return fmt::format("expected an integer, got \"{}\"", value);
  }
  if (property.type == Type::real && !is_real(value)) return fmt::format("expected a number, got \"{}\"", value);
  return {};
}

}  // namespace spate::kafka
