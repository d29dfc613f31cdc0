// `--print-deliveries`: a line on standard output per acknowledged or failed record.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kafka/delivery.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::run {

// Any thread may print, and is blocked while nobody reads standard output (base/output.hpp).
class DeliveryLines {
 public:
  // `fields`: paths of record fields to show (customer_id, metrics.host); a record without one shows "-".
  DeliveryLines(const scenario::Scenario& scenario, std::vector<std::string> fields);

  // Of a stream that is added or starts again, before its next record. Does not allocate after reserve() of its name.
  void expect(const scenario::Stream& stream);
  void reserve(const std::string& stream);

  // "[3/50] orders CUST-007 1@17 4.2 ms order_id=12345", or the error's name in place of partition and offset.
  void print(const kafka::Delivery& delivery) noexcept;

 private:
  // "3/50", the next one of the stream.
  std::string number(std::string_view stream);

  struct Count {
    std::uint64_t reported = 0;
    std::optional<std::uint64_t> total;  // of a stream bounded by records
  };

  std::vector<std::string> fields_;
  std::mutex mutex_;
  std::map<std::string, Count, std::less<>> counts_;
};

}  // namespace spate::run
