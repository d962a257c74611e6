// queue adopt: the way out when the Redis of this record was really lost or replaced.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <optional>

#include "cli/commands.hpp"
#include "cli/platform.hpp"
#include "runtime/log.hpp"
#include "runtime/task_group.hpp"
#include "wire/json_writer.hpp"
#include "workers/adoption.hpp"

namespace gongzhi::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct Work {
  const Installation& installation;
  const Options& options;
  bool yes = false;
  std::string generation;
  std::map<int, records::Position> applied;
};

void print(const Work& work, const workers::Adoption& adoption, const char* state) {
  const auto lines = workers::what_is_lost(adoption);
  if (work.options.json) {
    wire::JsonWriter json;
    {
      const auto all = json.object();
      json.text("state", state);
      json.text("generation", adoption.ours);
      json.text("redis_generation", adoption.theirs.value_or(""));
      const auto list = json.array("lost");
      if (adoption.is_needed())
        for (const std::string& line : lines) json.text(line);
    }
    return static_cast<void>(std::puts(json.take().c_str()));
  }
  if (!adoption.is_needed())
    return static_cast<void>(std::puts("Redis belongs to this record already."));
  std::printf("The record is %s, Redis is %s.\n", adoption.ours.c_str(),
              adoption.theirs ? adoption.theirs->c_str() : "empty");
  for (const std::string& line : lines) std::printf("- %s\n", line.c_str());
  std::puts(work.yes ? "adopted" : "Nothing was changed. To go on: gongzhi queue adopt --yes");
}

asio::awaitable<Result<void>> decide(queue::Feed& feed, const Work& work) {
  if (auto connected = co_await feed.wait_connected(10s); !connected) co_return connected;
  auto adoption = co_await workers::look_before_adopting(feed, work.generation, work.applied);
  if (!adoption) co_return adoption.error();
  const bool acts = work.yes && adoption->is_needed();
  if (acts) {
    if (auto done = co_await workers::adopt(feed, *adoption); !done) co_return done;
    runtime::log_warn("Redis was adopted by an operator",
                      {{"generation", adoption->ours},
                       {"instead_of", adoption->theirs.value_or("")},
                       {"uid", static_cast<long>(::getuid())}});
    for (const std::string& line : workers::what_is_lost(*adoption))
      runtime::log_warn("lost with it", {{"what", line}});
  }
  print(work, *adoption, acts ? "adopted" : adoption->is_needed() ? "explained" : "not_needed");
  co_return Result<void>{};
}

asio::awaitable<void> decide_and_stop(queue::Feed& feed, const Work& work, Result<void>& done) {
  done = co_await decide(feed, work);
  feed.stop();
}

Result<void> run(const Work& work) {
  asio::io_context context{1};
  queue::Feed feed(context.get_executor(), work.installation.queue);
  runtime::TaskGroup tasks(context.get_executor());
  Result<void> done;
  tasks.spawn("queue", feed.run());
  tasks.spawn("adopt", decide_and_stop(feed, work, done));
  context.run();
  return done;
}

}  // namespace

int queue_adopt(const Options& options, bool yes) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  Work work{*installation, options, yes, {}, {}};
  auto generation = (*reader)->generation();
  if (!generation) return report(generation.error());
  auto applied = (*reader)->positions();
  if (!applied) return report(applied.error());
  work.generation = std::move(*generation);
  work.applied = std::move(*applied);
  runtime::start_log("queue-adopt", runtime::LogLevel::warn);
  auto lock = runtime::FileLock::take(installation->dir.run() / "worker.lock");
  if (!lock) return report(fail(Errc::conflict, "stop the platform first", lock.error().message));
  auto done = with_redis(*installation, [&] { return run(work); });
  return done ? 0 : report(done.error());
}

}  // namespace gongzhi::cli
