// Makes records of a stream that replays a temporary file.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "record_maker.hpp"

namespace spate::generator {

// A temporary file. The destructor removes it.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& name, const std::string& text)
      : path_(std::filesystem::temp_directory_path() / ("spate-replay-test-" + name)) {
    std::ofstream{path_, std::ios::binary} << text;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

struct ReplayMaker {
  // `replay_keys` follow the key file of replay. `stream_keys` are other keys of the stream.
  ReplayMaker(const TemporaryFile& file, const std::string& replay_keys, const std::string& stream_keys,
              const std::string& rate = "1/s") {
    scenario::Diagnostics diagnostics;
    const auto yaml = "kafka: {bootstrap.servers: embedded}\nstreams:\n  - {topic: t, rate: " + rate +
                      ", replay: {file: \"" + file.path() + "\"" + replay_keys + "}" + stream_keys + "}\n";
    const auto scenario = scenario::parse_scenario(yaml, "t.yaml", {}, diagnostics);
    if (scenario) generator = compile_generator(*scenario, scenario->streams[0], diagnostics);
    problems = diagnostics.text();
  }
  GeneratedRecord record(std::uint64_t index, WallTime wall = kWall) {
    std::vector<char> memory(generator->max_bytes());
    const auto rendered = generator->write(memory.data(), {index, wall, {}});
    return {std::string(rendered.value, rendered.value_size),
            std::string(rendered.key == nullptr ? "" : rendered.key, rendered.key_size), false,
            rendered.key != nullptr};
  }
  std::optional<Generator> generator;
  std::string problems;
};

}  // namespace spate::generator
