// GET /t/{receipt}: the link on a receipt. `number.key` becomes a short-lived cookie and a redirect
// to an address without the key, which shows how the case stands. Neither path is ever logged
// (security.md S18); the page needs no script.
#include <algorithm>

#include "gateway/case_lookup.hpp"
#include "gateway/case_view.hpp"
#include "gateway/emergency_first.hpp"
#include "gateway/page_frame.hpp"
#include "gateway/personal_sealing.hpp"
#include "gateway/routes.hpp"
#include "governance/lifecycle.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::string_view cookie_name = "__Host-case";
constexpr std::string_view html_type = "text/html; charset=utf-8";
constexpr int entries_shown = 100;

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

std::string line(const std::string& label, const std::string& html) {
  return "<dt>" + label + "</dt><dd>" + html + "</dd>\n";
}

// Empty for what is no step that somebody outside would know.
std::string label_of(const KindSpec* kind, const TimelineEntry& entry, const PageFrame& frame) {
  if (entry.action == "create") return words(frame, {"已上报", "Reported"});
  if (!kind) return {};
  if (const ActionSpec* action = kind->find_action(entry.action, entry.from))
    return html_text(action->label);
  const auto at = std::ranges::find(kind->actions, entry.action, &ActionSpec::name);
  return at == kind->actions.end() ? std::string() : html_text(at->label);
}

// Whom to call, as links that dial.
std::string emergency_lines(const EmergencyAdvice& advice, wire::Language language) {
  std::string out =
      "<p role=\"alert\"><strong>" + html_text(words_of(advice, language)) + "</strong></p>\n<p>";
  for (const std::string& number : advice.numbers)
    out += "<a href=\"tel:" + html_text(number) + "\">" + html_text(number) + "</a> ";
  return out + "</p>\n";
}

std::string page(const Opened& opened, const std::vector<records::StoredEntry>& entries,
                 const PageFrame& frame) {
  const Case& item = opened.found.item;
  const KindSpec* kind = kind_of(*opened.present.world, item);
  const StateSpec* state = kind ? kind->find_state(item.state) : nullptr;
  std::string out =
      "<dl>\n" + line(words(frame, {"件号", "Number"}), html_text(item.number.text()));
  out += line(words(frame, {"状态", "State"}), html_text(state ? state->label : item.state));
  const auto time = [&](wire::Wording label, const std::optional<Instant>& at) {
    if (at) out += line(words(frame, label), page_time(*at));
  };
  time({"上报时间", "Reported"}, item.accepted_at);
  if (item.handling.is_started()) time({"承诺办结", "Promised"}, item.handling.due);
  time({"本环节期限", "This step until"}, item.stage_due);
  if (!item.result_text.empty())
    out += line(words(frame, {"办理结果", "Result"}), html_text(item.result_text));
  out += "</dl>\n<h2>" + words(frame, {"经过", "What happened"}) + "</h2>\n<ol>\n";
  for (const records::StoredEntry& stored : entries) {
    if (stored.entry.visibility != Visibility::everyone) continue;
    const std::string label = label_of(kind, stored.entry, frame);
    if (!label.empty()) out += "<li><time>" + page_time(stored.at) + "</time>" + label + "</li>\n";
  }
  PageFrame whole = frame;
  if (const EmergencyAdvice* advice = emergency_of(*opened.present.world, item))
    whole.first = emergency_lines(*advice, frame.language);
  return framed(whole, item.title, out + "</ol>\n");
}

// The same for a number that is none, a wrong key, and a cookie whose time is over.
Reply nothing_here(const PageFrame& frame) {
  Reply reply;
  reply.status = 404;
  reply.content_type = html_type;
  reply.body = framed(frame, wire::Wording{"没有找到", "Not found"}.in(frame.language),
                      "<p>" +
                          words(frame, {"没有这个件，或者链接已过期。请重新打开回执上的链接。",
                                        "There is no such case, or the visit took too long. "
                                        "Open the link of your receipt again."}) +
                          "</p>\n");
  return reply;
}

}  // namespace

asio::awaitable<Answer> open_receipt(Lane& lane, RequestPtr request) {
  const PageFrame frame{request->language};
  const auto receipt = parse_receipt(request->arguments[0]);
  if (!receipt) co_return nothing_here(frame);
  if (!receipt->key.empty()) co_return to_page(*receipt);
  auto with_key = std::make_shared<Request>(*request);
  with_key->case_key = key_from_cookie(request->cookie, receipt->number);
  if (with_key->case_key.empty()) co_return nothing_here(frame);
  with_key->authorization.clear();
  auto opened = co_await open_case(lane, with_key);
  if (auto* refused = std::get_if<Problem>(&opened)) {
    if (refused->status == 404) co_return nothing_here(frame);
    co_return std::move(*refused);
  }
  const Opened& mine = std::get<Opened>(opened);
  if (!mine.standpoint.by_key && mine.standpoint.actor != mine.found.item.reporter)
    co_return nothing_here(frame);
  auto entries = co_await lane.shared.readers.ask(
      [key = mine.found.item.number.key()](records::Reader& reader) {
        return reader.timeline(key, 0, entries_shown);
      });
  if (!entries) co_return problem_of(entries.error());
  Reply reply;
  reply.content_type = html_type;
  reply.body = page(mine, *entries, frame);
  co_return reply;
}

}  // namespace gongzhi::gateway
