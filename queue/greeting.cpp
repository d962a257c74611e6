#include "queue/greeting.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "queue/durability.hpp"
#include "queue/functions.hpp"
#include "queue/info.hpp"
#include "queue/refusal.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;

constexpr Milliseconds loading_poll{50};

asio::awaitable<Result<Reply>> ask(Link& link, Command command, Milliseconds limit) {
  std::vector<Command> commands;
  commands.push_back(std::move(command));
  auto reply = co_await link.send(std::move(commands), limit);
  if (reply && reply->is_error()) co_return refused_by_redis(reply->text);
  co_return reply;
}

asio::awaitable<Result<void>> log_in(Link& link, const Settings& settings) {
  if (!settings.password.empty()) {
    const Command auth = settings.username.empty()
                             ? Command{"AUTH", settings.password}
                             : Command{"AUTH", settings.username, settings.password};
    const auto reply = co_await ask(link, auth, settings.command_limit);
    if (!reply) co_return reply.error();
  }
  if (settings.database != 0) {
    const Command select{"SELECT", std::to_string(settings.database)};
    const auto reply = co_await ask(link, select, settings.command_limit);
    if (!reply) co_return reply.error();
  }
  co_return Result<void>();
}

asio::awaitable<Result<std::string>> wait_until_loaded(Link& link, const Settings& settings) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (true) {
    const auto reply = co_await ask(link, Command{"INFO", "server", "persistence", "replication"},
                                    settings.command_limit);
    if (!reply) co_return reply.error();
    const TextMap info = parse_info(reply->text);
    if (value_of(info, "role") == "slave") co_return connection_lost("this server is a replica");
    if (number_of(info, "loading") == 0) {
      const std::string run_id(value_of(info, "run_id"));
      if (run_id.empty()) co_return unexpected_reply("INFO server");
      co_return run_id;
    }
    timer.expires_after(loading_poll);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

asio::awaitable<Result<void>> ensure_functions(Link& link, const Settings& settings) {
  const auto version =
      co_await ask(link, Command{"FCALL_RO", "gongzhi_version", "0"}, settings.command_limit);
  if (version) {
    const auto step = compare_library(version->text, functions_version());
    if (!step) co_return step.error();
    if (*step == LibraryStep::keep) co_return Result<void>();
  } else if (version.error().detail.find("Function not found") == std::string::npos) {
    co_return version.error();
  }
  const auto loaded = co_await ask(link, Command{"FUNCTION", "LOAD", "REPLACE", functions_source()},
                                   settings.command_limit);
  if (!loaded) co_return loaded.error();
  co_return Result<void>();
}

}  // namespace

asio::awaitable<Result<std::string>> greet(Link& link, const Settings& settings) {
  const auto logged_in = co_await log_in(link, settings);
  if (!logged_in) co_return logged_in.error();
  auto run_id = co_await wait_until_loaded(link, settings);
  if (!run_id) co_return run_id;
  const auto durable = co_await ensure_durability(link, settings);
  if (!durable) co_return durable.error();
  const auto functions = co_await ensure_functions(link, settings);
  if (!functions) co_return functions.error();
  co_return run_id;
}

}  // namespace gongzhi::queue
