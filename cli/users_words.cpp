// The words of `gongzhi users` and `gongzhi tokens`.
#include <initializer_list>
#include <utility>

#include "cli/word_groups.hpp"

namespace gongzhi::cli {

void add_users(CLI::App& app, Chosen& chosen) {
  CLI::App* users = app.add_subcommand("users", "Who has an account");
  users->require_subcommand(1);
  auto* create_word = add_word(*users, chosen, "create",
                               "Make an account; prints the one-time link to its password");
  auto wanted = std::make_shared<NewUser>();
  create_word->add_option("id", wanted->id, "Its id, also the name to sign in with")->required();
  create_word->add_option("--name", wanted->name, "The person's name")->required();
  create_word->add_option("--role", wanted->role, "Its role, as in users.csv");
  create_word->add_option("--org", wanted->org, "Id of its body; the county if absent");
  create_word->add_option("--login", wanted->login, "Another name to sign in with");
  create_word->add_option("--phone", wanted->phone, "Telephone, to sign in with as well");
  create_word->add_option("--community", wanted->community,
                          "Where a member, resident or grid worker belongs");
  create_word->add_flag("--admin", wanted->admin, "The county's administrator, who makes the rest");
  create_word->callback([&chosen, wanted] {
    chosen.command = [&chosen, wanted] { return create_user(chosen.options, *wanted); };
  });
  add_word(*users, chosen, "list", "List them")->callback([&chosen] {
    chosen.command = [&chosen] { return list_users(chosen.options); };
  });
  add_people(*users, chosen);
  auto id = std::make_shared<std::string>();
  for (const auto& [name, help] : std::initializer_list<std::pair<const char*, const char*>>{
           {"disable", "End all sessions and tokens of somebody, for now"},
           {"enable", "Let them sign in again"},
           {"invite", "A new link to a first password"},
           {"reset", "A link to a new password"},
           {"reset-second-factor", "Let them set up another second factor"}}) {
    auto* word = add_word(*users, chosen, name, help);
    word->add_option("id", *id, "Id of the user")->required();
    word->callback([&chosen, id, word_name = std::string(name)] {
      chosen.command = [&chosen, id, word_name] {
        return order_user(chosen.options, *id, word_name);
      };
    });
  }
  CLI::App* tokens = app.add_subcommand("tokens", "Bearer tokens of machines; made by `token`");
  tokens->require_subcommand(1);
  auto* list_word = add_word(*tokens, chosen, "list", "List those of a user");
  list_word->add_option("user", *id, "Id of the user")->required();
  list_word->callback([&chosen, id] {
    chosen.command = [&chosen, id] { return list_tokens(chosen.options, *id); };
  });
  auto* revoke_word = add_word(*tokens, chosen, "revoke", "Revoke one");
  revoke_word->add_option("id", *id, "Its id; plain.USER is the plain token of that user")
      ->required();
  revoke_word->callback([&chosen, id] {
    chosen.command = [&chosen, id] { return revoke_token(chosen.options, *id); };
  });
}

}  // namespace gongzhi::cli
