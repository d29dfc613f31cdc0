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

std::string written(int file, std::string_view text) noexcept {
  while (!text.empty()) {
    const auto count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_error();
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(file) == 0 ? std::string{} : last_error();
}

// Whose name in the directory is to survive a power failure.
std::string settled_name(const std::string& directory) noexcept {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return last_error();
  const bool settled = ::fsync(file) == 0 || errno == EINVAL;  // some file systems cannot
  auto problem = settled ? std::string{} : last_error();
  ::close(file);
  return problem;
}

}  // namespace

StateDirectory::StateDirectory(std::string directory, const scenario::Shard& shard)
    : directory_(std::move(directory)),
      name_(shard.alone() ? "spate-state" : fmt::format("spate-state-{}", shard.index)),
      state_file_((fs::path{directory_} / (name_ + ".json")).string()) {
  std::error_code failed;
  fs::create_directories(directory_, failed);
  if (failed) throw StartError{fmt::format("state_dir: cannot create {}: {}", directory_, failed.message())};
  const auto lock = (fs::path{directory_} / (name_ + ".lock")).string();
  lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) throw StartError{fmt::format("state_dir: cannot write {}: {}", lock, last_error())};
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  const bool taken = errno == EWOULDBLOCK;
  const auto problem = last_error();
  ::close(lock_);
  throw StartError{
      taken ? fmt::format("state_dir: {} is locked by another process: use one state_dir per run", state_file_)
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
  ::unlink(part.c_str());  // one that was left, whatever it is: a FIFO would not let itself be opened
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return last_error();
  auto problem = written(file, text);
  if (::close(file) != 0 && problem.empty()) problem = last_error();
  if (problem.empty() && ::rename(part.c_str(), state_file_.c_str()) != 0) problem = last_error();
  return problem.empty() ? settled_name(directory_) : problem;
}

std::string StateDirectory::marks_file(std::uint64_t number) const {
  return (fs::path{directory_} / fmt::format("{}.{:016x}.sent", name_, number)).string();
}

void StateDirectory::remove_marks_but(std::uint64_t number) const noexcept {
  const auto kept = fs::path{marks_file(number)}.filename();
  std::error_code failed;
  for (fs::directory_iterator entry{directory_, failed}, end; !failed && entry != end; entry.increment(failed)) {
    const auto name = entry->path().filename();
    const bool ours = name.extension() == ".sent" && name.stem().stem() == name_;
    std::error_code gone_already;
    if (ours && name != kept) fs::remove(entry->path(), gone_already);
  }
}

}  // namespace spate::run
