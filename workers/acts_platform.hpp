// What an operator does to the platform as a whole, noted in its audit trail: a copy was made of
// everything, or the record was put back from one.
#pragma once

#include "workers/administration.hpp"

namespace gongzhi::workers {

inline constexpr std::string_view platform_backup_act = "platform.backup";
inline constexpr std::string_view platform_restore_act = "platform.restore";

/// Changes nothing; the input goes to the audit trail. Only the platform's own commands may.
Result<ActDone> note_platform_act(const ActContext& context, ActDone done);

}  // namespace gongzhi::workers
