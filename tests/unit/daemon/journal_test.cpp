#include "daemon/journal.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catch.hpp"

using namespace spate;
using namespace spate::daemon;

TEST_CASE("a journal entry has priority, stream, topic and error") {
  CHECK(journal_fields(log::Level::error, "a: b\nc", {.stream = "s", .topic = "t", .error = "_TRANSPORT"}) ==
        std::vector<std::string>{"MESSAGE=a: b\nc", "PRIORITY=3", "SYSLOG_IDENTIFIER=spate", "SPATE_STREAM=s",
                                 "SPATE_TOPIC=t", "SPATE_ERROR=_TRANSPORT"});
  CHECK(journal_fields(log::Level::warning, "", {}) ==
        std::vector<std::string>{"MESSAGE=", "PRIORITY=4", "SYSLOG_IDENTIFIER=spate"});
  CHECK(journal_fields(log::Level::info, "x", {})[1] == "PRIORITY=6");
  CHECK(journal_fields(log::Level::debug, "x", {})[1] == "PRIORITY=7");
}

TEST_CASE("is_journal requires that JOURNAL_STREAM names the open file") {
  struct stat file {};
  REQUIRE(::fstat(STDERR_FILENO, &file) == 0);
  CHECK(is_journal(STDERR_FILENO, fmt::format("{}:{}", file.st_dev, file.st_ino).c_str()));
  CHECK_FALSE(is_journal(STDERR_FILENO, fmt::format("{}:{}", file.st_dev, file.st_ino + 1).c_str()));
  for (const char* stream_variable : {"", ":", "8", "8:", "a:b"})
    CHECK_FALSE(is_journal(STDERR_FILENO, stream_variable));
  CHECK_FALSE(is_journal(STDERR_FILENO, nullptr));
  CHECK_FALSE(is_journal(-1, "8:1"));
}
