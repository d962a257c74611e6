// Answers about one's own data, and the requests that go with them. What may be shown to whom is
// decided before.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "governance/decision.hpp"
#include "wire/requests.hpp"

namespace gongzhi::wire {

/// Body of POST /cases/{number}/reveal: `fields` and `reason`; checked against reveal.json.
Result<Values> parse_reveal(std::string_view body, const RequestContext& context);
/// Body of POST /cases/{number}/withdraw-consent: `purpose`; checked against withdraw_consent.json.
Result<Values> parse_withdraw_consent(std::string_view body, const RequestContext& context);

/// Personal fields in plain, by name.
using PlainFields = std::map<std::string, std::string>;
/// revealed.json
std::string render_revealed(const CaseNumber& number, const PlainFields& fields);

struct LookView {
  Instant at{};
  std::string org;  // name of the body
  std::string role;
  std::string name;  // masked
  std::vector<std::string> fields;
  std::string reason;
};
/// access_log.json
std::string render_access_log(const CaseNumber& number, const std::vector<LookView>& looks);

struct ConsentView {
  std::string purpose;
  std::string notice;
  Instant at{};
  std::optional<Instant> withdrawn_at = {};
};
struct CopyView {
  const Case& item;
  PlainFields fields;
  std::vector<ConsentView> consents = {};
  std::vector<LookView> looks = {};
  std::vector<TimelineEntry> timeline = {};  // what everybody may see of it
  std::vector<Instant> timeline_at = {};     // of each entry
};
/// copy.json: everything that is kept about the reporter of a case.
std::string render_copy(const CopyView& view);

/// withdrawn or erased: `{number, done: true}`.
std::string render_done(const CaseNumber& number);

}  // namespace gongzhi::wire
