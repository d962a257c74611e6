// Cursors of lists: opaque and signed, so that nobody composes one. Pure.
#pragma once

#include <string>
#include <string_view>

#include "governance/error.hpp"
#include "vault/keyring.hpp"
#include "wire/language.hpp"

namespace gongzhi::gateway {

/// The cursor of `list` (a name, so that one list's cursor is none of another's) that stands for
/// `position`. Empty for an empty position: the last page.
std::string seal_cursor(const vault::Keyring& keyring, std::string_view list,
                        std::string_view position);

/// The position; empty for an empty cursor. Errc::invalid naming `?cursor` for one that is not
/// ours.
Result<std::string> open_cursor(const vault::Keyring& keyring, std::string_view list,
                                std::string_view cursor,
                                wire::Language language = wire::Language::zh);

}  // namespace gongzhi::gateway
