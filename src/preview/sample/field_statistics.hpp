// Statistics of one field over many records: types, nulls, distinct values and their distribution.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace spate::preview {

// Not thread-safe. Memory is bounded: distinct values above a limit are not counted, and the histogram uses a uniform
// sample of the values (Vitter, algorithm R).
class FieldStatistics {
 public:
  enum class Type : std::uint8_t { integer, number, text, boolean, list, object };

  static constexpr std::size_t kMaxValues = 10'000;
  static constexpr std::size_t kMaxNumbers = 20'000;

  // `printed` is the value as in the record.
  void add_number(Type type, std::string_view printed, double value);
  void add_text(std::string_view value);
  void add_boolean(bool value);
  void add_null();
  void add_list(std::size_t items);
  void add_object() { count_type(Type::object); }

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }  // with nulls
  [[nodiscard]] std::uint64_t nulls() const noexcept { return nulls_; }
  [[nodiscard]] std::uint64_t objects() const noexcept { return count_of(Type::object); }
  [[nodiscard]] std::uint64_t items() const noexcept { return items_; }  // of all its lists
  // "integer", "number or null", …
  [[nodiscard]] std::string type_text() const;
  // "20", "> 10,000"; empty for lists and objects.
  [[nodiscard]] std::string distinct_text() const;
  // By value for numbers, by length for text and lists. Empty if there are none.
  [[nodiscard]] const std::string& min() const noexcept { return min_; }
  [[nodiscard]] const std::string& max() const noexcept { return max_; }
  [[nodiscard]] std::string mean_text() const;
  // Numbers: a histogram of ten bars. Others: the most frequent values with their shares.
  [[nodiscard]] std::string distribution_text() const;

 private:
  void count_type(Type type);
  void add_measure(std::string_view printed, double value);
  void count_value(std::string_view value);
  void sample_number(double value);
  [[nodiscard]] std::uint64_t count_of(Type type) const noexcept;
  [[nodiscard]] std::string histogram() const;
  [[nodiscard]] std::string most_frequent() const;

  std::uint64_t count_ = 0;
  std::uint64_t nulls_ = 0;
  std::uint64_t items_ = 0;
  std::map<Type, std::uint64_t> types_;
  std::map<std::string, std::uint64_t, std::less<>> values_;
  bool more_values_ = false;
  std::uint64_t measures_ = 0;
  double sum_ = 0;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
  std::string min_;
  std::string max_;
  std::vector<double> numbers_;     // the sample
  std::uint64_t number_count_ = 0;  // with those not sampled
};

}  // namespace spate::preview
