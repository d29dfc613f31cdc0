#include "report/status_text.hpp"

#include <fmt/format.h>

#include <limits>
#include <vector>

#include "base/json.hpp"
#include "base/printable.hpp"
#include "report/figures.hpp"
#include "report/text_table.hpp"

namespace spate::report {
namespace {

double rate_of(const Json& rate) {
  return rate.is_null() ? std::numeric_limits<double>::infinity() : rate.get<double>();
}

// "500/s", "max"
std::string target_text(const Json& rate) { return rate.is_null() ? "max" : rate_text(rate_of(rate)) + "/s"; }

// "running", "running at 2x for 12 s"
std::string state_of(const Json& stream) {
  auto text = stream.at("state").get<std::string>();
  if (!stream.at("live_rate").is_null()) text += " at " + stream.at("live_rate").get<std::string>();
  if (!stream.at("remaining_seconds").is_null())
    text += fmt::format(" for {:.0f} s", stream.at("remaining_seconds").get<double>());
  return text;
}

TableRow row_of(const Json& stream) {
  const auto limit = stream.at("limited_by").get<std::string>();
  return {stream.at("name").get<std::string>(),
          state_of(stream),
          rate_text(rate_of(stream.at("target_rate"))),
          rate_text(stream.at("rate").get<double>()),
          latency_text(stream.at("behind_seconds").get<double>()),
          latency_text(stream.at("latency_seconds").at("p50").get<double>()),
          latency_text(stream.at("latency_seconds").at("p99").get<double>()),
          grouped(stream.at("delivered").get<std::uint64_t>()),
          grouped(stream.at("failed").get<std::uint64_t>()),
          grouped(stream.at("in_flight").get<std::uint64_t>()),
          limit == "none" ? "-" : limit};
}

}  // namespace

std::string status_table(const std::string& answer) try {
  const auto response = Json::parse(answer);
  std::vector<TableRow> rows{{"stream", "state", "target/s", "rate/s", "behind", "p50", "p99", "delivered", "failed",
                              "in flight", "limited by"}};
  for (const auto& stream : response.at("streams")) rows.push_back(row_of(stream));
  return text_table(rows);
} catch (const Json::exception&) {
  throw std::runtime_error{"unexpected response: the server does not look like spate"};
}

std::string status_line(const std::string& answer) try {
  const auto stream = Json::parse(answer);
  return fmt::format("{}: {}, target {}\n", printable_line(stream.at("name").get<std::string>()),
                     printable_line(state_of(stream)), target_text(stream.at("target_rate")));
} catch (const Json::exception&) {
  throw std::runtime_error{"unexpected response: the server does not look like spate"};
}

std::string reload_text(const std::string& answer) try {
  const auto response = Json::parse(answer);
  std::string text;
  for (const auto& change : response.at("changes")) text += printable_line(change.get<std::string>()) + "\n";
  return text.empty() ? "the scenario has not changed\n" : text;
} catch (const Json::exception&) {
  throw std::runtime_error{"unexpected response: the server does not look like spate"};
}

std::string error_text(const std::string& answer) {
  const auto response = Json::parse(answer, nullptr, false);
  if (!response.is_object() || !response.contains("error") || !response.at("error").is_string())
    return printable_line(answer);
  auto text = printable_line(response.at("error").get<std::string>());
  if (const auto problems = response.find("problems"); problems != response.end() && problems->is_array())
    for (const auto& problem : *problems)
      text += "\n" + (problem.is_string() ? printable_line(problem.get<std::string>()) : "");
  return text;
}

std::string action_body(const std::string& rate, const std::string& lasts) {
  auto body = Json::object();
  if (!rate.empty()) body["rate"] = rate;
  if (!lasts.empty()) body["for"] = lasts;
  return json_text(body);
}

}  // namespace spate::report
