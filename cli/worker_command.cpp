// worker: the process that applies what is on the queue.
#include <signal.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "cli/commands.hpp"
#include "runtime/log.hpp"
#include "runtime/ready_file.hpp"
#include "workers/worker.hpp"

namespace gongzhi::cli {
namespace {

namespace asio = boost::asio;

// Whoever takes reports in goes before whoever applies them: on a machine that is full a report is
// accepted, and waits in the queue.
constexpr int niceness = 10;

runtime::ReadyFacts facts_of(const workers::Worker& worker) {
  const auto admin = worker.admin_endpoint();
  if (admin.port() == 0) return {};
  return {{"admin", admin.address().to_string() + ":" + std::to_string(admin.port())}};
}

asio::awaitable<void> work(workers::Worker& worker, const runtime::DataDir& dir,
                           asio::signal_set& signals, Result<void>& ended) {
  ended = co_await worker.run([&] {
    if (auto told = runtime::announce_ready(dir, "worker", facts_of(worker)); !told)
      runtime::log_error("cannot write the ready file", {{"error", told.error().message}});
    runtime::log_info("ready");
  });
  signals.cancel();
}

}  // namespace

runtime::LogLevel log_level(const runtime::Settings& settings);

int run_worker(const Options& options, bool accept_gaps) {
  auto installation = open_installation(options, queue::Role::worker);
  if (!installation) return report(installation.error());
  static_cast<void>(::nice(niceness));
  runtime::start_log("worker", log_level(installation->settings));
  auto lock = runtime::FileLock::take(installation->dir.run() / "worker.lock");
  if (!lock) return report(lock.error());
  lock->write_pid(::getpid());
  asio::io_context context{1};
  workers::WorkerParts parts{
      installation->settings, installation->dir, installation->keyring, installation->queue,
      accept_gaps ? workers::WorkerParts::Gaps::accept : workers::WorkerParts::Gaps::stop};
  workers::Worker worker(context, std::move(parts));
  asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&worker](boost::system::error_code ec, int) {
    if (!ec) worker.stop();
  });
  Result<void> ended;
  runtime::TaskGroup tasks(context.get_executor());
  tasks.spawn("worker", work(worker, installation->dir, signals, ended));
  context.run();
  runtime::forget_ready(installation->dir, "worker");
  if (ended) return 0;
  runtime::leave_last_words(installation->dir, "worker", text_of(ended.error()));
  return report(ended.error());
}

}  // namespace gongzhi::cli
