// What of personal data is shown to whoever has not given a reason to see it (security.md P03;
// GB/T 35273 7.2). Pure; UTF-8 in, UTF-8 out. Text that fits no form is hidden entirely.
#pragma once

#include <string>
#include <string_view>

namespace gongzhi {

/// `张*`: the family name, of two characters where it is one of those (欧阳*); of a Latin name the
/// first letter (`J*`). The star does not tell how long the rest is.
std::string mask_name(std::string_view name);

/// `138****1234`; of a landline the area code and the last three digits (`0359-****345`); of a
/// local number the last three.
std::string mask_phone(std::string_view phone);

/// The first three and the last four characters: `140***********1234`.
std::string mask_identity(std::string_view identity);

/// The street or estate without the number of the house and what follows it: `幸福小区***`.
std::string mask_address(std::string_view address);

/// By the name of the field (personal.hpp); what is no personal field is hidden entirely.
std::string mask_field(std::string_view field, std::string_view value);

}  // namespace gongzhi
