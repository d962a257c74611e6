// /session, /sessions, /password, /second-factor and /invitations: signing in and out, and what
// belongs to it, as JSON.
#include <algorithm>

#include "gateway/account_body.hpp"
#include "gateway/gate.hpp"
#include "gateway/parameters.hpp"
#include "gateway/routes.hpp"
#include "gateway/sign_in.hpp"
#include "wire/account_responses.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::size_t shown_id_length = 32;

wire::SessionView view_of(const Lane& lane, const Sitting& sitting, const Request& request) {
  return {sitting.id.substr(0, shown_id_length),
          std::string(name(sitting.stage)),
          sitting.address,
          sitting.agent,
          sitting.created,
          sitting.seen,
          lane.sittings.expires(sitting),
          sitting.id == request.credential.id};
}

Answer answer_of(const Lane& lane, SignedInOr result, const Request& request) {
  if (auto* problem = std::get_if<Problem>(&result)) return std::move(*problem);
  const SignedIn& signed_in = std::get<SignedIn>(result);
  Reply reply;
  add_field(reply.fields, "Set-Cookie", session_cookie_of(signed_in.cookie));
  wire::SessionView view = view_of(lane, signed_in.sitting, request);
  view.is_current = true;
  reply.body = signed_in.recovery_codes.empty()
                   ? wire::render_session(view, *signed_in.user)
                   : wire::render_recovery_codes(signed_in.recovery_codes);
  return reply;
}

Reply done() {
  Reply reply;
  reply.body = wire::render_done();
  return reply;
}

}  // namespace

asio::awaitable<Answer> post_session(Lane& lane, RequestPtr request) {
  auto body = read_flat(lane, *request, "sign_in");
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  const Values& values = std::get<Values>(body);
  Login login{text_of(values, "login"), text_of(values, "password"), text_of(values, "code")};
  auto result = co_await sign_in(lane, request, std::move(login));
  co_return answer_of(lane, std::move(result), *request);
}

asio::awaitable<Answer> get_session(Lane& lane, RequestPtr request) {
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  auto sitting = co_await present_sitting(lane, request);
  if (auto* problem = std::get_if<Problem>(&sitting)) co_return std::move(*problem);
  const Present present = lane.present;
  const Sitting& found = std::get<Sitting>(sitting);
  const User* user = present.world->directory.find_user(found.user);
  if (!user) co_return who_are_you(request->language);
  Reply reply;
  reply.body = wire::render_session(view_of(lane, found, *request), *user);
  co_return reply;
}

asio::awaitable<Answer> post_session_code(Lane& lane, RequestPtr request) {
  auto body = read_flat(lane, *request, "code");
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  auto result = co_await give_code(lane, request, text_of(std::get<Values>(body), "code"));
  co_return answer_of(lane, std::move(result), *request);
}

asio::awaitable<Answer> post_session_end(Lane& lane, RequestPtr request) {
  auto ended = co_await sign_out(lane, request);
  if (!ended) co_return problem_of(ended.error());
  Reply reply = done();
  add_field(reply.fields, "Set-Cookie", no_session_cookie());
  co_return reply;
}

asio::awaitable<Answer> list_sessions(Lane& lane, RequestPtr request) {
  if (!lane.present.is_complete()) co_return not_ready(request->language);
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  const auto asker = identify(*request, lane.present.world->directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  if (!asker->user) co_return who_are_you(request->language);
  const auto sittings = co_await lane.sittings.list(asker->actor.user, request->now);
  if (!sittings) co_return problem_of(sittings.error());
  std::vector<wire::SessionView> views;
  for (const Sitting& sitting : *sittings)
    if (sitting.epoch >= lane.book.session_epoch(sitting.user))
      views.push_back(view_of(lane, sitting, *request));
  Reply reply;
  reply.body = wire::render_sessions(views);
  co_return reply;
}

asio::awaitable<Answer> revoke_session(Lane& lane, RequestPtr request) {
  if (!lane.present.is_complete()) co_return not_ready(request->language);
  const auto asker = identify(*request, lane.present.world->directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  if (!asker->user) co_return who_are_you(request->language);
  const auto sittings = co_await lane.sittings.list(asker->actor.user, request->now);
  if (!sittings) co_return problem_of(sittings.error());
  const std::string& wanted = request->arguments[0];
  const auto at = std::ranges::find_if(*sittings, [&](const Sitting& sitting) {
    return std::string_view(sitting.id).substr(0, shown_id_length) == wanted;
  });
  if (at == sittings->end()) co_return no_such_thing(request->language);
  if (auto ended = co_await lane.sittings.end(*at); !ended) co_return problem_of(ended.error());
  AuditEntry entry;
  entry.actor = asker->actor;
  entry.role = name(asker->user->role);
  entry.act = "session.revoke";
  entry.subject = asker->actor.user;
  entry.origin = origin_of(*request);
  lane.audit.note(std::move(entry));
  co_return done();
}

asio::awaitable<Answer> post_password(Lane& lane, RequestPtr request) {
  auto body = read_flat(lane, *request, "password");
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  const Values& values = std::get<Values>(body);
  NewPassword passwords{text_of(values, "old_password"), text_of(values, "password")};
  auto result = co_await change_password(lane, request, std::move(passwords));
  co_return answer_of(lane, std::move(result), *request);
}

asio::awaitable<Answer> begin_second_factor(Lane& lane, RequestPtr request) {
  auto body = read_flat(lane, *request, "nothing");
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  auto begun = co_await begin_enrolment(lane, request);
  if (auto* problem = std::get_if<Problem>(&begun)) co_return std::move(*problem);
  const Enrolment& enrolment = std::get<Enrolment>(begun);
  Reply reply;
  reply.body = wire::render_enrolment({enrolment.secret, enrolment.uri});
  co_return reply;
}

asio::awaitable<Answer> confirm_second_factor(Lane& lane, RequestPtr request) {
  auto body = read_flat(lane, *request, "code");
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  auto result = co_await confirm_enrolment(lane, request, text_of(std::get<Values>(body), "code"));
  co_return answer_of(lane, std::move(result), *request);
}

asio::awaitable<Answer> end_second_factor(Lane& lane, RequestPtr request) {
  auto body = read_flat(lane, *request, "second_factor_end");
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  const Values& values = std::get<Values>(body);
  Login proof{{}, text_of(values, "password"), text_of(values, "code")};
  auto result = co_await remove_second_factor(lane, request, std::move(proof));
  co_return answer_of(lane, std::move(result), *request);
}

asio::awaitable<Answer> post_link_use(Lane& lane, RequestPtr request) {
  auto body = read_flat(lane, *request, "link_use");
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  const Values& values = std::get<Values>(body);
  LinkUse use{text_of(values, "token"), text_of(values, "password")};
  if (auto refused = co_await use_link(lane, request, std::move(use)))
    co_return *std::move(refused);
  co_return done();
}

}  // namespace gongzhi::gateway
