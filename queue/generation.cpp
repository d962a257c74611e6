#include "queue/generation.hpp"

#include <boost/asio/use_awaitable.hpp>

#include "queue/keys.hpp"
#include "queue/refusal.hpp"

namespace gongzhi::queue {

boost::asio::awaitable<Result<std::optional<std::string>>> find_generation(Client& client) {
  const auto reply =
      co_await client.command(Command{"GET", generation_key}, client.settings().command_limit);
  if (!reply) co_return reply.error();
  if (reply->is_nil()) co_return std::optional<std::string>();
  if (!reply->is_string()) co_return unexpected_reply("GET");
  co_return std::optional<std::string>(reply->text);
}

boost::asio::awaitable<Result<std::string>> create_generation(Client& client,
                                                              std::string generation) {
  if (generation.empty()) co_return fail(Errc::invalid, "empty generation");
  // NX with GET (7.0) answers the value that was there, nil when ours was stored.
  const auto reply = co_await client.command(
      Command{"SET", generation_key, generation, "NX", "GET"}, client.settings().command_limit);
  if (!reply) co_return reply.error();
  if (reply->is_nil()) co_return generation;
  if (!reply->is_string()) co_return unexpected_reply("SET NX GET");
  co_return reply->text;
}

boost::asio::awaitable<Result<void>> replace_generation(Client& client, std::string generation) {
  if (generation.empty()) co_return fail(Errc::invalid, "empty generation");
  const auto reply = co_await client.command(Command{"SET", generation_key, generation},
                                             client.settings().command_limit);
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

}  // namespace gongzhi::queue
