#include "daemon/journal.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

// The source line of the logger has no meaning for readers of the journal.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "base/descriptor.hpp"

namespace spate::daemon {
namespace {

int priority(log::Level level) noexcept {
  switch (level) {
    case log::Level::error:
      return LOG_ERR;
    case log::Level::warning:
      return LOG_WARNING;
    case log::Level::debug:
      return LOG_DEBUG;
    default:
      return LOG_INFO;
  }
}

// Each field ends with a NUL, the entry with a line feed: writers count lines.
std::string encode(log::Level level, std::string_view text, const log::Context& about) {
  std::string entry;
  for (const auto& field : journal_fields(level, text, about)) {
    entry.append(field.c_str());  // up to its own NUL
    entry += '\0';
  }
  return entry + '\n';
}

std::ptrdiff_t write_entry(std::string_view entries) noexcept try {
  std::vector<iovec> fields;
  std::size_t at = 0;
  while (at < entries.size() && entries[at] != '\n') {
    const auto field = entries.substr(at, entries.find('\0', at) - at);
    fields.push_back({const_cast<char*>(field.data()), field.size()});
    at += field.size() + 1;
  }
  const int result = ::sd_journal_sendv(fields.data(), static_cast<int>(fields.size()));
  if (result == 0 || fields.empty()) return static_cast<std::ptrdiff_t>(at + 1);
  // If the journal is not available, write to standard error.
  const std::string_view message{static_cast<const char*>(fields.front().iov_base), fields.front().iov_len};
  const int error = write_whole(STDERR_FILENO, std::string{message.substr(message.find('=') + 1)} + "\n");
  return error == 0 ? static_cast<std::ptrdiff_t>(at + 1) : -error;
} catch (...) {  // no memory
  return -ENOMEM;
}

}  // namespace

bool is_journal(int descriptor, const char* named) noexcept {
  struct stat file {};
  if (named == nullptr || ::fstat(descriptor, &file) != 0) return false;
  char* rest = nullptr;
  const auto device = std::strtoull(named, &rest, 10);
  if (rest == named || *rest != ':') return false;
  return device == file.st_dev && std::strtoull(rest + 1, nullptr, 10) == file.st_ino;
}

void log_to_journal_if_connected() noexcept {
  if (is_journal(STDERR_FILENO, std::getenv("JOURNAL_STREAM"))) log::set_sink({encode, write_entry});
}

std::vector<std::string> journal_fields(log::Level level, std::string_view text, const log::Context& about) {
  std::vector<std::string> fields{fmt::format("MESSAGE={}", text), fmt::format("PRIORITY={}", priority(level)),
                                  "SYSLOG_IDENTIFIER=spate"};
  if (!about.stream.empty()) fields.push_back(fmt::format("SPATE_STREAM={}", about.stream));
  if (!about.topic.empty()) fields.push_back(fmt::format("SPATE_TOPIC={}", about.topic));
  if (!about.error.empty()) fields.push_back(fmt::format("SPATE_ERROR={}", about.error));
  return fields;
}

}  // namespace spate::daemon
