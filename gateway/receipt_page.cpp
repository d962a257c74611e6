// GET /t/{receipt}: the link on a receipt. `number.key` becomes a short-lived cookie and a redirect
// to an address without the key, which shows how the case stands. Neither path is ever logged
// (security.md S18); the page needs no script.
#include <algorithm>

#include "gateway/case_lookup.hpp"
#include "gateway/case_view.hpp"
#include "gateway/emergency_first.hpp"
#include "gateway/personal_sealing.hpp"
#include "gateway/routes.hpp"
#include "governance/lifecycle.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::string_view cookie_name = "__Host-case";
constexpr std::string_view html_type = "text/html; charset=utf-8";
constexpr int entries_shown = 100;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  return out;
}

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= 32 && std::ranges::all_of(key, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

struct Receipt {
  std::string number, key;
};

// `number.key`; an empty key when it is the number alone.
std::optional<Receipt> parse_receipt(std::string_view text) {
  const auto dot = text.find('.');
  Receipt receipt{std::string(text.substr(0, dot)), {}};
  if (!parse_case_number(receipt.number)) return std::nullopt;
  if (dot == std::string_view::npos) return receipt;
  receipt.key = std::string(text.substr(dot + 1));
  return is_key(receipt.key) ? std::optional(receipt) : std::nullopt;
}

// The key that an earlier visit of the link left for this number.
std::string key_from_cookie(std::string_view cookies, const std::string& number) {
  while (!cookies.empty()) {
    std::string_view one = cookies.substr(0, cookies.find(';'));
    cookies.remove_prefix(std::min(cookies.size(), one.size() + 1));
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    if (!one.starts_with(cookie_name) || one.size() <= cookie_name.size() ||
        one[cookie_name.size()] != '=')
      continue;
    const auto receipt = parse_receipt(one.substr(cookie_name.size() + 1));
    if (receipt && receipt->number == number) return receipt->key;
  }
  return {};
}

Reply to_page(const Receipt& receipt) {
  Reply reply;
  reply.status = 303;
  reply.content_type = html_type;
  add_field(reply.fields, "Location", "/t/" + receipt.number);
  add_field(reply.fields, "Set-Cookie",
            std::string(cookie_name) + "=" + receipt.number + "." + receipt.key +
                "; Path=/; Max-Age=1800; HttpOnly; Secure; SameSite=Lax");
  return reply;
}

struct Words {
  wire::Language language;
  std::string operator()(std::string_view zh, std::string_view en) const {
    return std::string(wire::Wording{zh, en}.in(language));
  }
};

std::string line(const std::string& label, const std::string& text) {
  return "<dt>" + escaped(label) + "</dt><dd>" + escaped(text) + "</dd>\n";
}

std::string time_line(const std::string& label, const std::optional<Instant>& at) {
  return at ? line(label, format_rfc3339(*at).substr(0, 16)) : std::string();
}

std::string label_of(const KindSpec* kind, const TimelineEntry& entry) {
  if (entry.action == "create") return "已上报";
  const ActionSpec* action = kind ? kind->find_action(entry.action, entry.from) : nullptr;
  return action ? action->label : entry.action;
}

// Before everything else: whom to call, as links that dial.
std::string emergency_lines(const World& world, const Case& item, wire::Language language) {
  const EmergencyAdvice* advice = emergency_of(world, item);
  if (advice == nullptr) return {};
  std::string out =
      "<p role=\"alert\"><strong>" + escaped(words_of(*advice, language)) + "</strong></p>\n<p>";
  for (const std::string& number : advice->numbers)
    out += "<a href=\"tel:" + escaped(number) + "\">" + escaped(number) + "</a> ";
  return out + "</p>\n";
}

std::string page(const Opened& opened, const std::vector<records::StoredEntry>& entries,
                 wire::Language language) {
  const Words say{language};
  const Case& item = opened.found.item;
  const KindSpec* kind = kind_of(*opened.present.world, item);
  const StateSpec* state = kind ? kind->find_state(item.state) : nullptr;
  std::string out = "<!doctype html>\n<html lang=\"" + say("zh-CN", "en") +
                    "\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
                    "content=\"width=device-width\"><title>" +
                    escaped(item.number.text()) + "</title>\n" +
                    emergency_lines(*opened.present.world, item, language) + "<h1>" +
                    escaped(item.title) + "</h1>\n<dl>\n";
  out += line(say("件号", "Number"), item.number.text());
  out += line(say("状态", "State"), state ? state->label : item.state);
  out += time_line(say("上报时间", "Reported"), item.accepted_at);
  if (item.handling.is_started()) out += time_line(say("承诺办结", "Promised"), item.handling.due);
  out += time_line(say("本环节期限", "This step until"), item.stage_due);
  if (!item.result_text.empty()) out += line(say("办理结果", "Result"), item.result_text);
  out += "</dl>\n<h2>" + say("经过", "What happened") + "</h2>\n<ol>\n";
  for (const records::StoredEntry& stored : entries)
    if (stored.entry.visibility == Visibility::everyone)
      out += "<li>" + escaped(format_rfc3339(stored.at).substr(0, 16)) + " " +
             escaped(label_of(kind, stored.entry)) + "</li>\n";
  return out + "</ol>\n</html>\n";
}

}  // namespace

asio::awaitable<Answer> open_receipt(Lane& lane, RequestPtr request) {
  const auto receipt = parse_receipt(request->arguments[0]);
  if (!receipt) co_return no_such_thing(request->language);
  if (!receipt->key.empty()) co_return to_page(*receipt);
  auto with_key = std::make_shared<Request>(*request);
  with_key->case_key = key_from_cookie(request->cookie, receipt->number);
  if (with_key->case_key.empty()) co_return no_such_thing(request->language);
  with_key->authorization.clear();
  auto opened = co_await open_case(lane, with_key);
  if (auto* refused = std::get_if<Problem>(&opened)) co_return std::move(*refused);
  const Opened& mine = std::get<Opened>(opened);
  if (!mine.standpoint.by_key && mine.standpoint.actor != mine.found.item.reporter)
    co_return no_such_thing(request->language);
  auto entries = co_await lane.shared.readers.ask(
      [key = mine.found.item.number.key()](records::Reader& reader) {
        return reader.timeline(key, 0, entries_shown);
      });
  if (!entries) co_return problem_of(entries.error());
  Reply reply;
  reply.content_type = html_type;
  reply.body = page(mine, *entries, request->language);
  co_return reply;
}

}  // namespace gongzhi::gateway
