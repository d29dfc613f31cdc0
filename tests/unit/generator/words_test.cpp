// Functions for people, places, machines and payments: values come from the built-in tables, agree within one object
// and have valid check digits.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <map>
#include <regex>
#include <set>

#include "catch.hpp"
#include "generator/table/builtin_tables.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

constexpr std::uint64_t kRecords = 1'000;

std::string text(const simdjson::dom::element& value) { return std::string{std::string_view{value}}; }

// Runs `check` on each of the first records.
template <class Check>
void for_each_record(const std::string& record, Check check) {
  RecordMaker maker{record};
  REQUIRE(maker.problems == "");
  simdjson::dom::parser parser;
  for (std::uint64_t n = 0; n < kRecords; ++n) {
    const auto value = maker.value(n);
    CAPTURE(value);
    const simdjson::dom::element document = parser.parse(value);
    check(document);
  }
}

// The row of a built-in table that has the text in this column; the number of rows if there is none.
std::size_t find_row(const CompiledTable& table, const std::string& column, const std::string& value) {
  const auto& cells = table.find(column)->cells;
  const auto match = std::find_if(cells.begin(), cells.end(), [&](const auto& cell) { return cell.text == value; });
  return static_cast<std::size_t>(match - cells.begin());
}

int remainder_97(const std::string& number) {
  int remainder = 0;
  for (const char c : number)
    remainder = c <= '9' ? (10 * remainder + c - '0') % 97 : (100 * remainder + c - 'A' + 10) % 97;
  return remainder;
}

bool passes_luhn(const std::string& number) {
  int sum = 0;
  for (std::size_t n = 0; n < number.size(); ++n) {
    const int digit = number[number.size() - 1 - n] - '0';
    sum += n % 2 == 0 ? digit : digit * 2 / 10 + digit * 2 % 10;
  }
  return sum % 10 == 0;
}

}  // namespace

TEST_CASE("built-in tables have complete columns, and exist in English and French") {
  std::set<std::string> names;
  for (const auto& table : builtin_tables()) {
    names.insert(table.name);
    CHECK(table.rows >= 7);
    for (const auto& column : table.columns) CHECK(column.cells.size() == table.rows);
  }
  for (const auto* name :
       {"cities", "cities_en", "cities_fr", "first_names_fr", "words_en", "http_statuses", "url_paths"})
    CHECK(names.count(name) == 1);
  for (const auto* name : {"first_names", "last_names"}) {
    for (const auto& cell : builtin_table(name)->find("mailbox")->cells)
      CHECK(cell.text.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos);
  }
}

TEST_CASE("city, country, postcode, currency and coordinates of one object belong to one place") {
  for (const std::string locale : {"en", "fr"}) {
    const auto argument = "(\"" + locale + "\")\n";
    const auto& cities = *builtin_table("cities_" + locale);
    std::set<std::string> postcodes;
    for_each_record(
        fmt::format("postcode: =postcode{0}city: =city{0}country: =country{0}currency: =currency{0}"
                    "lat: =latitude{0}lon: =longitude{0}$let: {{again: '=city(\"{1}\")'}}\nsame: =again == city\n",
                    argument, locale),
        [&](const auto& record) {
          const auto row = find_row(cities, "postcode", text(record["postcode"]));
          REQUIRE(row < cities.rows);
          CHECK(cities.find("city")->cells[row].text == text(record["city"]));
          CHECK(cities.find("country")->cells[row].text == text(record["country"]));
          CHECK(cities.find("currency")->cells[row].text == text(record["currency"]));
          const double latitude = static_cast<double>(cities.find("latitude")->cells[row].number) / 1e4;
          CHECK(std::abs(double{record["lat"]} - latitude) <= 0.05);
          CHECK(bool{record["same"]});
          postcodes.insert(text(record["postcode"]));
        });
    CHECK(postcodes.size() == cities.rows);
  }
}

