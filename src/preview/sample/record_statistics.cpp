#include "preview/sample/record_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/json.hpp"
#include "generator/compile/scope.hpp"
#include "generator/input/csv.hpp"
#include "generator/value/number.hpp"
#include "report/figures.hpp"
#include "report/text_table.hpp"

namespace spate::preview {
namespace {

constexpr std::size_t kMaxPartitions = 12;

// Adds each value of a record to the statistics of its field.
class FieldVisitor : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit FieldVisitor(RecordStatistics& statistics) : statistics_(statistics) {}

  bool null() override {
    return visit([](FieldStatistics& field) { field.add_null(); });
  }
  bool boolean(bool value) override {
    return visit([&](FieldStatistics& field) { field.add_boolean(value); });
  }
  bool number_integer(number_integer_t value) override { return integer(value); }
  bool number_unsigned(number_unsigned_t value) override { return integer(value); }
  bool number_float(number_float_t value, const string_t& printed) override {
    return visit([&](FieldStatistics& field) { field.add_number(FieldStatistics::Type::number, printed, value); });
  }
  bool string(string_t& value) override {
    return visit([&](FieldStatistics& field) { field.add_text(value); });
  }
  bool binary(binary_t& /*value*/) override { return true; }
  bool start_object(std::size_t /*elements*/) override {
    visit([](FieldStatistics& field) { field.add_object(); });
    open_.push_back({});
    return true;
  }
  bool key(string_t& name) override {
    open_.back().name = name;
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*elements*/) override {
    count_item();
    statistics_.field(path());  // its row comes before those of its items
    open_.push_back({.is_list = true});
    return true;
  }
  bool end_array() override {
    const auto items = open_.back().items;
    close();
    if (auto* field = statistics_.field(path())) field->add_list(items);
    return true;
  }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  struct Container {
    bool is_list = false;
    std::string name = {};  // of the current member
    std::size_t items = 0;
  };

  template <class Number>
  bool integer(Number value) {
    return visit([&](FieldStatistics& field) {
      field.add_number(FieldStatistics::Type::integer, fmt::format("{}", value), static_cast<double>(value));
    });
  }
  template <class Add>
  bool visit(const Add& add) {
    count_item();
    if (auto* field = statistics_.field(path())) add(*field);
    return true;
  }
  void count_item() {
    if (!open_.empty() && open_.back().is_list) ++open_.back().items;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  [[nodiscard]] std::string path() const {
    std::string path;
    for (const Container& container : open_) {
      if (container.is_list) {
        path += "[]";
      } else {
        path = generator::field_path(path, container.name);
      }
    }
    return path;
  }

  RecordStatistics& statistics_;
  std::vector<Container> open_;
};

std::string share_text(std::uint64_t part, std::uint64_t total) {
  if (part == 0 || total == 0) return "0";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(total));
}

}  // namespace

RecordStatistics::RecordStatistics(std::vector<std::string> columns, const scenario::CsvStyle& style)
    : json_(false), columns_(std::move(columns)), style_(style) {
  for (const auto& column : columns_) (void)field(generator::field_path("", column));
}

// A record is a CSV row, after the header line if there is one.
void RecordStatistics::add_row(std::string_view row) {
  generator::CsvReader reader{row, style_.delimiter};
  std::vector<generator::CsvField> fields;
  const auto is_header = [&] {
    return style_.header != scenario::CsvStyle::Header::none &&
           std::equal(fields.begin(), fields.end(), columns_.begin(), columns_.end(),
                      [](const generator::CsvField& field, const std::string& column) { return field.text == column; });
  };
  if (!reader.next(fields)) fields.resize(1);  // one empty column
  if (is_header() && !reader.next(fields)) fields.resize(1);
  if (fields.size() != columns_.size() || !reader.problem().empty()) {
    ++invalid_;
    return;
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    auto* column = field(generator::field_path("", columns_[i]));
    const auto& [text, quoted] = fields[i];
    if (column == nullptr) continue;
    if (!quoted && text == style_.null)
      column->add_null();
    else if (!quoted && generator::is_json_number(text))
      column->add_number(text.find_first_of(".eE") == std::string::npos ? FieldStatistics::Type::integer
                                                                        : FieldStatistics::Type::number,
                         text, std::strtod(text.c_str(), nullptr));
    else if (!quoted && (text == "true" || text == "false"))
      column->add_boolean(text == "true");
    else
      column->add_text(text);
  }
}

