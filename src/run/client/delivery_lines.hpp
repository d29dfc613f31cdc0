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

// Thread-safe. print() blocks while standard output is not read (base/output.hpp).
class DeliveryLines {
 public:
  // `fields`: paths of record fields to print (customer_id, metrics.host). Omits fields that a record does not have.
  DeliveryLines(const scenario::Scenario& scenario, std::vector<std::string> fields);

  // Sets the number of records of a stream. Called before its first record. Does not allocate after reserve().
  void set_total(const scenario::Stream& stream);
  void reserve(const std::string& stream);

  // "[3/50] orders CUST-007 partition 1 offset 17 4.2 ms order_id=12345", or "failed" and the name of the error.
  void print(const kafka::Delivery& delivery) noexcept;

 private:
  // Counts a record of the stream: "3/50".
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
