// Acts about passwords, one-time links and second factors. Everything secret comes hashed or sealed
// from the gateway.
#include <algorithm>

#include "workers/acts.hpp"

namespace gongzhi::workers {
namespace {

constexpr std::int64_t minutes_max = 60 * 24 * 14;

bool is_by_gateway(const ActContext& context) {
  return context.message.actor.system == "gateway";
}

bool is_password_hash(std::string_view hash) {
  return hash.starts_with("$argon2id$") && hash.size() < 128;
}

ActDone not_allowed(ActDone done) {
  return refused(std::move(done), Errc::forbidden, "not_permitted", "您无权办理这个操作");
}

ActDone bad_hash(ActDone done) {
  return refused(std::move(done), Errc::invalid, "bad_password_hash", "口令未按规定处理");
}

ActDone no_second_factor(ActDone done) {
  return refused(std::move(done), Errc::conflict, "no_second_factor", "没有可确认或可用的动态口令");
}

// The account of the user whom the act is about, when it is their own act; nobody sets another's
// password.
Result<std::optional<records::Account>> own_account(const ActContext& context) {
  const User* user =
      context.world ? context.world->directory.find_user(context.request.subject) : nullptr;
  if (!user || !user->active || context.message.actor.user != user->id)
    return std::optional<records::Account>{};
  auto account = account_of(context, *user);
  if (!account) return account.error();
  return std::optional(*std::move(account));
}

Result<ActDone> saved(const ActContext& context, const records::Account& account, ActDone done) {
  if (auto stored = records::save_account(context.transaction, account); !stored)
    return stored.error();
  return done;
}

void take_password(const ActContext& context, records::Account& account) {
  account.password = text_of(context.request.input, "hash");
  account.password_at = context.now;
  account.must_change = false;
  ++account.session_epoch;
}

}  // namespace

Result<ActDone> set_password(const ActContext& context, ActDone done) {
  auto account = own_account(context);
  if (!account) return account.error();
  if (!*account) return not_allowed(std::move(done));
  if (!is_password_hash(text_of(context.request.input, "hash"))) return bad_hash(std::move(done));
  take_password(context, **account);
  return saved(context, **account, std::move(done));
}

Result<ActDone> rehash_password(const ActContext& context, ActDone done) {
  if (!is_by_gateway(context)) return not_allowed(std::move(done));
  auto account = records::find_account(context.transaction.connection(), records::AccountKey::user,
                                       context.request.subject);
  if (!account) return account.error();
  const Values& input = context.request.input;
  // Somebody may have changed it meanwhile.
  if (!*account || (*account)->password != text_of(input, "old")) return no_such_user(done);
  if (!is_password_hash(text_of(input, "hash"))) return bad_hash(std::move(done));
  (*account)->password = text_of(input, "hash");
  return saved(context, **account, std::move(done));
}

Result<ActDone> create_invitation(const ActContext& context, ActDone done) {
  Target target = target_of(context, done, Own::is_not);
  if (!target.user) return std::move(target.refused);
  const Values& input = context.request.input;
  const auto* minutes = find_value<std::int64_t>(input, "minutes");
  const std::string& purpose = text_of(input, "purpose");
  const std::string& hash = text_of(input, "token_hash");
  if (!minutes || *minutes < 1 || *minutes > minutes_max || hash.size() != 64 ||
      (purpose != "invite" && purpose != "reset"))
    return refused(std::move(done), Errc::invalid, "bad_link", "链接的参数有误");
  auto account = account_of(context, *target.user);
  if (!account) return account.error();
  if (auto stored = records::save_account(context.transaction, *account); !stored)
    return stored.error();
  const Actor& actor = context.message.actor;
  const records::Invitation invitation{hash,        target.user->id,
                                       purpose,     actor.user.empty() ? actor.system : actor.user,
                                       context.now, context.now + std::chrono::minutes{*minutes}};
  if (auto added = records::add_invitation(context.transaction, invitation); !added)
    return added.error();
  done.audit.facts = {{"purpose", purpose}, {"minutes", *minutes}};
  return done;
}

Result<ActDone> use_invitation(const ActContext& context, ActDone done) {
  if (!is_by_gateway(context)) return not_allowed(std::move(done));
  if (!is_password_hash(text_of(context.request.input, "hash"))) return bad_hash(std::move(done));
  const std::string& hash = text_of(context.request.input, "token_hash");
  auto& connection = context.transaction.connection();
  auto link = records::find_invitation(connection, hash, context.now);
  if (!link) return link.error();
  const User* user =
      *link && context.world ? context.world->directory.find_user((*link)->user) : nullptr;
  if (!user || !user->active)
    return refused(std::move(done), Errc::invalid, "bad_link", "链接已失效，请重新申请");
  auto account = account_of(context, *user);
  if (!account) return account.error();
  if (account->disabled)
    return refused(std::move(done), Errc::invalid, "bad_link", "链接已失效，请重新申请");
  if (auto used = records::use_invitation(context.transaction, hash, context.now); !used)
    return used.error();
  take_password(context, *account);
  done.audit.subject = user->id;
  done.audit.facts = {{"purpose", (*link)->purpose}};
  return saved(context, *account, std::move(done));
}

Result<ActDone> begin_second_factor(const ActContext& context, ActDone done) {
  auto account = own_account(context);
  if (!account) return account.error();
  if (!*account) return not_allowed(std::move(done));
  const std::string& sealed = text_of(context.request.input, "sealed");
  if ((*account)->has_second_factor() || sealed.empty() || sealed.size() > 400)
    return no_second_factor(std::move(done));
  (*account)->second_factor = sealed;
  return saved(context, **account, std::move(done));
}

Result<ActDone> confirm_second_factor(const ActContext& context, ActDone done) {
  auto account = own_account(context);
  if (!account) return account.error();
  if (!*account) return not_allowed(std::move(done));
  const auto* step = find_value<std::int64_t>(context.request.input, "step");
  const auto* recovery = find_value<std::vector<std::string>>(context.request.input, "recovery");
  if ((*account)->second_factor.empty() || (*account)->has_second_factor() || !step || !recovery)
    return no_second_factor(std::move(done));
  if (*step <= (*account)->last_step)
    return refused(std::move(done), Errc::conflict, "code_used", "这个动态口令已用过，请等下一个");
  (*account)->second_factor_at = context.now;
  (*account)->last_step = *step;
  (*account)->recovery = *recovery;
  return saved(context, **account, std::move(done));
}

Result<ActDone> remove_second_factor(const ActContext& context, ActDone done) {
  Target target = target_of(context, done, Own::is_enough);
  if (!target.user) return std::move(target.refused);
  auto account = account_of(context, *target.user);
  if (!account) return account.error();
  if (account->second_factor.empty()) return no_second_factor(std::move(done));
  account->second_factor.clear();
  account->second_factor_at = {};
  account->recovery.clear();
  ++account->session_epoch;
  return saved(context, *account, std::move(done));
}

Result<ActDone> use_recovery_code(const ActContext& context, ActDone done) {
  if (!is_by_gateway(context)) return not_allowed(std::move(done));
  auto account = records::find_account(context.transaction.connection(), records::AccountKey::user,
                                       context.request.subject);
  if (!account) return account.error();
  const std::string& hash = text_of(context.request.input, "code_hash");
  if (!*account || hash.empty() || std::erase((*account)->recovery, hash) != 1)
    return refused(std::move(done), Errc::conflict, "code_used", "这个恢复码无效或已用过");
  done.audit.facts = {{"left", static_cast<std::int64_t>((*account)->recovery.size())}};
  return saved(context, **account, std::move(done));
}

}  // namespace gongzhi::workers
