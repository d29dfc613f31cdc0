#include "run/client/delivery_lines.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/output.hpp"
#include "generator/replay/json_field.hpp"
#include "kafka/error_names.hpp"
#include "report/figures.hpp"

namespace spate::run {
namespace {

std::string outcome(const kafka::Delivery& delivery) {
  if (delivery.error != 0) return fmt::format("failed {}", kafka::error_name(delivery.error));
  const auto position = delivery.offset < 0
                            ? fmt::format("partition {}", delivery.partition)
                            : fmt::format("partition {} offset {}", delivery.partition, delivery.offset);
  return fmt::format("{} {}", position, report::latency_text(to_seconds(delivery.latency)));
}

// Empty: the record has no such field.
std::string field_text(std::string_view value, const std::string& path) {
  std::string text;
  const bool has_field = value.data() != nullptr && generator::json_field(value, path, text);
  return has_field ? fmt::format(" {}={}", path, report::printable(text)) : std::string{};
}

}  // namespace

DeliveryLines::DeliveryLines(const scenario::Scenario& scenario, std::vector<std::string> fields)
    : fields_(std::move(fields)) {
  for (const scenario::Stream& stream : scenario.streams) set_total(stream);
}

void DeliveryLines::set_total(const scenario::Stream& stream) {
  const std::lock_guard lock{mutex_};
  counts_[stream.name].total = stream.stop_after.records;
}

void DeliveryLines::reserve(const std::string& stream) {
  const std::lock_guard lock{mutex_};
  counts_.try_emplace(stream);
}

std::string DeliveryLines::number(std::string_view stream) {
  const std::lock_guard lock{mutex_};
  auto& count = counts_.find(stream)->second;
  const auto total = count.total ? fmt::format("/{}", *count.total) : std::string{};
  return fmt::format("{}{}", ++count.reported, total);
}

void DeliveryLines::print(const kafka::Delivery& delivery) noexcept try {
  const auto key = delivery.key.data() == nullptr ? std::string{"-"} : report::printable(delivery.key);
  auto line = fmt::format("[{}] {} {} {}", number(delivery.stream), delivery.stream, key, outcome(delivery));
  for (const auto& field : fields_) line += field_text(delivery.value, field);
  line += '\n';
  output::print(line);
} catch (...) {  // no memory
  output::report_memory_error();
}

}  // namespace spate::run
