// Statistics of the fields of a stream, to check a generator without a broker: `spate sample --stats N`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "preview/sample/field_statistics.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::preview {

// Not thread-safe. A field is identified by its path: "total", "items[].quantity".
class RecordStatistics {
 public:
  // Limit on fields; the text states when it is exceeded.
  static constexpr std::size_t kMaxFields = 500;

  // `json`: statistics per field; otherwise each record is one text.
  explicit RecordStatistics(bool json) : json_(json) {}
  // Records are CSV rows with these columns, at least one.
  RecordStatistics(std::vector<std::string> columns, const scenario::CsvStyle& style);

  void add(std::string_view value);
  void add_tombstone() { ++tombstones_; }
  void add_key(std::string_view key) { key_.add_text(key); }
  void add_no_key() { key_.add_null(); }
  void add_partition(std::int32_t partition);

  // The field at this path, created if new. Returns null above the limit.
  FieldStatistics* field(const std::string& path);

  // The statistics as text, under a heading.
  [[nodiscard]] std::string text(std::string_view heading) const;

 private:
  [[nodiscard]] std::string sizes_text() const;
  [[nodiscard]] std::string keys_text() const;
  [[nodiscard]] std::string partitions_text() const;
  [[nodiscard]] std::string fields_text() const;
  [[nodiscard]] std::uint64_t max_count(const std::string& path) const;

  void add_row(std::string_view row);

  bool json_;
  std::vector<std::string> columns_ = {};  // of CSV
  scenario::CsvStyle style_ = {};
  std::uint64_t records_ = 0;
  std::uint64_t tombstones_ = 0;
  std::uint64_t invalid_ = 0;
  std::uint64_t bytes_ = 0;
  std::size_t min_bytes_ = SIZE_MAX;
  std::size_t max_bytes_ = 0;
  std::vector<std::pair<std::string, FieldStatistics>> fields_;  // in order of appearance
  bool more_fields_ = false;
  FieldStatistics key_;
  std::vector<std::uint64_t> partitions_;
};

}  // namespace spate::preview
