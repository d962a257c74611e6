// Answers about what became of a message: outcome, result of an action, batch, problem, live event
// (responses.hpp).
#include <algorithm>

#include "wire/response_parts.hpp"

namespace gongzhi::wire {
namespace {

constexpr std::size_t errors_shown_max = 100;

Wording title_of(Errc code) {
  switch (code) {
    case Errc::invalid: return {"提交的内容有误", "The input breaks a rule"};
    case Errc::not_found: return {"没有找到", "Not found"};
    case Errc::conflict: return {"与当前情况冲突", "Conflict"};
    case Errc::unauthorized: return {"请先登录", "Who are you?"};
    case Errc::forbidden: return {"没有权限", "Not allowed"};
    case Errc::too_large: return {"内容太大", "Too large"};
    case Errc::busy: return {"现在太忙，请稍后再试", "Busy, please try again soon"};
    case Errc::unavailable: return {"服务暂时不可用，请稍后再试", "Temporarily unavailable"};
    case Errc::timeout: return {"没有及时得到答复", "No answer in time"};
    case Errc::corrupt:
    case Errc::internal: break;
  }
  return {"内部错误", "Internal error"};
}

bool may_be_told(Errc code) {
  return code != Errc::internal && code != Errc::corrupt;
}

void write_errors(JsonWriter& out, std::span<const FieldError> fields) {
  const auto errors = out.array("errors");
  for (const FieldError& field : fields.first(std::min(fields.size(), errors_shown_max))) {
    const auto scope = out.object();
    out.text("pointer", field.pointer);
    out.text("code", field.code);
    out.text("detail", field.detail);
  }
}

}  // namespace

std::string render_outcome(const OutcomeView& view) {
  const Outcome none;
  const Outcome& outcome = view.outcome ? *view.outcome : none;
  const bool is_refused = view.outcome && outcome.status == OutcomeStatus::refused;
  const bool has_number = view.outcome && outcome.number.has_value();
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("id", view.id.hex());
    out.text("status", !view.outcome ? "pending" : is_refused ? "refused" : "applied");
    out.text_or_null("code", is_refused ? name(outcome.code) : std::string_view{});
    out.text_or_null("reason", outcome.reason);
    out.text_or_null("message", outcome.message);
    out.text_or_null("number", has_number ? outcome.number->text() : std::string());
    if (has_number && !is_refused) {
      out.integer("version", outcome.version);
    } else {
      out.null("version");
    }
    const auto links = out.object("links");
    out.text("self", "/api/v1/outcomes/" + view.id.hex());
    out.text_or_null("case", has_number ? case_path(*outcome.number) : std::string());
  }
  return out.take();
}

std::string render_action_result(const ActionResultView& view) {
  ensure(view.outcome.number.has_value(), "an applied action has a case");
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("number", view.outcome.number->text());
    out.integer("version", view.outcome.version);
    out.text_or_null("state", view.state);
    out.text("outcome", view.id.hex());
    out.text_or_null("message", view.outcome.message);
    write_actions(out, view.allowed_actions);
  }
  return out.take();
}

std::string render_batch(std::span<const BatchAnswer> answers) {
  JsonWriter out;
  {
    const auto scope = out.object();
    const auto items = out.array("items");
    for (const BatchAnswer& answer : answers) {
      const auto item = out.object();
      out.integer("status", answer.status);
      out.raw("receipt", answer.receipt.empty() ? "null" : answer.receipt);
      out.raw("problem", answer.problem.empty() ? "null" : answer.problem);
    }
  }
  return out.take();
}

std::string render_problem(const ProblemView& view) {
  const Error& error = view.error;
  const std::string_view title = title_of(error.code).in(view.language);
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("type", "/problems/" + std::string(name(error.code)));
    out.text("title", title);
    out.integer("status", view.status);
    const bool is_told = may_be_told(error.code) && !error.message.empty();
    out.text("detail", is_told ? std::string_view(error.message) : title);
    if (!view.instance.empty()) out.text("instance", view.instance);
    out.text("code", name(error.code));
    if (!view.reason.empty()) out.text("reason", view.reason);
    out.text("trace_id", view.trace_id);
    if (may_be_told(error.code) && !error.fields.empty()) write_errors(out, error.fields);
  }
  return out.take();
}

std::string render_live_event(const CaseNumber& number, std::int64_t version,
                              std::string_view state) {
  JsonWriter out;
  {
    const auto scope = out.object();
    out.text("number", number.text());
    out.integer("version", version);
    out.text("state", state);
  }
  return out.take();
}

}  // namespace gongzhi::wire
