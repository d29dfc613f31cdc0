// The index of a replayed file, built in one pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/recording.hpp"

namespace spate::generator {

// Consecutive lines that are read together; at least one of them is a record.
struct ReplayBlock {
  std::uint64_t offset = 0;        // in the file
  std::uint64_t fingerprint = 0;   // of its bytes
  std::uint64_t first_record = 0;  // number of its first record
  std::uint64_t first_line = 0;    // from 1
  std::uint64_t last_line = 0;
  std::uint64_t bad_before = 0;  // skipped lines since the previous block
  std::uint32_t size = 0;        // bytes
  bool all_good = true;          // it has no skipped line
};

struct ReplayContents {
  struct Bad {
    std::uint64_t line = 0;  // from 1
    std::string reason;
  };

  std::string header;  // of a CSV file
  std::vector<ReplayBlock> blocks;
  std::uint64_t records = 0;
  std::uint64_t bad_records = 0;
  std::uint64_t bad_after = 0;  // skipped lines after the last record
  Bad first_bad;
  std::shared_ptr<const Recording> recording;  // null: the rate does not use it
  std::uint64_t first_out_of_order = 0;        // first line with a descending time; 0: none
  std::size_t longest = 0;                     // longest record, bytes
  std::size_t longest_key = 0;
  std::size_t largest_block = 0;
};

// Detects any accidental change of the text. Not secure against a forged text.
[[nodiscard]] std::uint64_t fingerprint(std::string_view bytes) noexcept;

}  // namespace spate::generator
