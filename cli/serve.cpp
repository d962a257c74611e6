// serve: the supervisor of Redis, worker and gateway; the demo county is imported once, before the
// gateway opens.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/import_bundle.hpp"
#include "cli/platform.hpp"
#include "runtime/log.hpp"
#include "runtime/ready_file.hpp"
#include "runtime/task_group.hpp"

namespace gongzhi::cli {
namespace {

namespace asio = boost::asio;

// Nothing configured yet: the shipped tables and the demo county go in as one import.
Result<void> import_demo(const Installation& installation) {
  auto reader = open_reader(installation);
  if (!reader) return reader.error();
  auto version = (*reader)->config_version();
  if (!version) return version.error();
  if (*version > 0) return {};
  auto config = shipped_config();
  if (!config) return config.error();
  runtime::log_info("importing the demo county");
  auto imported =
      import_bundle(installation,
                    {*config / "categories.csv", *config / "standards.csv", *config / "routing.csv",
                     *config / "calendars", *config / "kinds", *config / "demo" / "yanhu"},
                    "demo county");
  if (!imported) return imported.error();
  return {};
}

void say_ready(const runtime::DataDir& dir) {
  const auto facts = runtime::find_ready(dir, "gateway");
  std::printf("ready http://%s\n", facts ? facts->at("listen").c_str() : "?");
  std::fflush(stdout);
}

asio::awaitable<void> supervise(runtime::Supervisor& supervisor, const runtime::DataDir& dir,
                                Result<void>& ended) {
  ended = co_await supervisor.run([&dir] { say_ready(dir); });
}

}  // namespace

int serve(const Options& options, const ServeOptions& serve_options) {
  auto installation = open_installation(options);
  if (!installation) return report(installation.error());
  auto lock = runtime::FileLock::take(installation->dir.run() / "serve.lock");
  if (!lock) return report(lock.error());
  lock->write_pid(::getpid());
  asio::io_context context{1};
  runtime::Supervisor supervisor(context, installation->settings.process);
  if (installation->settings.queue.address.empty()) supervisor.add(redis_part(*installation));
  supervisor.add(worker_part(*installation, options, serve_options.accept_gaps));
  runtime::Part gateway = gateway_part(*installation, options, serve_options.listen);
  if (serve_options.demo)
    gateway.prepare = [&, start = gateway.prepare]() -> Result<runtime::ChildSpec> {
      if (auto imported = import_demo(*installation); !imported) return imported.error();
      return start();
    };
  supervisor.add(std::move(gateway));
  Result<void> ended;
  runtime::TaskGroup tasks(context.get_executor());
  tasks.spawn("supervisor", supervise(supervisor, installation->dir, ended));
  context.run();
  return ended ? 0 : report(ended.error());
}

}  // namespace gongzhi::cli
