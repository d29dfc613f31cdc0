// card_number, iban: numbers with valid check digits.
#include <fmt/format.h>

#include <algorithm>

#include "generator/functions/draws.hpp"
#include "generator/functions/functions.hpp"

namespace spate::generator::functions {
namespace {

struct Brand {
  std::string_view name;
  std::string_view first;   // first digits of a number, # for any
  std::string_view second;  // or with these
  int digits;
};
constexpr std::array<Brand, 3> kBrands{
    {{"visa", "4", "4", 16}, {"mastercard", "51", "55", 16}, {"amex", "34", "37", 15}}};
constexpr int kMaxDigits = 16;

// Luhn (ISO/IEC 7812-1): doubles every second digit from the right and adds all digits.
char luhn(const char* digits, int count) noexcept {
  int sum = 0;
  for (int n = 0; n < count; ++n) {
    const int digit = digits[count - 1 - n] - '0';
    sum += n % 2 != 0 ? digit : 2 * digit - (digit > 4 ? 9 : 0);
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

// x: index of the brand, -1: a random one; z: site.
OpResult run_write_card(Machine& machine, const Op* op, char* out) noexcept {
  const auto drawn = machine.draw(op);
  const auto which = op->x >= 0 ? static_cast<std::uint64_t>(op->x) : random::uniform_below(drawn, kBrands.size());
  const auto& brand = kBrands[which];
  const auto first = (drawn & 1U) == 0 ? brand.first : brand.second;
  out = write_literal(op, out);
  Digits digits{machine.state, op->z + 1};
  char* at = std::copy(first.begin(), first.end(), out);
  while (at < out + brand.digits - 1) *at++ = digits.next();
  *at++ = luhn(out, brand.digits - 1);
  return continue_with(machine, op + 1, at);
}

Operand card_compile(Call& call) {
  std::int64_t which = -1;
  if (call.has(0)) {
    const auto name = call.text(0);
    const auto* brand =
        std::find_if(kBrands.begin(), kBrands.end(), [&](const Brand& each) { return each.name == name; });
    if (brand == kBrands.end()) call.fail(call.offset(0), "unknown brand: use \"visa\", \"mastercard\" or \"amex\"");
    which = brand - kBrands.begin();
  }
  const auto site = call.site();
  return Operand::made(Type::text(kMaxDigits, true, true), [=](Emitter& code, Escape) {
    auto& op = code.write(run_write_card, kMaxDigits);
    op.x = which;
    op.z = site;
  });
}

struct Account {
  Value digits;  // # for any
  char country[2];
};

// ISO 13616: remainder by 97 of account, country and check digits as one number, with letters as 10 to 35.
int remainder(int before, char c) noexcept {
  return c <= '9' ? (10 * before + (c - '0')) % 97 : (100 * before + (c - 'A' + 10)) % 97;
}

// data: Account by register a; z: site.
OpResult run_write_iban(Machine& machine, const Op* op, char* out) noexcept {
  const auto& account = static_cast<const Account*>(op->data)[machine[op->a].number];
  out = write_literal(op, out);
  std::memcpy(out, account.country, 2);
  char* at = out + 4;
  int rest = 0;
  Digits digits{machine.state, op->z};
  for (std::uint32_t n = 0; n < account.digits.size; ++n) {
    const char c = account.digits.text[n];
    *at = c == '#' ? digits.next() : c;
    rest = remainder(rest, *at++);
  }
  for (const char c : {account.country[0], account.country[1], '0', '0'}) rest = remainder(rest, c);
  write_pair(out + 2, static_cast<std::uint64_t>(98 - rest));
  return continue_with(machine, op + 1, at);
}

// The row of the requested country, or a random row.
Register account_row(Call& call, const CompiledTable& table) {
  if (!call.has(0)) return random_row(call, table, call.site());
  const auto country = call.text(0);
  const auto& codes = table.find("country_code")->cells;
  const auto match =
      std::find_if(codes.begin(), codes.end(), [&](const Operand& code) { return code.text == country; });
  std::vector<std::string_view> countries;
  countries.reserve(codes.size());
  for (const auto& code : codes) countries.emplace_back(code.text);
  if (match == codes.end())
    call.fail(call.offset(0), fmt::format("unknown country: use one of {}", fmt::join(countries, ", ")));
  return store(call.code(), Operand::exact(match - codes.begin()));
}

Operand iban_compile(Call& call) {
  const auto& table = builtin_words("bank_accounts");
  const auto row = account_row(call, table);
  auto& pool = call.code().pool();
  std::vector<Account> accounts;
  const auto& patterns = *table.find("account");
  for (std::size_t n = 0; n < patterns.cells.size(); ++n) {
    const auto& country = table.find("country_code")->cells[n].text;
    auto& account = accounts.emplace_back();
    account.digits.text = pool.text(patterns.cells[n].text);
    account.digits.size = static_cast<std::uint32_t>(patterns.cells[n].text.size());
    std::copy(country.begin(), country.end(), account.country);
  }
  const auto* data = pool.array(std::move(accounts));
  const auto max = std::size_t{patterns.type.max_bytes} + 4;
  const auto site = call.site();
  return Operand::made(Type::text(max, true, true), [=](Emitter& code, Escape) {
    auto& op = code.write(run_write_iban, max);
    op.a = row;
    op.data = data;
    op.z = site;
  });
}

}  // namespace

Function card_number() {
  return {.name = "card_number",
          .group = "payment",
          .parameters = {{"brand", Parameter::Need::optional,
                          "\"visa\", \"mastercard\" or \"amex\"; default: any of them"}},
          .help = "A payment card number with a valid Luhn check digit.",
          .example = "=card_number(\"visa\")",
          .compile = card_compile};
}

Function iban() {
  return {.name = "iban",
          .group = "payment",
          .parameters = {{"country", Parameter::Need::optional, "country code such as \"FR\"; default: any of 16"}},
          .help = "An IBAN of the country's length, with valid check digits (mod 97).",
          .example = "=iban(\"FR\")",
          .compile = iban_compile};
}

}  // namespace spate::generator::functions
