// company, word, sentence.
#include <fmt/format.h>

#include <algorithm>

#include "generator/functions/draws.hpp"
#include "generator/functions/functions.hpp"

namespace spate::generator::functions {
namespace {

constexpr std::int64_t kMaxWords = 200;

Operand random_cell(Call& call, std::string_view table, std::string_view column) {
  const auto& words = builtin_words(table, read_locale(call, 0));
  return cell_of(words, column, random_row(call, words, call.site()));
}

// Changes the first letter to upper case: ASCII, or a letter of Latin-1 (C3 A0 to C3 BE in UTF-8).
std::string capitalized(std::string word) {
  const auto first = static_cast<unsigned char>(word[0]);
  const auto second = static_cast<unsigned char>(word.size() > 1 ? word[1] : 0);
  if (first >= 'a' && first <= 'z') word[0] = static_cast<char>(first - 'a' + 'A');
  if (first == 0xC3 && second >= 0xA0 && second <= 0xBE && second != 0xB7) word[1] = static_cast<char>(second - 0x20);
  return word;
}

struct Words {
  std::vector<Value> lower;
  std::vector<Value> capitalized;
  std::int64_t min = 0;
  std::int64_t max = 0;
};

// data: Words; z: site.
OpResult run_write_sentence(Machine& machine, const Op* op, char* out) noexcept {
  const auto& words = *static_cast<const Words*>(op->data);
  out = write_literal(op, out);
  const auto more = random::uniform_below(machine.draw(op), static_cast<std::uint64_t>(words.max - words.min + 1));
  const auto count = static_cast<std::uint64_t>(words.min) + more;
  for (std::uint64_t n = 0; n < count; ++n) {
    const auto which = random::uniform_below(random::draw(machine.state, op->z + 1 + n), words.lower.size());
    if (n > 0) *out++ = ' ';
    const Value& word = (n == 0 ? words.capitalized : words.lower)[which];
    out = copy_over(out, word.text, word.size);
  }
  *out++ = '.';
  return continue_with(machine, op + 1, out);
}

Operand sentence_compile(Call& call) {
  Words words;
  words.min = call.has(0) ? call.constant(0, 1, kMaxWords) : 4;
  words.max = call.has(1) ? call.constant(1, 1, kMaxWords) : std::max<std::int64_t>(words.min, 12);
  if (words.min > words.max) call.fail(call.offset(0), "min is above max: exchange them");
  const auto& column = *builtin_words("words", read_locale(call, 2)).find("word");
  auto& pool = call.code().pool();
  const auto pooled = [&](const std::string& text) {
    Value value;
    value.text = pool.text(text);
    value.size = static_cast<std::uint32_t>(text.size());
    return value;
  };
  for (const auto& cell : column.cells) {
    words.lower.push_back(pooled(cell.text));
    words.capitalized.push_back(pooled(capitalized(cell.text)));
  }
  const auto max = static_cast<std::size_t>(words.max) * (column.type.max_bytes + 1);
  const auto site = call.site();
  const auto* data = pool.array(std::vector<Words>{std::move(words)});
  return Operand::made(Type::text(max, true, true), [=](Emitter& code, Escape) {
    auto& op = code.write(run_write_sentence, max);
    op.data = data;
    op.z = site;
  });
}

}  // namespace

Function company() {
  return {.name = "company",
          .group = "people and places",
          .parameters = {kLocale},
          .help = "The name of a fictitious company.",
          .example = "=company(\"fr\")",
          .compile = [](Call& call) { return random_cell(call, "companies", "name"); }};
}

Function word() {
  return {.name = "word",
          .group = "people and places",
          .parameters = {kLocale},
          .help = "An everyday word.",
          .example = "=word()",
          .compile = [](Call& call) { return random_cell(call, "words", "word"); }};
}

Function sentence() {
  return {.name = "sentence",
          .group = "people and places",
          .parameters = {{"min", Parameter::Need::optional, "smallest number of words, 1 to 200; default 4"},
                         {"max", Parameter::Need::optional,
                          "largest number of words, 1 to 200; default 12, or min if that is larger"},
                         kLocale},
          .help = "Random words with a capital letter and a full stop.",
          .example = "=sentence(3, 6, locale=\"fr\")",
          .compile = sentence_compile};
}

}  // namespace spate::generator::functions
