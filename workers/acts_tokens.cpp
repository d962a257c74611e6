// Acts about the tokens of machines.
#include <algorithm>

#include "governance/accounts.hpp"
#include "governance/permission.hpp"
#include "workers/acts.hpp"

namespace gongzhi::workers {
namespace {

constexpr std::string_view plain_prefix = "plain.";
constexpr std::string_view revoking = "token.revoke";  // as the table of permissions calls it
constexpr std::size_t label_bytes_max = 100;
constexpr std::int64_t days_max = 3'650;
constexpr std::int64_t days_max_over_the_api = 366;

ActDone no_such_token(ActDone done) {
  return refused(std::move(done), Errc::not_found, "no_such_token", "没有这个令牌");
}

std::string maker_of(const Actor& actor) {
  return actor.user.empty() ? actor.system : actor.user;
}

// Only a command gives a token without an end.
bool may_last(const ActContext& context, std::int64_t days) {
  if (context.message.actor.system == "cli") return days >= 0 && days <= days_max;
  return days >= 1 && days <= days_max_over_the_api;
}

bool may_revoke_of(const ActContext& context, const User* user) {
  const Actor& actor = context.message.actor;
  if (user && user->active && user->id == actor.user) return true;
  const ActTarget about{user, user ? user->org : std::string()};
  return context.world && may_administer(*context.world, actor, revoking, about);
}

ActDone not_permitted(ActDone done) {
  return refused(std::move(done), Errc::forbidden, "not_permitted", "您无权办理这个操作");
}

// A row that says: the user's unlimited token is revoked.
Result<void> revoke_plain(const ActContext& context, const std::string& user) {
  const std::string id = std::string(plain_prefix) + user;
  records::TokenRow row{id, user, {}, {}, {}, {}, maker_of(context.message.actor), context.now};
  row.revoked_at = context.now;
  return records::add_token(context.transaction, row);
}

}  // namespace

Result<ActDone> issue_token(const ActContext& context, ActDone done) {
  Target target = target_of(context, done, Own::is_enough);
  if (!target.user) return std::move(target.refused);
  const Values& input = context.request.input;
  const auto* days = find_value<std::int64_t>(input, "days");
  const bool in_time = days && may_last(context, *days) && target.user->active;
  records::TokenRow token{text_of(input, "id"),
                          target.user->id,
                          text_of(input, "secret_hash"),
                          text_of(input, "last_four"),
                          text_of(input, "scopes"),
                          text_of(input, "label"),
                          maker_of(context.message.actor),
                          context.now};
  const bool is_whole = token.id.size() == 16 && token.secret_hash.size() == 64 &&
                        token.last_four.size() == 4 && token.label.size() <= label_bytes_max;
  const auto scopes = parse_token_scopes(token.scopes);
  if (!in_time || !is_whole || !scopes)
    return refused(std::move(done), Errc::invalid, "bad_token", "令牌的范围或期限有误");
  const bool is_own = context.message.actor.user == token.user;
  if (is_own && std::ranges::find(*scopes, TokenScope::admin) != scopes->end())
    return refused(std::move(done), Errc::forbidden, "own_admin",
                   "不能给自己签发含管理（admin）范围的令牌");
  auto known = records::find_token(context.transaction.connection(), token.id);
  if (!known) return known.error();
  if (*known) return refused(std::move(done), Errc::conflict, "bad_token", "令牌编号已被使用");
  if (*days > 0) token.expires_at = context.now + std::chrono::hours{24 * *days};
  if (auto added = records::add_token(context.transaction, token); !added) return added.error();
  done.audit.facts = {{"token", token.id}, {"scopes", token.scopes}, {"days", *days}};
  return done;
}

Result<ActDone> revoke_token(const ActContext& context, ActDone done) {
  const World* world = context.world.get();
  const std::string& id = context.request.subject;
  auto known = records::find_token(context.transaction.connection(), id);
  if (!known) return known.error();
  const bool is_plain = id.starts_with(plain_prefix);
  const std::string owner = *known     ? (*known)->user
                            : is_plain ? id.substr(plain_prefix.size())
                                       : std::string();
  const User* user = world ? world->directory.find_user(owner) : nullptr;
  if (!may_revoke_of(context, user)) return not_permitted(std::move(done));
  if (!user || (!*known && !is_plain)) return no_such_token(std::move(done));
  if (*known && (*known)->revoked_at != Instant{}) return no_such_token(std::move(done));
  done.audit.facts = {{"user", owner}};
  if (*known) {
    const auto revoked = records::revoke_token(context.transaction, id, context.now);
    if (!revoked) return revoked.error();
    return done;
  }
  if (auto added = revoke_plain(context, owner); !added) return added.error();
  return done;
}

Result<ActDone> revoke_tokens(const ActContext& context, ActDone done) {
  const World* world = context.world.get();
  const User* user = world ? world->directory.find_user(context.request.subject) : nullptr;
  if (!may_revoke_of(context, user)) return not_permitted(std::move(done));
  if (!user) return no_such_user(std::move(done));
  const auto plain =
      records::find_token(context.transaction.connection(), std::string(plain_prefix) + user->id);
  if (!plain) return plain.error();
  const auto ended = records::revoke_tokens(context.transaction, user->id,
                                            records::IssuedBy::anybody, context.now);
  if (!ended) return ended.error();
  if (!*plain)
    if (auto added = revoke_plain(context, user->id); !added) return added.error();
  done.audit.facts = {{"tokens", *ended + (*plain ? 0 : 1)}};
  return done;
}

}  // namespace gongzhi::workers
