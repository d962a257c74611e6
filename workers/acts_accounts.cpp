// Acts about who has an account, and what they are.
#include <algorithm>

#include "governance/accounts.hpp"
#include "governance/permission.hpp"
#include "governance/personal.hpp"
#include "governance/user_change.hpp"
#include "vault/staff_phone.hpp"
#include "workers/acts.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::workers {
namespace {

bool is_by_command(const ActContext& context) {
  return context.message.actor.system == "cli";
}

ActDone bad_account(ActDone done) {
  return refused(std::move(done), Errc::invalid, "bad_account", "用户的编号、姓名、角色或组织有误");
}

ActDone does_not_fit(ActDone done, const std::string& why) {
  return refused(std::move(done), Errc::invalid, "user_does_not_fit", "与县里的配置不符：" + why);
}

ActDone not_permitted(ActDone done) {
  return refused(std::move(done), Errc::forbidden, "not_permitted", "您无权办理这个操作");
}

// What keeps the county from holding together with this user in it: a body that does not exist, no
// community where the role needs one. Empty when nothing does.
Result<std::string> misfit_of(const ActContext& context, const User& user) {
  auto rows = records::load_configuration(context.transaction.connection());
  if (!rows) return rows.error();
  const auto at = std::ranges::find(rows->users, user.id, &User::id);
  if (at == rows->users.end())
    rows->users.push_back(user);
  else
    *at = user;
  const auto world = world_from_rows(*std::move(rows));
  if (world && *world) return std::string();
  if (world) return std::string("尚未导入配置");
  const Error error = world.error();
  return error.fields.empty() ? error.message : error.fields.front().detail;
}

// The user of the record, and the account, as they are after an act; sessions end with `Sessions`.
enum class Sessions { go_on, end };
Result<void> store(const ActContext& context, const User& user, Sessions sessions) {
  auto account = account_of(context, user);
  if (!account) return account.error();
  if (sessions == Sessions::end)
    if (auto ended = end_logins(context.transaction, *account, context.now); !ended) return ended;
  if (context.request.input.contains("phone"))
    account->phone_hash =
        vault::phone_index(context.keyring, vault::plain_staff_phone(context.keyring, user));
  if (auto saved = records::save_account(context.transaction, *account); !saved)
    return saved.error();
  return records::change_user(context.transaction, user, context.now);
}

// Whoever sends a telephone has sealed it (vault/staff_phone.hpp).
bool has_plain_phone(const User& user) {
  return !user.phone.empty() && !is_sealed(user.phone);
}

enum class Switch { off, on };

Result<ActDone> switch_user(const ActContext& context, ActDone done, Switch to) {
  Target target = target_of(context, done, Own::is_not);
  if (!target.user) return std::move(target.refused);
  if (target.user->id == context.message.actor.user)
    return refused(std::move(done), Errc::forbidden, "own_role", "不能停用或启用自己的账号");
  auto account = account_of(context, *target.user);
  if (!account) return account.error();
  account->disabled = to == Switch::off;
  if (auto ended = end_logins(context.transaction, *account, context.now); !ended)
    return ended.error();
  if (auto saved = records::save_account(context.transaction, *account); !saved)
    return saved.error();
  User user = *target.user;
  user.active = to == Switch::on;
  if (auto changed = records::change_user(context.transaction, user, context.now); !changed)
    return changed.error();
  done.world_changed = true;
  return done;
}

}  // namespace

ActDone no_such_user(ActDone done) {
  return refused(std::move(done), Errc::not_found, "no_such_user", "没有这个用户");
}

Target target_of(const ActContext& context, const ActDone& done, Own own) {
  const World* world = context.world.get();
  const Actor& actor = context.message.actor;
  const User* user = world ? world->directory.find_user(context.request.subject) : nullptr;
  // Whoever may do it to nobody is not told who there is.
  ActTarget about{user, user ? user->org : std::string()};
  about.role = parse_role(text_of(context.request.input, "role"));
  // Who is only moved to another body keeps the role: may it be given there?
  if (user && !about.role && context.request.act == "user.roles") about.role = user->role;
  const bool is_own = own == Own::is_enough && user && user->active && actor.user == user->id;
  if (!is_own && (!world || !may_administer(*world, actor, context.request.act, about)))
    return {nullptr, not_permitted(done)};
  if (!user) return {nullptr, no_such_user(done)};
  return {user, {}};
}

Result<records::Account> account_of(const ActContext& context, const User& user) {
  auto found =
      records::find_account(context.transaction.connection(), records::AccountKey::user, user.id);
  if (!found) return found.error();
  if (*found) return **std::move(found);
  records::Account account;
  account.user = user.id;
  account.login = parse_login(user.id).value_or(user.id);
  account.phone_hash =
      vault::phone_index(context.keyring, vault::plain_staff_phone(context.keyring, user));
  account.created_at = context.now;
  return account;
}

Result<void> end_logins(records::Transaction& transaction, records::Account& account, Instant now) {
  ++account.session_epoch;
  const auto ended =
      records::revoke_tokens(transaction, account.user, records::IssuedBy::the_user, now);
  if (!ended) return ended.error();
  return {};
}

