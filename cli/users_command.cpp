// users, tokens: who has an account, from the command line. Everything that changes the record is a
// message to the running platform, or to a worker started for it.
#include <algorithm>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/people_command.hpp"
#include "cli/platform.hpp"
#include "gateway/account_book.hpp"
#include "gateway/links.hpp"
#include "governance/personal.hpp"
#include "records/accounts.hpp"
#include "runtime/ready_file.hpp"
#include "vault/bytes.hpp"
#include "vault/passwords.hpp"
#include "vault/staff_phone.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

Result<void> order(const Installation& installation, const std::string& act,
                   const std::string& subject, Values input) {
  auto outcome = send_and_wait(installation, county_partition,
                               Administration{act, subject, std::move(input)}, "cli");
  if (!outcome) return outcome.error();
  if (outcome->status == OutcomeStatus::refused) return refusal_of(*outcome);
  return {};
}

// The link, with the address under which the platform answers now unless one is configured.
Result<std::string> make_link(const Installation& installation, const std::string& user,
                              std::string_view purpose) {
  runtime::Settings settings = installation.settings;
  if (const auto facts = runtime::find_ready(installation.dir, "gateway")) {
    auto& gateway = settings.gateway;
    gateway.listen = facts->at("listen");
    // Its --tls is no setting.
    if (facts->at("scheme") == "https" && gateway.tls_certificate_file.empty())
      gateway.tls = "local_ca";
  }
  const std::string token = gateway::link_token(installation.keyring, vault::random_bytes(32));
  const std::int64_t minutes =
      purpose == "reset" ? settings.accounts.reset_minutes : settings.accounts.invite_minutes;
  auto made = order(installation, "invitation.create", user,
                    {{"token_hash", gateway::link_hash(installation.keyring, token)},
                     {"purpose", std::string(purpose)},
                     {"minutes", minutes}});
  if (!made) return made.error();
  return gateway::link_url(settings, token) + "\n(valid once, for " + std::to_string(minutes) +
         " minutes)";
}

Result<std::string> county_of(const Installation& installation) {
  auto world = load_world(installation);
  if (!world) return world.error();
  return (*world)->directory.county().id;
}

}  // namespace

int create_user(const Options& options, const NewUser& wanted) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  if (!wanted.phone.empty() && !normal_phone(wanted.phone))
    return report(fail(Errc::invalid, "--phone: not a telephone number: " + wanted.phone));
  std::string link;
  auto done = with_worker(*installation, options, [&]() -> Result<void> {
    Values input{
        {"name", wanted.name},
        {"role", wanted.role.empty() && wanted.admin ? "county_admin" : wanted.role},
        {"org", wanted.org},
        {"login", wanted.login},
        {"phone", wanted.phone.empty()
                      ? std::string()
                      : vault::seal_staff_phone(installation->keyring, wanted.id, wanted.phone)}};
    if (wanted.org.empty()) {
      auto county = county_of(*installation);
      if (!county) return county.error();
      input.insert_or_assign("org", *county);
    }
    if (auto made = order(*installation, "user.create", wanted.id, std::move(input)); !made)
      return made.error();
    auto invited = make_link(*installation, wanted.id, "invite");
    if (!invited) return invited.error();
    link = *invited;
    return {};
  });
  if (!done) return report_no(done.error());
  std::printf("%s\n", link.c_str());
  return 0;
}

int order_user(const Options& options, const std::string& id, const std::string& word) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  std::string said = word + ": " + id;
  auto done = with_worker(*installation, options, [&]() -> Result<void> {
    if (word == "disable" || word == "enable") return order(*installation, "user." + word, id, {});
    if (word == "reset-second-factor") return order(*installation, "second_factor.remove", id, {});
    auto link = make_link(*installation, id, word);
    if (!link) return link.error();
    said = *link;
    return {};
  });
  if (!done) return report_no(done.error());
  std::puts(said.c_str());
  if (word == "disable")
    if (const std::string left = work_left(*installation, id); !left.empty())
      std::fprintf(stderr, "%s\n", left.c_str());
  return 0;
}

int list_users(const Options& options) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto world = load_world(*installation);
  if (!world) return report(world.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  auto accounts = records::list_accounts((*reader)->connection());
  if (!accounts) return report(accounts.error());
  wire::JsonWriter json;
  {
    const auto list = json.array();
    for (const User& user : (*world)->directory.users()) {
      const auto at = std::ranges::find(*accounts, user.id, &records::Account::user);
      const bool has = at != accounts->end();
      const char* state = !user.active || (has && at->disabled) ? "disabled"
                          : has && !at->password.empty()        ? "ready"
                                                                : "no password";
      const bool factor = has && at->has_second_factor();
      const auto one = json.object();
      json.text("id", user.id);
      json.text("login", has ? at->login : user.id);
      json.text("name", user.name);
      json.text("role", name(user.role));
      json.text("org", user.org);
      json.text("state", state);
      json.boolean("second_factor", factor);
      if (!options.json)
        std::printf("%-24s %-20s %-14s %-12s %s\n", user.id.c_str(),
                    std::string(name(user.role)).c_str(), user.org.c_str(), state,
                    factor ? "second factor" : "");
    }
  }
  if (options.json) std::puts(json.take().c_str());
  return 0;
}

int issue_token(const Options& options, const TokenWish& wish) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  const gateway::NewToken made =
      gateway::make_token(installation->keyring, vault::random_bytes(32));
  std::string scopes;
  for (const std::string& scope : wish.scopes)
    scopes.append(scopes.empty() ? "" : " ").append(scope);
  auto done = with_worker(*installation, options, [&]() -> Result<void> {
    return order(*installation, "token.issue", wish.user,
                 {{"id", made.id},
                  {"secret_hash", made.secret_hash},
                  {"last_four", made.last_four},
                  {"scopes", scopes},
                  {"label", wish.label},
                  {"days", wish.days}});
  });
  if (!done) return report_no(done.error());
  if (options.json)
    std::printf("{\"user\":\"%s\",\"token\":\"%s\"}\n", wish.user.c_str(), made.token.c_str());
  else
    std::puts(made.token.c_str());
  return 0;
}

int list_tokens(const Options& options, const std::string& user) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  auto tokens = records::list_tokens((*reader)->connection(), user);
  if (!tokens) return report(tokens.error());
  for (const records::TokenRow& token : *tokens)
    std::printf("%-24s …%-4s %-24s %-25s %s\n", token.id.c_str(), token.last_four.c_str(),
                token.scopes.empty() ? "all" : token.scopes.c_str(),
                token.expires_at == Instant{} ? "no end" : format_rfc3339(token.expires_at).c_str(),
                token.revoked_at == Instant{} ? "" : "revoked");
  return 0;
}

int revoke_token(const Options& options, const std::string& id) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto done = with_worker(*installation, options, [&]() -> Result<void> {
    return order(*installation, "token.revoke", id, {});
  });
  if (!done) return report_no(done.error());
  std::puts("revoked");
  return 0;
}

Result<std::string> give_demo_password(const Installation& installation) {
  std::string password;
  for (const char c : vault::to_base32(vault::random_bytes(10))) {
    if (password.size() % 5 == 4) password.push_back('-');
    password.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  const auto& rules = installation.settings.accounts;
  auto hash = vault::hash_password(password, {rules.hash_memory_kib, rules.hash_passes});
  if (!hash) return hash.error();
  if (auto done = order(installation, "user.demo", "", {{"hash", *hash}}); !done)
    return done.error();
  return password;
}

}  // namespace gongzhi::cli
