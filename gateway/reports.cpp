// POST /cases and /cases:batch: a report is checked, sent to the queue, and acknowledged after it
// is on disk. No SQL on this way.
#include <algorithm>
#include <charconv>

#include "gateway/actor.hpp"
#include "gateway/door_check.hpp"
#include "gateway/emergency_first.hpp"
#include "gateway/own_uploads.hpp"
#include "gateway/personal_sealing.hpp"
#include "gateway/refusals.hpp"
#include "gateway/report_check.hpp"
#include "gateway/routes.hpp"
#include "gateway/submission.hpp"
#include "runtime/deadline.hpp"
#include "wire/requests.hpp"
#include "wire/responses.hpp"

namespace gongzhi::gateway {
namespace {

struct Report {
  RequestPtr request;
  Present present;
  Asker asker;
  std::string key;
  Fingerprint fingerprint;
  wire::CreateRequest content;
  const EmergencyAdvice* emergency = nullptr;  // of `present`
};

std::string format_time(const std::optional<Instant>& at) {
  return at ? std::to_string(to_ms(*at)) : "-";
}

// What is kept with the message id so that a repeat gets the same body: three times, and where
// people may be in danger the id of the advice.
std::string write_promise(const wire::Promised& promised) {
  return format_time(promised.triage) + " " + format_time(promised.first_contact) + " " +
         format_time(promised.due);
}

std::optional<Instant> take_time(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  std::int64_t ms = 0;
  const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), ms);
  if (ec != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return from_ms(ms);
}

wire::Promised read_promise(std::string_view& text) {
  wire::Promised promised;
  promised.triage = take_time(text);
  promised.first_contact = take_time(text);
  promised.due = take_time(text);
  return promised;
}

Reply receipt_reply(const Report& report, const wire::ReceiptView& view) {
  Reply reply;
  reply.status = 201;
  reply.body = wire::render_receipt(view);
  add_field(reply.fields, "Location", "/api/v1/cases/" + view.number.text());
  add_field(reply.fields, "ETag", "\"0\"");
  if (!report.asker.new_cookie.empty())
    add_field(reply.fields, "Set-Cookie", device_cookie_field(report.asker.new_cookie));
  return reply;
}

asio::awaitable<Answer> submit_report(Lane& lane, Report report) {
  const World& world = *report.present.world;
  const Request& request = *report.request;
  CreateCase& command = report.content.command;
  if (auto refused = settle_source(report.content, report.asker.user, request.language))
    co_return *refused;
  if (auto refused = check_report(world, command, request.language)) co_return *refused;
  leave_out_foreign(lane.shared.keyring, who_of(report.asker.actor), command);
  if (!may_create(world, report.asker.actor, command.kind)) {
    note_refusal(lane, request, report.asker.actor, {"case.create", "", "not_permitted"});
    co_return problem_of(worded(Errc::forbidden,
                                {"您的身份不能上报这一类事项，请联系社区协助",
                                 "not a kind of case that your role reports; the community helps"},
                                request.language));
  }

  const vault::Keyring& keyring = lane.shared.keyring;
  if (auto refused = seal_personal({keyring, world.directory, request.language}, report.content))
    co_return *refused;
  if (!command.personal.key.empty()) report.fingerprint = keyed(keyring, report.fingerprint);
  const wire::Promised promised = promise(world, command, request.now);
  const EmergencyAdvice* advice = report.emergency;
  Sending sending;
  sending.message.id = keyring.message_id(who_of(report.asker.actor), report.key);
  sending.message.partition =
      sending.message.id.partition(static_cast<int>(lane.shared.settings.store.partitions));
  sending.message.actor = report.asker.actor;
  sending.message.fingerprint = report.fingerprint;
  sending.message.body = std::move(command);
  sending.answer = write_promise(promised) + (advice ? " " + advice->id : "");
  sending.generation = report.present.generation;
  sending.now = request.now;
  sending.language = request.language;
  const MessageId id = sending.message.id;
  const int partition = sending.message.partition;

  const auto receipt = co_await submit(lane, std::move(sending));
  if (!receipt) co_return problem_of(receipt.error());
  const bool is_repeat = receipt->kind == queue::Receipt::Kind::repeat;
  (is_repeat ? lane.shared.metrics.repeated : lane.shared.metrics.accepted).Increment();
  if (is_repeat && receipt->fingerprint != report.fingerprint)
    co_return key_reused(request.language);
  wire::ReceiptView view;
  view.number = {business_day(receipt->at), partition, receipt->seq};
  view.key = keyring.receipt_key(id);
  view.accepted_at = receipt->at;
  std::string_view first = receipt->answer;
  view.promised = is_repeat ? read_promise(first) : promised;
  view.emergency = is_repeat ? find_advice(world, first) : advice;
  co_return receipt_reply(report, view);
}

// Where people may be in danger also a refusal says first whom to call.
asio::awaitable<Answer> accept(Lane& lane, Report report) {
  const Present present = report.present;
  const wire::Language language = report.request->language;
  report.emergency = emergency_of(*present.world, report.content.command);
  const EmergencyAdvice* advice = report.emergency;
  Answer answer = co_await submit_report(lane, std::move(report));
  if (auto* refused = std::get_if<Problem>(&answer); refused && advice)
    say_first(*advice, language, *refused);
  co_return answer;
}

// What both routes ask before they read the body.
struct Door {
  Asker asker;
  std::string key;
};
std::variant<Door, Problem> pass_door(Lane& lane, const Request& request) {
  if (!lane.present.is_complete()) return not_ready(request.language);
  auto key = idempotency_key(request);
  if (!key) return key_problem(key.error(), request);
  auto asker = identify_reporter(request, lane.present.world->directory, lane.shared.keyring);
  if (!asker) return problem_of(asker.error());
  if (asker->user == nullptr && !is_unguessable(*key))
    return problem_of(wrong_field(
        "Idempotency-Key", "minLength",
        {"未登录时至少 22 个随机字符", "at least 22 random characters without an account"},
        request.language));
  if (!is_json(request.content_type)) return unsupported_type(request.language);
  return Door{*std::move(asker), *std::move(key)};
}

// Refusing must be cheap where everything else is too much already, and it must not be quick: who
// tries again at once would take from the worker what it needs to catch up. A connection that waits
// costs nothing.
constexpr std::chrono::milliseconds refusal_pause{250};

asio::awaitable<Answer> refuse_for_now(Lane& lane, RequestPtr request) {
  lane.shared.metrics.overload.Increment();
  co_await runtime::sleep_for(refusal_pause);
  Problem problem = overloaded(request->language);
  say_numbers_first(request->language, problem);
  co_return problem;
}

// A field that no page shows: what fills it is a program that fills everything. It is told no more
// than that something is wrong.
std::optional<Problem> bait_refusal(Lane& lane, const Request& request, const Asker& asker,
                                    const wire::CreateRequest& content) {
  if (!content.fell_for_bait || asker.user != nullptr) return std::nullopt;
  note_refusal(lane, request, "bait");
  return wrong_content(worded(Errc::invalid,
                              {"提交的内容无法受理，请检查后重试",
                               "this could not be accepted; please check it and try again"},
                              request.language));
}

wire::BatchAnswer batch_answer(const Answer& answer, const Request& request) {
  wire::BatchAnswer item;
  if (const auto* reply = std::get_if<Reply>(&answer)) {
    item.status = reply->status;
    item.receipt = reply->body;
  } else {
    const Reply refused = reply_of(std::get<Problem>(answer), request);
    item.status = refused.status;
    item.problem = refused.body;
  }
  return item;
}

}  // namespace