TEST_CASE("each object and each value of `of` has its own place") {
  int same_object = 0;
  int same_of = 0;
  for_each_record(
      "from: {city: =city(), name: =full_name()}\nto: {city: =city(), name: =full_name()}\n"
      "a: '=city(of=\"a\")'\nb: '=city(of=\"b\")'\na_again: '=city(of=\"a\")'\n",
      [&](const auto& record) {
        same_object += text(record["from"]["city"]) == text(record["to"]["city"]) ? 1 : 0;
        same_of += text(record["a"]) == text(record["b"]) ? 1 : 0;
        CHECK(text(record["a"]) == text(record["a_again"]));
      });
  CHECK(same_object < 100);
  CHECK(same_of < 100);
  CHECK(evaluate("city(\"de\")").find("unknown locale") != std::string::npos);
}

TEST_CASE("names and email address of one object belong to one person") {
  const std::regex address{"([a-z]+)\\.([a-z]+)[1-9][0-9]{0,3}@example\\.(com|org|net)"};
  const auto& first_names = *builtin_table("first_names_fr");
  const auto& last_names = *builtin_table("last_names_fr");
  for_each_record(
      "email: '=email(\"fr\")'\nfull: '=full_name(\"fr\")'\nlast: '=last_name(\"fr\")'\nfirst: '=first_name(\"fr\")'\n",
      [&](const auto& record) {
        CHECK(text(record["full"]) == text(record["first"]) + " " + text(record["last"]));
        std::smatch parts;
        const auto email = text(record["email"]);
        REQUIRE(std::regex_match(email, parts, address));
        CHECK(first_names.find("mailbox")->cells[find_row(first_names, "name", text(record["first"]))].text ==
              parts[1]);
        CHECK(last_names.find("mailbox")->cells[find_row(last_names, "name", text(record["last"]))].text == parts[2]);
      });
}

TEST_CASE("pick reads a built-in table, unless the scenario has a table of the same name") {
  RecordMaker maker{"$let: {p: =pick(cities_fr)}\ncity: =p.city\ncode: =p.country_code\nregion: =p.region\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value().find("{\"city\":\"") == 0);
  RecordMaker shadowed{"x: =pick(cities).name\n", "tables: {cities: {columns: [name], rows: [[Atlantis]]}}\n"};
  REQUIRE(shadowed.problems == "");
  CHECK(shadowed.value() == R"({"x":"Atlantis"})");
  CHECK(evaluate("pick(cites).city").find("did you mean \"cities\"") != std::string::npos);
}

TEST_CASE("streets, phones, companies, words and sentences have the expected format") {
  const std::regex street{"[1-9][0-9]{0,2} .+"};
  const std::regex phone{"\\+[0-9][0-9 -]{8,16}[0-9]"};
  const std::regex sentence{"[A-ZÉÎ].* .*[^ ]\\."};
  for_each_record(
      "s: '=street(\"fr\")'\np: =phone()\nq: '=phone(\"fr\")'\nc: =company()\nw: '=word(\"fr\")'\nt: =sentence(3, 5)\n",
      [&](const auto& record) {
        CHECK(std::regex_match(text(record["s"]), street));
        CHECK(std::regex_match(text(record["p"]), phone));
        CHECK(std::regex_match(text(record["q"]), phone));
        CHECK(find_row(*builtin_table("companies_en"), "name", text(record["c"])) <
              builtin_table("companies_en")->rows);
        CHECK(find_row(*builtin_table("words_fr"), "word", text(record["w"])) < builtin_table("words_fr")->rows);
        const auto words = text(record["t"]);
        const auto spaces = std::count(words.begin(), words.end(), ' ');
        CHECK((spaces >= 2 && spaces <= 4 && words.back() == '.' && words[0] >= 'A' && words[0] <= 'Z'));
      });
  for_each_record("t: '=sentence(1, 2, \"fr\")'\n", [&](const auto& record) {
    const auto words = text(record["t"]);
    const bool accented = words.starts_with("\xC3") && static_cast<unsigned char>(words[1]) < 0xA0;
    CHECK((accented || (words[0] >= 'A' && words[0] <= 'Z')));
  });
}

