// A file, and the generator of a stream that replays it.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "record_maker.hpp"

namespace spate::generator {

// A temporary file. The destructor removes it.
class Written {
 public:
  Written(const std::string& name, const std::string& text)
      : path_(std::filesystem::temp_directory_path() / ("spate-replay-test-" + name)) {
    std::ofstream{path_, std::ios::binary} << text;
  }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;
  ~Written() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

struct Replaying {
  // `replay`: keys after the name of the file; `more`: other keys of the stream.
  Replaying(const Written& file, const std::string& replay, const std::string& more, const std::string& rate = "1/s") {
    scenario::Diagnostics diagnostics;
    const auto yaml = "kafka: {bootstrap.servers: embedded}\nstreams:\n  - {topic: t, rate: " + rate +
                      ", replay: {file: \"" + file.path() + "\"" + replay + "}" + more + "}\n";
    const auto scenario = scenario::parse_scenario(yaml, "t.yaml", {}, diagnostics);
    if (scenario) generator = compile_generator(*scenario, scenario->streams[0], diagnostics);
    problems = diagnostics.text();
  }
  Made record(std::uint64_t index, WallTime wall = kWall) {
    std::vector<char> memory(generator->max_bytes());
    const auto made = generator->write(memory.data(), {index, wall, {}});
    return {std::string(made.value, made.value_size), std::string(made.key == nullptr ? "" : made.key, made.key_size),
            false, made.key != nullptr};
  }
  std::optional<Generator> generator;
  std::string problems;
};

}  // namespace spate::generator
