// Formats a second once and keeps it in the machine. Writes only the microseconds for each record.
#include "generator/functions/time_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <limits>
#include <optional>

#include "generator/value/escape.hpp"

namespace spate::generator::functions {
namespace {

// Conversions of strftime, and %f for six digits of microseconds as in Python.
struct TimeFormat {
  std::string before;  // %f
  std::string after;
  bool has_fraction = false;
  bool utc = false;  // false: in the zone
  Zone zone;
};

constexpr std::size_t kMaxText = 128;  // fits FormattedSecond

struct Conversion {
  char what = '%';
  std::size_t max_bytes = 0;
};

// For the C locale, and for the years of a 64-bit count of nanoseconds (1677 to 2262).
constexpr std::array kConversions = std::to_array<Conversion>(
    {{'%', 1},  {'a', 3},  {'A', 9}, {'b', 3},  {'B', 9}, {'c', 24}, {'C', 2}, {'d', 2}, {'D', 8}, {'e', 2},
     {'F', 10}, {'g', 2},  {'G', 4}, {'h', 3},  {'H', 2}, {'I', 2},  {'j', 3}, {'m', 2}, {'M', 2}, {'p', 2},
     {'P', 2},  {'r', 11}, {'R', 5}, {'s', 11}, {'S', 2}, {'T', 8},  {'u', 1}, {'U', 2}, {'V', 2}, {'w', 1},
     {'W', 2},  {'x', 8},  {'X', 8}, {'y', 2},  {'Y', 4}, {'z', 5},  {'Z', 8}});

std::optional<Conversion> conversion(char what) {
  const auto* const match =
      std::find_if(kConversions.begin(), kConversions.end(), [&](const Conversion& each) { return each.what == what; });
  if (match == kConversions.end()) return std::nullopt;
  if (what != 'Z') return *match;
  // A zone from TZ may have longer names than the zone database.
  ::tzset();
  return Conversion{'Z', std::max({match->max_bytes, std::strlen(::tzname[0]), std::strlen(::tzname[1])})};
}
constexpr const char* kMicroseconds = "000000";

// The conversions of the user's pattern are checked already.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
std::size_t print(char* out, std::size_t capacity, const char* pattern, const std::tm& calendar) noexcept {
  return std::strftime(out, capacity, pattern, &calendar);
}
#pragma GCC diagnostic pop

// Writes `wall` with zeros for the microseconds. Returns the position of the zeros.
std::uint32_t print_second(FormattedSecond& second, const TimeFormat& format, WallTime wall) noexcept {
  const auto whole = std::chrono::floor<std::chrono::seconds>(wall);
  const std::time_t seconds = whole.time_since_epoch().count();
  std::tm calendar{};
  if (format.utc)
    ::gmtime_r(&seconds, &calendar);
  else
    format.zone.calendar(seconds, calendar);
  second.begin = whole;
  second.length = kSecond;
  auto size = print(second.text, kMaxText, format.before.c_str(), calendar);
  const auto fraction_at = static_cast<std::uint32_t>(size);
  if (format.has_fraction) {
    std::memcpy(second.text + size, kMicroseconds, 6);
    size += 6;
    size += print(second.text + size, kMaxText - size, format.after.c_str(), calendar);
  }
  second.size = static_cast<std::uint32_t>(size);
  return fraction_at;
}

// Negative numbers become large.
std::uint64_t count(Duration span) noexcept { return static_cast<std::uint64_t>(span.count()); }

template <TimeSource source>
WallTime timestamp_from(const Machine& machine, const Op* op) noexcept {
  if constexpr (source == TimeSource::intended) return machine.wall;
  if constexpr (source == TimeSource::event) return machine.event_wall;
  return WallTime{Duration{machine.registers[op->a].number}};
}

// data: TimeFormat; c: index of the FormattedSecond; a: the timestamp, if it is stored.
template <TimeSource source>
OpResult run_write_time(Machine& machine, const Op* op, char* out) noexcept {
  const auto& format = *static_cast<const TimeFormat*>(op->data);
  const WallTime wall = timestamp_from<source>(machine, op);
  auto& second = machine.seconds[op->c];
  if (count(wall - second.begin) >= count(second.length)) {
    second.fraction_at = print_second(second, format, wall);
  }
  out = write_literal(op, out);
  char* const end = copy_over(out, second.text, second.size);
  if (format.has_fraction) {
    write_digits<6>(out + second.fraction_at, count(wall - second.begin) / 1000);
  }
  return continue_with(machine, op + 1, end);
}

// to = the time in units of x nanoseconds, rounded down.
template <TimeSource source>
OpResult run_epoch(Machine& machine, const Op* op, char* out) noexcept {
  const auto wall = timestamp_from<source>(machine, op).time_since_epoch().count();
  machine[op->to].number = wall / op->x - (wall % op->x < 0 ? 1 : 0);
  return continue_with(machine, op + 1, out);
}

// Indexed by TimeSource.
constexpr std::array<OpFunction, 3> kWriteTime{run_write_time<TimeSource::intended>, run_write_time<TimeSource::event>,
                                               run_write_time<TimeSource::stored>};
constexpr std::array<OpFunction, 3> kEpoch{run_epoch<TimeSource::intended>, run_epoch<TimeSource::event>,
                                           run_epoch<TimeSource::stored>};

std::optional<Duration> epoch_unit(std::string_view format) {
  if (format == "epoch_s") return kSecond;
  if (format == "epoch_ms") return kMillisecond;
  if (format == "epoch_us") return kMicrosecond;
  if (format == "epoch_ns") return Duration{1};
  return std::nullopt;
}

TimeFormat strftime_format(Call& call, std::size_t parameter, const std::string& text) {
  TimeFormat format;
  const scenario::Clock& clock = call.record.context.compilation.scenario.clock;
  format.zone = clock.zone;
  auto* pattern = &format.before;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      *pattern += text[at];
      continue;
    }
    const char what = ++at < text.size() ? text[at] : '\0';
    if (what == 'f') {
      if (format.has_fraction) call.fail(call.offset(parameter), "%f occurs twice in the format: use it once");
      format.has_fraction = true;
      pattern = &format.after;
    } else if (what == 's' && clock.zone_name != "local") {
      call.fail(call.offset(parameter), "%s ignores clock.zone: use epoch_s");
    } else if (!conversion(what)) {
      call.fail(call.offset(parameter),
                fmt::format("unknown conversion \"%{}\" in a time format: use those of strftime, or %f",
                            std::string(what == '\0' ? 0 : 1, what)));
    } else {
      *pattern += {'%', what};
    }
  }
  return format;
}