TEST_CASE("IP addresses are in their network and cover it") {
  std::set<std::string> addresses;
  for_each_record(
      "a: =ipv4()\nb: '=ipv4(\"10.1.0.0/16\")'\nc: '=ipv4(\"192.0.2.8/30\")'\nd: '=ipv4(\"203.0.113.7/32\")'\n"
      "e: =ipv6()\nf: '=ipv6(\"2001:db8::/126\")'\ng: '=ipv6(\"fd00::/8\")'\nm: =mac()\n",
      [&](const auto& record) {
        in_addr four{};
        REQUIRE(::inet_pton(AF_INET, text(record["a"]).c_str(), &four) == 1);
        const auto first = ntohl(four.s_addr) >> 24U;
        CHECK((first >= 1 && first < 224 && first != 10 && first != 127));
        CHECK(text(record["a"]).find("192.168.") != 0);
        CHECK(text(record["b"]).find("10.1.") == 0);
        addresses.insert(text(record["c"]));
        CHECK(text(record["d"]) == "203.0.113.7");
        in6_addr six{};
        REQUIRE(::inet_pton(AF_INET6, text(record["e"]).c_str(), &six) == 1);
        CHECK((six.s6_addr[0] >> 5U) == 1);
        addresses.insert(text(record["f"]));
        REQUIRE(::inet_pton(AF_INET6, text(record["g"]).c_str(), &six) == 1);
        CHECK(six.s6_addr[0] == 0xFD);
        CHECK(std::regex_match(text(record["m"]), std::regex{"[0-9a-f][26ae](:[0-9a-f]{2}){5}"}));
      });
  CHECK(addresses == std::set<std::string>{"192.0.2.8", "192.0.2.9", "192.0.2.10", "192.0.2.11",
                                           "2001:db8::", "2001:db8::1", "2001:db8::2", "2001:db8::3"});
  CHECK(evaluate("ipv4(\"10.0.0.0\")").find("invalid network: use one such as \"10.0.0.0/8\"") != std::string::npos);
  CHECK(evaluate("ipv4(\"10.0.0.1/8\")").find("bits after the first 8 are set") != std::string::npos);
  CHECK(evaluate("ipv6(\"2001:db8::/129\")").find("invalid network") != std::string::npos);
}

TEST_CASE("card numbers pass the Luhn check, IBANs the mod 97 check") {
  const std::map<std::string, std::size_t> lengths{{"FR", 27}, {"DE", 22}, {"GB", 22}, {"NO", 15}};
  std::set<std::string> countries;
  for_each_record(
      "v: '=card_number(\"visa\")'\na: '=card_number(\"amex\")'\nany: =card_number()\nfr: '=iban(\"FR\")'\ni: "
      "=iban()\n",
      [&](const auto& record) {
        for (const auto* field : {"v", "a", "any"}) CHECK(passes_luhn(text(record[field])));
        CHECK((text(record["v"]).size() == 16 && text(record["v"])[0] == '4'));
        CHECK((text(record["a"]).size() == 15 && text(record["a"])[0] == '3'));
        for (const auto* field : {"fr", "i"}) {
          const auto iban = text(record[field]);
          CHECK(remainder_97(iban.substr(4) + iban.substr(0, 4)) == 1);
        }
        const auto iban = text(record["i"]);
        const auto length = lengths.find(iban.substr(0, 2));
        if (length != lengths.end()) CHECK(iban.size() == length->second);
        CHECK(text(record["fr"]).size() == 27);
        countries.insert(iban.substr(0, 2));
      });
  CHECK(countries.size() == 16);
  CHECK(evaluate("iban(\"US\")").find("unknown country: use one of AT, BE") != std::string::npos);
  CHECK(evaluate("card_number(\"dinner\")").find("unknown brand: use") != std::string::npos);
}

TEST_CASE("HTTP methods and statuses have the shares of their tables") {
  std::map<std::string, int> methods;
  std::map<std::int64_t, int> statuses;
  for_each_record("m: =http_method()\ns: =http_status()\np: =url_path()\nu: =user_agent()\n", [&](const auto& record) {
    ++methods[text(record["m"])];
    ++statuses[std::int64_t{record["s"]}];
    CHECK(text(record["p"]).find_first_of("# ") == std::string::npos);
    CHECK(text(record["p"])[0] == '/');
    CHECK(find_row(*builtin_table("user_agents"), "user_agent", text(record["u"])) <
          builtin_table("user_agents")->rows);
  });
  CHECK(methods["GET"] == Approx(720).margin(60));
  CHECK(statuses[200] == Approx(780).margin(60));
}

}  // namespace spate::generator
