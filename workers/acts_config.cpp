// config.change: one row of the configuration put in or taken out, with every check of an import
// (input: `change` as of write_config_change(), `if_version` = the version that was seen).
#include <algorithm>

#include "governance/config_change.hpp"
#include "governance/permission.hpp"
#include "records/case_use.hpp"
#include "records/world_tables.hpp"
#include "wire/config_draft.hpp"
#include "workers/acts.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::workers {
namespace {

constexpr std::size_t problems_told_max = 10;
constexpr std::size_t shown_bytes_max = 400;  // of a cell in the audit trail

std::string words_of(const Error& error) {
  std::string text = "这项修改未通过检查";
  std::size_t told = 0;
  for (const FieldError& field : error.fields) {
    if (++told > problems_told_max) break;
    text += (told == 1 ? "：" : "；") + field.pointer + " " + field.detail;
  }
  return error.fields.empty() ? text + "：" + error.message : text;
}

bool may_change(const ActContext& context, const WorldTables& present, const ConfigChange& change) {
  const World& world = *context.world;
  const Actor& actor = context.message.actor;
  const User* user = world.directory.find_user(actor.user);
  const bool is_own = user && user->active && wire::absent_person(present, change) == user->id;
  if (is_own) return true;
  const std::string act = permission_of(change.table);
  return std::ranges::all_of(wire::bodies_concerned(present, change), [&](const std::string& org) {
    return may_administer(world, actor, act, {nullptr, org});
  });
}

/// What is not the trail's business: telephone numbers and why somebody is away.
std::string shown_cell(std::string_view column, std::string_view cell) {
  if (column == "phone") return shown_phone(cell);
  if (column == "reason") return cell.empty() ? "" : "…";
  if (cell.size() <= shown_bytes_max) return std::string(cell);
  return std::to_string(cell.size()) + " bytes";
}

/// `column=cell` for each cell that is another one now.
std::vector<std::string> differing(const wire::ConfigStep& step, const wire::Cells& of,
                                   const wire::Cells& from) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < of.size(); ++i)
    if (i >= from.size() || of[i] != from[i])
      cells.push_back(std::string(step.table->columns[i]) + "=" +
                      shown_cell(step.table->columns[i], of[i]));
  return cells;
}

/// A removed row that open cases name: they would have nowhere to stand.
Result<std::string> held_by_cases(const ActContext& context, const ConfigChange& change) {
  if (change.what != ConfigChange::What::remove) return std::string();
  auto use = records::open_use(context.transaction.connection(), change.table, change.id);
  if (!use) return use.error();
  if (use->cases == 0) return std::string();
  return "还有 " + std::to_string(use->cases) + " 件未办结的事项（如 " + use->number +
         "），办结或改派后再删除";
}

}  // namespace

Result<ActDone> change_config(const ActContext& context, ActDone done) {
  if (!context.world)
    return refused(std::move(done), Errc::unavailable, "not_configured", "尚未导入配置");
  auto change = wire::parse_config_change(text_of(context.request.input, "change"));
  if (!change)
    return refused(std::move(done), Errc::invalid, "wrong_content", words_of(change.error()));
  done.audit.facts["table"] = change->table;
  auto rows = records::load_configuration(context.transaction.connection());
  if (!rows) return rows.error();
  const std::int64_t version = rows->version;
  auto present = tables_from_rows(*std::move(rows));
  if (!present) return present.error();
  *change = wire::with_present_cells(*present, *std::move(change));
  if (!may_change(context, *present, *change))
    return refused(std::move(done), Errc::forbidden, "not_allowed", "您不能修改这项配置");
  const auto* seen = find_value<std::int64_t>(context.request.input, "if_version");
  if (seen != nullptr && *seen != version)
    return refused(std::move(done), Errc::conflict, "stale_version",
                   "配置已被他人修改，请刷新后再改");
  auto draft = wire::draft_config(*std::move(present), {&*change, 1}, version);
  if (!draft) {
    const Error error = draft.error();
    return refused(std::move(done), error.code, "config_has_errors", words_of(error));
  }
  auto held = held_by_cases(context, *change);
  if (!held) return held.error();
  if (!held->empty()) return refused(std::move(done), Errc::conflict, "in_use", *held);
  const wire::ConfigStep& step = draft->steps.front();
  records::ConfigurationChange written = records::change_of(draft->tables, {change->table});
  if (change->table == "grids") written.users = draft->tables.directory.users;
  written.label = context.request.act + " " + change->table + " " + step.id;
  auto raised = records::replace(context.transaction, written, context.now);
  if (!raised) return raised.error();
  done.audit.subject = change->table + "/" + step.id;
  if (!step.before.empty()) done.audit.facts["before"] = differing(step, step.before, step.after);
  if (!step.after.empty()) done.audit.facts["after"] = differing(step, step.after, step.before);
  done.audit.facts["version"] = *raised;
  done.outcome.version = *raised;
  done.world_changed = true;
  return done;
}

}  // namespace gongzhi::workers
