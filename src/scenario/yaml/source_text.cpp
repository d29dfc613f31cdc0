#include "scenario/yaml/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "base/file_text.hpp"
#include "base/utf8.hpp"

namespace spate::scenario {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string normalized(std::string text) {
  if (text.compare(0, kByteOrderMark.size(), kByteOrderMark) == 0) text.erase(0, kByteOrderMark.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') text[size++] = text[i];
  text.resize(size);
  return text;
}

std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> starts{0};
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n') starts.push_back(i + 1);
  return starts;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7F;
}

std::string read_at_most(std::istream& in, std::size_t limit) {
  std::string text(limit, '\0');
  in.read(text.data(), static_cast<std::streamsize>(limit));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace

SourceText::SourceText(std::string name, std::string text)
    : name_(std::make_shared<const std::string>(std::move(name))),
      too_large_(text.size() > kMaxFileBytes),
      text_(normalized(std::move(text))),
      lines_(line_starts(text_)) {}

std::size_t SourceText::offset(int line, int column) const {
  if (line < 0 || column < 0 || static_cast<std::size_t>(line) >= lines_.size()) return text_.size();
  return std::min(lines_[static_cast<std::size_t>(line)] + static_cast<std::size_t>(column), text_.size());
}

Place SourceText::place_of(std::size_t offset) const {
  const auto next = std::upper_bound(lines_.begin(), lines_.end(), offset);
  const auto start = *std::prev(next);
  const auto characters = utf8_length(std::string_view{text_}.substr(start, offset - start));
  return {name_, static_cast<int>(next - lines_.begin()), static_cast<int>(characters) + 1};
}

Place SourceText::place(int line, int column) const { return place_of(offset(line, column)); }

std::string_view SourceText::from(int line, int column) const {
  return std::string_view{text_}.substr(offset(line, column));
}

bool SourceText::check_text(Diagnostics& diagnostics) const {
  if (too_large_) {
    diagnostics.report(whole(), "", "the file is larger than 1 MiB: move generators into separate files");
    return false;
  }
  if (const auto bad = first_invalid_utf8(text_)) {
    diagnostics.report(place_of(*bad), "", "not valid UTF-8: save the file as UTF-8");
    return false;
  }
  const auto control = std::find_if(text_.begin(), text_.end(), is_control);
  if (control == text_.end()) return true;
  diagnostics.report(place_of(static_cast<std::size_t>(control - text_.begin())), "",
                     fmt::format("control character 0x{:02X}: write it as \"\\x{:02X}\" in quotes",
                                 static_cast<unsigned>(static_cast<unsigned char>(*control)),
                                 static_cast<unsigned>(static_cast<unsigned char>(*control))));
  return false;
}

std::optional<SourceText> read_source(const std::string& path, Diagnostics& diagnostics) {
  if (path == "-") return SourceText{"-", read_at_most(std::cin, kMaxFileBytes + 1)};
  const auto unreadable = [&](std::string_view reason) {
    diagnostics.report({std::make_shared<const std::string>(path), 0, 0}, "",
                       fmt::format("cannot read the file: {}", reason));
    return std::nullopt;
  };
  auto file = read_file(path, kMaxFileBytes);
  if (!file.problem.empty()) return unreadable(file.problem);
  return SourceText{path, std::move(file.text)};
}

}  // namespace spate::scenario
