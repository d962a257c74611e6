#include "governance/user_change.hpp"

#include <algorithm>

#include "governance/accounts.hpp"
#include "governance/arrangements.hpp"
#include "governance/permission.hpp"

namespace gongzhi {
namespace {

constexpr std::size_t name_bytes_max = 300;
constexpr std::size_t phone_bytes_max = 1'000;  // sealed
constexpr std::size_t word_bytes_max = 64;
constexpr std::size_t words_max = 32;

bool is_plain_text(std::string_view text, std::size_t bytes_max) {
  return text.size() <= bytes_max && std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
         });
}

bool are_words(const std::vector<std::string>& words) {
  return words.size() <= words_max && std::ranges::all_of(words, [](const std::string& word) {
           return !word.empty() && is_plain_text(word, word_bytes_max);
         });
}

bool is_well_formed(const User& user) {
  return !user.name.empty() && is_plain_text(user.name, name_bytes_max) &&
         is_plain_text(user.phone, phone_bytes_max) && is_plain_text(user.unit, word_bytes_max) &&
         is_plain_text(user.community, word_bytes_max) && are_words(user.skills) &&
         are_words(user.free_hours);
}

void take_text(const Values& input, std::string_view name, std::string& into) {
  if (const auto* text = find_value<std::string>(input, name)) into = *text;
}

void take_words(const Values& input, std::string_view name, std::vector<std::string>& into) {
  if (const auto* words = find_value<std::vector<std::string>>(input, name)) into = *words;
}

}  // namespace

std::optional<User> new_user(const std::string& id, const Values& input) {
  const auto role = parse_role(text_of(input, "role"));
  if (!role || parse_login(id) != id) return std::nullopt;
  User user;
  user.id = id;
  user.role = *role;
  user.org = text_of(input, "org");
  return with_details(std::move(user), input);
}

std::optional<User> with_role(User user, const Values& input) {
  if (const std::string& word = text_of(input, "role"); !word.empty()) {
    const auto role = parse_role(word);
    if (!role) return std::nullopt;
    user.role = *role;
  }
  if (const std::string& org = text_of(input, "org"); !org.empty()) user.org = org;
  return user;
}

std::optional<User> with_details(User user, const Values& input) {
  take_text(input, "name", user.name);
  take_text(input, "phone", user.phone);
  take_text(input, "unit", user.unit);
  take_text(input, "community", user.community);
  take_words(input, "skills", user.skills);
  take_words(input, "free_hours", user.free_hours);
  if (!is_well_formed(user)) return std::nullopt;
  return user;
}

bool may_change_user(const World& world, const Actor& actor, std::string_view act,
                     const UserStep& step) {
  const auto action = find_action(act);
  if (!action || is_about_cases(*action)) return false;
  const User& after = step.after;
  const auto may = [&](const std::string& org) {
    return permits(world, actor, *action, {.user = step.before, .org = org, .role = after.role});
  };
  if (!may(home_body(step.before ? *step.before : after))) return false;
  const bool has_body = !step.before || step.before->org != after.org;
  const bool has_home = !step.before || step.before->community != after.community;
  return may(home_body(after)) && (!has_body || may(after.org)) &&
         (!has_home || after.community.empty() || may(after.community));
}

}  // namespace gongzhi
