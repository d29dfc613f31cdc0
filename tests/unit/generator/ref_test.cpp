// References: a reference reads exactly the record that the other stream sends, in any order of generation.
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <thread>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

// The generators of all streams of a scenario. Record n of each stream is due n seconds after T = 0.
class StreamGenerators {
 public:
  explicit StreamGenerators(const std::string& streams) {
    scenario::Diagnostics diagnostics;
    const auto scenario = scenario::parse_scenario("kafka: {bootstrap.servers: embedded}\nstreams:\n" + streams,
                                                   "t.yaml", {}, diagnostics);
    if (scenario) {
      for (const auto& stream : scenario->streams) {
        auto generator = compile_generator(*scenario, stream, diagnostics, one_per_second(*scenario));
        if (generator) generators_.emplace(stream.name, std::move(*generator));
      }
    }
    problems = diagnostics.text();
  }

  // Record `index`, intended `index` seconds after T = 0.
  std::string value(const std::string& stream, std::uint64_t index) {
    const StreamTime elapsed = StreamTime{} + static_cast<Duration::rep>(index) * kSecond;
    return value_at(stream, index, elapsed);
  }
  std::string value_at(const std::string& stream, std::uint64_t index, StreamTime elapsed) {
    auto& generator = generators_.at(stream);
    std::vector<char> memory(generator.max_bytes());
    const auto rendered = generator.write(memory.data(), {index, kWall + since_start(elapsed), elapsed});
    if (generator.failed()) return generator.failure();
    return {rendered.value == nullptr ? "" : rendered.value, rendered.value_size};
  }
  Generator copy(const std::string& stream) const { return generators_.at(stream); }

  std::string problems;

 private:
  std::map<std::string, Generator> generators_;
};

const std::string kOrders = R"(  - topic: orders
    rate: 1/s
    record:
      n: =index()
      id: =uuid4()
      at: =now("epoch_s")
      customer: {name: "c-${int(1, 9)}", vip: =chance(20%)}
      lines:
        $repeat: =int(1, 4)
        $let: {price: '=decimal(1, 100, 2)'}
        $item: {price: =price, double: =price * 2}
      total: =sum(lines.double)
)";

// The streams orders and payments, and `other_streams` between them.
std::string payments(const std::string& record, const std::string& other_streams = "") {
  return kOrders + other_streams + "  - topic: payments\n    rate: 1/s\n    record: " + record + "\n";
}

std::uint64_t read_number(const std::string& json, const std::string& field) {
  const auto at = json.find("\"" + field + "\":");
  return at == std::string::npos ? UINT64_MAX : std::stoull(json.substr(at + field.size() + 3));
}

}  // namespace

TEST_CASE("a reference reads the fields of a record that the other stream sends") {
  StreamGenerators streams{
      payments("{$let: {o: =ref(orders)}, n: =o.n, id: =o.id, name: =o.customer.name, vip: =o.customer.vip, "
               "total: =o.total, at: =o.at}")};
  REQUIRE(streams.problems == "");
  for (std::uint64_t index = 0; index < 500; ++index) {
    const auto payment = streams.value("payments", index);
    const auto n = read_number(payment, "n");
    REQUIRE(n <= index);  // only due records
    const auto order = streams.value("orders", n);
    for (const auto* field : {"id", "name", "vip", "total", "at"}) {
      CAPTURE(payment, order, field);
      const auto begin = payment.find("\"" + std::string{field} + "\":");
      const auto end = payment.find_first_of(",}", begin);
      CHECK(order.find(payment.substr(begin, end - begin)) != std::string::npos);
    }
  }
}

TEST_CASE("texts of several referenced records do not overwrite one another") {
  const std::string users =
      "  - topic: users\n    rate: 1/s\n    record: {n: =index(), who: 'u-${index()}-${int(1, 999):03}'}\n";
  StreamGenerators streams{
      payments("{$let: {a: =ref(users), b: =ref(users)}, one: =a.who, drawn: '=int(1, 9)', two: =b.who, "
               "both: '${a.who}/${b.who}', again: =a.who, n: =a.n}",
               users)};
  REQUIRE(streams.problems == "");
  const auto text = [](const std::string& json, const std::string& field) {
    const auto begin = json.find("\"" + field + "\":\"") + field.size() + 4;
    return json.substr(begin, json.find('"', begin) - begin);
  };
  for (std::uint64_t index = 0; index < 200; ++index) {
    const auto payment = streams.value("payments", index);
    CAPTURE(payment);
    CHECK(text(payment, "one") == text(streams.value("users", read_number(payment, "n")), "who"));
    CHECK(text(payment, "both") == text(payment, "one") + "/" + text(payment, "two"));
    CHECK(text(payment, "again") == text(payment, "one"));
  }
}

