#include "preview/sample/field_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/random.hpp"
#include "report/figures.hpp"

namespace spate::preview {
namespace {

constexpr std::array<std::string_view, 6> kTypes{"integer", "number", "text", "true/false", "list", "object"};
constexpr std::array<std::string_view, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::size_t kHistogramBars = 10;
constexpr std::size_t kMaxFrequentValues = 3;
constexpr std::size_t kMaxCharacters = 24;  // of a value in the text

// Cuts between UTF-8 characters.
std::string shortened(std::string_view value) {
  auto text = report::printable(value);
  if (report::display_width(text) <= kMaxCharacters) return text;
  std::size_t end = 0;
  for (std::size_t characters = 0; characters < kMaxCharacters; ++characters) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  }
  return text.substr(0, end) + "…";
}

}  // namespace

void FieldStatistics::count_type(Type type) {
  ++count_;
  ++types_[type];
}

void FieldStatistics::add_number(Type type, std::string_view printed, double value) {
  count_type(type);
  add_measure(printed, value);
  count_value(printed);
  sample_number(value);
}

void FieldStatistics::add_text(std::string_view value) {
  count_type(Type::text);
  const auto length = report::display_width(value);
  add_measure(fmt::format("{}", length), static_cast<double>(length));
  count_value(value);
}

void FieldStatistics::add_boolean(bool value) {
  count_type(Type::boolean);
  count_value(value ? "true" : "false");
}

void FieldStatistics::add_null() {
  ++count_;
  ++nulls_;
}

void FieldStatistics::add_list(std::size_t items) {
  count_type(Type::list);
  items_ += items;
  add_measure(fmt::format("{}", items), static_cast<double>(items));
}

void FieldStatistics::add_measure(std::string_view printed, double value) {
  ++measures_;
  sum_ += value;
  if (value < low_) {
    low_ = value;
    min_ = printed;
  }
  if (value > high_) {
    high_ = value;
    max_ = printed;
  }
}

void FieldStatistics::count_value(std::string_view value) {
  if (const auto entry = values_.find(value); entry != values_.end()) {
    ++entry->second;
  } else if (values_.size() < kMaxValues) {
    values_.emplace(value, 1);
  } else {
    more_values_ = true;
  }
}

void FieldStatistics::sample_number(double value) {
  if (numbers_.size() < kMaxNumbers) {
    numbers_.push_back(value);
  } else if (const auto position = random::draw(number_count_, 0) % (number_count_ + 1); position < kMaxNumbers) {
    numbers_[position] = value;
  }
  ++number_count_;
}

std::uint64_t FieldStatistics::count_of(Type type) const noexcept {
  const auto entry = types_.find(type);
  return entry == types_.end() ? 0 : entry->second;
}

std::string FieldStatistics::type_text() const {
  std::string text;
  for (const auto& [type, count] : types_) {
    text += text.empty() ? "" : " or ";
    text += kTypes[static_cast<std::size_t>(type)];
  }
  return text.empty() ? "null" : text;
}

std::string FieldStatistics::distinct_text() const {
  if (values_.empty()) return {};
  return (more_values_ ? "> " : "") + report::grouped(values_.size());
}

std::string FieldStatistics::mean_text() const {
  return measures_ == 0 ? std::string{} : fmt::format("{:.6g}", sum_ / static_cast<double>(measures_));
}

std::string FieldStatistics::distribution_text() const {
  if (values_.size() > 1 && number_count_ > 0 && number_count_ == measures_) return histogram();
  return most_frequent();
}

std::string FieldStatistics::histogram() const {
  std::array<std::size_t, kHistogramBars> counts{};
  const double width = (high_ - low_) / kHistogramBars;
  for (const double number : numbers_) {
    const auto bar = width > 0 ? static_cast<std::size_t>((number - low_) / width) : 0;
    ++counts[std::min(bar, kHistogramBars - 1)];
  }
  const auto highest = std::max<std::size_t>(1, *std::max_element(counts.begin(), counts.end()));
  std::string bars;
  for (const auto count : counts) bars += count == 0 ? " " : kBars[count * (kBars.size() - 1) / highest];
  return bars;
}

std::string FieldStatistics::most_frequent() const {
  if (values_.empty()) return {};
  using Entry = std::pair<std::string_view, std::uint64_t>;
  std::vector<Entry> entries(values_.begin(), values_.end());
  const auto shown = std::min(kMaxFrequentValues, entries.size());
  std::partial_sort(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(shown), entries.end(),
                    [](const Entry& a, const Entry& b) { return a.second > b.second; });
  if (entries.front().second == 1) return fmt::format("all distinct, such as {}", shortened(entries.front().first));
  std::string text;
  for (const auto& [value, count] :
       std::vector<Entry>(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(shown))) {
    text += fmt::format("{}{} {:.1f} %", text.empty() ? "" : ", ", shortened(value),
                        100.0 * static_cast<double>(count) / static_cast<double>(count_ - nulls_));
  }
  return text;
}

}  // namespace spate::preview
