// Answers about signing in as JSON: one view struct and one function per body of schemas/. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "governance/directory.hpp"
#include "governance/instant.hpp"

namespace gongzhi::wire {

/// One session as its owner sees it.
struct SessionView {
  std::string id;
  std::string stage;
  std::string address;
  std::string agent;
  Instant created_at{};
  Instant last_seen_at{};
  Instant expires_at{};
  bool is_current = false;
};
/// session.json: the session that has just begun, or the present one.
std::string render_session(const SessionView& view, const User& user);
/// sessions.json
std::string render_sessions(const std::vector<SessionView>& views);

/// second_factor.json: what an authenticator program is told, once.
struct EnrolmentView {
  std::string secret;
  std::string uri;
};
std::string render_enrolment(const EnrolmentView& view);
/// recovery_codes.json: shown once.
std::string render_recovery_codes(const std::vector<std::string>& codes);

/// done.json with a one-time link for the person it is meant for.
struct LinkView {
  std::string url;
  Instant expires_at{};
};
std::string render_link(const LinkView& view);

/// One token; the secret is shown once, when it was made.
struct TokenView {
  std::string id;
  std::string user;
  std::string last_four;
  std::vector<std::string> scopes;
  std::string label;
  Instant created_at{};
  std::optional<Instant> expires_at = {};
  std::optional<Instant> revoked_at = {};
  std::string token = {};
};
/// token.json
std::string render_token(const TokenView& view);
/// tokens.json
std::string render_tokens(const std::vector<TokenView>& views);

/// done.json: it was done and there is nothing more to say.
std::string render_done();

}  // namespace gongzhi::wire