TEST_CASE("a reference chooses uniformly from all due records") {
  StreamGenerators streams{payments("{n: =ref(orders).n}")};
  REQUIRE(streams.problems == "");
  constexpr std::uint64_t kDue = 20;
  constexpr int kDraws = 20'000;
  std::array<int, kDue> counts{};
  for (std::uint64_t index = 0; index < kDraws; ++index)
    ++counts.at(read_number(streams.value_at("payments", index, StreamTime{(kDue - 1) * kSecond}), "n"));
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - 1000.0) * (count - 1000.0) / 1000.0;
  CHECK(chi_square < 43.8);  // 19 degrees of freedom, probability 0.001
}

TEST_CASE("within= limits the choice by number of records or by age") {
  StreamGenerators streams{payments("{records: '=ref(orders, within=10).n', time: '=ref(orders, within=2min).n'}")};
  REQUIRE(streams.problems == "");
  std::set<std::uint64_t> records;
  std::set<std::uint64_t> time;
  for (std::uint64_t index = 1000; index < 3000; ++index) {
    const auto payment = streams.value_at("payments", index, StreamTime{1000 * kSecond});  // 0 to 1000 are due
    records.insert(read_number(payment, "records"));
    time.insert(read_number(payment, "time"));
  }
  CHECK(*records.begin() == 991);
  CHECK(*records.rbegin() == 1000);
  CHECK(records.size() == 10);
  CHECK(*time.begin() == 881);  // 880 is two minutes old
  CHECK(*time.rbegin() == 1000);
  CHECK(time.size() == 120);
}

TEST_CASE("at= chooses a record by index, zipf= prefers the newest") {
  StreamGenerators streams{payments("{same: '=ref(orders, at=index()).n', new: '=ref(orders, zipf=1).n'}")};
  REQUIRE(streams.problems == "");
  constexpr int kDraws = 20'000;
  constexpr std::uint64_t kDue = 1000;
  std::map<std::uint64_t, int> age;
  for (std::uint64_t index = 0; index < kDraws; ++index) {
    const auto payment = streams.value_at("payments", index, StreamTime{(kDue - 1) * kSecond});
    CHECK(read_number(payment, "same") == index);
    ++age[kDue - read_number(payment, "new")];
  }
  double harmonic = 0;
  for (std::uint64_t rank = 1; rank <= kDue; ++rank) harmonic += 1 / static_cast<double>(rank);
  for (const int rank : {1, 2, 3}) {
    const double expected = kDraws / harmonic / rank;
    CHECK(std::abs(age[static_cast<std::uint64_t>(rank)] - expected) < 5 * std::sqrt(expected));
  }
}

TEST_CASE("a reference reads the first record if none is due") {
  StreamGenerators streams{payments("{n: =ref(orders).n}")};
  CHECK(read_number(streams.value_at("payments", 5, StreamTime{Duration{-1}}), "n") == 0);
}

TEST_CASE("references skip tombstones") {
  StreamGenerators streams{
      R"(  - {topic: users, rate: 1/s, record: {$let: {sent: =chance(30%)}, $when: =sent, n: =index()}}
  - {topic: visits, rate: 1/s, record: {user: =ref(users).n, same: '=ref(users, at=index()).n'}}
)"};
  REQUIRE(streams.problems == "");
  for (std::uint64_t index = 100; index < 1100; ++index) {
    const auto visit = streams.value("visits", index);
    CHECK(streams.value("users", read_number(visit, "user")) != "");
    const auto same = read_number(visit, "same");
    CHECK(same <= index);
    CHECK(streams.value("users", same) != "");
  }
}

