#include "gateway/config_visit.hpp"

#include "gateway/refusals.hpp"
#include "governance/permission.hpp"
#include "records/world_tables.hpp"
#include "wire/kinds.hpp"

namespace gongzhi::gateway {

std::variant<ConfigVisit, Problem> visit_config(Lane& lane, const Request& request) {
  if (!lane.present.is_complete()) return not_ready(request.language);
  ConfigVisit visit{lane.present.world, {}, nullptr};
  auto asker = identify(request, visit.world->directory, lane.shared.keyring);
  if (!asker) return problem_of(asker.error());
  if (asker->user == nullptr) return who_are_you(request.language);
  visit.actor = asker->actor;
  visit.user = asker->user;
  return visit;
}

bool may_visit(const ConfigVisit& visit, std::string_view table) {
  const std::string act = permission_of(table);
  if (may_administer(*visit.world, visit.actor, act, {})) return true;
  if (!visit.user->org.empty() &&
      may_administer(*visit.world, visit.actor, act, {nullptr, visit.user->org}))
    return true;
  return table == "absences" && visit.user->active;
}

Problem not_yours(Lane& lane, const Request& request, const Actor& actor, const NotYours& what) {
  note_refusal(lane, request, actor, {what.act, what.subject, "not_permitted"});
  return problem_of(worded(Errc::forbidden, {"这部分不由您管理", "this is not yours to manage"},
                           request.language));
}

Result<StoredTables> stored_tables(records::Reader& reader) {
  auto rows = reader.load_configuration();
  if (!rows) return rows.error();
  StoredTables stored;
  stored.version = rows->version;
  const std::vector<records::KindRow> kinds = std::move(rows->kinds);
  stored.tables = records::world_tables(*std::move(rows));
  for (const records::KindRow& row : kinds) {
    auto kind = wire::parse_kind(row.body, row.name + ".json");
    if (!kind) return kind.error();
    stored.tables.kinds.push_back(std::move(*kind));
  }
  return stored;
}

}  // namespace gongzhi::gateway
