#include "run/checkpoint/state_directory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/file_text.hpp"
#include "run/checkpoint/run_state.hpp"

namespace spate::run {
namespace {

namespace fs = std::filesystem;

std::string last_error() { return std::strerror(errno); }

// Returns the error; empty on success.
std::string write_and_sync(int file, std::string_view text) noexcept {
  while (!text.empty()) {
    const auto count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_error();
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(file) == 0 ? std::string{} : last_error();
}

// Makes a rename in the directory durable. Returns the error; empty on success.
std::string sync_directory(const std::string& directory) noexcept {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return last_error();
  const bool synced = ::fsync(file) == 0 || errno == EINVAL;  // not supported by all file systems
  auto problem = synced ? std::string{} : last_error();
  ::close(file);
  return problem;
}

}  // namespace

StateDirectory::StateDirectory(std::string directory, const scenario::Shard& shard)
    : directory_(std::move(directory)),
      name_(shard.is_single() ? "spate-state" : fmt::format("spate-state-{}", shard.index)),
      state_file_((fs::path{directory_} / (name_ + ".json")).string()) {
  std::error_code failed;
  fs::create_directories(directory_, failed);
  if (failed) throw StartError{fmt::format("state_dir: cannot create {}: {}", directory_, failed.message())};
  const auto lock = (fs::path{directory_} / (name_ + ".lock")).string();
  lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) throw StartError{fmt::format("state_dir: cannot write {}: {}", lock, last_error())};
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  const bool in_use = errno == EWOULDBLOCK;
  const auto problem = last_error();
  ::close(lock_);
  throw StartError{
      in_use ? fmt::format("state_dir: {} is locked by another process: use one state_dir per run", state_file_)
             : fmt::format("state_dir: cannot lock {}: {}", lock, problem)};
}

StateDirectory::~StateDirectory() { ::close(lock_); }

std::optional<std::string> StateDirectory::read() const {
  auto file = read_file(state_file_, kMaxStateBytes);
  if (file.missing) return std::nullopt;
  if (!file.problem.empty())
    throw StartError{
        fmt::format("state_dir: cannot read {}: {}: remove it, or use another state_dir", state_file_, file.problem)};
  return std::move(file.text);
}

std::string StateDirectory::write(const std::string& text) const noexcept {
  const auto part = state_file_ + ".part";
  ::unlink(part.c_str());  // may exist, even as a FIFO, which would block open()
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return last_error();
  auto problem = write_and_sync(file, text);
  if (::close(file) != 0 && problem.empty()) problem = last_error();
  if (problem.empty() && ::rename(part.c_str(), state_file_.c_str()) != 0) problem = last_error();
  return problem.empty() ? sync_directory(directory_) : problem;
}

std::string StateDirectory::sent_file(std::uint64_t number) const {
  return (fs::path{directory_} / fmt::format("{}.{:016x}.sent", name_, number)).string();
}

void StateDirectory::remove_other_sent_files(std::uint64_t number) const noexcept {
  const auto kept = fs::path{sent_file(number)}.filename();
  std::error_code failed;
  for (fs::directory_iterator entry{directory_, failed}, end; !failed && entry != end; entry.increment(failed)) {
    const auto name = entry->path().filename();
    const bool is_sent_file = name.extension() == ".sent" && name.stem().stem() == name_;
    std::error_code ignored;  // the file may no longer exist
    if (is_sent_file && name != kept) fs::remove(entry->path(), ignored);
  }
}

}  // namespace spate::run
