#include "workers/acts_platform.hpp"

namespace gongzhi::workers {

Result<ActDone> note_platform_act(const ActContext& context, ActDone done) {
  if (context.message.actor.system != "cli")
    return refused(std::move(done), Errc::forbidden, "not_allowed", "只有管理命令可以这样做");
  done.audit.facts = context.request.input;
  return done;
}

}  // namespace gongzhi::workers
