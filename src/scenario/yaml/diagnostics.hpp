// Every problem of a scenario, collected so that the user sees all of them at once, each with its place.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace spate::scenario {

// A place in a file. Lines and columns count from 1; 0 means "the file as a whole". Copies share the file's name.
struct Place {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
};

// "shop.yaml:15:5: streams[0].partitons: unknown key; did you mean "partitions"?"
struct Problem {
  Place place;
  std::string path;  // where in the scenario: streams[0].partitions; may be empty
  std::string text;  // what is wrong; what to write instead
};

// Not thread-safe: one thread reads a scenario.
class Diagnostics {
 public:
  // The same text at the same place counts once: a value in defaults is read for every stream.
  void report(Place place, std::string path, std::string text);
  [[nodiscard]] bool empty() const noexcept { return problems_.empty(); }
  // In order of place; all are kept.
  [[nodiscard]] std::vector<Problem> sorted() const;
  // One printable line per problem, as the user reads them, newline-terminated.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Problem> problems_;
  std::set<std::string> seen_;
};

}  // namespace spate::scenario
