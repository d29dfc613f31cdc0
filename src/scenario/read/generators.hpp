// Resolves the generator of a stream: a preset, an entry of generators, a file, or a record.
#pragma once

#include <filesystem>
#include <map>
#include <memory>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// A generator with its default key.
struct NamedGenerator {
  GeneratorSource source;
  std::optional<Key> key;
};

// All generators that a stream can name. Reads presets and files on first use.
class GeneratorCatalog {
 public:
  // `scenario` is the whole file. Reads all entries of generators, used or not. Relative paths start at `directory`.
  GeneratorCatalog(const Section& scenario, std::filesystem::path directory);

  // The record or generator of the stream, with the tables, format, key and headers of the stream applied. Returns
  // nullopt, and reports it, if it is invalid.
  [[nodiscard]] std::optional<NamedGenerator> resolve(const Section& stream);

 private:
  [[nodiscard]] std::optional<NamedGenerator> find_named(const Section& stream, const std::string& name);
  [[nodiscard]] std::optional<NamedGenerator> from_replay(const Section& stream);
  [[nodiscard]] std::optional<NamedGenerator> from_file(const Section& stream, const std::string& path);
  [[nodiscard]] std::string unknown_generator(const std::string& name, std::string_view as_shown) const;
  void read_declared(const Section& scenario);

  ReadContext& context_;
  std::filesystem::path directory_;
  std::optional<std::vector<Table>> shared_tables_;             // nullopt: invalid
  std::map<std::string, std::optional<NamedGenerator>> known_;  // by name; nullopt: invalid
};

// Reads `key`. Reports an invalid path.
[[nodiscard]] std::optional<Key> read_key(const Section& section);

}  // namespace spate::scenario
