// What one pass through a file to be replayed finds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/recording.hpp"

namespace spate::generator {

// Consecutive lines that are read at once; at least one of them is a record.
struct ReplayBlock {
  std::uint64_t offset = 0;        // in the file
  std::uint64_t fingerprint = 0;   // of its bytes
  std::uint64_t first_record = 0;  // its number
  std::uint64_t first_line = 0;    // from 1
  std::uint64_t last_line = 0;
  std::uint64_t bad_before = 0;  // lines between the block before and this one, all passed over
  std::uint32_t size = 0;        // bytes
  bool all_good = true;          // no line of it is passed over
};

struct ReplayContents {
  struct Bad {
    std::uint64_t line = 0;  // from 1
    std::string why;
  };

  std::string header;  // of a CSV file
  std::vector<ReplayBlock> blocks;
  std::uint64_t records = 0;
  std::uint64_t bad_records = 0;
  std::uint64_t bad_after = 0;  // the last record
  Bad first_bad;
  std::shared_ptr<const Recording> recording;  // null: the rate does not ask
  std::uint64_t first_back = 0;                // the first line recorded before one in front of it; 0: none
  std::size_t longest = 0;                     // record, bytes
  std::size_t longest_key = 0;
  std::size_t largest_block = 0;
};

// Two texts of the same fingerprint are the same text, unless an attacker searched for two that differ.
[[nodiscard]] std::uint64_t fingerprint(std::string_view bytes) noexcept;

}  // namespace spate::generator
