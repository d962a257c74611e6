// The words of `gongzhi users` about one person.
#include "cli/people_command.hpp"
#include "cli/word_groups.hpp"

namespace gongzhi::cli {

void add_people(CLI::App& users, Chosen& chosen) {
  auto id = std::make_shared<std::string>();
  const auto add = [&](const char* word, const char* help) {
    CLI::App* one = add_word(users, chosen, word, help);
    one->add_option("id", *id, "Id of the user")->required();
    return one;
  };
  add("show", "One of them; the telephone is masked")->callback([&chosen, id] {
    chosen.command = [&chosen, id] { return show_user(chosen.options, *id); };
  });
  add("work", "What is open in somebody's hands")->callback([&chosen, id] {
    chosen.command = [&chosen, id] { return show_work(chosen.options, *id); };
  });
  auto role = std::make_shared<RoleWish>();
  auto* roles_word = add("roles", "Give somebody another role, or another body");
  roles_word->add_option("--role", role->role, "The role, as in users.csv");
  roles_word->add_option("--org", role->org, "Id of the body");
  roles_word->callback([&chosen, id, role] {
    role->id = *id;
    chosen.command = [&chosen, role] { return give_role(chosen.options, *role); };
  });
  auto wish = std::make_shared<UserWish>();
  auto* change_word = add("change", "Change a name, a telephone, … ; an empty text takes away");
  change_word->add_option("--name", wish->name, "The person's name");
  change_word->add_option("--phone", wish->phone, "Telephone, to sign in with as well");
  change_word->add_option("--unit", wish->unit, "Where a member works");
  change_word->add_option("--community", wish->community, "Id of the community");
  change_word->add_option("--skill", wish->skills, "A skill, as in skills.csv; once for each");
  change_word->callback([&chosen, id, wish] {
    wish->id = *id;
    chosen.command = [&chosen, wish] { return change_user(chosen.options, *wish); };
  });
  auto handover = std::make_shared<HandoverWish>();
  auto* hand_word = add("hand-over", "Give somebody's open work to somebody else");
  hand_word->add_option("--to", handover->to, "Who takes it over; the deputy if absent");
  hand_word->add_flag("--leaves", handover->leaves, "For good: the grids, too");
  hand_word->callback([&chosen, id, handover] {
    handover->id = *id;
    chosen.command = [&chosen, handover] { return hand_over(chosen.options, *handover); };
  });
}

}  // namespace gongzhi::cli
