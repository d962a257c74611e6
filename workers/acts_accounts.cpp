// Acts about who has an account, and what they are.
#include <algorithm>

#include "governance/accounts.hpp"
#include "governance/permission.hpp"
#include "workers/acts.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::workers {
namespace {

constexpr std::size_t name_length_max = 100;

bool is_by_command(const ActContext& context) {
  return context.message.actor.system == "cli";
}

ActDone bad_account(ActDone done) {
  return refused(std::move(done), Errc::invalid, "bad_account", "用户的编号、姓名、角色或组织有误");
}

bool is_plain_text(std::string_view text, std::size_t bytes_max) {
  return text.size() <= bytes_max && std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
         });
}

std::optional<User> read_user(const Administration& request) {
  const Values& input = request.input;
  const auto role = parse_role(text_of(input, "role"));
  User user;
  user.id = request.subject;
  user.name = text_of(input, "name");
  user.org = text_of(input, "org");
  user.phone = text_of(input, "phone");
  user.unit = text_of(input, "unit");
  user.community = text_of(input, "community");
  const bool texts_fit = is_plain_text(user.name, 3 * name_length_max) &&
                         is_plain_text(user.phone, 1'000) && is_plain_text(user.unit, 64) &&
                         is_plain_text(user.community, 64);
  if (!role || parse_login(user.id) != user.id || user.name.empty() || !texts_fit)
    return std::nullopt;
  user.role = *role;
  return user;
}

// Whether the county still holds together with this user in it: a body that exists, a community
// where the role needs one.
Result<bool> fits_county(const ActContext& context, const User& user) {
  auto rows = records::load_configuration(context.transaction.connection());
  if (!rows) return rows.error();
  const auto at = std::ranges::find(rows->users, user.id, &User::id);
  if (at == rows->users.end())
    rows->users.push_back(user);
  else
    *at = user;
  const auto world = world_from_rows(*std::move(rows));
  return world.has_value() && *world != nullptr;
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
  ++account->session_epoch;
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
  const bool is_own = own == Own::is_enough && user && user->active && actor.user == user->id;
  if (!is_own && (!world || !may_administer(*world, actor, context.request.act, about)))
    return {nullptr, refused(done, Errc::forbidden, "not_permitted", "您无权办理这个操作")};
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
  if (const auto phone = parse_phone(user.phone))
    account.phone_hash = context.keyring.account_hash("phone", *phone);
  account.created_at = context.now;
  return account;
}

Result<ActDone> create_user(const ActContext& context, ActDone done) {
  const World* world = context.world.get();
  const auto user = read_user(context.request);
  ActTarget about{nullptr, user ? user->org : std::string()};
  if (user) about.role = user->role;
  if (!world || !may_administer(*world, context.message.actor, context.request.act, about))
    return refused(std::move(done), Errc::forbidden, "not_permitted", "您无权办理这个操作");
  if (!user) return bad_account(std::move(done));
  const std::string& login = text_of(context.request.input, "login");
  auto account = account_of(context, *user);
  if (!account) return account.error();
  if (!login.empty()) account->login = parse_login(login).value_or(std::string());
  if (const std::string& hash = text_of(context.request.input, "phone_hash"); !hash.empty())
    account->phone_hash = hash;
  if (account->login.empty()) return bad_account(std::move(done));
  const auto holder = records::find_account(context.transaction.connection(),
                                            records::AccountKey::login, account->login);
  if (!holder) return holder.error();
  if (*holder || world->directory.find_user(user->id))
    return refused(std::move(done), Errc::conflict, "user_exists", "已有这个编号或登录名的用户");
  const auto fits = fits_county(context, *user);
  if (!fits) return fits.error();
  if (!*fits) return bad_account(std::move(done));
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
  if (target.user->id == context.message.actor.user)
    return refused(std::move(done), Errc::forbidden, "own_role", "不能更改自己的角色");
  User user = *target.user;
  const std::string& role_word = text_of(context.request.input, "role");
  const std::string& org = text_of(context.request.input, "org");
  if (!role_word.empty()) {
    const auto role = parse_role(role_word);
    if (!role) return bad_account(std::move(done));
    user.role = *role;
  }
  if (!org.empty()) user.org = org;
  const auto fits = fits_county(context, user);
  if (!fits) return fits.error();
  if (!*fits) return bad_account(std::move(done));
  auto account = account_of(context, user);
  if (!account) return account.error();
  ++account->session_epoch;
  if (auto saved = records::save_account(context.transaction, *account); !saved)
    return saved.error();
  if (auto changed = records::change_user(context.transaction, user, context.now); !changed)
    return changed.error();
  done.audit.facts = {{"role", std::string(name(user.role))},
                      {"org", user.org},
                      {"role_before", std::string(name(target.user->role))},
                      {"org_before", target.user->org}};
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
  ++account->session_epoch;
  if (auto saved = records::save_account(context.transaction, *account); !saved)
    return saved.error();
  return done;
}

}  // namespace gongzhi::workers
