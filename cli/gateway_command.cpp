// gateway: the process that serves the API.
#include "cli/commands.hpp"
#include "gateway/app.hpp"
#include "gateway/listening.hpp"
#include "governance/password_rules.hpp"
#include "runtime/log.hpp"
#include "runtime/ready_file.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::cli {

runtime::LogLevel log_level(const runtime::Settings& settings);

namespace {

std::string text_of(const boost::asio::ip::tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
         std::to_string(endpoint.port());
}

runtime::ReadyFacts facts_of(const gateway::App& app, const Installation& installation) {
  runtime::ReadyFacts facts{{"listen", text_of(app.listen_endpoint())},
                            {"admin", text_of(app.admin_endpoint())},
                            {"scheme", app.is_encrypted() ? "https" : "http"}};
  if (!app.is_encrypted() || installation.settings.gateway.tls != "local_ca") return facts;
  const auto authority = gateway::authority_folder(installation.dir) / "authority.crt";
  facts.emplace("authority", authority.string());
  const auto known = vault::read_certificate(authority);
  facts.emplace("fingerprint", known ? known->fingerprint : "");
  return facts;
}

// A record that is not there yet, or busy, counts as configured: it will be waited for.
bool is_configured(const Installation& installation) {
  auto reader = open_reader(installation);
  if (!reader) return true;
  const auto version = (*reader)->config_version();
  return !version || *version > 0;
}

// The list that comes with the program; a county may add lines to it.
Result<std::vector<std::string>> common_passwords() {
  auto config = shipped_config();
  if (!config) return config.error();
  auto text = runtime::read_file(*config / "guessable-passwords.txt", 1 << 20);
  if (!text) return text.error();
  return read_common_passwords(*text);
}

void announce(const Installation& installation, const runtime::ReadyFacts& facts) {
  if (auto told = runtime::announce_ready(installation.dir, "gateway", facts); !told)
    runtime::log_error("cannot write the ready file", {{"error", told.error().message}});
}

}  // namespace

int run_gateway(const Options& options, const GatewayOptions& gateway_options) {
  auto installation = open_installation(options, queue::Role::gateway);
  if (!installation) return report(installation.error());
  auto& settings = installation->settings.gateway;
  if (!gateway_options.listen.empty()) settings.listen = gateway_options.listen;
  if (!gateway_options.tls.empty()) settings.tls = gateway_options.tls;
  runtime::start_log("gateway", log_level(installation->settings));
  auto common = common_passwords();
  if (!common) return report(common.error());
  gateway::App app({installation->settings,
                    installation->dir,
                    installation->keyring,
                    installation->queue,
                    workers::world_from_rows,
                    {},
                    *std::move(common)});
  if (auto bound = app.listen(); !bound) {
    runtime::leave_last_words(installation->dir, "gateway", text_of(bound.error()));
    return report(bound.error());
  }
  if (!is_configured(*installation)) {
    // Up, but nobody can report anything yet: `serve` must not wait for more.
    runtime::ReadyFacts facts = facts_of(app, *installation);
    facts.emplace("unconfigured", "yes");
    announce(*installation, facts);
    runtime::log_warn("nothing is configured; waiting for an import");
  }
  app.stop_on_signals();
  app.run([&] {
    const runtime::ReadyFacts facts = facts_of(app, *installation);
    announce(*installation, facts);
    runtime::log_info("ready", {{"listen", facts.at("listen")}, {"scheme", facts.at("scheme")}});
  });
  runtime::forget_ready(installation->dir, "gateway");
  return 0;
}

}  // namespace gongzhi::cli
