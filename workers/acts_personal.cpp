#include "workers/acts_personal.hpp"

#include <algorithm>
#include <array>

#include "governance/inputs.hpp"
#include "governance/permission.hpp"
#include "governance/retention.hpp"
#include "records/personal.hpp"
#include "runtime/log.hpp"
#include "wire/case_detail.hpp"
#include "workers/retention.hpp"

namespace gongzhi::workers {
namespace {

constexpr std::array fields_known{personal::name, personal::phone, personal::identity,
                                  personal::on_behalf_of, personal::address};
constexpr std::size_t reason_points_min = 5;
constexpr std::size_t reason_points_max = 200;

struct Found {
  Case item;
  records::Standing standing = records::Standing::open;
};

// The case of the act's subject with its consent; none when there is none.
Result<std::optional<Found>> find_subject(const ActContext& context) {
  const auto number = parse_case_number(context.request.subject);
  if (!number) return std::optional<Found>();
  std::int64_t key = number->key();
  auto alias = context.transaction.resolve_alias(key);
  if (!alias) return alias.error();
  if (*alias) key = **alias;
  auto stored = context.transaction.load_cases(std::span(&key, 1));
  if (!stored) return stored.error();
  if (stored->empty()) return std::optional<Found>();
  Found found{std::move(stored->front().item), stored->front().standing};
  if (auto read = wire::read_case_detail(stored->front().detail, found.item); !read)
    return read.error();
  records::Connection& connection = context.transaction.connection();
  auto read = records::translated(connection, [&]() -> Result<void> {
    records::PersonalKey mine = records::read_personal_key(connection, key);
    found.item.personal.key = std::move(mine.sealed_key);
    found.item.personal.handler_may_see = mine.handler_may_see;
    return {};
  });
  if (!read) return read.error();
  return std::optional(std::move(found));
}

bool is_reporter_of(const Actor& actor, const Case& item) {
  return actor == item.reporter || actor == receipt_holder(item.number) || actor.system == "cli";
}

// What is asked for cannot be so, whoever asks.
std::optional<std::string_view> fault_of(const Values& input) {
  const auto fields = list_of(input, "fields");
  const bool all_known = std::ranges::all_of(fields, [](const std::string& field) {
    return std::ranges::find(fields_known, field) != fields_known.end();
  });
  if (fields.empty() || !all_known) return "fields";
  const std::size_t points = code_points(text_of(input, "reason"));
  if (points < reason_points_min || points > reason_points_max) return "reason";
  return std::nullopt;
}

std::string joined(const std::vector<std::string>& fields) {
  std::string text;
  for (const std::string& field : fields) text += (text.empty() ? "" : ";") + field;
  return text;
}

records::AccessEntry entry_for(const ActContext& context, const Case& item,
                               const std::string& role) {
  const User* user = context.world->directory.find_user(context.message.actor.user);
  records::AccessEntry entry;
  entry.at = context.now;
  entry.case_key = item.number.key();
  entry.number = item.number.text();
  entry.actor = context.message.actor.user;
  entry.role = role;
  entry.org = user ? user->org : std::string();
  entry.fields = joined(list_of(context.request.input, "fields"));
  entry.reason = text_of(context.request.input, "reason");
  entry.trace_id = context.request.origin.trace_id;
  return entry;
}

// Once an hour and person: when the number is reached, not at every look after it.
Result<void> raise_alarm(const ActContext& context, const AuditEntry& of) {
  AuditEntry alarm = of;
  alarm.act = "personal.bulk";
  alarm.reason = "many_in_an_hour";
  alarm.facts = {{"looks", bulk_reveals_per_hour}};
  runtime::log_warn("somebody looks at the personal data of many people",
                    {{"user", of.actor.user}, {"in_an_hour", bulk_reveals_per_hour}});
  return context.transaction.add_audit(
      audit_row(context.message.partition, std::move(alarm), context.now));
}

}  // namespace

Result<ActDone> reveal_personal(const ActContext& context, ActDone done) {
  auto found = find_subject(context);
  if (!found) return found.error();
  if (const auto fault = fault_of(context.request.input))
    return refused(std::move(done), Errc::invalid,
                   *fault == "reason" ? "length:reason" : "choice:fields",
                   *fault == "reason" ? "请用5至200字说明查看理由" : "没有这样的个人信息项");
  if (!*found || !context.world ||
      !may_reveal(*context.world, context.message.actor, (*found)->item,
                  list_of(context.request.input, "fields")))
    return refused(std::move(done), Errc::forbidden, "not_allowed", "您无权查看这项个人信息");
  records::Connection& connection = context.transaction.connection();
  const records::AccessEntry entry = entry_for(context, (*found)->item, done.audit.role);
  std::int64_t looks = 0;
  auto written = records::translated(connection, [&]() -> Result<void> {
    looks = records::count_accesses(connection, entry.actor, context.now - std::chrono::hours{1});
    if (looks < reveals_per_hour_max) records::write_access(connection, entry);
    return {};
  });
  if (!written) return written.error();
  if (looks >= reveals_per_hour_max)
    return refused(std::move(done), Errc::busy, "too_many_reveals",
                   "一小时内查看个人信息过多，请稍后再试");
  done.audit.facts = {{"fields", entry.fields}, {"reason", entry.reason}};
  if (looks + 1 == bulk_reveals_per_hour)
    if (auto raised = raise_alarm(context, done.audit); !raised) return raised.error();
  done.outcome.number = (*found)->item.number;
  done.outcome.version = (*found)->item.version;
  return done;
}

Result<ActDone> withdraw_agreement(const ActContext& context, ActDone done) {
  auto found = find_subject(context);
  if (!found) return found.error();
  if (!*found || !is_reporter_of(context.message.actor, (*found)->item))
    return refused(std::move(done), Errc::forbidden, "not_allowed", "只有上报人可以撤回同意");
  records::Connection& connection = context.transaction.connection();
  const std::string purpose = text_of(context.request.input, "purpose");
  bool withdrawn = false;
  auto written = records::translated(connection, [&]() -> Result<void> {
    withdrawn =
        records::withdraw_consent(connection, (*found)->item.number.key(), purpose, context.now);
    return {};
  });
  if (!written) return written.error();
  if (!withdrawn)
    return refused(std::move(done), Errc::conflict, "nothing_to_withdraw", "没有可以撤回的同意");
  done.audit.facts = {{"purpose", purpose}};
  return done;
}

Result<ActDone> erase_on_request(const ActContext& context, ActDone done) {
  auto found = find_subject(context);
  if (!found) return found.error();
  if (!*found || !is_reporter_of(context.message.actor, (*found)->item))
    return refused(std::move(done), Errc::forbidden, "not_allowed", "只有上报人可以申请删除");
  Case& item = (*found)->item;
  if ((*found)->standing == records::Standing::open || !item.closed_at)
    return refused(std::move(done), Errc::conflict, "case_open",
                   "事项尚未办结，办结后可以申请删除个人信息");
  const Instant from = months_after(*item.closed_at, keep_at_least_months());
  if (context.now < from)
    return refused(std::move(done), Errc::conflict, "must_be_kept",
                   "依法须保存至" + format_date(business_day(from)) + "，到期自动删除");
  if (auto erased = erase_case(context.transaction, item, context.now); !erased)
    return erased.error();
  done.outcome.number = item.number;
  return done;
}

}  // namespace gongzhi::workers