asio::awaitable<Answer> create_case(Lane& lane, RequestPtr request) {
  if (!lane.short_of().empty()) co_return co_await refuse_for_now(lane, request);
  auto door = pass_door(lane, *request);
  if (auto* refused = std::get_if<Problem>(&door)) co_return std::move(*refused);
  auto& [asker, key] = std::get<Door>(door);
  auto content =
      wire::parse_create_case(request->body, {lane.schemas, request->now, request->language});
  if (!content) co_return problem_of(with_hints(content.error(), request->language));
  if (auto refused = bait_refusal(lane, *request, asker, *content)) co_return *std::move(refused);
  Report report{request,
                lane.present,
                std::move(asker),
                std::move(key),
                vault::fingerprint_of(request->body),
                *std::move(content)};
  co_return co_await accept(lane, std::move(report));
}

asio::awaitable<Answer> create_batch(Lane& lane, RequestPtr request) {
  if (!lane.short_of().empty()) co_return co_await refuse_for_now(lane, request);
  auto door = pass_door(lane, *request);
  if (auto* refused = std::get_if<Problem>(&door)) co_return std::move(*refused);
  auto& [asker, key] = std::get<Door>(door);
  auto contents = wire::parse_batch(request->body, {lane.schemas, request->now, request->language});
  if (!contents) co_return problem_of(contents.error());
  // The request itself has paid for the first.
  if (auto refused = charge_more(lane, *request, static_cast<std::int64_t>(contents->size()) - 1))
    co_return *std::move(refused);
  const std::string fingerprint = vault::fingerprint_of(request->body);
  std::vector<wire::BatchAnswer> answers;
  for (std::size_t i = 0; i < contents->size(); ++i) {
    auto& content = (*contents)[i];
    const std::string item = "/" + std::to_string(i);
    Answer answer;
    auto refused = content ? bait_refusal(lane, *request, asker, *content) : std::nullopt;
    if (refused) {
      answer = *std::move(refused);
    } else if (content) {
      Report report{request,    lane.present,       asker,
                    key + item, fingerprint + item, *std::move(content)};
      answer = co_await accept(lane, std::move(report));
    } else {
      answer = problem_of(with_hints(content.error(), request->language));
    }
    answers.push_back(batch_answer(answer, *request));
  }
  Reply reply;
  reply.status = 207;
  reply.body = wire::render_batch(answers);
  co_return reply;
}

}  // namespace gongzhi::gateway
