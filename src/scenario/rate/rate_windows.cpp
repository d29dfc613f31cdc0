#include "scenario/rate/rate_windows.hpp"

#include <fmt/format.h>

#include "scenario/text/calendar_text.hpp"

namespace spate::scenario {
namespace {

constexpr std::size_t kMaxWindows = 50;
constexpr int kDaysOfWeek = 7;

bool starts_on_day(const Window& window, int day) { return ((window.days >> static_cast<unsigned>(day)) & 1U) != 0; }

// Length of one occurrence.
Duration length_of(const Window& window) {
  return window.to - window.from + (window.to > window.from ? Duration{} : kDay);
}

// True if the windows overlap in any week.
bool overlap(const Window& first, const Window& second) {
  constexpr Duration kWeek = kDaysOfWeek * kDay;
  for (int first_day = 0; first_day < kDaysOfWeek; ++first_day)
    for (int second_day = 0; second_day < kDaysOfWeek; ++second_day) {
      if (!starts_on_day(first, first_day) || !starts_on_day(second, second_day)) continue;
      const Duration apart = ((second_day - first_day) * kDay + second.from - first.from + kWeek) % kWeek;
      if (apart < length_of(first) || (kWeek - apart) % kWeek < length_of(second)) return true;
    }
  return false;
}

std::optional<std::uint8_t> read_days(const Section& window) {
  const auto* node = window.find("days");
  if (node == nullptr) return parse_days(find_key(SectionKind::window, "days")->fallback).value;
  const std::vector<Node> single{*node};
  const bool is_list = node->kind == Node::Kind::list;
  unsigned days = 0;
  bool valid = node->kind != Node::Kind::map && !(is_list && node->items.empty());
  if (!valid) window.report("days", "expected days, such as mon-fri or [sat, sun]");
  for (const Node& item : is_list ? node->items : single) {
    if (item.kind == Node::Kind::map) break;
    auto parsed = parse_days(item.text);
    if (!parsed.value && item.secret) parsed.problem = "expected days, such as mon-fri or [sat, sun]";
    days |= parsed.value.value_or(0);
    valid = valid && parsed.value;
    if (!parsed.value) window.context().diagnostics.report(item.place, window.path("days"), std::move(parsed.problem));
  }
  return valid ? std::optional{static_cast<std::uint8_t>(days)} : std::nullopt;
}

// Parses "18:00-22:00" into the window. Returns false, and reports it, if the text is invalid.
bool read_between(const Section& section, Window& window) {
  const auto text = section.text("between");
  if (!text) return false;
  const auto dash = text->find('-');
  if (dash == std::string::npos) {
    section.report("between", fmt::format("invalid range {}: use two times of day, such as \"18:00-22:00\"",
                                          section.quoted_value("between")));
    return false;
  }
  auto from = parse_time_of_day(std::string_view{*text}.substr(0, dash));
  auto to = parse_time_of_day(std::string_view{*text}.substr(dash + 1), true);
  const bool secret = section.find("between")->secret;
  for (auto* end : {&from, &to})
    if (!end->value)
      section.report("between",
                     secret ? "expected two times of day, such as \"18:00-22:00\"" : std::move(end->problem));
  if (!from.value || !to.value) return false;
  window.from = *from.value;
  window.to = *to.value;
  if (window.from != window.to) return true;
  section.report("between", "the range is empty: use 00:00-24:00 for the whole day");
  return false;
}

std::optional<Window> read_window(const Section& section) {
  section.check_required();
  if (section.node().kind != Node::Kind::map) return std::nullopt;
  Window window;
  const auto days = read_days(section);
  const bool has_times = read_between(section, window);
  const auto factor = section.factor("factor");
  if (!days || !has_times || !factor) return std::nullopt;
  window.days = *days;
  window.factor = *factor;
  return window;
}

}  // namespace

std::optional<std::vector<Window>> read_windows(const Section& schedule) {
  std::vector<Window> windows;
  const auto* list = schedule.find("windows");
  if (list == nullptr) return schedule.has("windows") ? std::nullopt : std::optional{windows};
  if (list->kind != Node::Kind::list || list->items.empty() || list->items.size() > kMaxWindows) {
    schedule.report("windows", fmt::format("expected a list of 1 to {} windows, such as {{days: mon-fri, between: "
                                           "\"18:00-22:00\", factor: 3x}}",
                                           kMaxWindows));
    return std::nullopt;
  }
  std::vector<std::pair<std::size_t, Window>> valid;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Section section{schedule.context(), SectionKind::window, list->items[i],
                          item_path(schedule.path("windows"), i)};
    const auto window = read_window(section);
    if (!window) continue;
    for (const auto& [number, earlier] : valid)
      if (overlap(earlier, *window))
        section.report(fmt::format("overlaps {}: end one window where the other begins", item_path("windows", number)));
    valid.emplace_back(i, *window);
    windows.push_back(*window);
  }
  return windows.size() == list->items.size() ? std::optional{windows} : std::nullopt;
}

}  // namespace spate::scenario
