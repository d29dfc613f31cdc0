#include "daemon/summary_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"

namespace spate {

SummaryFile::SummaryFile(std::string file)
    : file_(std::move(file)), part_(file_ + ".part"), stream_(part_, std::ios::trunc) {
  if (!stream_) throw StartError{fmt::format("--summary: cannot write {}: does its directory exist?", part_)};
}

SummaryFile::~SummaryFile() {
  std::error_code gone_already;
  std::filesystem::remove(part_, gone_already);
}

void SummaryFile::write(const std::string& text) {
  stream_ << text;
  stream_.close();
  std::error_code failed;
  if (stream_) std::filesystem::rename(part_, file_, failed);
  if (stream_.fail() || failed) log::error("--summary: {} could not be written whole", file_);
}

}  // namespace spate
