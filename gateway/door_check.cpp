#include "gateway/door_check.hpp"

#include <algorithm>
#include <vector>

#include "gateway/actor.hpp"
#include "gateway/head_fields.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

bool is_form(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  type = type.substr(0, type.find_last_not_of(" \t") + 1);
  return std::equal(type.begin(), type.end(), form_type.begin(), form_type.end(),
                    [](char a, char b) {
                      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
                    });
}

Problem not_our_host(wire::Language language) {
  Problem problem{
      421,
      worded(Errc::invalid, {"这个域名不是本平台的", "this host name is not one of this platform"},
             language),
      "unknown_host"};
  return problem;
}

Problem wrong_form_type(wire::Language language) {
  return {415,
          worded(Errc::invalid,
                 {"内容类型须为 application/x-www-form-urlencoded",
                  "the content type must be application/x-www-form-urlencoded"},
                 language),
          "unsupported_media_type"};
}

bool is_unsafe(Method method) {
  return method != Method::get && method != Method::head;
}

// By name as sent: `%69d` for `id` is found where the route reads its parameters.
bool has_doubled_name(std::string_view query) {
  std::vector<std::string_view> names;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    const std::string_view name = part.substr(0, part.find('='));
    if (std::find(names.begin(), names.end(), name) != names.end()) return true;
    names.push_back(name);
  }
  return false;
}

// What a request takes from at most two buckets.
class Charge {
 public:
  Charge(Lane& lane, std::int64_t count)
      : rates_(lane.shared.door.rates), count_(count), now_(std::chrono::steady_clock::now()) {}

  void take(std::string_view key, std::int64_t per_minute) {
    if (state_ && !state_->is_allowed) return;
    const RateState taken = rates_.take({key, per_minute, count_}, now_);
    if (!state_ || !taken.is_allowed || taken.remaining < state_->remaining) state_ = taken;
  }
  std::optional<RateState> state() const { return state_; }

 private:
  RateLimits& rates_;
  std::int64_t count_;
  RateLimits::Time now_;
  std::optional<RateState> state_;
};

Asker asker_of(Lane& lane, const Request& request) {
  if (!lane.present.world) return {};
  auto asker = identify(request, lane.present.world->directory, lane.shared.keyring);
  return asker ? *std::move(asker) : Asker{};
}

void charge_person(Lane& lane, const Request& request, Charge& charge) {
  const auto& limits = lane.shared.settings.limits;
  const bool writes = request.method == Method::post;
  Asker asker;
  if (!request.cookie.empty()) asker = asker_of(lane, request);
  if (asker.user != nullptr) {
    charge.take((writes ? "write account " : "read account ") + asker.actor.user,
                writes ? limits.writes_per_minute_by_account : limits.reads_per_minute_by_account);
    return;
  }
  if (writes && !asker.actor.device.empty())
    charge.take("write device " + asker.actor.device, limits.writes_per_minute_by_device);
  if (request.source.empty()) return;
  charge.take((writes ? "write source " : "read source ") + request.source,
              writes ? limits.writes_per_minute_by_source : limits.reads_per_minute_by_source);
}

std::optional<RateState> charge_for(Lane& lane, const Request& request, Payer& payer,
                                    std::int64_t count) {
  Charge charge(lane, count);
  if (!request.authorization.empty() && request.authorization != payer.authorization) {
    const Asker asker = asker_of(lane, request);
    payer.machine = asker.user != nullptr ? "machine " + asker.actor.user : std::string();
    payer.authorization = payer.machine.empty() ? std::string() : request.authorization;
  }
  if (!request.authorization.empty() && !payer.machine.empty())
    charge.take(payer.machine, lane.shared.settings.limits.machine_requests_per_minute);
  else
    charge_person(lane, request, charge);
  return charge.state();
}

}  // namespace

void name_client(const Lane& lane, const Client& client, Request& request) {
  request.address = client.address.to_string();
  request.source = limited_source(lane, client);
  request.is_secure = client.is_secure;
}

