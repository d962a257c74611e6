// What the pages do: read a form, have it done by sign_in.hpp, show the next page.
#include "gateway/pages.hpp"

#include <algorithm>

#include "gateway/gate.hpp"
#include "gateway/page_text.hpp"
#include "gateway/sign_in.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::size_t fields_max = 16;
constexpr std::string_view html_type = "text/html; charset=utf-8";

Reply page(std::string html, int status = 200) {
  Reply reply;
  reply.status = status;
  reply.content_type = html_type;
  reply.body = std::move(html);
  return reply;
}

Reply go_to(std::string_view path) {
  Reply reply;
  reply.status = 303;
  add_field(reply.fields, "Location", path);
  return reply;
}

Reply go_on(const SignedIn& signed_in) {
  Reply reply = go_to("/account");
  add_field(reply.fields, "Set-Cookie", session_cookie_of(signed_in.cookie));
  return reply;
}

// The fields; a wrong form says the same as an empty one.
Values form_of(const Request& request) {
  const std::string_view type =
      std::string_view(request.content_type).substr(0, request.content_type.find(';'));
  if (type != "application/x-www-form-urlencoded") return {};
  auto values = parse_form(request.body);
  return values ? *std::move(values) : Values{};
}

PageFrame frame_of(const Request& request) {
  return {request.language};
}

PageFrame frame_of(const Request& request, const Problem& problem) {
  return {request.language, problem.error.fields.empty() ? problem.error.message
                                                         : problem.error.fields.front().detail};
}

// Beside the words, what the fields say of it (Retry-After).
Reply refused_page(std::string html, const Problem& problem) {
  Reply reply = page(std::move(html), problem.status);
  reply.fields = problem.fields;
  return reply;
}

asio::awaitable<Answer> get_login(Lane&, RequestPtr request) {
  co_return page(login_page(frame_of(*request), {}));
}

asio::awaitable<Answer> post_login(Lane& lane, RequestPtr request) {
  const Values form = form_of(*request);
  const std::string login = text_of(form, "login");
  auto result = co_await sign_in(lane, request, {login, text_of(form, "password")});
  if (const auto* problem = std::get_if<Problem>(&result))
    co_return refused_page(login_page(frame_of(*request, *problem), login), *problem);
  co_return go_on(std::get<SignedIn>(result));
}

asio::awaitable<Answer> post_login_code(Lane& lane, RequestPtr request) {
  auto result = co_await give_code(lane, request, text_of(form_of(*request), "code"));
  if (const auto* problem = std::get_if<Problem>(&result))
    co_return refused_page(code_page(frame_of(*request, *problem)), *problem);
  co_return go_on(std::get<SignedIn>(result));
}

asio::awaitable<Answer> post_logout(Lane& lane, RequestPtr request) {
  if (auto ended = co_await sign_out(lane, request); !ended) co_return problem_of(ended.error());
  Reply reply = go_to("/login");
  add_field(reply.fields, "Set-Cookie", no_session_cookie());
  co_return reply;
}

asio::awaitable<Answer> get_account(Lane& lane, RequestPtr request) {
  auto found = co_await present_sitting(lane, request);
  if (auto* problem = std::get_if<Problem>(&found)) {
    if (problem->status == 401) co_return go_to("/login");
    co_return std::move(*problem);
  }
  const Sitting sitting = std::get<Sitting>(std::move(found));
  const PageFrame frame = frame_of(*request);
  if (sitting.stage == Stage::code) co_return page(code_page(frame));
  if (sitting.stage == Stage::change) co_return page(password_page(frame));
  if (sitting.stage == Stage::enrol) co_return page(enrol_page(frame));
  const Present present = lane.present;
  const User* user = present.world->directory.find_user(sitting.user);
  auto sittings = co_await lane.sittings.list(sitting.user, request->now);
  if (!sittings) co_return problem_of(sittings.error());
  const auto account =
      co_await lane.shared.readers.ask([id = sitting.user](records::Reader& reader) {
        return records::find_account(reader.connection(), records::AccountKey::user, id);
      });
  if (!account) co_return problem_of(account.error());
  if (!user || !*account) co_return go_to("/login");
  const Org* org = present.world->directory.find_org(user->org);
  co_return page(account_page(frame, {*user, org ? org->name : std::string(), *std::move(sittings),
                                      sitting.id, (*account)->has_second_factor()}));
}

// A page for those who have signed in; everybody else is led to where one does.
using Page = std::string (*)(const PageFrame& frame);
asio::awaitable<Answer> show_to_visitor(Lane& lane, RequestPtr request, Page text) {
  auto found = co_await present_sitting(lane, request);
  if (auto* problem = std::get_if<Problem>(&found)) {
    if (problem->status == 401) co_return go_to("/login");
    co_return std::move(*problem);
  }
  co_return page(text(frame_of(*request)));
}

asio::awaitable<Answer> get_password_page(Lane& lane, RequestPtr request) {
  co_return co_await show_to_visitor(lane, std::move(request), password_page);
}

