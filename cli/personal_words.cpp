// The words of `gongzhi personal`.
#include "cli/personal_command.hpp"
#include "cli/word_groups.hpp"

namespace gongzhi::cli {

void add_personal(CLI::App& app, Chosen& chosen) {
  CLI::App* personal = app.add_subcommand("personal", "Personal data: who saw it, whose it is");
  personal->require_subcommand(1);
  auto asked = std::make_shared<AccessQuestion>();
  auto* access =
      add_word(*personal, chosen, "access", "Who was shown whose personal data, and why");
  access->add_option("--from", asked->from, "First day, YYYY-MM-DD");
  access->add_option("--to", asked->to, "Last day, YYYY-MM-DD");
  access->add_option("--case", asked->number, "Of this case only");
  access->add_option("--user", asked->user, "By this user only");
  access->callback([&chosen, asked] {
    chosen.command = [&chosen, asked] { return list_accesses(chosen.options, *asked); };
  });
  auto phone = std::make_shared<std::string>();
  auto identity = std::make_shared<std::string>();
  auto* find = add_word(*personal, chosen, "find", "Cases under a telephone or identity number");
  find->add_option("--phone", *phone, "Telephone number");
  find->add_option("--identity", *identity, "Identity number");
  find->callback([&chosen, phone, identity] {
    chosen.command = [&chosen, phone, identity] {
      return find_person(chosen.options, *phone, *identity);
    };
  });
  auto what = std::make_shared<std::string>();
  auto* erase =
      add_word(*personal, chosen, "erase", "Erase a closed case, for a reporter who asks");
  erase->add_option("--case", *what, "Its number")->required();
  erase->callback([&chosen, what] {
    chosen.command = [&chosen, what] { return erase_person(chosen.options, *what); };
  });
  auto* again = add_word(*personal, chosen, "erase-again",
                         "After a restore: erase what erasures.log names; the platform is stopped");
  again->add_option("--log", *what, "The file erasures.log")->required();
  again->callback([&chosen, what] {
    chosen.command = [&chosen, what] { return erase_from_log(chosen.options, *what); };
  });
}

}  // namespace gongzhi::cli