void RecordStatistics::add(std::string_view value) {
  ++records_;
  bytes_ += value.size();
  min_bytes_ = std::min(min_bytes_, value.size());
  max_bytes_ = std::max(max_bytes_, value.size());
  if (!columns_.empty()) return add_row(value);
  if (!json_) {
    if (auto* record = field("(record)")) record->add_text(value);
    return;
  }
  FieldVisitor visitor{*this};
  if (!nlohmann::json::sax_parse(value.begin(), value.end(), &visitor)) ++invalid_;
}

void RecordStatistics::add_partition(std::int32_t partition) {
  const auto number = static_cast<std::size_t>(partition);
  if (number >= partitions_.size()) partitions_.resize(number + 1);
  ++partitions_[number];
}

FieldStatistics* RecordStatistics::field(const std::string& path) {
  const auto entry =
      std::find_if(fields_.begin(), fields_.end(), [&](const auto& candidate) { return candidate.first == path; });
  if (entry != fields_.end()) return &entry->second;
  more_fields_ = more_fields_ || fields_.size() == kMaxFields;
  if (more_fields_) return nullptr;
  return &fields_.emplace_back(path, FieldStatistics{}).second;
}

std::string RecordStatistics::text(std::string_view heading) const {
  auto text = fmt::format("{}: {}{}\n", heading, sizes_text(), keys_text()) + partitions_text() + "\n" + fields_text();
  if (invalid_ > 0)
    text += fmt::format("{} records are not {}\n", report::grouped(invalid_),
                        columns_.empty() ? "valid JSON" : "rows of this CSV");
  if (more_fields_) text += fmt::format("more than {} fields: statistics exclude the others\n", kMaxFields);
  return text;
}

std::string RecordStatistics::sizes_text() const {
  auto text = fmt::format("{} records", report::grouped(records_ + tombstones_));
  if (tombstones_ > 0) text += fmt::format(", {} of them tombstones", report::grouped(tombstones_));
  if (records_ == 0) return text;
  return text + fmt::format(", {:.0f} bytes on average (from {} to {})",
                            static_cast<double>(bytes_) / static_cast<double>(records_), min_bytes_, max_bytes_);
}

std::string RecordStatistics::keys_text() const {
  if (key_.count() == key_.nulls()) return ", without a key";
  auto text = fmt::format("\nkeys: {} distinct: {}", key_.distinct_text(), key_.distribution_text());
  if (key_.nulls() > 0) text += fmt::format("; {} without a key", share_text(key_.nulls(), key_.count()));
  return text;
}

std::string RecordStatistics::partitions_text() const {
  if (partitions_.size() < 2) return {};
  std::string text = "partitions:";
  for (std::size_t partition = 0; partition < std::min(kMaxPartitions, partitions_.size()); ++partition) {
    text += fmt::format(" {}: {}", partition, share_text(partitions_[partition], records_ + tombstones_));
  }
  return text + (partitions_.size() > kMaxPartitions ? fmt::format(" … of {}\n", partitions_.size()) : "\n");
}

std::string RecordStatistics::fields_text() const {
  std::vector<report::TableRow> rows{
      {"field", "type", "absent", "null", "distinct", "min", "max", "mean", "distribution"}};
  for (const auto& [path, field] : fields_) {
    if (path.empty()) continue;  // the record itself
    const auto total = columns_.empty() ? std::max(max_count(path), field.count()) : field.count();
    rows.push_back({path, field.type_text(), share_text(total - field.count(), total), share_text(field.nulls(), total),
                    field.distinct_text(), field.min(), field.max(), field.mean_text(), field.distribution_text()});
  }
  return report::text_table(rows, "llrrrrrrl");
}

// Number of objects or list items in which the field can occur.
std::uint64_t RecordStatistics::max_count(const std::string& path) const {
  const bool is_item = path.ends_with("[]");
  const auto parent = is_item ? std::string_view{path}.substr(0, path.size() - 2) : generator::owner_of(path);
  for (const auto& [name, field] : fields_) {
    if (name == parent) return is_item ? field.items() : field.objects();
  }
  return records_;
}

}  // namespace spate::preview
