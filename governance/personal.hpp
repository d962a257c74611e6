// Personal data of a case as the platform carries it: sealed text that only the gateway opens
// (security.md P03, P04), and the forms in which people write telephone and identity numbers. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "governance/values.hpp"

namespace gongzhi {

/// What stands before every sealed text.
inline constexpr std::string_view sealed_prefix = "gzs1.";
/// The longest sealed form of a text that a form field allows (200 code points of four bytes).
inline constexpr std::size_t sealed_length_max = 1'200;

inline bool is_sealed(std::string_view text) {
  return text.starts_with(sealed_prefix);
}

/// Names of the sealed fields.
namespace personal {
inline constexpr std::string_view name = "contact_name";
inline constexpr std::string_view phone = "contact_phone";
inline constexpr std::string_view identity = "identity_number";
inline constexpr std::string_view on_behalf_of = "on_behalf_of";
inline constexpr std::string_view address = "address";  // stands in Case::address
}  // namespace personal

/// The personal part of one case. Its fields are sealed by a key of its own, which is sealed by the
/// installation's: destroying that key erases them, and the chain over the sealed text still
/// verifies (P07).
struct Personal {
  std::string key = {};                 // the data key, sealed; empty = nothing was sealed
  Values fields = {};                   // name -> sealed text
  std::vector<std::string> index = {};  // keyed hashes of telephone and identity number
  bool handler_may_see = false;         // the reporter agreed that the handling body sees them
  std::string notice = {};              // version of the notice they agreed to

  bool empty() const { return key.empty() && fields.empty() && !handler_may_see; }
};

/// A telephone number of the mainland as digits: `13800001234`, `03592223344`, `2223344`, an
/// extension behind `-`. Blanks, hyphens, brackets, full-width digits and +86 do not matter. None
/// when it is none.
std::optional<std::string> normal_phone(std::string_view typed);

/// An identity number of 18 characters with its check digit (GB 11643), upper case. None when it is
/// none.
std::optional<std::string> normal_identity(std::string_view typed);

}  // namespace gongzhi
