#include "governance/accounts.hpp"

#include <algorithm>
#include <array>

namespace gongzhi {
namespace {

constexpr std::size_t login_length_max = 64;
constexpr std::array<std::string_view, 4> scope_names{"read", "report", "act", "admin"};

}  // namespace

std::optional<std::string> parse_login(std::string_view text) {
  if (text.empty() || text.size() > login_length_max) return std::nullopt;
  std::string login;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool other = (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '@';
    if (!letter && !other) return std::nullopt;
    login.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return login;
}

bool needs_second_factor(Role role) {
  switch (role) {
    case Role::community_secretary:
    case Role::branch_secretary:
    case Role::supervisor: return true;
    default: return is_administration(role);
  }
}

bool is_administration(Role role) {
  return role == Role::county_admin || role == Role::system_admin || role == Role::security_admin ||
         role == Role::auditor;
}

std::string_view name(TokenScope scope) {
  return scope_names.at(static_cast<std::size_t>(scope));
}

std::optional<TokenScope> parse_token_scope(std::string_view text) {
  const auto at = std::ranges::find(scope_names, text);
  if (at == scope_names.end()) return std::nullopt;
  return static_cast<TokenScope>(at - scope_names.begin());
}

std::optional<std::vector<TokenScope>> parse_token_scopes(std::string_view text) {
  std::vector<TokenScope> scopes;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    const auto scope = parse_token_scope(word);
    if (!scope) return std::nullopt;
    scopes.push_back(*scope);
  }
  if (scopes.empty())
    scopes = {TokenScope::read, TokenScope::report, TokenScope::act, TokenScope::admin};
  return scopes;
}

Milliseconds pause_after(int failures, const GuessLimit& limit) {
  if (failures < limit.free_failures) return {};
  const int doublings = std::min(failures - limit.free_failures, 20);
  return std::min<Milliseconds>(std::chrono::seconds{1LL << doublings}, limit.longest);
}

}  // namespace gongzhi
