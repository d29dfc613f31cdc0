// Timestamp and headers of a record, as bytes after its key.
#pragma once

#include <cstdint>
#include <cstring>

namespace spate::record {

// A view of these bytes, at any alignment. Valid as long as the record. The layout is an EnvelopePrefix, then for each
// header the size of its value (kNoHeaderValue: null), its name with a terminating zero, and the value.
struct EnvelopePrefix {
  std::int64_t timestamp = 0;  // milliseconds since the Unix epoch; 0: the client sets it
  std::uint32_t headers = 0;   // number of headers
};
inline constexpr std::uint32_t kNoHeaderValue = UINT32_MAX;

class Envelope {
 public:
  explicit Envelope(const char* bytes) noexcept : headers_(bytes + sizeof prefix_) {
    std::memcpy(&prefix_, bytes, sizeof prefix_);
  }

  [[nodiscard]] std::int64_t timestamp() const noexcept { return prefix_.timestamp; }
  [[nodiscard]] std::uint32_t headers() const noexcept { return prefix_.headers; }

  // Calls each(name, value, size) in order of sending. `value` is null for a header without a value.
  template <class Each>
  void for_each_header(Each each) const noexcept {
    const char* at = headers_;
    for (std::uint32_t n = 0; n < prefix_.headers; ++n) {
      std::uint32_t size = 0;
      std::memcpy(&size, at, sizeof size);
      const char* const name = at + sizeof size;
      const char* const value = name + std::strlen(name) + 1;
      const bool is_null = size == kNoHeaderValue;
      if (is_null) size = 0;
      each(name, is_null ? nullptr : value, size);
      at = value + size;
    }
  }

 private:
  EnvelopePrefix prefix_;
  const char* headers_;
};

}  // namespace spate::record
