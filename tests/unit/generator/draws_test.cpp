// Draws by Pearson's chi-square test. The seed is fixed, so the results never change.
#include <cmath>
#include <map>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

constexpr int kDraws = 20'000;

std::map<std::string, double> count_values(const std::string& expression, const std::string& stream_keys = "") {
  RecordMaker maker{"x: =" + expression + "\n", stream_keys};
  REQUIRE(maker.problems == "");
  std::map<std::string, double> counts;
  for (int n = 0; n < kDraws; ++n) {
    const auto value = maker.value(static_cast<std::uint64_t>(n));
    ++counts[value.substr(5, value.size() - 6)];
  }
  return counts;
}

// Chi-square against expected shares, as standard deviations above its mean (Wilson and Hilferty 1931).
double deviation(const std::map<std::string, double>& counts, const std::map<std::string, double>& shares) {
  double chi_square = 0;
  double total = 0;
  for (const auto& [value, share] : shares) {
    const auto match = counts.find(value);
    const double count = match == counts.end() ? 0 : match->second;
    chi_square += std::pow(count - share * kDraws, 2) / (share * kDraws);
    total += count;
  }
  REQUIRE(total == kDraws);  // only the expected values occur
  const double freedom = static_cast<double>(shares.size()) - 1;
  return (std::cbrt(chi_square / freedom) - (1 - 2 / (9 * freedom))) / std::sqrt(2 / (9 * freedom));
}

std::map<std::string, double> uniform_shares(int from, int to) {
  std::map<std::string, double> shares;
  for (int n = from; n <= to; ++n) shares[std::to_string(n)] = 1.0 / (to - from + 1);
  return shares;
}

}  // namespace

TEST_CASE("int, one_of, weighted, chance, maybe and pick follow their shares") {
  CHECK(std::abs(deviation(count_values("int(1, 100)"), uniform_shares(1, 100))) < 3.5);
  CHECK(std::abs(deviation(count_values("int(-3, 3)"), uniform_shares(-3, 3))) < 3.5);
  CHECK(std::abs(deviation(count_values("one_of(1, 2, 3)"), uniform_shares(1, 3))) < 3.5);
  CHECK(std::abs(deviation(count_values("weighted(1, 3, 2, 1, 3, 0.5)"),
                           {{"1", 6 / 9.0}, {"2", 2 / 9.0}, {"3", 1 / 9.0}})) < 3.5);
  CHECK(std::abs(deviation(count_values("chance(2%)"), {{"true", 0.02}, {"false", 0.98}})) < 3.5);
  CHECK(std::abs(deviation(count_values("maybe(0.3, 1)"), {{"1", 0.3}, {"null", 0.7}})) < 3.5);
  const std::string table = "tables:\n  t:\n    columns: [n, w]\n    rows: [[1, 5], [2, 0], [3, 2.5]]\n";
  CHECK(std::abs(deviation(count_values("pick(t, weight=w).n", table), {{"1", 2 / 3.0}, {"3", 1 / 3.0}})) < 3.5);
  CHECK(std::abs(deviation(count_values("pick(t).n", table), uniform_shares(1, 3))) < 3.5);
  CHECK(std::abs(deviation(count_values("pick([1, 2, int(3, 3)])"), uniform_shares(1, 3))) < 3.5);
  CHECK(std::abs(deviation(count_values("pick([1, 2, 3], weight=[5, 0, 2.5])"), {{"1", 2 / 3.0}, {"3", 1 / 3.0}})) <
        3.5);
}

TEST_CASE("zipf follows Zipf's law for exponents below, at and above 1") {
  for (const auto& s : {"0", "0.5", "1", "1.1", "2.5"}) {
    CAPTURE(s);
    std::map<std::string, double> shares;
    double sum = 0;
    for (int rank = 1; rank <= 50; ++rank) sum += std::pow(rank, -std::stod(s));
    double rest = 0;  // ranks too rare for chi-square, combined
    auto counts = count_values("zipf(50, " + std::string{s} + ")");
    for (int rank = 1; rank <= 50; ++rank) {
      const double share = std::pow(rank, -std::stod(s)) / sum;
      const auto name = std::to_string(rank);
      if (share * kDraws >= 20) {
        shares[name] = share;
      } else {
        rest += share;
        counts["rest"] += counts[name];
        counts.erase(name);
      }
    }
    if (rest > 0) shares["rest"] = rest;
    CHECK(std::abs(deviation(counts, shares)) < 3.5);
  }
}

TEST_CASE("uuid4: each random bit is set half of the time, version and variant are fixed") {
  RecordMaker maker{"x: =uuid4()\n"};
  REQUIRE(maker.problems == "");
  std::array<int, 128> ones{};
  for (int n = 0; n < kDraws; ++n) {
    auto text = maker.value(static_cast<std::uint64_t>(n)).substr(6, 36);
    REQUIRE((text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'));
    REQUIRE(text[14] == '4');
    REQUIRE(std::string{"89ab"}.find(text[19]) != std::string::npos);
    text.erase(std::remove(text.begin(), text.end(), '-'), text.end());
    for (std::size_t bit = 0; bit < 128; ++bit) {
      const auto digit = std::stoi(text.substr(bit / 4, 1), nullptr, 16);
      ones[bit] += (digit >> (3 - bit % 4)) & 1;
    }
  }
  for (std::size_t bit = 0; bit < 128; ++bit) {
    if ((bit >= 48 && bit < 52) || bit == 64 || bit == 65) continue;
    CAPTURE(bit);
    CHECK(std::abs(ones[bit] - kDraws / 2) < 4.5 * std::sqrt(kDraws) / 2);
  }
}

TEST_CASE("decimal and float have the mean of a uniform distribution") {
  RecordMaker maker{"d: =decimal(10, 20, 2)\nf: =float(10, 20)\n"};
  REQUIRE(maker.problems == "");
  double decimals = 0;
  double floats = 0;
  for (int n = 0; n < kDraws; ++n) {
    const auto value = maker.value(static_cast<std::uint64_t>(n));
    const double d = std::stod(value.substr(5));
    const double f = std::stod(value.substr(value.find("\"f\":") + 4));
    REQUIRE((d >= 10 && d <= 20 && f >= 10 && f < 20));
    decimals += d;
    floats += f;
  }
  const double allowed = 4 * 10 / std::sqrt(12.0 * kDraws);
  CHECK(std::abs(decimals / kDraws - 15) < allowed);
  CHECK(std::abs(floats / kDraws - 15) < allowed);
}

TEST_CASE("a field's values do not depend on the fields around it") {
  RecordMaker alone{"a: =int(1, 1000000)\n"};
  RecordMaker mixed{"z: =uuid4()\nb: =int(1, 1000000)\na: =int(1, 1000000)\nc: =chance(50%)\n"};
  for (std::uint64_t n = 0; n < 100; ++n) {
    const auto value = alone.value(n);
    CHECK(mixed.value(n).find(value.substr(1, value.size() - 2) + ",") != std::string::npos);
  }
}

}  // namespace spate::generator
