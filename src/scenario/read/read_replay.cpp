#include "scenario/read/read_replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace spate::scenario {
namespace {

using Form = Replay::Form;

// By the extension of the file, if `format` is absent.
std::optional<Form> form_by_name(const std::string& file) {
  static constexpr std::array<std::pair<std::string_view, Form>, 7> kEndings{{{".ndjson", Form::ndjson},
                                                                              {".jsonl", Form::ndjson},
                                                                              {".json", Form::ndjson},
                                                                              {".csv", Form::csv},
                                                                              {".txt", Form::lines},
                                                                              {".log", Form::lines},
                                                                              {".lines", Form::lines}}};
  for (const auto& [ending, form] : kEndings)
    if (file.size() > ending.size() && file.ends_with(ending)) return form;
  return std::nullopt;
}

bool is_compressed(std::string_view file) {
  static constexpr std::array<std::string_view, 6> kEndings{".gz", ".zst", ".bz2", ".xz", ".lz4", ".zip"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return file.ends_with(ending); });
}

std::optional<Form> read_form(const Section& replay, const std::string& file) {
  const auto* node = replay.find("format");
  if (node != nullptr && node->kind == Node::Kind::map) {
    replay.report("format",
                  "the format of a replay has no options: use lines, ndjson or csv; CSV is read with commas only");
    return std::nullopt;
  }
  if (replay.has("format")) {
    const auto choice = replay.choice("format");
    return choice ? std::optional{static_cast<Form>(*choice)} : std::nullopt;
  }
  const auto form = form_by_name(file);
  if (!form && is_compressed(file))
    replay.report("file", "compressed files are not supported: decompress it first");
  else if (!form && !file.empty())
    replay.report("file", "unknown format of the file: set format to lines, ndjson or csv");
  return form;
}

// The field of the key; empty: no key. Returns nullopt, and reports it, if the key is invalid.
std::optional<std::string> read_key_field(const Section& stream, Form form) {
  const auto* node = stream.find("key");
  if (node == nullptr) return std::string{};
  if (node->kind != Node::Kind::scalar) {
    stream.report("key", "the key of a replayed record must be one of its fields: use its name, or none");
    return std::nullopt;
  }
  const auto& text = node->text;
  if (text == "none" && !node->quoted) return std::string{};
  std::string problem;
  if (form == Form::lines)
    problem = "lines of text have no fields: set key: none, or replay.format to ndjson or csv";
  else if (text.empty())
    problem = "the key is empty: use a field of the record, or none";
  else if (text.front() == '=' || text.find("${") != std::string::npos)
    problem = "the key of a replayed record must be one of its fields: use one such as /customer/id, or none";
  else if (form == Form::ndjson && text.front() != '/' &&
           (text.front() == '.' || text.back() == '.' || text.find("..") != std::string::npos))
    problem = fmt::format("invalid field {}: use a path such as host, metrics.host or /customer/id", quote_value(text));
  if (problem.empty()) return text;
  stream.report("key", std::move(problem));
  return std::nullopt;
}

bool read_rewriting(const Section& section, Replay& replay) {
  const auto* written = section.find("rewrite_timestamp");
  if (written == nullptr) return true;
  if (written->kind != Node::Kind::map) {
    const auto choice = section.choice("rewrite_timestamp");
    replay.rewrites_recorded = choice == 1;
    if (!replay.rewrites_recorded || replay.form != Form::lines) return choice.has_value();
    section.report("rewrite_timestamp", "lines of text have no fields: remove this setting");
    return false;
  }
  const auto* node = section.map("rewrite_timestamp");
  if (node == nullptr) return false;
  const Section rewriting{section.context(), SectionKind::rewrite_timestamp, *node, section.path("rewrite_timestamp")};
  rewriting.check_required();
  replay.timestamp = rewriting.text("field").value_or("");
  if (const auto* format = rewriting.find("format")) replay.timestamp_format = *format;
  if (replay.form == Form::lines)
    section.report("rewrite_timestamp", "lines of text have no fields: remove this setting");
  return replay.form != Form::lines && !replay.timestamp.empty() && replay.timestamp_format.kind == Node::Kind::scalar;
}

// Reports keys that do not apply to replayed records.
bool check_other_keys(const Section& stream) {
  bool valid = true;
  for (const std::string_view name :
       {"format", "tables", "lifecycle", "headers", "timestamp", "imperfections", "partitioner"}) {
    const auto* node = stream.node().find(name);
    const bool allowed = node == nullptr || (name == "partitioner" && node->kind == Node::Kind::scalar);
    if (allowed) continue;
    stream.report(name, "replayed records are sent unchanged: remove this setting");
    valid = false;
  }
  return valid;
}

}  // namespace

std::optional<Replay> read_replay(const Section& stream, const std::filesystem::path& directory) {
  const auto* node = stream.map("replay");
  if (node == nullptr) return std::nullopt;
  const Section section{stream.context(), SectionKind::replay, *node, stream.path("replay")};
  section.check_required();
  Replay replay;
  replay.path = section.path();
  const auto written_file = section.text("file");
  if (written_file && written_file->empty())
    section.report("file", "the file name is empty: use a path such as events.ndjson");
  const auto file = written_file.value_or("");
  if (const auto* written = section.find("file")) replay.place = written->place;
  const auto form = read_form(section, file);
  replay.form = form.value_or(Form::ndjson);
  replay.file = (directory / file).string();
  replay.loop = section.choice("loop").value_or(0) == 1;
  replay.fail_on_bad_record = section.choice("on_bad_record").value_or(0) == 1;
  const bool rewriting = read_rewriting(section, replay);
  const auto key = form ? read_key_field(stream, *form) : std::nullopt;
  if (key) replay.key = *key;
  return check_other_keys(stream) && form && key && rewriting && !file.empty() ? std::optional{std::move(replay)}
                                                                               : std::nullopt;
}

}  // namespace spate::scenario
