#include "wire/account_responses.hpp"

#include "wire/json_writer.hpp"

namespace gongzhi::wire {
namespace {

void write_session(JsonWriter& out, const SessionView& view) {
  out.text("id", view.id);
  out.text("stage", view.stage);
  out.boolean("current", view.is_current);
  out.text("address", view.address);
  out.text("agent", view.agent);
  out.time("created_at", view.created_at);
  out.time("last_seen_at", view.last_seen_at);
  out.time("expires_at", view.expires_at);
}

void write_token(JsonWriter& out, const TokenView& view) {
  const auto scope = out.object();
  out.text("id", view.id);
  out.text("user", view.user);
  out.text("last_four", view.last_four);
  out.texts("scopes", view.scopes);
  out.text("label", view.label);
  out.time("created_at", view.created_at);
  out.time("expires_at", view.expires_at);
  out.time("revoked_at", view.revoked_at);
  if (!view.token.empty()) out.text("token", view.token);
}

}  // namespace

std::string render_session(const SessionView& view, const User& user) {
  JsonWriter out;
  {
    const auto whole = out.object();
    write_session(out, view);
    const auto who = out.object("user");
    out.text("id", user.id);
    out.text("name", user.name);
    out.text("role", name(user.role));
  }
  return out.take();
}

std::string render_sessions(const std::vector<SessionView>& views) {
  JsonWriter out;
  {
    const auto whole = out.object();
    const auto items = out.array("items");
    for (const SessionView& view : views) {
      const auto one = out.object();
      write_session(out, view);
    }
  }
  return out.take();
}

std::string render_enrolment(const EnrolmentView& view) {
  JsonWriter out;
  {
    const auto whole = out.object();
    out.text("secret", view.secret);
    out.text("uri", view.uri);
  }
  return out.take();
}

std::string render_recovery_codes(const std::vector<std::string>& codes) {
  JsonWriter out;
  {
    const auto whole = out.object();
    out.texts("recovery_codes", codes);
  }
  return out.take();
}

std::string render_link(const LinkView& view) {
  JsonWriter out;
  {
    const auto whole = out.object();
    out.boolean("done", true);
    out.text("url", view.url);
    out.time("expires_at", view.expires_at);
  }
  return out.take();
}

std::string render_token(const TokenView& view) {
  JsonWriter out;
  write_token(out, view);
  return out.take();
}

std::string render_tokens(const std::vector<TokenView>& views) {
  JsonWriter out;
  {
    const auto whole = out.object();
    const auto items = out.array("items");
    for (const TokenView& view : views) write_token(out, view);
  }
  return out.take();
}

std::string render_done() {
  JsonWriter out;
  {
    const auto whole = out.object();
    out.boolean("done", true);
  }
  return out.take();
}

}  // namespace gongzhi::wire
