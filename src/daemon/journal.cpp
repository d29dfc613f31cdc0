#include "daemon/journal.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

// The line of ours that logs says nothing to those who read the journal.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include <cstdlib>

namespace spate {
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

bool write_to_journal(log::Level level, std::string_view text, const log::About& about) noexcept {
  auto fields = journal_fields(level, text, about);
  std::vector<iovec> parts;
  parts.reserve(fields.size());
  for (auto& field : fields) parts.push_back({field.data(), field.size()});
  return ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) == 0;
}

}  // namespace

bool leads_to_journal(int descriptor, const char* named) noexcept {
  struct stat file {};
  if (named == nullptr || ::fstat(descriptor, &file) != 0) return false;
  char* rest = nullptr;
  const auto device = std::strtoull(named, &rest, 10);
  if (rest == named || *rest != ':') return false;
  return device == file.st_dev && std::strtoull(rest + 1, nullptr, 10) == file.st_ino;
}

void log_to_journal_where_read() noexcept {
  if (leads_to_journal(STDERR_FILENO, std::getenv("JOURNAL_STREAM"))) log::give_to(write_to_journal);
}

std::vector<std::string> journal_fields(log::Level level, std::string_view text, const log::About& about) {
  std::vector<std::string> fields{fmt::format("MESSAGE={}", text), fmt::format("PRIORITY={}", priority(level)),
                                  "SYSLOG_IDENTIFIER=spate"};
  if (!about.stream.empty()) fields.push_back(fmt::format("SPATE_STREAM={}", about.stream));
  if (!about.topic.empty()) fields.push_back(fmt::format("SPATE_TOPIC={}", about.topic));
  if (!about.error.empty()) fields.push_back(fmt::format("SPATE_ERROR={}", about.error));
  return fields;
}

}  // namespace spate
