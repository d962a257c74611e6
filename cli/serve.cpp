// serve: the supervisor of Redis, worker and gateway; the demo county is imported once, before the
// gateway opens.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/import_bundle.hpp"
#include "cli/platform.hpp"
#include "cli/redis_look.hpp"
#include "gateway/door_rules.hpp"
#include "gateway/listening.hpp"
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
  auto password = give_demo_password(installation);
  if (!password) return password.error();
  std::fprintf(stderr,
               "gongzhi: demo accounts: sign in at /login as any id of users.csv (grid-001, "
               "member-001, secretary-001, …), password %s (shown this once; new links: gongzhi "
               "users reset ID)\n",
               password->c_str());
  return {};
}

void say_ready(const runtime::DataDir& dir) {
  const auto facts = runtime::find_ready(dir, "gateway");
  std::printf("ready %s://%s\n", facts ? facts->at("scheme").c_str() : "http",
              facts ? facts->at("listen").c_str() : "?");
  std::fflush(stdout);
  if (facts && facts->contains("authority"))
    std::fprintf(stderr,
                 "gongzhi: telephones and computers must install the authority %s\n"
                 "  SHA-256 %s (gongzhi certificate show)\n",
                 facts->at("authority").c_str(), facts->at("fingerprint").c_str());
}

// systemd and people say with SIGHUP that the certificate is new. On a terminal it means that the
// terminal is gone, and ends us as ever.
void pass_on_hang_up(asio::signal_set& signals, const runtime::DataDir& dir) {
  signals.async_wait([&signals, &dir](boost::system::error_code ec, int) {
    if (ec) return;
    const auto facts = runtime::find_ready(dir, "gateway");
    if (facts && facts->at("scheme") == "https")
      ::kill(std::atoi(facts->at("pid").c_str()), SIGHUP);
    pass_on_hang_up(signals, dir);
  });
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
  asio::signal_set& hang_up;
  Result<void> ended = {};
  bool is_up = false;
  bool is_over = false;
};

asio::awaitable<void> supervise(Serving& serving) {
  struct Over {
    Serving& serving;
    ~Over() {
      serving.is_over = true;
      serving.hang_up.cancel();
    }
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
  if (const auto rules = gateway::DoorRules::make(settings.gateway); !rules) return rules.error();
  const auto encrypted = gateway::encryption_of(settings, runtime::parse_endpoint(chosen).value());
  if (!encrypted) return encrypted.error();
  return {};
}

}  // namespace

int serve(const Options& options, const ServeOptions& serve_options) {
  auto settings = runtime::load_settings(options.config);
  if (!settings) return report(settings.error());
  if (!serve_options.tls.empty()) settings->gateway.tls = serve_options.tls;
  if (auto checked = check_addresses(*settings, serve_options.listen); !checked)
    return report(checked.error());
  if (auto seen = look_at_redis(*settings, options, redis_patience); !seen)
    return report(seen.error());
  auto installation = open_installation(options);
  if (!installation) return report(installation.error());
  installation->settings.gateway.tls = settings->gateway.tls;
  auto lock = runtime::FileLock::take(installation->dir.run() / "serve.lock");
  if (!lock) return report(lock.error());
  lock->write_pid(::getpid());
  asio::io_context context{1};
  runtime::Supervisor supervisor(context, installation->settings.process);
  if (installation->settings.queue.address.empty()) {
    auto redis = redis_part(*installation);
    if (!redis) return report(redis.error());
    supervisor.add(std::move(*redis));
  }
  supervisor.add(worker_part(*installation, options, serve_options.accept_gaps));
  runtime::Part gateway = gateway_part(*installation, options, serve_options.listen);
  if (serve_options.demo)
    gateway.prepare = [&, start = gateway.prepare]() -> Result<runtime::ChildSpec> {
      if (auto imported = import_demo(*installation); !imported) return imported.error();
      return start();
    };
  supervisor.add(std::move(gateway));
  asio::signal_set hang_up(context);
  if (::isatty(STDIN_FILENO) == 0) {
    hang_up.add(SIGHUP);
    pass_on_hang_up(hang_up, installation->dir);
  }
  Serving serving{supervisor, installation->dir, options.data, hang_up};
  runtime::TaskGroup tasks(context.get_executor());
  tasks.spawn("supervisor", supervise(serving));
  tasks.spawn("readiness", tell_readiness(serving));
  context.run();
  return serving.ended ? 0 : report(serving.ended.error());
}

}  // namespace gongzhi::cli
