#include "queue/announcements.hpp"

#include <boost/asio/use_awaitable.hpp>

#include "queue/refusal.hpp"

namespace gongzhi::queue {

namespace asio = boost::asio;

Announcements::Announcements(asio::any_io_executor executor, Settings settings, std::string channel,
                             Callbacks callbacks)
    : channel_(std::move(channel)),
      callbacks_(std::move(callbacks)),
      limit_(settings.command_limit),
      client_(executor, settings, {.on_event = callbacks_.on_event, .prepare = [this](Link& link) {
                                     return subscribe(link);
                                   }}) {}

asio::awaitable<Result<void>> Announcements::subscribe(Link& link) {
  link.on_message([this](Reply message) {
    // ["message", channel, payload]
    callbacks_.on_payload(std::move(message.elements[2].text));
  });
  std::vector<Command> commands;
  commands.push_back(Command{"SUBSCRIBE", channel_});
  const auto reply = co_await link.send(std::move(commands), limit_);
  if (!reply) co_return reply.error();
  if (reply->is_error()) co_return refused_by_redis(reply->text);
  callbacks_.on_gap();
  co_return Result<void>();
}

}  // namespace gongzhi::queue
