// GET /audit: the trail, for the auditor; that it was read stands in it too.
#include "gateway/actor.hpp"
#include "gateway/administer.hpp"
#include "gateway/cursor.hpp"
#include "gateway/parameters.hpp"
#include "gateway/routes.hpp"
#include "governance/permission.hpp"
#include "wire/audit_page.hpp"

namespace gongzhi::gateway {
namespace {

constexpr int limit_default = 50;
constexpr std::pair<int, int> limit_bounds{1, 200};
constexpr std::string_view read_act = "audit.read";

struct TrailQuestion {
  Parameters parameters;
  std::string list;  // which list the cursor belongs to: the filters
  records::AuditQuery query = {};
};

Result<TrailQuestion> read_question(const Request& request, const vault::Keyring& keyring) {
  auto parameters =
      Parameters::parse(request, {"actor", "act", "subject", "since", "until", "limit", "cursor"});
  if (!parameters) return parameters.error();
  TrailQuestion question{*std::move(parameters), "audit"};
  const Parameters& given = question.parameters;
  for (const char* name : {"actor", "act", "subject", "since", "until"})
    question.list += "\n" + given.text(name);
  const auto since = given.instant("since");
  if (!since) return since.error();
  const auto until = given.instant("until");
  if (!until) return until.error();
  const auto limit = given.integer("limit", limit_default, limit_bounds);
  if (!limit) return limit.error();
  const auto cursor = open_cursor(keyring, question.list, given.text("cursor"), request.language);
  if (!cursor) return cursor.error();
  question.query = {given.text("actor"),
                    given.text("act"),
                    given.text("subject"),
                    *since,
                    *until,
                    *cursor,
                    *limit};
  return question;
}

AuditEntry entry_of_reading(const Request& request, const Asker& asker, const Parameters& given) {
  AuditEntry entry;
  entry.actor = asker.actor;
  entry.role = std::string(name(asker.user->role));
  entry.act = read_act;
  entry.origin = origin_of(request);
  for (const char* word : {"actor", "act", "subject", "since", "until"})
    if (given.has(word)) entry.facts.emplace(word, given.text(word));
  return entry;
}

wire::AuditLine line_of(records::AuditRow row) {
  return {row.partition,      row.n, row.at, std::move(row.entry), std::move(row.facts),
          std::move(row.hash)};
}

}  // namespace

asio::awaitable<Answer> get_audit(Lane& lane, RequestPtr request) {
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  const auto asker = identify(*request, present.world->directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  if (!asker->user) co_return who_are_you(request->language);
  const auto question = read_question(*request, lane.shared.keyring);
  if (!question) co_return problem_of(question.error());
  AuditEntry reading = entry_of_reading(*request, *asker, question->parameters);
  if (!may_administer(*present.world, asker->actor, read_act, {})) {
    reading.result = AuditResult::refused;
    reading.reason = "not_allowed";
    lane.audit.note(std::move(reading));
    co_return problem_of(worded(Errc::forbidden, {"只有审计人员可以查看", "for the auditor only"},
                                request->language));
  }
  auto page = co_await lane.shared.readers.ask(
      [query = question->query](records::Reader& reader) { return reader.audit(query); });
  if (!page) co_return problem_of(page.error());
  lane.audit.note(std::move(reading));
  wire::AuditPageView view;
  for (records::AuditRow& row : page->rows) view.items.push_back(line_of(std::move(row)));
  if (!page->next.empty())
    view.next_cursor = seal_cursor(lane.shared.keyring, question->list, page->next);
  Reply reply;
  reply.body = wire::render_audit_page(view);
  add_next_link(reply, *request, {question->parameters.without("cursor"), view.next_cursor});
  co_return reply;
}

}  // namespace gongzhi::gateway