Result<ActDone> create_user(const ActContext& context, ActDone done) {
  const World* world = context.world.get();
  const Actor& actor = context.message.actor;
  const auto user = new_user(context.request.subject, context.request.input);
  const bool may =
      world && (user ? may_change_user(*world, actor, context.request.act, {nullptr, *user})
                     : may_administer(*world, actor, context.request.act, {}));
  if (!may) return not_permitted(std::move(done));
  if (!user) return bad_account(std::move(done));
  if (has_plain_phone(*user)) return bad_account(std::move(done));
  const std::string& login = text_of(context.request.input, "login");
  auto account = account_of(context, *user);
  if (!account) return account.error();
  if (!login.empty()) account->login = parse_login(login).value_or(std::string());
  if (account->login.empty()) return bad_account(std::move(done));
  const auto holder = records::find_account(context.transaction.connection(),
                                            records::AccountKey::login, account->login);
  if (!holder) return holder.error();
  if (*holder || world->directory.find_user(user->id))
    return refused(std::move(done), Errc::conflict, "user_exists", "已有这个编号或登录名的用户");
  const auto misfit = misfit_of(context, *user);
  if (!misfit) return misfit.error();
  if (!misfit->empty()) return does_not_fit(std::move(done), *misfit);
  if (auto added = records::add_user(context.transaction, *user, context.now); !added)
    return added.error();
  if (auto saved = records::save_account(context.transaction, *account); !saved)
    return saved.error();
  done.audit.facts = {{"role", std::string(name(user->role))}, {"org", user->org}};
  done.world_changed = true;
  return done;
}

Result<ActDone> change_roles(const ActContext& context, ActDone done) {
  Target target = target_of(context, done, Own::is_not);
  if (!target.user) return std::move(target.refused);
  const User& before = *target.user;
  if (before.id == context.message.actor.user)
    return refused(std::move(done), Errc::forbidden, "own_role", "不能更改自己的角色");
  const auto after = with_role(before, context.request.input);
  if (!after) return bad_account(std::move(done));
  if (!may_change_user(*context.world, context.message.actor, context.request.act,
                       {&before, *after}))
    return not_permitted(std::move(done));
  const auto misfit = misfit_of(context, *after);
  if (!misfit) return misfit.error();
  if (!misfit->empty()) return does_not_fit(std::move(done), *misfit);
  if (auto stored = store(context, *after, Sessions::end); !stored) return stored.error();
  done.audit.facts = {{"role", std::string(name(after->role))},
                      {"org", after->org},
                      {"role_before", std::string(name(before.role))},
                      {"org_before", before.org}};
  done.world_changed = true;
  return done;
}

Result<ActDone> change_details(const ActContext& context, ActDone done) {
  Target target = target_of(context, done, Own::is_not);
  if (!target.user) return std::move(target.refused);
  const User& before = *target.user;
  const auto after = with_details(before, context.request.input);
  if (!after) return bad_account(std::move(done));
  if (!may_change_user(*context.world, context.message.actor, context.request.act,
                       {&before, *after}))
    return not_permitted(std::move(done));
  if (has_plain_phone(*after)) return bad_account(std::move(done));
  const auto misfit = misfit_of(context, *after);
  if (!misfit) return misfit.error();
  if (!misfit->empty()) return does_not_fit(std::move(done), *misfit);
  const Sessions sessions = before.community == after->community ? Sessions::go_on : Sessions::end;
  if (auto stored = store(context, *after, sessions); !stored) return stored.error();
  // Which of them, not what they say: the trail is no place for names and telephones.
  std::vector<std::string> members;
  for (const auto& [member, value] : context.request.input) members.push_back(member);
  done.audit.facts = {{"changed", std::move(members)}};
  if (before.community != after->community) {
    done.audit.facts["community"] = after->community;
    done.audit.facts["community_before"] = before.community;
  }
  done.world_changed = true;
  return done;
}

Result<ActDone> disable_user(const ActContext& context, ActDone done) {
  return switch_user(context, std::move(done), Switch::off);
}

Result<ActDone> enable_user(const ActContext& context, ActDone done) {
  return switch_user(context, std::move(done), Switch::on);
}

Result<ActDone> give_demo_password(const ActContext& context, ActDone done) {
  if (!is_by_command(context) || !context.world)
    return refused(std::move(done), Errc::forbidden, "not_allowed", "只有命令行可以这样做");
  std::int64_t given = 0;
  for (const User& user : context.world->directory.users()) {
    auto account = account_of(context, user);
    if (!account) return account.error();
    if (!account->password.empty()) continue;
    account->password = text_of(context.request.input, "hash");
    account->password_at = context.now;
    if (auto saved = records::save_account(context.transaction, *account); !saved)
      return saved.error();
    ++given;
  }
  done.audit.facts = {{"accounts", given}};
  return done;
}

Result<ActDone> revoke_sessions(const ActContext& context, ActDone done) {
  Target target = target_of(context, done, Own::is_enough);
  if (!target.user) return std::move(target.refused);
  auto account = account_of(context, *target.user);
  if (!account) return account.error();
  if (auto ended = end_logins(context.transaction, *account, context.now); !ended)
    return ended.error();
  if (auto saved = records::save_account(context.transaction, *account); !saved)
    return saved.error();
  return done;
}

}  // namespace gongzhi::workers
