#include "cli/people_command.hpp"

#include <cstdio>

#include "cli/platform.hpp"
#include "governance/masking.hpp"
#include "governance/personal.hpp"
#include "records/person_work.hpp"
#include "vault/staff_phone.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

constexpr int listed_max = 200;  // of each tie

struct Order {
  std::string act;
  std::string subject;
  Values input = {};
};

/// Prints what the worker says of it, or `done`.
int carry_out(const Options& options, const Installation& installation, Order order) {
  std::string said = "done";
  auto sent = with_worker(installation, options, [&]() -> Result<void> {
    auto outcome =
        send_and_wait(installation, county_partition,
                      Administration{order.act, order.subject, std::move(order.input), {}}, "cli");
    if (!outcome) return outcome.error();
    if (outcome->status == OutcomeStatus::refused) return refusal_of(*outcome);
    if (!outcome->message.empty()) said = outcome->message;
    return {};
  });
  if (!sent) return report_no(sent.error());
  if (options.json) {
    wire::JsonWriter json;
    {
      const auto all = json.object();
      json.text("user", order.subject);
      json.text("message", said);
    }
    std::puts(json.take().c_str());
  } else {
    std::puts(said.c_str());
  }
  return 0;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

void print_line(const char* label, const std::string& text) {
  if (!text.empty()) std::printf("%-12s %s\n", label, text.c_str());
}

Result<void> put_phone(const Installation& installation, const std::string& user,
                       const std::string& typed, Values& input) {
  if (!typed.empty() && !normal_phone(typed))
    return fail(Errc::invalid, "--phone: not a telephone number: " + typed);
  input.insert_or_assign("phone", typed.empty()
                                      ? std::string()
                                      : vault::seal_staff_phone(installation.keyring, user, typed));
  return {};
}

}  // namespace

int show_user(const Options& options, const std::string& id) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto world = load_world(*installation);
  if (!world) return report(world.error());
  const User* user = (*world)->directory.find_user(id);
  if (user == nullptr) return report_no(fail(Errc::not_found, "there is no user " + id));
  const std::string phone = mask_phone(vault::plain_staff_phone(installation->keyring, *user));
  std::vector<std::string> grids;
  for (const GridInfo* grid : (*world)->directory.grids_walked_by(id)) grids.push_back(grid->code);
  if (options.json) {
    wire::JsonWriter json;
    {
      const auto all = json.object();
      json.text("id", user->id);
      json.text("name", user->name);
      json.text("role", name(user->role));
      json.text_or_null("org", user->org);
      json.text_or_null("community", user->community);
      json.text_or_null("unit", user->unit);
      json.text_or_null("phone", phone);
      json.texts("skills", user->skills);
      json.texts("grids", grids);
      json.boolean("active", user->active);
    }
    std::puts(json.take().c_str());
    return 0;
  }
  print_line("id", user->id);
  print_line("name", user->name);
  print_line("role", std::string(name(user->role)));
  print_line("org", user->org);
  print_line("community", user->community);
  print_line("unit", user->unit);
  print_line("phone", phone);
  print_line("skills", joined(user->skills));
  print_line("grids", joined(grids));
  if (!user->active) print_line("state", "disabled");
  return 0;
}

int give_role(const Options& options, const RoleWish& wish) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  Values input;
  if (!wish.role.empty()) input.emplace("role", wish.role);
  if (!wish.org.empty()) input.emplace("org", wish.org);
  if (input.empty()) return report(fail(Errc::invalid, "say --role or --org"));
  return carry_out(options, *installation, {"user.roles", wish.id, std::move(input)});
}

int change_user(const Options& options, const UserWish& wish) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  Values input;
  if (wish.name) input.emplace("name", *wish.name);
  if (wish.unit) input.emplace("unit", *wish.unit);
  if (wish.community) input.emplace("community", *wish.community);
  if (!wish.skills.empty()) input.emplace("skills", wish.skills);
  if (wish.phone)
    if (auto put = put_phone(*installation, wish.id, *wish.phone, input); !put)
      return report(put.error());
  if (input.empty())
    return report(fail(Errc::invalid, "say --name, --phone, --unit, --community or --skill"));
  return carry_out(options, *installation, {"user.change", wish.id, std::move(input)});
}

int show_work(const Options& options, const std::string& id) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto world = load_world(*installation);
  if (!world) return report(world.error());
  if ((*world)->directory.find_user(id) == nullptr)
    return report_no(fail(Errc::not_found, "there is no user " + id));
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  const auto work = records::person_work((*reader)->connection(), id, listed_max);
  if (!work) return report(work.error());
  wire::JsonWriter json;
  {
    const auto list = json.array();
    for (const records::TiedCase& one : work->cases) {
      const auto item = json.object();
      json.text("number", one.number);
      json.text("state", one.state);
      json.text("tie", one.tie);
      if (!options.json)
        std::printf("%-16s %-12s %-10s %s\n", one.number.c_str(), one.state.c_str(),
                    one.category.c_str(), one.tie.c_str());
    }
  }
  if (options.json)
    std::puts(json.take().c_str());
  else
    std::printf("%lld held, %lld claimed, %lld to check, %lld offered; %zu grids\n",
                static_cast<long long>(work->held), static_cast<long long>(work->claimed),
                static_cast<long long>(work->to_check), static_cast<long long>(work->offered),
                (*world)->directory.grids_walked_by(id).size());
  return 0;
}

std::string work_left(const Installation& installation, const std::string& id) {
  auto world = load_world(installation);
  auto reader = open_reader(installation);
  if (!world || !reader) return {};
  const auto work = records::person_work((*reader)->connection(), id, 1);
  if (!work) return {};
  const std::int64_t cases = work->held + work->claimed + work->to_check;
  const std::size_t grids = (*world)->directory.grids_walked_by(id).size();
  if (cases == 0 && grids == 0) return {};
  return std::to_string(cases) + " open cases and " + std::to_string(grids) +
         " grids are still theirs: gongzhi users hand-over " + id + " --to … --leaves";
}

int hand_over(const Options& options, const HandoverWish& wish) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  Values input{{"leaves", wish.leaves}};
  if (!wish.to.empty()) input.emplace("to", wish.to);
  return carry_out(options, *installation, {"person.handover", wish.id, std::move(input)});
}

}  // namespace gongzhi::cli
