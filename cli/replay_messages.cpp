#include "cli/replay_messages.hpp"

#include <fstream>

#include "wire/json.hpp"

namespace gongzhi::cli {
namespace {

constexpr std::size_t messages_max = 1'000'000;
constexpr std::size_t problems_max = 20;

struct Reading {
  std::vector<ReplayMessage> messages = {};
  Error problems = fail(Errc::invalid, "these lines cannot be sent; nothing was sent");

  bool is_full() const { return problems.fields.size() >= problems_max; }
};

std::optional<FieldError> read_line(ReplayMessage& message) {
  const auto wrong = [&](std::string code, std::string detail) {
    return FieldError{message.place(), std::move(code), std::move(detail)};
  };
  const auto json = wire::parse_json(message.raw, {.language = wire::Language::en});
  if (!json) return wrong("json", json.error().message);
  if (!json->IsObject()) return wrong("object", "a line is one JSON object");
  if (!wire::read_member(*json, "title", message.title) || message.title.empty())
    return wrong("title", "the member `title` is missing or no text");
  if (!wire::read_member(*json, "text", message.text))
    return wrong("text", "the member `text` is missing or no text");
  if (wire::find_member(*json, "at") == nullptr) return std::nullopt;
  std::string at;
  const auto moment = wire::read_member(*json, "at", at)
                          ? parse_rfc3339(at)
                          : Result<Instant>(fail(Errc::invalid, "no text"));
  if (!moment) return wrong("at", "`at` is no time such as 2018-05-17T08:32:04+08:00");
  message.at = *moment;
  return std::nullopt;
}

Result<void> read_file(const std::string& file, Reading& reading) {
  std::ifstream input(file, std::ios::binary);
  if (!input) return fail(Errc::not_found, "cannot read " + file);
  std::string raw;
  for (int line = 1; std::getline(input, raw) && !reading.is_full(); ++line) {
    if (line == 1 && raw.starts_with("\xef\xbb\xbf")) raw.erase(0, 3);
    if (raw.ends_with('\r')) raw.pop_back();
    if (raw.find_first_not_of(" \t") == std::string::npos) continue;
    if (reading.messages.size() == messages_max)
      return fail(Errc::too_large, "more than a million messages; give fewer files at a time");
    ReplayMessage message;
    message.file = file;
    message.line = line;
    message.raw = std::move(raw);
    if (auto problem = read_line(message))
      reading.problems.fields.push_back(*std::move(problem));
    else
      reading.messages.push_back(std::move(message));
    raw.clear();
  }
  if (input.bad()) return fail(Errc::unavailable, "reading " + file + " failed");
  return {};
}

}  // namespace

Result<std::vector<ReplayMessage>> load_messages(const std::vector<std::string>& files) {
  Reading reading;
  for (const std::string& file : files)
    if (auto read = read_file(file, reading); !read) return read.error();
  if (!reading.problems.fields.empty()) return std::move(reading.problems);
  if (reading.messages.empty()) return fail(Errc::invalid, "there are no messages in these files");
  return std::move(reading.messages);
}

}  // namespace gongzhi::cli
