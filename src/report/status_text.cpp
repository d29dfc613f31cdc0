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

double rate_from_json(const Json& rate) {
  return rate.is_null() ? std::numeric_limits<double>::infinity() : rate.get<double>();
}

// "500/s", "max"
std::string target_text(const Json& rate) { return rate.is_null() ? "max" : rate_text(rate_from_json(rate)) + "/s"; }

// "running", "running at 2x for 12 s"
std::string state_text(const Json& stream) {
  auto text = stream.at("state").get<std::string>();
  if (!stream.at("live_rate").is_null()) text += " at " + stream.at("live_rate").get<std::string>();
  if (!stream.at("remaining_seconds").is_null())
    text += fmt::format(" for {:.0f} s", stream.at("remaining_seconds").get<double>());
  return text;
}

TableRow status_row(const Json& stream) {
  const auto limit = stream.at("limited_by").get<std::string>();
  return {stream.at("name").get<std::string>(),
          state_text(stream),
          rate_text(rate_from_json(stream.at("target_rate"))),
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

std::string status_table(const std::string& response) try {
  const auto document = Json::parse(response);
  std::vector<TableRow> rows{{"stream", "state", "target/s", "rate/s", "behind", "p50", "p99", "delivered", "failed",
                              "in flight", "limited by"}};
  for (const auto& stream : document.at("streams")) rows.push_back(status_row(stream));
  return text_table(rows);
} catch (const Json::exception&) {
  throw std::runtime_error{"unexpected response: the server does not look like spate"};
}

std::string status_line(const std::string& response) try {
  const auto stream = Json::parse(response);
  return fmt::format("{}: {}, target {}\n", printable_line(stream.at("name").get<std::string>()),
                     printable_line(state_text(stream)), target_text(stream.at("target_rate")));
} catch (const Json::exception&) {
  throw std::runtime_error{"unexpected response: the server does not look like spate"};
}

std::string reload_text(const std::string& response) try {
  const auto document = Json::parse(response);
  std::string text;
  for (const auto& change : document.at("changes")) text += printable_line(change.get<std::string>()) + "\n";
  return text.empty() ? "the scenario has not changed\n" : text;
} catch (const Json::exception&) {
  throw std::runtime_error{"unexpected response: the server does not look like spate"};
}

std::string error_text(const std::string& response) {
  const auto document = Json::parse(response, nullptr, false);
  if (!document.is_object() || !document.contains("error") || !document.at("error").is_string())
    return printable_line(response);
  auto text = printable_line(document.at("error").get<std::string>());
  if (const auto problems = document.find("problems"); problems != document.end() && problems->is_array())
    for (const auto& problem : *problems)
      text += "\n" + (problem.is_string() ? printable_line(problem.get<std::string>()) : "");
  return text;
}

std::string action_body(const std::string& rate, const std::string& duration) {
  auto body = Json::object();
  if (!rate.empty()) body["rate"] = rate;
  if (!duration.empty()) body["for"] = duration;
  return json_text(body);
}

}  // namespace spate::report
