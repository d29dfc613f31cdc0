#include "record/partitioner.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace spate;
using namespace spate::record;

namespace {

// A line of partitioner_vectors.txt. make_vectors.py wrote it with kafka-python and zlib.
struct Vector {
  std::string key;
  std::uint32_t murmur2 = 0;
  std::uint32_t crc32 = 0;
  std::int32_t partitions = 0;
  std::int32_t partition = 0;
};

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  if (hex == "-") return bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

std::vector<Vector> read_vectors() {
  std::ifstream file{VECTORS};
  std::vector<Vector> vectors;
  std::string hex;
  for (Vector v; file >> hex >> v.murmur2 >> v.crc32 >> v.partitions >> v.partition;) {
    v.key = bytes_of(hex);
    vectors.push_back(v);
  }
  return vectors;
}

}  // namespace

TEST_CASE("keys have the hashes and partitions of kafka-python") {
  const auto vectors = read_vectors();
  REQUIRE(vectors.size() == 1000);
  for (const auto& [key, murmur, crc, partitions, partition] : vectors) {
    INFO("key of " << key.size() << " bytes, " << partitions << " partitions");
    CHECK(murmur2(key) == murmur);
    CHECK(murmur2_partition(key, partitions) == partition);
    CHECK(crc32(key) == crc);
    CHECK(crc32_partition(key, partitions) == static_cast<std::int64_t>(crc) % partitions);
  }
}

TEST_CASE("a hash does not depend on the alignment of the key") {
  for (const auto& vector : read_vectors()) {
    const std::string shifted = "x" + vector.key;
    CHECK(murmur2(std::string_view{shifted}.substr(1)) == vector.murmur2);
  }
}

TEST_CASE("CRC-32 of the check string is the published one") { CHECK(crc32("123456789") == 0xcbf43926U); }
