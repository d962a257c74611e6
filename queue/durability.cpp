#include "queue/durability.hpp"

#include <array>
#include <boost/asio/use_awaitable.hpp>

#include "queue/refusal.hpp"

namespace gongzhi::queue {
namespace {

struct Rule {
  std::string_view name;
  std::string_view wanted;
};

constexpr std::array<Rule, 5> rules{{{"appendonly", "yes"},
                                     {"appendfsync", "always"},
                                     {"no-appendfsync-on-rewrite", "no"},
                                     {"aof-load-truncated", "no"},
                                     {"maxmemory-policy", "noeviction"}}};

constexpr std::string_view not_durable_text = "Redis 的持久化设置不符合要求 (Redis is not durable)";
constexpr std::string_view way_out =
    "; or set queue.durability = \"relaxed\" where losing reports in a power cut is acceptable";

Error not_durable(std::string detail) {
  return fail(Errc::unavailable, std::string(not_durable_text), std::move(detail.append(way_out)));
}

std::string line_to_change(const Rule& rule, std::string_view found) {
  std::string line = "`" + std::string(rule.name) + " " + std::string(rule.wanted) + "`";
  return line + " (now: " + (found.empty() ? "unknown" : std::string(found)) + ")";
}

std::vector<Command> one(Command command) {
  std::vector<Command> commands;
  commands.push_back(std::move(command));
  return commands;
}

}  // namespace

Result<void> check_durability(const TextMap& config) {
  std::string lines;
  for (const Rule& rule : rules) {
    const std::string_view found = value_of(config, rule.name);
    if (found != rule.wanted) lines += (lines.empty() ? "" : ", ") + line_to_change(rule, found);
  }
  if (lines.empty()) return {};
  return not_durable("set in redis.conf: " + lines);
}

Error durability_unseen(const TextMap& info) {
  std::string lines;
  if (value_of(info, "aof_enabled") != "1") lines += ", " + line_to_change(rules[0], "no");
  if (const auto policy = value_of(info, "maxmemory_policy"); policy != "noeviction")
    lines += ", " + line_to_change(rules[4], policy);
  if (!lines.empty()) lines = "; set in redis.conf: " + lines.substr(2);
  return not_durable(
      "CONFIG GET is refused, so `appendfsync always` cannot be seen: allow `+config|get`" + lines);
}

bool says_not_durable(const Error& error) {
  return error.message == not_durable_text;
}

boost::asio::awaitable<Result<void>> ensure_durability(Link& link, const Settings& settings) {
  if (settings.durability == Durability::relaxed) co_return Result<void>();
  std::vector<std::string_view> words{"CONFIG", "GET"};
  for (const Rule& rule : rules) words.push_back(rule.name);
  const auto config = co_await link.send(one(Command(words)), settings.command_limit);
  if (!config) co_return config.error();
  if (config->is_array()) co_return check_durability(parse_pairs(*config));
  const auto info =
      co_await link.send(one(Command{"INFO", "memory", "persistence"}), settings.command_limit);
  if (!info) co_return info.error();
  co_return durability_unseen(parse_info(info->text));
}

}  // namespace gongzhi::queue
