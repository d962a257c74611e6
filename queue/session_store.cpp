#include "queue/session_store.hpp"

#include <algorithm>

#include "queue/refusal.hpp"

namespace gongzhi::queue {
namespace {

std::string key(std::string_view kind, std::string_view name) {
  return std::string(session_key_prefix).append(kind).append(":").append(name);
}

std::string text(Milliseconds length) {
  return std::to_string(std::max<std::int64_t>(length.count(), 1));
}

std::int64_t number(const Reply& reply) {
  return reply.is_integer() ? reply.integer : 0;
}

Command command_of(std::string_view word, const std::vector<std::string>& keys) {
  std::vector<std::string_view> arguments{word};
  arguments.insert(arguments.end(), keys.begin(), keys.end());
  return Command(arguments);
}

}  // namespace

SessionStore::SessionStore(boost::asio::any_io_executor executor, Settings settings)
    : client_(std::move(executor), std::move(settings)) {}

SessionStore::Answer<Reply> SessionStore::ask(std::vector<Command> commands) {
  const std::size_t wanted = commands.size();
  auto reply = co_await client_.pipeline(std::move(commands), client_.settings().command_limit);
  if (reply && reply->elements.size() != wanted) co_return unexpected_reply("sessions");
  co_return reply;
}

SessionStore::Answer<std::optional<std::string>> SessionStore::find(std::string id) {
  std::vector<Command> commands;
  commands.push_back(Command{"GET", key("ses", id)});
  auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  Reply& found = reply->elements.front();
  if (!found.is_string()) co_return std::optional<std::string>{};
  co_return std::optional(std::move(found.text));
}

SessionStore::Answer<std::vector<std::optional<std::string>>> SessionStore::find_all(
    std::vector<std::string> ids) {
  std::vector<std::optional<std::string>> texts;
  if (ids.empty()) co_return texts;
  ids.resize(std::min<std::size_t>(ids.size(), 1'000));
  for (std::string& id : ids) id = key("ses", id);
  std::vector<Command> commands;
  commands.push_back(command_of("MGET", ids));
  auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  for (Reply& found : reply->elements.front().elements)
    texts.push_back(found.is_string() ? std::optional(std::move(found.text)) : std::nullopt);
  if (texts.size() != ids.size()) co_return unexpected_reply("sessions");
  co_return texts;
}

SessionStore::Answer<void> SessionStore::put(Session session) {
  const std::string owner = key("own", session.owner);
  // The list of a user's sessions lives longer than any of them.
  static constexpr std::string_view owner_ttl = "1209600000";
  std::vector<Command> commands;
  commands.push_back(Command{"SET", key("ses", session.id), session.text, "PX", text(session.ttl)});
  commands.push_back(Command{"SADD", owner, session.id});
  commands.push_back(Command{"PEXPIRE", owner, owner_ttl});
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

SessionStore::Answer<void> SessionStore::renew(Session session) {
  std::vector<Command> commands;
  commands.push_back(
      Command{"SET", key("ses", session.id), session.text, "XX", "PX", text(session.ttl)});
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

SessionStore::Answer<void> SessionStore::remove(std::string owner, std::vector<std::string> ids) {
  if (ids.empty()) co_return Result<void>();
  std::vector<Command> commands;
  for (const std::string& id : ids) {
    commands.push_back(Command{"DEL", key("ses", id)});
    commands.push_back(Command{"SREM", key("own", owner), id});
  }
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

SessionStore::Answer<std::vector<std::string>> SessionStore::ids_of(std::string owner) {
  std::vector<Command> commands;
  commands.push_back(Command{"SMEMBERS", key("own", owner)});
  auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  std::vector<std::string> ids;
  for (Reply& id : reply->elements.front().elements) ids.push_back(std::move(id.text));
  co_return ids;
}

SessionStore::Answer<std::vector<Milliseconds>> SessionStore::stopped_for(
    std::vector<std::string> names) {
  std::vector<Command> commands;
  for (const std::string& name : names) commands.push_back(Command{"PTTL", key("stop", name)});
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  std::vector<Milliseconds> lengths;
  for (const Reply& left : reply->elements)
    lengths.emplace_back(std::max<std::int64_t>(number(left), 0));
  co_return lengths;
}

SessionStore::Answer<void> SessionStore::stop_names(std::vector<Stop> stops) {
  std::vector<Command> commands;
  for (const Stop& stop : stops)
    if (stop.length.count() > 0)
      commands.push_back(Command{"SET", key("stop", stop.name), "1", "PX", text(stop.length)});
  if (commands.empty()) co_return Result<void>();
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

SessionStore::Answer<std::vector<std::int64_t>> SessionStore::count(std::vector<std::string> names,
                                                                    Milliseconds ttl) {
  std::vector<Command> commands;
  for (const std::string& name : names) {
    commands.push_back(Command{"INCR", key("try", name)});
    commands.push_back(Command{"PEXPIRE", key("try", name), text(ttl)});
  }
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  std::vector<std::int64_t> counts;
  for (std::size_t i = 0; i < reply->elements.size(); i += 2)
    counts.push_back(number(reply->elements[i]));
  co_return counts;
}

SessionStore::Answer<void> SessionStore::forget_counts(std::vector<std::string> names) {
  std::vector<Command> commands;
  for (const std::string& name : names) commands.push_back(Command{"DEL", key("try", name)});
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

SessionStore::Answer<std::int64_t> SessionStore::note_member(std::string name, std::string member,
                                                             Milliseconds ttl) {
  std::vector<Command> commands;
  commands.push_back(Command{"SADD", key("set", name), member});
  commands.push_back(Command{"PEXPIRE", key("set", name), text(ttl)});
  commands.push_back(Command{"SCARD", key("set", name)});
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  co_return number(reply->elements.back());
}

SessionStore::Answer<bool> SessionStore::take_once(std::string name, Milliseconds ttl) {
  std::vector<Command> commands;
  commands.push_back(Command{"SET", key("once", name), "1", "NX", "PX", text(ttl)});
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  co_return !reply->elements.front().is_nil();
}

SessionStore::Answer<void> SessionStore::remember(std::string name, Milliseconds ttl) {
  std::vector<Command> commands;
  commands.push_back(Command{"SET", key("known", name), "1", "PX", text(ttl)});
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

SessionStore::Answer<bool> SessionStore::knows(std::string name) {
  std::vector<Command> commands;
  commands.push_back(Command{"GET", key("known", name)});
  const auto reply = co_await ask(std::move(commands));
  if (!reply) co_return reply.error();
  co_return reply->elements.front().is_string();
}

}  // namespace gongzhi::queue
