#include "cli/redis_look.hpp"

#include <boost/asio/io_context.hpp>
#include <memory>

#include "queue/dial.hpp"
#include "queue/durability.hpp"
#include "queue/info.hpp"
#include "queue/refusal.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task_group.hpp"

namespace gongzhi::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto again_after = 200ms;

asio::awaitable<Result<queue::Reply>> ask(queue::Link& link, queue::Command command,
                                          Milliseconds limit) {
  std::vector<queue::Command> commands;
  commands.push_back(std::move(command));
  auto reply = co_await link.send(std::move(commands), limit);
  if (reply && reply->is_error()) co_return queue::refused_by_redis(reply->text);
  co_return reply;
}

asio::awaitable<Result<void>> question(queue::Link& link, const queue::Settings& settings) {
  if (!settings.password.empty()) {
    const queue::Command auth = settings.username.empty()
                                    ? queue::Command{"AUTH", settings.password}
                                    : queue::Command{"AUTH", settings.username, settings.password};
    const auto taken = co_await ask(link, auth, settings.command_limit);
    if (!taken) co_return taken.error();
  }
  const auto info =
      co_await ask(link, queue::Command{"INFO", "replication"}, settings.command_limit);
  if (!info) co_return info.error();
  if (queue::value_of(queue::parse_info(info->text), "role") == "slave")
    co_return fail(Errc::unavailable, "this Redis cannot be used",
                   "it is a replica; queue.address must name its master");
  co_return co_await queue::ensure_durability(link, settings);
}

struct Look {
  queue::Settings settings;
  std::chrono::milliseconds patience;
  Result<void> seen = {};
};

asio::awaitable<void> look(Look& look) {
  const auto until = std::chrono::steady_clock::now() + look.patience;
  asio::steady_timer limit(co_await asio::this_coro::executor);
  for (;;) {
    auto stream = co_await queue::dial(look.settings, limit);
    if (stream) {
      const auto link = std::make_shared<queue::Link>(
          std::move(*stream), queue::LinkLimits{.in_flight_max = 16,
                                                .queued_bytes_max = look.settings.queued_bytes_max,
                                                .reply_bytes_max = look.settings.reply_bytes_max});
      link->start();
      look.seen = co_await question(*link, look.settings);
      link->close(queue::connection_lost("looked at"));
      co_return;
    }
    look.seen = stream.error();
    if (std::chrono::steady_clock::now() >= until) co_return;
    co_await runtime::sleep_for(again_after);
  }
}

}  // namespace

Result<void> look_at_redis(const runtime::Settings& settings, const Options& options,
                           std::chrono::milliseconds patience) {
  if (settings.queue.address.empty()) return {};
  auto queue = queue_settings(settings, {{}, std::filesystem::path(options.data) / "secrets"});
  if (!queue) return queue.error();
  Look looking{std::move(*queue), patience};
  asio::io_context context{1};
  runtime::TaskGroup tasks(context.get_executor());
  tasks.spawn("look", look(looking));
  context.run();
  if (looking.seen) return {};
  const Error why = looking.seen.error();
  return fail(Errc::unavailable,
              "the Redis of queue.address, " + settings.queue.address + ", cannot be used",
              why.detail.empty() ? why.message : why.detail);
}

}  // namespace gongzhi::cli
