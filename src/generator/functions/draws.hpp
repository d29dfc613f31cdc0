// Texts from a few draws: a cell of a table, joined pieces, digits instead of #.
#pragma once

#include "generator/compile/function.hpp"

namespace spate::generator::functions {

// The locale of a parameter; "en" if the parameter is absent. Throws ExpressionError if it is unknown.
[[nodiscard]] std::string read_locale(Call& call, std::size_t parameter);

// The built-in table of a name and a locale, such as cities_fr. The table must exist.
[[nodiscard]] const CompiledTable& builtin_words(std::string_view table, std::string_view locale = {});

// The register of a row, drawn at this site; each row is equally likely.
[[nodiscard]] Register random_row(Call& call, const CompiledTable& table, std::uint64_t site);
// The register of a row, drawn by the weights in the column `weight`.
[[nodiscard]] Register weighted_row(Call& call, const CompiledTable& table);
[[nodiscard]] Operand cell_of(const CompiledTable& table, std::string_view column, Register row);

// An integer from min to max, drawn at this site.
[[nodiscard]] Operand random_integer(Call& call, std::int64_t min, std::int64_t max, std::uint64_t site);

// The register of a number below `count`; each is equally likely.
[[nodiscard]] Register random_index(Call& call, std::uint64_t count);

// Joins the pieces. Constants become literal text.
[[nodiscard]] Operand joined(std::vector<Operand> pieces);

// Replaces each # of the text with a random digit.
[[nodiscard]] Operand fill_random_digits(Call& call, const Operand& text, std::uint64_t site);

// Random digits, 16 of each draw.
class Digits {
 public:
  Digits(std::uint64_t state, std::uint64_t site) noexcept : state_(state), site_(site) {}
  char next() noexcept {
    if (remaining_ == 0) {
      bits_ = random::draw(state_, site_++);
      remaining_ = 16;
    }
    --remaining_;
    __extension__ using Product = unsigned __int128;
    const Product product = static_cast<Product>(bits_) * 10;
    bits_ = static_cast<std::uint64_t>(product);
    return static_cast<char>('0' + static_cast<int>(product >> 64U));
  }

 private:
  std::uint64_t state_;
  std::uint64_t site_;
  std::uint64_t bits_ = 0;
  int remaining_ = 0;
};

// Parameters that several functions share.
inline constexpr Parameter kLocale{"locale", Parameter::Need::optional, "\"en\" or \"fr\"; default \"en\""};
inline constexpr Parameter kOther{
    "of", Parameter::Need::optional,
    "a text such as \"sender\": another person or place in the same object; equal texts give the same one"};

}  // namespace spate::generator::functions
