// The acts of administration, one file per topic; the table is administration.cpp's.
#pragma once

#include "workers/administration.hpp"

namespace gongzhi::workers {

// acts_config.cpp
Result<ActDone> change_config(const ActContext& context, ActDone done);
// acts_person.cpp
Result<ActDone> hand_over_work(const ActContext& context, ActDone done);
inline constexpr std::string_view handover_act = "person.handover";

}  // namespace gongzhi::workers
