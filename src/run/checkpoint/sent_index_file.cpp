#include "run/checkpoint/sent_index_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "base/file_text.hpp"

namespace spate::run {
namespace {

// Allocates the space now: a later write cannot fail because the disk is full.
Descriptor allocated_file(const std::string& path, std::size_t size) {
  Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  const int error = file.number() < 0 ? errno : ::posix_fallocate(file.number(), 0, static_cast<off_t>(size));
  if (error != 0) throw StartError{fmt::format("state_dir: cannot write {}: {}", path, std::strerror(error))};
  return file;
}

}  // namespace

SentIndexFile::SentIndexFile(const std::string& path, std::size_t slots)
    : file_(allocated_file(path, offset_of(slots))), count_(slots) {}

std::vector<std::uint64_t> read_sent_indexes(const std::string& path, std::string& problem) {
  constexpr std::size_t kMaxBytes = std::size_t{16} << 20U;
  const auto file = read_file(path, kMaxBytes);
  problem = file.problem;
  std::vector<std::uint64_t> sent_indexes(file.text.size() / sizeof(std::uint64_t));
  if (!sent_indexes.empty())
    std::memcpy(sent_indexes.data(), file.text.data(), sent_indexes.size() * sizeof(std::uint64_t));
  return sent_indexes;
}

}  // namespace spate::run
