// Buffering by partition at `rate: max`, with time as a parameter.
#include "stream/batch_maker.hpp"

#include "fake_sink.hpp"

using namespace spate;
using namespace spate::stream;

namespace {

constexpr std::int32_t kPartitions = 64;

const std::string kKeyed =
    "    record: {n: \"=index()\", user: \"user-${int(1, 100000)}\"}\n"
    "    key: user\n";

// A maker and its pacer at T = 0.
struct MakerFixture {
  explicit MakerFixture(const std::string& keys, std::uint64_t resent_until = 0)
      : scenario(parse_stream(keys)),
        setup(make_setup(scenario)),
        maker(setup.generator, setup.partitions, resent_until, std::size_t{1} << 30U, stats) {
    maker.begin({}, {});
    setup.pacer.advance_to({});
  }

  // Fills until a batch has records, and returns its size.
  std::size_t fill(std::int32_t partitions = kPartitions) {
    while (maker.fill(setup.pacer, partitions))
      if (!maker.batch().empty()) return release();
    return 0;
  }
  std::size_t release() {
    const auto size = maker.batch().size();
    maker.return_records(0, true);
    return size;
  }

  scenario::Scenario scenario;
  stats::StreamStats stats;
  WorkerSetup setup;
  BatchMaker maker;
};

}  // namespace

TEST_CASE("at max a batch has many records of one partition") {
  MakerFixture run{"    rate: max\n" + kKeyed};
  CHECK(run.fill() == 1'024);  // the first batch is not buffered: whether its records have keys is unknown
  CHECK_FALSE(run.maker.has_buffered());
  for (int batch = 0; batch < 100; ++batch) {
    REQUIRE(run.fill() > 500);
    CHECK(run.maker.has_buffered());
  }
}

TEST_CASE("a record is buffered for at most 100 ms") {
  MakerFixture run{"    rate: max\n" + kKeyed};
  run.fill();
  REQUIRE(run.maker.fill(run.setup.pacer, kPartitions));
  REQUIRE(run.maker.batch().empty());
  run.setup.pacer.advance_to(StreamTime{99 * kMillisecond});
  REQUIRE(run.maker.fill(run.setup.pacer, kPartitions));
  CHECK(run.maker.batch().empty());
  run.setup.pacer.advance_to(StreamTime{100 * kMillisecond});
  const auto made = run.setup.pacer.index();
  for (std::int32_t partition = 0; partition < kPartitions; ++partition) {
    REQUIRE(run.maker.fill(run.setup.pacer, kPartitions));
    CHECK(run.release() > 0);
  }
  CHECK(run.setup.pacer.index() == made);
  CHECK_FALSE(run.maker.has_buffered());
}

TEST_CASE("records of a paced stream are not buffered") {
  MakerFixture run{"    rate: 1000000/s\n" + kKeyed};
  run.setup.pacer.advance_to(StreamTime{kSecond});
  for (int batch = 0; batch < 9; ++batch) {
    REQUIRE(run.fill() == 1'024);
    CHECK_FALSE(run.maker.has_buffered());
  }
}

TEST_CASE("records without a key are not buffered under a hashing partitioner") {
  MakerFixture run{"    rate: max\n    record: {n: \"=index()\"}\n    key: none\n"};
  for (int batch = 0; batch < 100; ++batch) {
    REQUIRE(run.fill() == 1'024);
    CHECK_FALSE(run.maker.has_buffered());
  }
}

TEST_CASE("records that an earlier process may have sent are not buffered") {
  MakerFixture run{"    rate: max\n" + kKeyed, 10'000};
  while (run.setup.pacer.index() < 10'000) {
    run.fill();
    CHECK(run.maker.is_resending());
    CHECK_FALSE(run.maker.has_buffered());
  }
  CHECK(run.setup.pacer.index() == 10'000);
  run.fill();
  CHECK_FALSE(run.maker.is_resending());
  CHECK(run.maker.has_buffered());
}

TEST_CASE("buffered records precede records for other partition counts") {
  MakerFixture run{"    rate: max\n" + kKeyed};
  run.fill();
  run.fill();
  REQUIRE(run.maker.has_buffered());
  const auto made = run.setup.pacer.index();
  while (run.maker.has_buffered()) {
    REQUIRE(run.maker.fill(run.setup.pacer, 2 * kPartitions));
    CHECK(run.release() > 0);
    CHECK(run.setup.pacer.index() == made);
  }
  run.fill(2 * kPartitions);
  CHECK(run.setup.pacer.index() > made);
}
