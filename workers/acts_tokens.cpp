// Acts about the tokens of machines.
#include "governance/accounts.hpp"
#include "governance/permission.hpp"
#include "workers/acts.hpp"

namespace gongzhi::workers {
namespace {

constexpr std::string_view plain_prefix = "plain.";
constexpr std::size_t label_bytes_max = 100;
constexpr std::int64_t days_max = 3'650;

ActDone no_such_token(ActDone done) {
  return refused(std::move(done), Errc::not_found, "no_such_token", "没有这个令牌");
}

std::string maker_of(const Actor& actor) {
  return actor.user.empty() ? actor.system : actor.user;
}

}  // namespace

Result<ActDone> issue_token(const ActContext& context, ActDone done) {
  Target target = target_of(context, done, Own::is_enough);
  if (!target.user) return std::move(target.refused);
  const Values& input = context.request.input;
  const auto* days = find_value<std::int64_t>(input, "days");
  const bool in_time = days && *days >= 0 && *days <= days_max && target.user->active;
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
  if (!in_time || !is_whole || !parse_token_scopes(token.scopes))
    return refused(std::move(done), Errc::invalid, "bad_token", "令牌的范围或期限有误");
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
  const Actor& actor = context.message.actor;
  auto known = records::find_token(context.transaction.connection(), id);
  if (!known) return known.error();
  const bool is_plain = id.starts_with(plain_prefix);
  const std::string owner = *known     ? (*known)->user
                            : is_plain ? id.substr(plain_prefix.size())
                                       : std::string();
  const User* user = world ? world->directory.find_user(owner) : nullptr;
  const bool is_own = user && user->active && user->id == actor.user;
  const ActTarget about{user, user ? user->org : std::string()};
  if (!is_own && (!world || !may_administer(*world, actor, context.request.act, about)))
    return refused(std::move(done), Errc::forbidden, "not_permitted", "您无权办理这个操作");
  if (!user || (!*known && !is_plain)) return no_such_token(std::move(done));
  if (*known && (*known)->revoked_at != Instant{}) return no_such_token(std::move(done));
  done.audit.facts = {{"user", owner}};
  if (*known) {
    const auto revoked = records::revoke_token(context.transaction, id, context.now);
    if (!revoked) return revoked.error();
    return done;
  }
  records::TokenRow row{id, owner, {}, {}, {}, {}, maker_of(actor), context.now};
  row.revoked_at = context.now;
  if (auto added = records::add_token(context.transaction, row); !added) return added.error();
  return done;
}

}  // namespace gongzhi::workers
