#include "cli/personal_command.hpp"

#include <cstdio>

#include "cli/platform.hpp"
#include "governance/personal.hpp"
#include "records/personal.hpp"
#include "runtime/wall_clock.hpp"
#include "wire/json_writer.hpp"
#include "workers/acts_personal.hpp"
#include "workers/retention.hpp"

namespace gongzhi::cli {
namespace {

constexpr int page_max = 1'000;

Result<std::optional<Instant>> start_of(const std::string& day) {
  if (day.empty()) return std::optional<Instant>();
  const auto date = parse_date(day);
  if (!date) return date.error();
  return std::optional<Instant>(Instant{*date} - business_offset);
}

Result<records::AccessQuery> query_of(const AccessQuestion& question) {
  records::AccessQuery query;
  auto from = start_of(question.from);
  if (!from) return from.error();
  auto until = start_of(question.to);
  if (!until) return until.error();
  query.from = *from;
  if (*until) query.until = **until + std::chrono::days{1};
  if (!question.number.empty()) {
    const auto number = parse_case_number(question.number);
    if (!number) return number.error();
    query.case_key = number->key();
  }
  query.actor = question.user;
  query.limit = page_max;
  return query;
}

void print(const records::AccessEntry& entry, const Options& options) {
  if (!options.json) {
    std::printf("%s  %-16s  %-20s %-20s %s  %s\n", format_rfc3339(entry.at).c_str(),
                entry.number.c_str(), entry.actor.c_str(), entry.org.c_str(), entry.fields.c_str(),
                entry.reason.c_str());
    return;
  }
  wire::JsonWriter json;
  {
    const auto line = json.object();
    json.time("at", entry.at);
    json.text("number", entry.number);
    json.text("user", entry.actor);
    json.text("role", entry.role);
    json.text("org", entry.org);
    json.text("fields", entry.fields);
    json.text("reason", entry.reason);
    json.text("trace_id", entry.trace_id);
  }
  std::puts(json.take().c_str());
}

std::string hash_of(const vault::Keyring& keyring, const std::string& phone,
                    const std::string& identity) {
  if (const auto normal = normal_phone(phone)) return keyring.blind_index("phone", *normal);
  if (const auto normal = normal_identity(identity))
    return keyring.blind_index("identity", *normal);
  return {};
}

}  // namespace

int list_accesses(const Options& options, const AccessQuestion& question) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto query = query_of(question);
  if (!query) return report(query.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  records::Connection& connection = (*reader)->connection();
  do {
    auto page = records::translated(connection, [&]() -> Result<records::AccessPage> {
      return records::read_accesses(connection, *query);
    });
    if (!page) return report(page.error());
    for (const records::AccessEntry& entry : page->items) print(entry, options);
    query->after = page->next;
  } while (query->after != 0);
  return 0;
}

int find_person(const Options& options, const std::string& phone, const std::string& identity) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  const std::string hash = hash_of(installation->keyring, phone, identity);
  if (hash.empty())
    return report(fail(Errc::invalid, "give a telephone or an identity number that is one"));
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  records::Connection& connection = (*reader)->connection();
  auto keys = records::translated(connection, [&]() -> Result<std::vector<std::int64_t>> {
    return records::find_by_index(connection, hash);
  });
  if (!keys) return report(keys.error());
  auto found = (*reader)->find_cases(*keys);
  if (!found) return report(found.error());
  for (const records::StoredCase& stored : *found)
    std::printf("%s  %s\n", stored.item.number.text().c_str(), stored.item.state.c_str());
  if (found->empty()) std::puts("no case");
  return 0;
}

int erase_person(const Options& options, const std::string& number) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto done = with_worker(*installation, options, [&]() -> Result<void> {
    auto outcome = send_and_wait(*installation, county_partition,
                                 Administration{std::string(workers::erase_act), number}, "cli");
    if (!outcome) return outcome.error();
    if (outcome->status == OutcomeStatus::refused) return refusal_of(*outcome);
    return {};
  });
  if (!done) return report(done.error());
  std::puts("erased");
  return 0;
}

int erase_from_log(const Options& options, const std::string& file) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto store = records::Store::open(installation->dir.store(), runtime::wall_now());
  if (!store) return report(store.error());
  const auto count = workers::erase_again(**store, file);
  if (!count) return report(count.error());
  std::printf("%d cases erased again\n", *count);
  return 0;
}

}  // namespace gongzhi::cli