asio::awaitable<Answer> post_password_page(Lane& lane, RequestPtr request) {
  const Values form = form_of(*request);
  auto result = co_await change_password(
      lane, request, {text_of(form, "old_password"), text_of(form, "password")});
  if (const auto* problem = std::get_if<Problem>(&result))
    co_return refused_page(password_page(frame_of(*request, *problem)), *problem);
  co_return go_on(std::get<SignedIn>(result));
}

asio::awaitable<Answer> get_enrol_page(Lane& lane, RequestPtr request) {
  co_return co_await show_to_visitor(lane, std::move(request), enrol_page);
}

asio::awaitable<Answer> post_enrol_page(Lane& lane, RequestPtr request) {
  auto begun = co_await begin_enrolment(lane, request);
  if (const auto* problem = std::get_if<Problem>(&begun))
    co_return refused_page(enrol_page(frame_of(*request, *problem)), *problem);
  const Enrolment& enrolment = std::get<Enrolment>(begun);
  co_return page(enrol_code_page(frame_of(*request), enrolment.secret, enrolment.uri));
}

asio::awaitable<Answer> post_confirm_page(Lane& lane, RequestPtr request) {
  auto result = co_await confirm_enrolment(lane, request, text_of(form_of(*request), "code"));
  if (const auto* problem = std::get_if<Problem>(&result))
    co_return refused_page(enrol_code_page(frame_of(*request, *problem), {}, {}), *problem);
  const SignedIn& signed_in = std::get<SignedIn>(result);
  Reply reply = page(recovery_page(frame_of(*request), signed_in.recovery_codes));
  add_field(reply.fields, "Set-Cookie", session_cookie_of(signed_in.cookie));
  co_return reply;
}

asio::awaitable<Answer> post_end_session(Lane& lane, RequestPtr request) {
  auto found = co_await present_sitting(lane, request);
  if (auto* problem = std::get_if<Problem>(&found)) co_return std::move(*problem);
  const Sitting& present = std::get<Sitting>(found);
  if (present.stage != Stage::full) co_return go_to("/account");
  const std::string id = text_of(form_of(*request), "id");
  auto sittings = co_await lane.sittings.list(present.user, request->now);
  if (!sittings) co_return problem_of(sittings.error());
  for (const Sitting& sitting : *sittings)
    if (id.size() == 32 && sitting.id.starts_with(id))
      if (auto ended = co_await lane.sittings.end(sitting); !ended)
        co_return problem_of(ended.error());
  co_return go_to("/account");
}

asio::awaitable<Answer> get_link_page(Lane&, RequestPtr request) {
  co_return page(link_page(frame_of(*request)));
}

asio::awaitable<Answer> post_link_page(Lane& lane, RequestPtr request) {
  const Values form = form_of(*request);
  const auto problem =
      co_await use_link(lane, request, {text_of(form, "token"), text_of(form, "password")});
  if (problem) co_return refused_page(link_page(frame_of(*request, *problem)), *problem);
  co_return page(link_done_page(frame_of(*request)));
}

Reply file(std::string_view text, std::string_view type) {
  Reply reply;
  reply.body = text;
  reply.content_type = type;
  reply.is_public = true;
  return reply;
}

asio::awaitable<Answer> get_script(Lane&, RequestPtr) {
  co_return file(login_script(), "text/javascript; charset=utf-8");
}

asio::awaitable<Answer> get_style(Lane&, RequestPtr) {
  co_return file(page_style(), "text/css; charset=utf-8");
}

constexpr auto none = Route::Body::none;
constexpr auto form = Route::Body::form;
constexpr auto account = Route::Gate::account;

constexpr auto table = std::to_array<Route>({
    {Method::get, "/t/{receipt}", open_receipt, none, account},  // the link on a receipt
    {Method::get, "/login", get_login, none, account},
    {Method::post, "/login", post_login, form, account},
    {Method::post, "/login/code", post_login_code, form, account},
    {Method::post, "/logout", post_logout, form, account},
    {Method::get, "/account", get_account, none, account},
    {Method::get, "/account/password", get_password_page, none, account},
    {Method::post, "/account/password", post_password_page, form, account},
    {Method::get, "/account/second-factor", get_enrol_page, none, account},
    {Method::post, "/account/second-factor", post_enrol_page, form, account},
    {Method::post, "/account/second-factor/confirm", post_confirm_page, form, account},
    {Method::post, "/account/sessions", post_end_session, form, account},
    {Method::get, "/invitation", get_link_page, none, account},
    {Method::post, "/invitation", post_link_page, form, account},
    {Method::get, "/login.js", get_script, none, account},
    {Method::get, "/login.css", get_style, none, account},
});

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain.push_back(text[i] == '+' ? ' ' : text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    plain.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return plain;
}

}  // namespace

std::span<const Route> pages() {
  return table;
}

Result<Values> parse_form(std::string_view body) {
  Values values;
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    auto name = decoded(pair.substr(0, equals));
    auto value =
        equals == pair.npos ? std::optional<std::string>("") : decoded(pair.substr(equals + 1));
    const bool fits = name && value && !name->empty() && values.size() < fields_max;
    if (!fits || !values.emplace(*std::move(name), *std::move(value)).second)
      return fail(Errc::invalid, "this is no form");
  }
  return values;
}

}  // namespace gongzhi::gateway
