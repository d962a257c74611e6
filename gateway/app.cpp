// Wiring, start and stop of the gateway.
#include "gateway/app.hpp"

#include <algorithm>
#include <csignal>

#include "gateway/listening.hpp"
#include "runtime/log.hpp"

namespace gongzhi::gateway {
namespace {

records::DatabaseConfig database_of(const AppParts& parts) {
  records::DatabaseConfig config;
  config.file = parts.dir.store();
  config.search_file = parts.dir.search();
  // Nobody at the door waits five seconds for a record that is locked.
  config.busy_timeout = std::chrono::milliseconds(1'000);
  return config;
}

records::ReaderPool::Options readers_of(const runtime::Settings& settings) {
  records::ReaderPool::Options options;
  options.patience = std::chrono::milliseconds(1'500);
  options.threads = static_cast<int>(std::clamp<std::int64_t>(settings.store.readers, 1, 64));
  return options;
}

// People come under a public name, yet we listen to this machine only: a proxy stands between.
void warn_of_hidden_clients(const runtime::Settings& settings) {
  const auto endpoint = runtime::parse_endpoint(settings.gateway.listen);
  if (endpoint && is_loopback(endpoint->address()) && !settings.gateway.public_origins.empty() &&
      settings.gateway.trusted_proxies.empty() && settings.limits.loopback == "exempt")
    runtime::log_warn(
        "nobody is limited by address: the proxy before us is not in gateway.trusted_proxies");
}

}  // namespace

App::App(AppParts parts)
    : parts_(std::move(parts)),
      uploads_(runtime::Uploads(parts_.dir.uploads()), parts_.settings.images, parts_.keyring),
      readers_(database_of(parts_), readers_of(parts_.settings)),
      hashing_({parts_.settings.accounts.hash_memory_kib, parts_.settings.accounts.hash_passes}) {
  if (auto rules = DoorRules::make(parts_.settings.gateway))
    door_.rules = *std::move(rules);
  else
    door_made_ = rules.error();
  warn_of_hidden_clients(parts_.settings);
  const Shared shared{
      parts_.settings, parts_.keyring, parts_.queue, readers_, metrics_,
      sent_,           uploads_,       door_,        hashing_, parts_.common_passwords};
  const auto threads = std::clamp<std::int64_t>(parts_.settings.gateway.threads, 1, 64);
  for (std::int64_t i = 0; i < threads; ++i) doorways_.push_back(std::make_unique<Doorway>(shared));
  watch_ = std::make_unique<WorldWatch>(first().context().get_executor(), readers_,
                                        parts_.world_from_rows);
  headroom_ =
      std::make_unique<HeadroomWatch>(first().context().get_executor(), shared, parts_.dir.root());
  watch_->begin_with(parts_.present);
  first().lane().on_world_version = [this](std::int64_t version) { watch_->hint(version); };
  accounts_ = std::make_unique<AccountWatch>(first().context().get_executor(), readers_);
  for (const auto& doorway : doorways_)
    doorway->lane().on_accounts_changed = [this] {
      asio::post(first().context(), [this] { accounts_->hint(); });
    };
  admin_ = std::make_unique<runtime::AdminListener>(
      first().context().get_executor(), metrics_.registry(), [this] { return ready_items(); });
}

App::~App() = default;

Result<void> App::listen() {
  if (!door_made_) return door_made_;
  auto endpoint = runtime::parse_endpoint(parts_.settings.gateway.listen);
  if (!endpoint) return endpoint.error();
  if (auto opened = open_tls(*endpoint); !opened) return opened;
  auto sharing = doorways_.size() == 1 ? PortSharing::alone : PortSharing::leads;
  for (const auto& doorway : doorways_) {
    // The first one settles what port 0 means.
    auto bound = doorway->listen(*endpoint, sharing);
    if (!bound) return bound.error();
    endpoint = bound;
    sharing = PortSharing::joins;
  }
  listen_endpoint_ = *endpoint;
  if (auto opened = open_redirect(); !opened) return opened;
  if (parts_.settings.gateway.admin_listen.empty()) return {};
  const auto admin = runtime::parse_endpoint(parts_.settings.gateway.admin_listen);
  if (!admin) return admin.error();
  const auto bound = admin_->open(*admin);
  if (!bound) return bound.error();
  admin_endpoint_ = *bound;
  return {};
}

Result<void> App::open_tls(const asio::ip::tcp::endpoint& listen) {
  const auto encryption = encryption_of(parts_.settings, listen);
  if (!encryption) return encryption.error();
  if (*encryption == Encryption::none) return {};
  CertificateSource source = certificate_source(parts_.settings, parts_.dir, listen);
  certificate_ = std::make_unique<CertificateWatch>(
      first().context().get_executor(), std::move(source.files), std::move(source.renew));
  const auto context = certificate_->load();
  if (!context) return context.error();
  for (const auto& doorway : doorways_) doorway->take_certificate(*context);
  return {};
}

Result<void> App::open_redirect() {
  const std::string& wanted = parts_.settings.gateway.redirect_listen;
  if (wanted.empty()) return {};
  if (!certificate_)
    return fail(Errc::invalid, "gateway.redirect_listen leads to https, which is not served here");
  const auto endpoint = runtime::parse_endpoint(wanted);
  if (!endpoint) return endpoint.error();
  redirect_ =
      std::make_unique<RedirectDoor>(first().context().get_executor(), listen_endpoint_.port());
  return redirect_->open(*endpoint);
}

void App::stop_on_signals() {
  signals_.emplace(first().context(), SIGTERM, SIGINT);
  signals_->async_wait([this](boost::system::error_code ec, int) {
    if (ec) return;
    // Before the first stop: a gateway without visitors drains at once, and cancels what waits.
    signals_->async_wait([this](boost::system::error_code again, int) {
      if (!again) begin_stop();
    });
    begin_stop();
  });
}

void App::run(std::function<void()> on_ready) {
  for (const auto& doorway : doorways_)
    doorway->start([this, on_ready] {
      if (++ready_ == doorways_.size() && on_ready) on_ready();
    });
  first().loops().spawn("configuration",
                        watch_->run([this](const Present& present) { publish(present); }));
  headroom_->start(first().loops());
  if (certificate_)
    first().loops().spawn(
        "certificate", certificate_->run([this](const TlsContext& changed) { publish(changed); }));
  if (redirect_) first().loops().spawn("redirect", redirect_->run(first().loops()));
  first().loops().spawn("accounts", accounts_->run([this](auto changes) {
    for (const auto& doorway : doorways_)
      asio::post(doorway->context(),
                 [lane = &doorway->lane(), changes] { lane->book.take(*changes); });
  }));
  first().loops().spawn("admin listener", admin_->run(first().loops()));
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < doorways_.size(); ++i)
    threads.emplace_back([this, i] { doorways_[i]->context().run(); });
  first().context().run();
}

void App::publish(const Present& present) {
  for (const auto& doorway : doorways_)
    asio::post(doorway->context(), [lane = &doorway->lane(), present] { lane->take(present); });
}

void App::publish(const TlsContext& certificate) {
  for (const auto& doorway : doorways_)
    asio::post(doorway->context(),
               [doorway = doorway.get(), certificate] { doorway->take_certificate(certificate); });
}

void App::stop() {
  asio::post(first().context(), [this] { begin_stop(); });
}

// On the first thread.
void App::begin_stop() {
  const int stop = ++stops_;
  if (stop > 2) return;
  const std::chrono::milliseconds limit(stop == 1 ? parts_.settings.process.drain_ms : 0);
  runtime::log_info(stop == 1 ? "draining" : "stopping at once");
  for (std::size_t i = 1; i < doorways_.size(); ++i)
    asio::post(doorways_[i]->context(), [doorway = doorways_[i].get(), limit] {
      doorway->loops().spawn("drain", doorway->drain(limit));
    });
  first().loops().spawn("drain", stop == 1 ? drain_first() : first().drain(limit));
}

asio::awaitable<void> App::drain_first() {
  co_await first().drain(std::chrono::milliseconds(parts_.settings.process.drain_ms));
  watch_->stop();
  headroom_->stop();
  if (certificate_) certificate_->stop();
  if (redirect_) redirect_->close();
  accounts_->stop();
  admin_->close();
  if (signals_) signals_->cancel();
}

std::vector<runtime::ReadyItem> App::ready_items() {
  Lane& lane = first().lane();
  std::vector<runtime::ReadyItem> items;
  const bool connected = lane.intake.connected();
  items.push_back({"queue", connected, connected ? "connected" : "no connection to Redis"});
  const bool readable = readers_.readable();
  items.push_back({"record", readable, readable ? "readable" : "cannot be read"});
  const bool loaded = lane.present.is_complete();
  items.push_back({"configuration", loaded,
                   loaded ? "version " + std::to_string(lane.present.world->version)
                          : "nothing imported yet, or the store has no generation"});
  const bool draining = first().is_draining();
  items.push_back({"serving", !draining, draining ? "draining" : "serving"});
  return items;
}

}  // namespace gongzhi::gateway
