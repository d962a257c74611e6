// person.handover: the open work of somebody who leaves or is away goes to somebody else. Each case
// changes in its own partition, by a followup (input: `to`, may be empty; `leaves` = grids too).
#include <algorithm>
#include <set>

#include "governance/permission.hpp"
#include "records/person_work.hpp"
#include "records/world_tables.hpp"
#include "workers/acts.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::workers {
namespace {

constexpr int cases_max = 500;  // of each tie; the act is repeated for the rest
constexpr std::size_t numbers_told_max = 50;

bool may_hand_over(const ActContext& context, const User& person) {
  const ActTarget target{&person, home_body(person)};
  return may_administer(*context.world, context.message.actor, "handover.person", target);
}

std::string words_of(const std::set<std::string>& numbers, std::int64_t more) {
  std::string text = "移交 " + std::to_string(numbers.size()) + " 件";
  std::size_t told = 0;
  for (const std::string& number : numbers) {
    if (++told > numbers_told_max) break;
    text += (told == 1 ? "：" : "、") + number;
  }
  if (numbers.size() > numbers_told_max) text += " 等";
  if (more > 0) text += "；还有 " + std::to_string(more) + " 件，请再移交一次";
  return text;
}

struct GridHandover {
  const std::string& from;
  const std::string& to;
};

/// The grids they walk have another worker or deputy; the codes of those.
std::vector<std::string> hand_on_grids(std::vector<GridInfo>& grids, const GridHandover& who) {
  std::vector<std::string> handed;
  for (GridInfo& grid : grids) {
    const bool is_theirs = grid.worker == who.from || grid.deputy == who.from;
    if (!is_theirs) continue;
    for (std::string* walker : {&grid.worker, &grid.deputy})
      if (*walker == who.from) *walker = who.to;
    if (grid.deputy == grid.worker) grid.deputy.clear();
    handed.push_back(grid.code);
  }
  return handed;
}

/// Users name their grids, too.
void rename_grids(std::vector<User>& users, const std::vector<std::string>& handed,
                  const GridHandover& who) {
  for (User& user : users) {
    if (user.id == who.from)
      std::erase_if(user.grids, [&](const std::string& code) {
        return std::ranges::find(handed, code) != handed.end();
      });
    if (user.id != who.to) continue;
    for (const std::string& code : handed)
      if (std::ranges::find(user.grids, code) == user.grids.end()) user.grids.push_back(code);
  }
}

Result<void> write_grids(const ActContext& context, const std::string& to, ActDone& done) {
  const std::string& from = context.request.subject;
  auto rows = records::load_configuration(context.transaction.connection());
  if (!rows) return rows.error();
  const std::vector<std::string> handed = hand_on_grids(rows->grids, {from, to});
  if (handed.empty()) return {};
  rename_grids(rows->users, handed, {from, to});
  auto fits = world_from_rows(*rows);
  if (!fits) {
    const Error error = fits.error();
    return fail(Errc::invalid,
                "接手的人不能接管网格：" +
                    (error.fields.empty() ? error.message : error.fields.front().detail));
  }
  records::ConfigurationChange change;
  change.label = "person.handover " + from;
  change.users = rows->users;
  change.grids = records::GridRows{std::move(rows->grids), std::move(rows->areas)};
  auto raised = records::replace(context.transaction, change, context.now);
  if (!raised) return raised.error();
  done.world_changed = true;
  return {};
}

}  // namespace

Result<ActDone> hand_over_work(const ActContext& context, ActDone done) {
  if (!context.world)
    return refused(std::move(done), Errc::unavailable, "not_configured", "尚未导入配置");
  const World& world = *context.world;
  const User* person = world.directory.find_user(context.request.subject);
  if (person == nullptr)
    return refused(std::move(done), Errc::not_found, "no_such_user", "没有找到这个人员");
  if (!may_hand_over(context, *person))
    return refused(std::move(done), Errc::forbidden, "not_allowed", "您不能移交此人的工作");
  std::string to = text_of(context.request.input, "to");
  if (to.empty())
    if (const Absence* away = world.arrangements.absence_of(person->id, context.now))
      to = away->deputy;
  const User* successor = world.directory.find_user(to);
  if (!to.empty() && (successor == nullptr || !successor->active || to == person->id))
    return refused(std::move(done), Errc::invalid, "unknown_user:to", "接手的人不存在或已停用");
  auto work = records::person_work(context.transaction.connection(), person->id, cases_max);
  if (!work) return work.error();
  std::set<std::string> numbers;
  for (const records::TiedCase& tied : work->cases) numbers.insert(tied.number);
  for (const std::string& number : numbers)
    if (const auto target = parse_case_number(number))
      done.followups.push_back({*target, *target, "handover", {{"from", person->id}, {"to", to}}});
  const bool* leaves = find_value<bool>(context.request.input, "leaves");
  if (leaves != nullptr && *leaves)
    if (auto written = write_grids(context, to, done); !written) {
      const Error error = written.error();
      if (error.code != Errc::invalid) return error;
      done.followups.clear();
      return refused(std::move(done), error.code, "grids_do_not_fit", error.message);
    }
  const std::int64_t all = work->held + work->to_check + work->claimed + work->offered;
  done.outcome.message = words_of(numbers, all - std::ssize(work->cases));
  done.audit.facts["to"] = to;
  done.audit.facts["cases"] = std::int64_t{std::ssize(numbers)};
  done.audit.facts["numbers"] = std::vector<std::string>(numbers.begin(), numbers.end());
  return done;
}

}  // namespace gongzhi::workers
