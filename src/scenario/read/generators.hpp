// What makes the records of a stream: a preset, an entry of generators:, a file, or a record in place.
#pragma once

#include <filesystem>
#include <map>
#include <memory>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// A generator with the key it suggests.
struct NamedGenerator {
  GeneratorSource source;
  std::optional<Key> key;
};

// Every generator a stream can name. Reads presets and files when first asked for.
class GeneratorCatalog {
 public:
  // `scenario` is the whole file; its generators: are all read, used or not. Relative paths start at `directory`.
  GeneratorCatalog(const Section& scenario, std::filesystem::path directory);

  // The stream's record or generator, its own tables, format and key laid over it. Nothing if neither can be used; the
  // reason is reported.
  [[nodiscard]] std::optional<NamedGenerator> of(const Section& stream);

 private:
  [[nodiscard]] std::optional<NamedGenerator> named(const Section& stream, const std::string& name);
  [[nodiscard]] std::optional<NamedGenerator> from_replay(const Section& stream);
  [[nodiscard]] std::optional<NamedGenerator> from_file(const Section& stream, const std::string& path);
  [[nodiscard]] std::string unknown(const std::string& name, std::string_view as_shown) const;
  void read_own(const Section& scenario);

  ReadContext& context_;
  std::filesystem::path directory_;
  std::optional<std::vector<Table>> shared_tables_;             // nothing: not usable
  std::map<std::string, std::optional<NamedGenerator>> known_;  // by what a stream writes; nothing: wrong, and reported
};

// A key as the user wrote it: a field's path, or none. What is not supported yet or no path is reported.
[[nodiscard]] std::optional<Key> read_key(const Section& section);

}  // namespace spate::scenario
