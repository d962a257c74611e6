// serve: the supervisor of Redis, worker and gateway; the demo county is imported once, before the
// gateway opens.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/import_bundle.hpp"
#include "cli/platform.hpp"
#include "cli/redis_look.hpp"
#include "runtime/admin_listener.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"
#include "runtime/ready_file.hpp"
#include "runtime/task_group.hpp"

namespace gongzhi::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto look_every = 20ms;
/// How long a Redis of the settings may take to answer; one that goes away later is waited for.
constexpr auto redis_patience = 5s;

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
                     *config / "emergency.csv", *config / "calendars", *config / "kinds",
                     *config / "demo" / "yanhu"},
                    "demo county");
  if (!imported) return imported.error();
  return {};
}

void say_ready(const runtime::DataDir& dir) {
  const auto facts = runtime::find_ready(dir, "gateway");
  std::printf("ready http://%s\n", facts ? facts->at("listen").c_str() : "?");
  std::fflush(stdout);
}

// The gateway listens, but takes nothing before something was imported.
bool is_unconfigured(const runtime::DataDir& dir) {
  const auto facts = runtime::find_ready(dir, "gateway");
  return !facts || facts->contains("unconfigured");
}

struct Serving {
  runtime::Supervisor& supervisor;
  runtime::DataDir dir;
  std::string data;  // as it was given
  Result<void> ended = {};
  bool is_up = false;
  bool is_over = false;
};

asio::awaitable<void> supervise(Serving& serving) {
  struct Over {
    Serving& serving;
    ~Over() { serving.is_over = true; }
  } const over{serving};
  serving.ended = co_await serving.supervisor.run([&serving] { serving.is_up = true; });
}

asio::awaitable<void> tell_readiness(Serving& serving) {
  while (!serving.is_up && !serving.is_over) co_await runtime::sleep_for(look_every);
  if (serving.is_up && !serving.is_over && is_unconfigured(serving.dir))
    std::fprintf(stderr, "gongzhi: nothing is configured; run: gongzhi import DIR --data %s\n",
                 serving.data.c_str());
  while (!serving.is_over && is_unconfigured(serving.dir)) co_await runtime::sleep_for(look_every);
  if (!serving.is_over) say_ready(serving.dir);
}

// Wrong words are told before anything is started.
Result<void> check_addresses(const runtime::Settings& settings, const std::string& listen) {
  const std::string& chosen = listen.empty() ? settings.gateway.listen : listen;
  for (const std::string& address :
       {chosen, settings.gateway.admin_listen, settings.worker.admin_listen}) {
    if (address.empty()) continue;
    if (const auto endpoint = runtime::parse_endpoint(address); !endpoint) return endpoint.error();
  }
  return {};
}

}  // namespace

int serve(const Options& options, const ServeOptions& serve_options) {
  const auto settings = runtime::load_settings(options.config);
  if (!settings) return report(settings.error());
  if (auto checked = check_addresses(*settings, serve_options.listen); !checked)
    return report(checked.error());
  if (auto seen = look_at_redis(*settings, redis_patience); !seen) return report(seen.error());
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
  Serving serving{supervisor, installation->dir, options.data};
  runtime::TaskGroup tasks(context.get_executor());
  tasks.spawn("supervisor", supervise(serving));
  tasks.spawn("readiness", tell_readiness(serving));
  context.run();
  return serving.ended ? 0 : report(serving.ended.error());
}

}  // namespace gongzhi::cli