TEST_CASE("a reference may read a field that is itself a reference") {
  StreamGenerators streams{payments("{n: =ref(orders).n}", R"(  - topic: refunds
    rate: 1/s
    record: {$let: {p: '=ref(payments)'}, order: =p.n, text: "of ${p.n}"}
)")};
  REQUIRE(streams.problems == "");
  std::set<std::uint64_t> referenced;
  for (std::uint64_t index = 0; index < 200; ++index)
    referenced.insert(read_number(streams.value("payments", index), "n"));
  for (std::uint64_t index = 0; index < 200; ++index) {
    const auto refund = streams.value("refunds", index);
    CHECK(referenced.count(read_number(refund, "order")) == 1);
    CHECK(refund.find("of " + std::to_string(read_number(refund, "order"))) != std::string::npos);
  }
}

TEST_CASE("a stream may refer to its own records") {
  StreamGenerators streams{"  - {topic: comments, rate: 1/s, record: {n: =index(), parent: \"=ref(comments).n\"}}\n"};
  REQUIRE(streams.problems == "");
  CHECK(read_number(streams.value("comments", 77), "parent") <= 77);
}

TEST_CASE("each item of an array refers to its own record") {
  StreamGenerators streams{payments("{all: {$repeat: 20, $item: {n: =ref(orders).n}}}")};
  REQUIRE(streams.problems == "");
  const auto payment = streams.value("payments", 1'000'000);
  std::set<std::string> distinct;
  for (auto at = payment.find("\"n\":"); at != std::string::npos; at = payment.find("\"n\":", at + 1))
    distinct.insert(payment.substr(at, payment.find('}', at) - at));
  CHECK(distinct.size() >= 18);
}

TEST_CASE("a record refers to the same record in any order and thread") {
  const StreamGenerators streams{
      payments("{$let: {o: \"=ref(orders, within=1000)\"}, n: =o.n, id: =o.id, total: =o.total}")};
  REQUIRE(streams.problems == "");
  constexpr std::uint64_t kRecords = 2000;
  std::array<std::vector<std::string>, 3> values;
  const std::array<std::uint64_t, 3> strides{1, 7, 1999};  // coprime with 2000: each order visits every record
  std::array<std::thread, 3> threads;
  for (std::size_t n = 0; n < threads.size(); ++n) {
    threads[n] = std::thread{[&, n] {
      auto generator = streams.copy("payments");
      std::vector<char> memory(generator.max_bytes());
      values[n].resize(kRecords);
      for (std::uint64_t k = 0; k < kRecords; ++k) {
        const auto index = k * strides[n] % kRecords;
        const StreamTime elapsed = StreamTime{} + static_cast<Duration::rep>(index) * kSecond;
        const auto rendered = generator.write(memory.data(), {index, kWall + since_start(elapsed), elapsed});
        values[n][index] = {rendered.value, rendered.value_size};
      }
    }};
  }
  for (auto& thread : threads) thread.join();
  CHECK(values[0] == values[1]);
  CHECK(values[0] == values[2]);
}

TEST_CASE("a circular reference is rejected") {
  StreamGenerators streams{R"(  - {topic: a, rate: 1/s, record: {x: =ref(b).y}}
  - {topic: b, rate: 1/s, record: {y: =ref(a).x}}
)"};
  CHECK(streams.problems.find("circular reference") != std::string::npos);
}

TEST_CASE("a problem of a record is reported once, by its own stream") {
  scenario::Diagnostics diagnostics;
  const std::string streams =
      "  - {topic: visits, rate: 1/s, record: {n: =index(), page: =max(1, 2)}}\n"  // YAML ends the value at the comma
      "  - topic: views\n    rate: 1/s\n    record: {$let: {v: '=ref(visits, within=5min)'}, page: =v.page}\n";
  std::map<std::string, bool> compiled;
  const auto scenario = scenario::parse_scenario(
      "kafka: {bootstrap.servers: embedded}\nstreams:\n" + streams, "t.yaml", {}, diagnostics,
      [&](const scenario::Scenario& parsed, scenario::Diagnostics& problems) {
        for (const auto& stream : parsed.streams) {
          compiled[stream.name] = compile_generator(parsed, stream, problems, one_per_second(parsed)).has_value();
        }
      });
  CHECK_FALSE(scenario.has_value());
  CHECK(compiled == std::map<std::string, bool>{{"visits", false}, {"views", false}});
  CHECK(diagnostics.text().find("streams[0].record.page") != std::string::npos);
  CHECK(diagnostics.text().find("streams[1]") == std::string::npos);
}

}  // namespace spate::generator
