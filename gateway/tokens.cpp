// /tokens: bearer tokens of machines, with scopes and an end.
#include "gateway/account_body.hpp"
#include "gateway/parameters.hpp"
#include "gateway/routes.hpp"
#include "wire/account_responses.hpp"

namespace gongzhi::gateway {
namespace {

std::optional<Instant> when(Instant at) {
  return at == Instant{} ? std::nullopt : std::optional(at);
}

std::vector<std::string> words_of(const std::vector<TokenScope>& scopes) {
  std::vector<std::string> words;
  for (const TokenScope scope : scopes) words.emplace_back(name(scope));
  return words;
}

wire::TokenView view_of(const records::TokenRow& row) {
  const auto scopes = parse_token_scopes(row.scopes);
  return {row.id,
          row.user,
          row.last_four,
          scopes ? words_of(*scopes) : std::vector<std::string>{},
          row.label,
          row.created_at,
          when(row.expires_at),
          when(row.revoked_at)};
}

std::string joined(const Values& values, std::string_view member) {
  std::string text;
  if (const auto* words = find_value<std::vector<std::string>>(values, member))
    for (const std::string& word : *words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

}  // namespace

asio::awaitable<Answer> create_token(Lane& lane, RequestPtr request) {
  auto found = who_does_it(lane, *request);
  if (auto* problem = std::get_if<Problem>(&found)) co_return std::move(*problem);
  Doer doer = std::get<Doer>(std::move(found));
  auto body = read_flat(lane, *request, "create_token");
  if (auto* problem = std::get_if<Problem>(&body)) co_return std::move(*problem);
  const Values& values = std::get<Values>(body);
  const std::string user =
      text_of(values, "user").empty() ? doer.actor.user : text_of(values, "user");
  const auto* days = find_value<std::int64_t>(values, "days");
  const NewToken made =
      make_token(lane.shared.keyring, who_of(doer.actor) + "\n" + doer.key + "\n" + user);
  records::TokenRow row{made.id,
                        user,
                        {},
                        made.last_four,
                        joined(values, "scopes"),
                        text_of(values, "label"),
                        doer.actor.user,
                        request->now};
  if (days) row.expires_at = request->now + std::chrono::hours{24 * *days};
  wire::TokenView view = view_of(row);
  view.token = made.token;
  Values input{{"id", made.id},
               {"secret_hash", made.secret_hash},
               {"last_four", made.last_four},
               {"scopes", row.scopes},
               {"label", row.label},
               {"days", days ? *days : std::int64_t{0}}};
  auto answered = co_await act_and_answer(
      lane, request,
      {std::move(doer), "token.issue", user, std::move(input), wire::render_token(view), 201});
  if (auto* problem = std::get_if<Problem>(&answered)) co_return std::move(*problem);
  co_return std::get<Reply>(std::move(answered));
}

asio::awaitable<Answer> list_tokens(Lane& lane, RequestPtr request) {
  if (!lane.present.is_complete()) co_return not_ready(request->language);
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  const auto asker = identify(*request, lane.present.world->directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  if (!asker->user) co_return who_are_you(request->language);
  const auto rows =
      co_await lane.shared.readers.ask([user = asker->actor.user](records::Reader& reader) {
        return records::list_tokens(reader.connection(), user);
      });
  if (!rows) co_return problem_of(rows.error());
  std::vector<wire::TokenView> views;
  for (const records::TokenRow& row : *rows) views.push_back(view_of(row));
  Reply reply;
  reply.body = wire::render_tokens(views);
  co_return reply;
}

asio::awaitable<Answer> revoke_token(Lane& lane, RequestPtr request) {
  auto doer = who_does_it(lane, *request);
  if (auto* problem = std::get_if<Problem>(&doer)) co_return std::move(*problem);
  auto answered = co_await act_and_answer(lane, request,
                                          {std::get<Doer>(std::move(doer)),
                                           "token.revoke",
                                           request->arguments[0],
                                           {},
                                           wire::render_done()});
  if (auto* problem = std::get_if<Problem>(&answered)) co_return std::move(*problem);
  co_return std::get<Reply>(std::move(answered));
}

}  // namespace gongzhi::gateway
