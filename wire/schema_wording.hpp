// What a broken schema rule is called in front of people.
#pragma once

#include <string>
#include <string_view>

#include "wire/json.hpp"

namespace gongzhi::wire {

/// A sentence for `keyword`, whose value in the schema is `rule` (nullptr when not known).
std::string describe_broken_rule(std::string_view keyword, const Json* rule, Language language);

}  // namespace gongzhi::wire
