// Collects all problems of a scenario, each with its place.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace spate::scenario {

// A place in a file. Lines and columns count from 1; 0 is the whole file. Copies share the file name.
struct Place {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
};

// "shop.yaml:15:5: streams[0].partitons: unknown key; did you mean "partitions"?"
struct Problem {
  Place place;
  std::string path;  // path in the scenario: streams[0].partitions; may be empty
  std::string text;  // what is wrong: what to do
};

// Not thread-safe.
class Diagnostics {
 public:
  // Drops duplicates: a value in defaults is read for every stream.
  void report(Place place, std::string path, std::string text);
  [[nodiscard]] bool empty() const noexcept { return problems_.empty(); }
  // Sorted by place.
  [[nodiscard]] std::vector<Problem> sorted() const;
  // One line per problem, with newlines.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Problem> problems_;
  std::set<std::string> seen_;
};

}  // namespace spate::scenario
