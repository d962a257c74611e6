// What a password must be (OWASP ASVS 5.0 section 6.2, security.md S10): long enough, not among the
// common ones, nothing that anybody who knows the person would try. No composition rule, unless a
// county must have one (GB/T 22239-2019 8.1.4.1 a). Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"

namespace gongzhi {

inline constexpr std::size_t password_length_min = 8;    // code points
inline constexpr std::size_t password_length_max = 128;  // code points

struct PasswordRules {
  /// In lower case, sorted; outlives the rules.
  std::span<const std::string> common = {};
  /// Kinds of characters (lower case, upper case, digits, others); 0 = any will do.
  int classes_min = 0;
};

/// What nobody's password may hold: login, telephone, the names of bodies the person belongs to.
struct PasswordOwner {
  std::vector<std::string> words = {};
};

enum class PasswordFault { none, not_text, too_short, too_long, common, about_owner, few_classes };
/// "minLength", "maxLength", "common", …: the code of a FieldError.
std::string_view name(PasswordFault fault);

/// The first thing that is wrong with it. Every character counts, blanks at the ends too.
PasswordFault check_password(std::string_view password, const PasswordOwner& owner,
                             const PasswordRules& rules);

/// A list of common passwords from its text: a line each, `#` begins a comment; lower case, sorted.
std::vector<std::string> read_common_passwords(std::string_view text);

}  // namespace gongzhi
