// Parses the Prometheus text format. Throws std::runtime_error if a line is invalid or a series appears twice.
#pragma once

#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

namespace spate::test {

struct Exposition {
  std::map<std::string, std::string> help, type;  // by family
  std::map<std::string, double> samples;          // by name{labels}, as in the text

  explicit Exposition(const std::string& text) {
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("# HELP ", 0) == 0) {
        add(help, line);
      } else if (line.rfind("# TYPE ", 0) == 0) {
        add(type, line);
      } else {
        add_sample(line);
      }
    }
  }

  [[nodiscard]] double at(const std::string& series) const {
    const auto sample = samples.find(series);
    if (sample == samples.end()) throw std::out_of_range("unknown series: " + series);
    return sample->second;
  }
  // The sum of all samples of a family.
  [[nodiscard]] double sum(const std::string& family) const {
    double total = 0;
    for (const auto& [series, value] : samples) {
      if (series.substr(0, series.find('{')) == family) total += value;
    }
    return total;
  }

 private:
  static void add(std::map<std::string, std::string>& to, const std::string& line) {
    const auto space = line.find(' ', 7);
    if (!to.emplace(line.substr(7, space - 7), line.substr(space + 1)).second)
      throw std::runtime_error("duplicate: " + line);
  }
  void add_sample(const std::string& line) {
    const auto space = line.rfind(' ');
    char* end = nullptr;
    const double value = std::strtod(line.c_str() + space + 1, &end);  // parses +Inf
    if (space == std::string::npos || *end != '\0') throw std::runtime_error("invalid sample: " + line);
    if (!samples.emplace(line.substr(0, space), value).second) throw std::runtime_error("duplicate: " + line);
  }
};

}  // namespace spate::test
