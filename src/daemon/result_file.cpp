#include "daemon/result_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"

namespace spate {

ResultFile::ResultFile(std::string option, std::string file)
    : option_(std::move(option)), file_(std::move(file)), part_(file_ + ".part"), stream_(part_, std::ios::trunc) {
  if (!stream_) throw StartError{fmt::format("{}: cannot write {}: does its directory exist?", option_, part_)};
}

ResultFile::~ResultFile() {
  std::error_code gone_already;
  std::filesystem::remove(part_, gone_already);
}

void ResultFile::write(const std::string& text) {
  stream_ << text;
  stream_.close();
  std::error_code failed;
  if (stream_) std::filesystem::rename(part_, file_, failed);
  if (stream_.fail() || failed) log::error("{}: {} could not be written whole", option_, file_);
}

}  // namespace spate
