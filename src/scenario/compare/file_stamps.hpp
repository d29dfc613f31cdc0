// Detects changes of the files that a scenario names, for a reload.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/model/scenario.hpp"

namespace spate::scenario {

// By path: text that changes with the file; empty if it cannot be read.
using FileStamps = std::map<std::string, std::string>;

// Stamps the files that records are read from (tables, replay) by size and modification time, and those of Kafka
// properties (certificates, keys) by content: these are small and may be replaced by equal ones.
[[nodiscard]] FileStamps file_stamps(const Scenario& scenario);

// Files that the records of the stream are read from.
[[nodiscard]] std::vector<std::string> files_of(const Stream& stream);
// True if the value of the property is a file or directory that the client reads: ssl.ca.location,
// sasl.kerberos.keytab.
[[nodiscard]] bool names_a_file(std::string_view property) noexcept;

// True if the file is in both and its stamps differ.
[[nodiscard]] bool is_changed(const std::string& file, const FileStamps& before, const FileStamps& after);

}  // namespace spate::scenario
