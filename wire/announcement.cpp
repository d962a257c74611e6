#include "wire/announcement.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace gongzhi::wire {
namespace {

constexpr char between = '\t';
constexpr char within_list = ',';
constexpr std::size_t case_columns = 18;

template <class Range, class Text>
std::string join(const Range& range, Text text) {
  std::string joined;
  for (const auto& item : range) {
    if (!joined.empty()) joined += within_list;
    joined += text(item);
  }
  return joined;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(at, from), text.size());
    parts.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

std::vector<std::string> list(std::string_view text) {
  std::vector<std::string> items;
  if (!text.empty())
    for (std::string_view item : split(text, within_list)) items.emplace_back(item);
  return items;
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void append_case(std::string& out, const Case& item) {
  const auto same = [](const std::string& text) { return text; };
  const std::array<std::string, case_columns> columns{
      item.number.text(),
      std::to_string(item.version),
      item.kind,
      item.state,
      item.category,
      item.community,
      item.township,
      item.grid,
      item.owner,
      item.lead,
      join(item.assists, same),
      item.holder,
      item.verifier,
      item.reporter.user,
      item.reporter.device,
      join(item.candidates, same),
      join(item.claims, [](const Claim& c) { return c.user; }),
      item.is_private ? "1" : "0"};
  out += 'c';
  for (const std::string& column : columns) (out += between) += column;
  out += '\n';
}

Result<Case> parse_case(std::string_view line) {
  const auto columns = split(line, between);
  if (columns.size() != case_columns) return fail(Errc::invalid, "a case line has 18 columns");
  auto parsed = parse_case_number(columns[0]);
  if (!parsed) return parsed.error();
  Case item;
  item.number = *parsed;
  item.version = number(columns[1]);
  const std::array<std::string*, 8> texts{&item.kind,      &item.state,    &item.category,
                                          &item.community, &item.township, &item.grid,
                                          &item.owner,     &item.lead};
  for (std::size_t i = 0; i < texts.size(); ++i) *texts[i] = std::string(columns[i + 2]);
  item.assists = list(columns[10]);
  item.holder = std::string(columns[11]);
  item.verifier = std::string(columns[12]);
  item.reporter.user = std::string(columns[13]);
  item.reporter.device = std::string(columns[14]);
  item.candidates = list(columns[15]);
  for (std::string& user : list(columns[16])) item.claims.push_back({std::move(user), {}});
  item.is_private = columns[17] == "1";
  return item;
}

}  // namespace

std::string write_announcement(const Announcement& announcement) {
  std::string out;
  out.reserve(announcement.outcomes.size() * 35 + announcement.cases.size() * 160 + 16);
  if (announcement.world_version != 0)
    out += "w\t" + std::to_string(announcement.world_version) + "\n";
  for (const MessageId& id : announcement.outcomes) out += "o\t" + id.hex() + "\n";
  for (const Case& item : announcement.cases) append_case(out, item);
  return out;
}

Result<Announcement> parse_announcement(std::string_view payload, AnnouncedCases cases) {
  Announcement announcement;
  // A Case is large: growing the list by moving them costs as much as reading them.
  if (cases == AnnouncedCases::read)
    announcement.cases.reserve(
        static_cast<std::size_t>(std::count(payload.begin(), payload.end(), '\n')));
  while (!payload.empty()) {
    const std::size_t end = std::min(payload.find('\n'), payload.size());
    const std::string_view line = payload.substr(0, end);
    payload.remove_prefix(std::min(end + 1, payload.size()));
    if (line.starts_with("o\t")) {
      auto id = parse_message_id(line.substr(2));
      if (!id) return id.error();
      announcement.outcomes.push_back(*id);
    } else if (line.starts_with("c\t")) {
      if (cases == AnnouncedCases::leave_out) continue;
      auto item = parse_case(line.substr(2));
      if (!item) return item.error();
      announcement.cases.push_back(std::move(*item));
    } else if (line.starts_with("w\t")) {
      announcement.world_version = number(line.substr(2));
    } else {
      return fail(Errc::invalid, "an announcement line begins with o, c or w");
    }
  }
  return announcement;
}

}  // namespace gongzhi::wire
