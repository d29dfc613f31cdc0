#include "kafka/enveloped_message.hpp"

#include <array>
#include <cstddef>
#include <memory>

#include "record/envelope.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::kafka {
namespace {

constexpr std::size_t kFixedArguments = 6;

struct DestroyError {
  void operator()(rd_kafka_error_t* error) const noexcept { rd_kafka_error_destroy(error); }
};

// The arguments of one call, in order.
class Arguments {
 public:
  rd_kafka_vu_t& add(rd_kafka_vtype_t type) noexcept {
    auto& argument = list_[count_++];
    argument.vtype = type;
    return argument;
  }
  // The client only reads the bytes, but its pointer is not const.
  void add_bytes(rd_kafka_vtype_t type, const char* bytes, std::size_t size) noexcept {
    add(type).u.mem = {const_cast<char*>(bytes), size};
  }
  [[nodiscard]] bool full() const noexcept { return count_ == list_.size(); }
  [[nodiscard]] const rd_kafka_vu_t* data() const noexcept { return list_.data(); }
  [[nodiscard]] std::size_t size() const noexcept { return count_; }

 private:
  std::array<rd_kafka_vu_t, kFixedArguments + scenario::kMaxHeaders> list_;  // only added arguments are read
  std::size_t count_ = 0;
};

}  // namespace

rd_kafka_resp_err_t produce_with_envelope(rd_kafka_t& client, rd_kafka_topic_t& topic,
                                          const record::Record& record) noexcept {
  const record::Envelope envelope{record.envelope};
  Arguments arguments;
  arguments.add(RD_KAFKA_VTYPE_RKT).u.rkt = &topic;
  arguments.add(RD_KAFKA_VTYPE_PARTITION).u.i32 = record.partition;
  arguments.add_bytes(RD_KAFKA_VTYPE_VALUE, record.value, record.value_size);
  arguments.add_bytes(RD_KAFKA_VTYPE_KEY, record.key, record.key_size);
  arguments.add(RD_KAFKA_VTYPE_OPAQUE).u.ptr = record.slot;
  arguments.add(RD_KAFKA_VTYPE_TIMESTAMP).u.i64 = envelope.timestamp();
  envelope.for_each_header([&](const char* name, const char* value, std::uint32_t size) {
    if (!arguments.full()) arguments.add(RD_KAFKA_VTYPE_HEADER).u.header = {name, value, static_cast<ssize_t>(size)};
  });
  const std::unique_ptr<rd_kafka_error_t, DestroyError> error{
      rd_kafka_produceva(&client, arguments.data(), arguments.size())};
  return error ? rd_kafka_error_code(error.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
}

}  // namespace spate::kafka