TimeFormat text_format(Call& call, std::size_t parameter, const std::string& name) {
  const bool utc = name == "iso_utc";
  if (name == "iso" || utc) {
    auto format = strftime_format(call, parameter, utc ? "%Y-%m-%dT%H:%M:%S.%fZ" : "%Y-%m-%dT%H:%M:%S.%f");
    format.utc = utc;
    return format;
  }
  if (name.find('%') == std::string::npos) {
    call.fail(call.offset(parameter),
              "unknown time format: use iso, iso_utc, epoch_s, epoch_ms, epoch_us, epoch_ns, or strftime such as "
              "\"%Y-%m-%d\"");
  }
  return strftime_format(call, parameter, name);
}

// Maximum bytes of a format.
std::size_t max_bytes(Call& call, std::size_t parameter, const TimeFormat& format) {
  std::size_t max = format.has_fraction ? 6 : 0;
  const auto pattern = format.before + format.after;
  for (std::size_t at = 0; at < pattern.size(); ++at)
    max += pattern[at] == '%' ? conversion(pattern[++at])->max_bytes : 1;
  if (max >= kMaxText) {
    call.fail(call.offset(parameter),
              fmt::format("the time may have {} bytes: use a format of at most {}", max, kMaxText - 1));
  }
  return max;
}

}  // namespace

Operand time_value(Call& call, std::size_t format_parameter, TimeSource source, Register at) {
  call.use_time();
  if (source == TimeSource::event) call.record.imperfections.use_event_time(call.offset());
  const auto which = static_cast<std::size_t>(source);
  const auto name = call.has(format_parameter) ? call.text(format_parameter) : std::string{"iso"};
  if (const auto unit = epoch_unit(name)) {
    Register to = 0;
    auto& op = call.add(kEpoch[which], to);
    op.a = at;
    op.x = unit->count();
    const Int128 max = std::numeric_limits<std::int64_t>::max() / unit->count();
    return Operand::stored(Type::exact(-max - 1, max), to);
  }
  const auto format = text_format(call, format_parameter, name);
  const auto max = max_bytes(call, format_parameter, format);
  auto& code = call.code();
  const auto* const data = code.pool().array(std::vector<TimeFormat>{format});
  const auto second = code.program().new_second();
  const auto type = Type::text(max, json_plain(format.before + format.after), csv_plain(format.before + format.after));
  auto made = Operand::made(type, [=](Emitter& to, Escape) {
    auto& op = to.write(kWriteTime[which], max);
    op.a = at;
    op.data = data;
    op.c = second;
  });
  if (type.json_plain && type.csv_plain) return made;
  return Operand::stored(type, store(code, made));
}

}  // namespace spate::generator::functions
