// Record first, then dead letters, then the queue.
#include "gateway/case_lookup.hpp"

#include "gateway/refusals.hpp"
#include "governance/permission.hpp"
#include "records/personal.hpp"
#include "wire/case_detail.hpp"
#include "wire/envelope.hpp"

namespace gongzhi::gateway {
namespace {

struct StoredAnswer {
  std::optional<Case> item;
  std::optional<records::DeadLetter> letter;
  std::optional<records::InboxRow> outcome;
};

// What opens the sealed text of the case, and whether the handling body may see it.
Result<void> read_key(records::Reader& reader, Case& item) {
  records::Connection& connection = reader.connection();
  return records::translated(connection, [&]() -> Result<void> {
    records::PersonalKey key = records::read_personal_key(connection, item.number.key());
    item.personal.key = std::move(key.sealed_key);
    item.personal.handler_may_see = key.handler_may_see;
    return {};
  });
}

Result<StoredAnswer> ask_record(records::Reader& reader, const LookupQuery& query) {
  StoredAnswer answer;
  if (query.outcome_of) {
    auto outcome = reader.find_outcome(*query.outcome_of);
    if (!outcome) return outcome.error();
    answer.outcome = *std::move(outcome);
  }
  auto found = reader.find_case(query.number);
  if (!found) return found.error();
  if (*found) {
    auto item = whole_case(std::move((*found)->stored));
    if (!item) return item.error();
    answer.item = *std::move(item);
    if (auto read = read_key(reader, *answer.item); !read) return read.error();
    return answer;
  }
  auto letter = reader.find_dead_letter_of(query.number);
  if (!letter) return letter.error();
  answer.letter = *std::move(letter);
  return answer;
}

// The report in an envelope of ours as a case that nobody has looked at yet.
std::optional<LookedUp> from_envelope(const Lane& lane, const std::string& envelope,
                                      const std::string& mac) {
  if (!lane.shared.keyring.envelope_mac_matches(envelope, mac)) return std::nullopt;
  auto parsed = wire::parse_envelope(envelope);
  if (!parsed) return std::nullopt;
  auto* report = std::get_if<CreateCase>(&parsed->message.body);
  if (!report) return std::nullopt;
  LookedUp found;
  Case& item = found.item;
  item.made_by = parsed->message.id;
  item.reporter = parsed->message.actor;
  item.kind = std::move(report->kind);
  item.category = std::move(report->category);
  item.standard = std::move(report->standard);
  item.title = std::move(report->title);
  item.description = std::move(report->description);
  item.address = std::move(report->address);
  item.location = report->location;
  item.urgent = report->urgent;
  item.on_behalf_of = std::move(report->on_behalf_of);
  item.observed_at = report->observed_at;
  item.source = report->source;
  item.fields = std::move(report->fields);
  item.personal = std::move(report->personal);
  item.state = "received";
  item.accepted_at = parsed->sent_at;
  if (lane.present.world) {
    if (const KindSpec* kind = lane.present.world->kinds.find(item.kind))
      item.kind_version = kind->version;
    if (const Category* category = lane.present.world->catalogue.find_category(item.category)) {
      item.is_private = category->is_private;
      item.safety = category->safety;
    }
  }
  return found;
}

asio::awaitable<Result<std::optional<LookedUp>>> look_on_queue(Lane& lane, CaseNumber number) {
  auto entry = co_await lane.intake.find(static_cast<unsigned>(number.partition), number.seq);
  if (!entry) co_return entry.error();
  if (!*entry || business_day((*entry)->at) != number.day) co_return std::optional<LookedUp>();
  auto found = from_envelope(lane, (*entry)->envelope, (*entry)->mac);
  if (found) {
    found->stage = LookedUp::Stage::queued;
    found->item.number = number;
    found->item.accepted_at = (*entry)->at;
  }
  co_return found;
}

bool is_possible(const Lane& lane, const CaseNumber& number) {
  return number.partition < lane.shared.settings.store.partitions && number.seq > 0;
}

}  // namespace

Result<Case> whole_case(records::StoredCase stored) {
  if (auto read = wire::read_case_detail(stored.detail, stored.item); !read) return read.error();
  return std::move(stored.item);
}

Result<std::vector<Case>> whole_cases(std::vector<records::StoredCase> stored) {
  std::vector<Case> items;
  items.reserve(stored.size());
  for (records::StoredCase& one : stored) {
    auto item = whole_case(std::move(one));
    if (!item) return item.error();
    items.push_back(*std::move(item));
  }
  return items;
}

asio::awaitable<Result<Lookup>> look_up(Lane& lane, LookupQuery query) {
  Lookup lookup;
  if (!is_possible(lane, query.number)) co_return lookup;
  auto stored = co_await lane.shared.readers.ask(
      [query](records::Reader& reader) { return ask_record(reader, query); });
  if (!stored) co_return stored.error();
  lookup.outcome = std::move(stored->outcome);
  if (stored->item) {
    lookup.found = LookedUp{*std::move(stored->item)};
    co_return lookup;
  }
  if (stored->letter) {
    lookup.found = from_envelope(lane, stored->letter->envelope, stored->letter->mac);
    if (lookup.found) {
      lookup.found->stage = LookedUp::Stage::delayed;
      lookup.found->item.number = query.number;
      co_return lookup;
    }
  }
  auto queued = co_await look_on_queue(lane, query.number);
  if (!queued) co_return queued.error();
  lookup.found = *std::move(queued);
  co_return lookup;
}

std::optional<Standpoint> stand_before(const vault::Keyring& keyring, const Visit& visit,
                                       const Case& item) {
  const bool sees = may_see(visit.world, visit.actor, item);
  if (sees && !sees_as_follower_only(visit.world, visit.actor, item))
    return Standpoint{visit.actor};
  const std::string& key = visit.request.case_key;
  if (!key.empty() && item.made_by && keyring.receipt_key_matches(*item.made_by, key))
    return Standpoint{item.reporter.device.empty() ? receipt_holder(item.number) : item.reporter,
                      true};
  return sees ? std::optional(Standpoint{visit.actor}) : std::nullopt;
}

asio::awaitable<std::variant<Opened, Problem>> open_case(Lane& lane, RequestPtr request) {
  using Answered = std::variant<Opened, Problem>;
  const Present present = lane.present;
  if (!present.is_complete()) co_return Answered(not_ready(request->language));
  auto asker = identify(*request, present.world->directory, lane.shared.keyring);
  if (!asker) co_return Answered(problem_of(asker.error()));
  if (asker->is_nobody() && request->case_key.empty())
    co_return Answered(who_are_you(request->language));
  const auto number = parse_case_number(request->arguments[0]);
  if (!number) co_return Answered(no_such_thing(request->language));
  auto lookup = co_await look_up(lane, {*number});
  if (!lookup) co_return Answered(problem_of(lookup.error()));
  auto standpoint =
      lookup->found ? stand_before(lane.shared.keyring, {*present.world, asker->actor, *request},
                                   lookup->found->item)
                    : std::nullopt;
  if (!standpoint) {
    note_refusal(lane, *request, asker->actor,
                 {"case.see", number->text(), lookup->found ? "not_seen" : "unknown"});
    co_return Answered(no_such_thing(request->language));
  }
  co_return Answered(Opened{present, *std::move(standpoint), *std::move(lookup->found)});
}

}  // namespace gongzhi::gateway
