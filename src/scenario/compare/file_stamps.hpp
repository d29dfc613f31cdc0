// Which files a scenario names, and whether they are still what they were: for a reload.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/model/scenario.hpp"

namespace spate::scenario {

// Each file with what tells one version of it from another; empty where it cannot be read.
using FileStamps = std::map<std::string, std::string>;

// Of the files that records are read from (tables, replay), by size and time of the last change, and of those that
// Kafka properties name (certificates, keys), by what they contain, as these are small and may be replaced by the same.
[[nodiscard]] FileStamps file_stamps(const Scenario& scenario);

// The files that the stream's records are read from.
[[nodiscard]] std::vector<std::string> files_of(const Stream& stream);
// The client reads the file, or the directory, that is this property's value: ssl.ca.location, sasl.kerberos.keytab.
[[nodiscard]] bool names_a_file(std::string_view property) noexcept;

// In both, and not the same.
[[nodiscard]] bool is_changed(const std::string& file, const FileStamps& before, const FileStamps& after);

}  // namespace spate::scenario
