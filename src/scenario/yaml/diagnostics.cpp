#include "scenario/yaml/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/printable.hpp"

namespace spate::scenario {
namespace {

std::string_view file_name(const Place& place) {
  return place.file ? std::string_view{*place.file} : std::string_view{};
}

std::string one_line(const Problem& problem) {
  std::string line;
  if (problem.place.file) line += *problem.place.file + ":";
  if (problem.place.line > 0) line += fmt::format("{}:{}:", problem.place.line, problem.place.column);
  if (!line.empty()) line += " ";
  if (!problem.path.empty()) line += problem.path + ": ";
  return printable_line(line + problem.text) + "\n";
}

}  // namespace

void Diagnostics::report(Place place, std::string path, std::string text) {
  if (!seen_.insert(one_line({place, place.line > 0 ? "" : path, text})).second) return;
  problems_.push_back({std::move(place), std::move(path), std::move(text)});
}

std::vector<Problem> Diagnostics::sorted() const {
  auto problems = problems_;
  const auto key = [](const Problem& problem) {
    return std::tuple{file_name(problem.place), problem.place.line, problem.place.column};
  };
  std::stable_sort(problems.begin(), problems.end(),
                   [&](const Problem& left, const Problem& right) { return key(left) < key(right); });
  return problems;
}

std::string Diagnostics::text() const {
  std::string all;
  for (const auto& problem : sorted()) all += one_line(problem);
  return all;
}

}  // namespace spate::scenario
