// What the reporter of a case may ask of their own data: who has looked, a copy, an agreement back,
// erasure (security.md P02, P05, P06, P07). With an account, a device cookie or the receipt's key.
#include "gateway/administer.hpp"
#include "gateway/case_lookup.hpp"
#include "gateway/parameters.hpp"
#include "gateway/personal_sealing.hpp"
#include "gateway/routes.hpp"
#include "governance/masking.hpp"
#include "records/personal.hpp"
#include "wire/personal_responses.hpp"
#include "wire/values_json.hpp"

namespace gongzhi::gateway {
namespace {

constexpr int looks_max = 500;
constexpr int entries_max = 500;

using Mine = std::variant<Opened, Problem>;

// The case, for its reporter only; anybody else learns nothing of it.
asio::awaitable<Mine> open_own(Lane& lane, RequestPtr request) {
  auto opened = co_await open_case(lane, request);
  if (auto* refused = std::get_if<Problem>(&opened)) co_return Mine(std::move(*refused));
  Opened& mine = std::get<Opened>(opened);
  const bool is_own = mine.standpoint.by_key || mine.standpoint.actor == mine.found.item.reporter;
  if (!is_own) co_return Mine(no_such_thing(request->language));
  co_return Mine(std::move(mine));
}

struct Kept {
  std::vector<records::AccessEntry> looks;
  std::vector<records::Consent> consents;
  std::vector<records::StoredEntry> timeline;
};

asio::awaitable<Result<Kept>> read_kept(Lane& lane, std::int64_t key) {
  co_return co_await lane.shared.readers.ask([key](records::Reader& reader) -> Result<Kept> {
    Kept kept;
    records::Connection& connection = reader.connection();
    auto read = records::translated(connection, [&]() -> Result<void> {
      records::AccessQuery query;
      query.case_key = key;
      query.limit = looks_max;
      kept.looks = records::read_accesses(connection, query).items;
      kept.consents = records::read_consents(connection, key);
      return {};
    });
    if (!read) return read.error();
    auto entries = reader.timeline(key, 0, entries_max);
    if (!entries) return entries.error();
    kept.timeline = *std::move(entries);
    return kept;
  });
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::vector<wire::LookView> looks_of(const Directory& directory, const Kept& kept) {
  std::vector<wire::LookView> looks;
  for (const records::AccessEntry& entry : kept.looks) {
    const Org* org = directory.find_org(entry.org);
    const User* user = directory.find_user(entry.actor);
    looks.push_back({entry.at, org ? org->name : std::string(), entry.role,
                     user ? mask_name(user->name) : std::string(), split(entry.fields),
                     entry.reason});
  }
  return looks;
}

wire::CopyView copy_of(const vault::Keyring& keyring, const Opened& mine, const Kept& kept) {
  wire::CopyView view{.item = mine.found.item, .fields = open_personal(keyring, mine.found.item)};
  for (const records::Consent& consent : kept.consents)
    view.consents.push_back({consent.purpose, consent.notice, consent.at, consent.withdrawn_at});
  view.looks = looks_of(mine.present.world->directory, kept);
  for (const records::StoredEntry& stored : kept.timeline) {
    if (stored.entry.visibility != Visibility::everyone) continue;
    view.timeline.push_back(stored.entry);
    view.timeline_at.push_back(stored.at);
  }
  return view;
}

// Everything leaves in plain: whoever holds the receipt's key may have been handed it.
void note_copy(Lane& lane, const Request& request, const Opened& mine) {
  AuditEntry entry;
  entry.actor = mine.standpoint.actor;
  const User* user = mine.present.world->directory.find_user(entry.actor.user);
  if (user) entry.role = name(user->role);
  entry.act = "personal.copy";
  entry.subject = mine.found.item.number.text();
  entry.origin = origin_of(request);
  entry.facts = {{"with", std::string(mine.standpoint.by_key ? "receipt_key" : "account")}};
  lane.audit.note(std::move(entry));
}

// An act of the reporter about their own case.
asio::awaitable<Answer> act_on_own(Lane& lane, RequestPtr request, std::string act, Values input) {
  auto opened = co_await open_own(lane, request);
  if (auto* refused = std::get_if<Problem>(&opened)) co_return std::move(*refused);
  const Opened& mine = std::get<Opened>(opened);
  const auto key = idempotency_key(*request);
  if (!key) co_return key_problem(key.error(), *request);
  const CaseNumber number = mine.found.item.number;
  auto answer = co_await administer(lane, {request, mine.standpoint.actor, *key, std::move(act),
                                           number.text(), std::move(input)});
  if (auto* refused = std::get_if<Problem>(&answer)) co_return std::move(*refused);
  const ActAnswer& decided = std::get<ActAnswer>(answer);
  if (!decided.outcome) co_return not_decided_yet(decided.id);
  Reply reply;
  reply.body = wire::render_done(number);
  co_return reply;
}

}  // namespace

asio::awaitable<Answer> get_access_log(Lane& lane, RequestPtr request) {
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  auto opened = co_await open_own(lane, request);
  if (auto* refused = std::get_if<Problem>(&opened)) co_return std::move(*refused);
  const Opened& mine = std::get<Opened>(opened);
  const auto kept = co_await read_kept(lane, mine.found.item.number.key());
  if (!kept) co_return problem_of(kept.error());
  Reply reply;
  reply.body = wire::render_access_log(mine.found.item.number,
                                       looks_of(mine.present.world->directory, *kept));
  co_return reply;
}

asio::awaitable<Answer> get_copy(Lane& lane, RequestPtr request) {
  if (const auto none = Parameters::parse(*request, {}); !none) co_return problem_of(none.error());
  auto opened = co_await open_own(lane, request);
  if (auto* refused = std::get_if<Problem>(&opened)) co_return std::move(*refused);
  const Opened& mine = std::get<Opened>(opened);
  const auto kept = co_await read_kept(lane, mine.found.item.number.key());
  if (!kept) co_return problem_of(kept.error());
  note_copy(lane, *request, mine);
  Reply reply;
  reply.body = wire::render_copy(copy_of(lane.shared.keyring, mine, *kept));
  co_return reply;
}

asio::awaitable<Answer> withdraw_consent(Lane& lane, RequestPtr request) {
  auto opened = co_await open_own(lane, request);
  if (auto* refused = std::get_if<Problem>(&opened)) co_return std::move(*refused);
  if (!is_json(request->content_type)) co_return unsupported_type(request->language);
  auto input =
      wire::parse_withdraw_consent(request->body, {lane.schemas, request->now, request->language});
  if (!input) co_return problem_of(input.error());
  co_return co_await act_on_own(lane, request, "personal.withdraw", *std::move(input));
}

asio::awaitable<Answer> erase_personal(Lane& lane, RequestPtr request) {
  co_return co_await act_on_own(lane, request, "personal.erase", {});
}

}  // namespace gongzhi::gateway