std::string limited_source(const Lane& lane, const Client& client) {
  const bool is_exempt =
      lane.shared.settings.limits.loopback == "exempt" && is_loopback(client.address);
  return is_exempt ? std::string() : source_of(client.address);
}

Problem head_problem(const HeadFault& fault, wire::Language language) {
  return {fault.status, worded(Errc::invalid, fault.detail, language), std::string(fault.reason)};
}

Problem head_too_long(wire::Language language) {
  return head_problem({431, "head_too_long", {"请求头太长", "The request's head is too long."}},
                      language);
}

Problem bad_head(wire::Language language) {
  return head_problem(
      {400, "bad_head", {"请求头格式有误", "The request's head is not well formed."}}, language);
}

Problem bad_framing(wire::Language language) {
  return head_problem(
      {400, "bad_body", {"请求体分块格式有误", "The body's framing is not well formed."}},
      language);
}

Problem body_too_large(wire::Language language) {
  const wire::Wording wording{"内容太大", "the body is too large"};
  return problem_of(fail(Errc::too_large, std::string(wording.in(language))));
}

std::optional<Problem> check_site(const DoorRules& rules, const Request& request) {
  if (!rules.accepts_host(request.host)) return not_our_host(request.language);
  if (!is_unsafe(request.method)) return std::nullopt;
  if (request.asked_from == AskedFrom::elsewhere) return from_another_site(request.language);
  const bool is_ambient = !request.cookie.empty() && request.authorization.empty();
  if (is_ambient && request.asked_from == AskedFrom::unsaid)
    return from_another_site(request.language);
  return std::nullopt;
}

std::optional<Problem> check_shape(const Route& route, const Request& request) {
  if (!request.query.empty() && has_doubled_name(request.query))
    return problem_of(wrong_field("?", "doubled", {"查询参数重复", "a parameter stands twice"},
                                  request.language));
  switch (route.body) {
    case Route::Body::form:
      if (!is_form(request.content_type)) return wrong_form_type(request.language);
      break;
    case Route::Body::single:
    case Route::Body::batch:
      if (!request.content_type.empty() && !is_json(request.content_type))
        return unsupported_type(request.language);
      break;
    default: break;
  }
  return std::nullopt;
}

Problem from_another_site(wire::Language language) {
  Problem problem = problem_of(
      worded(Errc::forbidden, {"不接受来自其他网站页面的提交", "not from a page of another site"},
             language));
  problem.reason = "cross_site";
  return problem;
}

std::optional<RateState> charge(Lane& lane, const Request& request, Payer& payer) {
  return charge_for(lane, request, payer, 1);
}

Problem too_often(const RateState& state, wire::Language language) {
  Problem problem{
      429,
      worded(Errc::busy,
             {"操作过于频繁，请稍后再试；紧急情况请拨打 110、119 或 120",
              "too many requests, please try again later; in an emergency call 110, 119 or 120"},
             language),
      "rate_limited"};
  add_field(problem.fields, "Retry-After",
            std::to_string(std::max<std::int64_t>(1, state.retry_after.count())));
  return problem;
}

std::optional<Problem> charge_more(Lane& lane, const Request& request, std::int64_t count) {
  if (count <= 0) return std::nullopt;
  Payer payer;
  const auto state = charge_for(lane, request, payer, count);
  if (!state || state->is_allowed) return std::nullopt;
  note_refusal(lane, request, "rate_limited");
  return too_often(*state, request.language);
}

void note_refusal(Lane& lane, const Request& request, std::string_view reason) {
  AuditEntry entry;
  entry.actor.system = "gateway";
  entry.act = "request";
  entry.subject = name_of(request.method);
  entry.result = AuditResult::refused;
  entry.reason = reason;
  entry.origin = {request.address, request.trace_id};
  lane.audit.note(std::move(entry));
}

}  // namespace gongzhi::gateway
