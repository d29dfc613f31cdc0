#include "daemon/result_target.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace spate::daemon {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const ResultTarget& target, const std::string& why) {
  throw StartError{fmt::format("{}: cannot write {}: {}", target.option, target.named, why)};
}

// The number of a path such as /proc/PID/fd/3, the target of /dev/fd/3 and /dev/stdout.
std::optional<int> own_descriptor(const fs::path& directory, const std::string& name) {
  if (directory != fs::path{fmt::format("/proc/{}/fd", ::getpid())}) return std::nullopt;
  const bool number = !name.empty() && name.size() < 8 &&
                      std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return number ? std::optional{std::stoi(name)} : std::nullopt;
}

// Follows symbolic links of the last component. The target may be absent.
void resolve(ResultTarget& target) {
  constexpr int kMaxLinks = 40;  // the limit of the kernel
  fs::path path = target.named;
  for (int links = 0; links < kMaxLinks; ++links) {
    std::error_code failed;
    const auto directory = fs::canonical(path.has_parent_path() ? path.parent_path() : fs::path{"."}, failed);
    if (failed) cannot_write(target, fmt::format("cannot open its directory: {}", failed.message()));
    if (!path.has_filename()) cannot_write(target, "it is a directory: use a file in it");
    if (const auto number = own_descriptor(directory, path.filename())) {
      target.kind = ResultTarget::Kind::descriptor;
      target.descriptor = *number;
      return;
    }
    target.path = directory / path.filename();
    if (!fs::is_symlink(fs::symlink_status(target.path, failed))) return;
    path = directory / fs::read_symlink(target.path, failed);
    if (failed) cannot_write(target, failed.message());
  }
  cannot_write(target, "circular symbolic link");
}

}  // namespace

ResultTarget find_target(const std::string& option, const std::string& file) {
  ResultTarget target{.option = option, .named = file, .path = {}, .found = {}};
  if (file == "-") {
    target.kind = ResultTarget::Kind::descriptor;
    target.descriptor = STDOUT_FILENO;
    return target;
  }
  resolve(target);
  if (target.kind == ResultTarget::Kind::descriptor) return target;
  struct stat found {};
  if (::stat(target.path.c_str(), &found) != 0) {
    if (errno != ENOENT) cannot_write(target, std::generic_category().message(errno));
    return target;
  }
  target.found = found;
  if (S_ISDIR(found.st_mode)) cannot_write(target, "it is a directory: use a file in it");
  if (S_ISFIFO(found.st_mode)) target.kind = ResultTarget::Kind::fifo;
  if (!S_ISFIFO(found.st_mode) && !S_ISREG(found.st_mode)) target.kind = ResultTarget::Kind::device;
  return target;
}

bool same_target(const ResultTarget& one, const ResultTarget& other) {
  using Kind = ResultTarget::Kind;
  if (one.kind == Kind::device || other.kind == Kind::device) return false;  // /dev/null takes any number of results
  if (one.kind == Kind::descriptor || other.kind == Kind::descriptor)
    return one.kind == other.kind && one.descriptor == other.descriptor;
  if (one.found && other.found)
    return one.found->st_dev == other.found->st_dev && one.found->st_ino == other.found->st_ino;
  return one.path == other.path;
}

std::string same_file_problem(const std::vector<NamedFile>& named) {
  std::vector<ResultTarget> targets;
  for (const auto& [option, file] : named) {
    if (!file) continue;
    auto target = find_target(option, *file);
    const auto same = std::find_if(targets.begin(), targets.end(),
                                   [&](const ResultTarget& other) { return same_target(target, other); });
    if (same != targets.end())
      return fmt::format("{} and {} are the same file, {}: use two files", same->option, option, *file);
    targets.push_back(std::move(target));
  }
  return {};
}

}  // namespace spate::daemon
