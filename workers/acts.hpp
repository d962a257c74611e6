// The acts of administration, one function each, grouped by the file that has them.
#pragma once

#include "records/accounts.hpp"
#include "workers/administration.hpp"

namespace gongzhi::workers {

// acts_config.cpp
Result<ActDone> change_config(const ActContext& context, ActDone done);

// acts_person.cpp. Subject: id of the user. Input: to (may be absent), leaves.
Result<ActDone> hand_over_work(const ActContext& context, ActDone done);
inline constexpr std::string_view handover_act = "person.handover";

// acts_accounts.cpp: who has an account, and what they are. Subject: id of the user.
/// Input: name, role, org; optional login, phone (sealed), community, unit, skills, free_hours.
Result<ActDone> create_user(const ActContext& context, ActDone done);
/// Input: role, org (either may be left out). Ends the user's sessions.
Result<ActDone> change_roles(const ActContext& context, ActDone done);
/// Input: any of name, phone (sealed), unit, community, skills, free_hours. Another
/// community ends the user's sessions.
Result<ActDone> change_details(const ActContext& context, ActDone done);
Result<ActDone> disable_user(const ActContext& context, ActDone done);
Result<ActDone> enable_user(const ActContext& context, ActDone done);
/// Only from the command line. Input: hash, for everybody of the demo county. No subject.
Result<ActDone> give_demo_password(const ActContext& context, ActDone done);
Result<ActDone> revoke_sessions(const ActContext& context, ActDone done);

// acts_sign_in.cpp: how somebody proves who they are. Subject: id of the user.
/// One's own. Input: hash, made at the gateway. Ends all sessions.
Result<ActDone> set_password(const ActContext& context, ActDone done);
/// By a gateway that saw the right password. Input: old, hash.
Result<ActDone> rehash_password(const ActContext& context, ActDone done);
/// Input: token_hash, purpose (invite, reset), minutes.
Result<ActDone> create_invitation(const ActContext& context, ActDone done);
/// By a gateway that was shown the link. Input: token_hash, hash. Ends all sessions.
Result<ActDone> use_invitation(const ActContext& context, ActDone done);
/// One's own. Input: sealed.
Result<ActDone> begin_second_factor(const ActContext& context, ActDone done);
/// One's own. Input: step, recovery (hashes).
Result<ActDone> confirm_second_factor(const ActContext& context, ActDone done);
Result<ActDone> remove_second_factor(const ActContext& context, ActDone done);
/// By a gateway that saw the right password. Input: code_hash.
Result<ActDone> use_recovery_code(const ActContext& context, ActDone done);

// acts_tokens.cpp: tokens of machines.
/// Subject: id of the user. Input: id, secret_hash, last_four, scopes, label, days (0 = for ever,
/// only by a command). Nobody gives themselves the scope `admin`.
Result<ActDone> issue_token(const ActContext& context, ActDone done);
/// Subject: id of the token; `plain.USER` revokes the user's unlimited token.
Result<ActDone> revoke_token(const ActContext& context, ActDone done);
/// Subject: id of the user, all of whose tokens end, the unlimited one too. Whoever may revoke one
/// may revoke all.
Result<ActDone> revoke_tokens(const ActContext& context, ActDone done);

/// The user an act is about, when the actor may do the act to them: their own where `own` says so.
/// Otherwise a refusal is in `refused`.
enum class Own { is_enough, is_not };
struct Target {
  const User* user = nullptr;
  ActDone refused = {};
};
Target target_of(const ActContext& context, const ActDone& done, Own own);

/// The account of a user as it stands, or as it begins.
Result<records::Account> account_of(const ActContext& context, const User& user);

/// Ends all sessions of the account, and the tokens that its user issued to themselves: they prove
/// no more than a session did. The caller saves the account.
Result<void> end_logins(records::Transaction& transaction, records::Account& account, Instant now);

ActDone no_such_user(ActDone done);

}  // namespace gongzhi::workers
