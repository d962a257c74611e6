// Roles as people call them (domain.md section 1).
#pragma once

#include "governance/directory.hpp"
#include "wire/language.hpp"

namespace gongzhi::gateway {

wire::Wording wording_of(Role role);

}  // namespace gongzhi::gateway
