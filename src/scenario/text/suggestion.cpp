#include "scenario/text/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace spate::scenario {
namespace {

constexpr std::size_t kMaxLength = 80;  // longer texts are not compared

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

using Row = std::vector<std::size_t>;

// One row of the table: distances of left[0..i] to all prefixes of right.
Row next_row(std::string_view left, std::string_view right, std::size_t i, const Row& last, const Row& before_last) {
  Row row(right.size() + 1);
  row[0] = i;
  for (std::size_t j = 1; j <= right.size(); ++j) {
    const std::size_t cost = lower(left[i - 1]) == lower(right[j - 1]) ? 0 : 1;
    row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + cost});
    const bool swapped =
        i > 1 && j > 1 && lower(left[i - 1]) == lower(right[j - 2]) && lower(left[i - 2]) == lower(right[j - 1]);
    if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
  }
  return row;
}

// Optimal string alignment: Levenshtein distance with a swap of neighbors as one step (Damerau 1964, restricted).
std::size_t distance(std::string_view left, std::string_view right) {
  Row before_last(right.size() + 1);
  Row last(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    auto row = next_row(left, right, i, last, before_last);
    before_last = std::exchange(last, std::move(row));
  }
  return last.back();
}

}  // namespace

std::string_view nearest(std::string_view written, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(written.size() / 3, 1) + 1;
  for (const auto candidate : candidates) {
    const auto gap = std::max(written.size(), candidate.size()) - std::min(written.size(), candidate.size());
    if (written.size() > kMaxLength || gap >= best_distance) continue;
    const auto steps = distance(written, candidate);
    if (steps >= best_distance) continue;
    best = candidate;
    best_distance = steps;
  }
  return best;
}

std::string did_you_mean(std::string_view written, std::span<const std::string_view> candidates) {
  const auto name = nearest(written, candidates);
  return name.empty() ? std::string{} : fmt::format("; did you mean \"{}\"?", name);
}

std::string suggestion(ForeignName::Kind kind, std::string_view written, std::span<const std::string_view> candidates) {
  const auto advice = foreign_advice(kind, written);
  return advice.empty() ? did_you_mean(written, candidates) : fmt::format(": {}", advice);
}

}  // namespace spate::scenario
