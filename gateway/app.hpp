// The gateway as one object: its parts in the order in which they depend on each other, run() and
// stop(). Tests build the same object with port 0.
#pragma once

#include <atomic>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "gateway/account_watch.hpp"
#include "gateway/certificate_watch.hpp"
#include "gateway/doorway.hpp"
#include "gateway/headroom_watch.hpp"
#include "gateway/redirect_door.hpp"
#include "gateway/world_watch.hpp"
#include "runtime/admin_listener.hpp"
#include "runtime/data_dir.hpp"

namespace gongzhi::gateway {

struct AppParts {
  runtime::Settings settings;
  runtime::DataDir dir;
  vault::Keyring keyring;
  queue::Settings queue;
  WorldFromRows world_from_rows;
  /// What is known before the record was read; empty members are read from it and waited for.
  Present present = {};
  /// Passwords that nobody may choose, sorted (governance/password_rules.hpp).
  std::vector<std::string> common_passwords = {};
};

class App {
 public:
  explicit App(AppParts parts);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Binds all addresses. Errc::invalid for an address that is none, Errc::unavailable when one is
  /// taken. Call once, before run().
  Result<void> listen();
  /// SIGTERM and SIGINT stop it; a second one does not wait for anybody. Call before run().
  void stop_on_signals();
  /// Serves until stop(); the calling thread is the first of settings.gateway.threads. `on_ready`
  /// is called once, from any of them, when reports can be taken.
  void run(std::function<void()> on_ready);
  /// Drains within settings.process.drain_ms and ends run(). From any thread; again = at once.
  void stop();

  /// Known after listen().
  asio::ip::tcp::endpoint listen_endpoint() const { return listen_endpoint_; }
  asio::ip::tcp::endpoint admin_endpoint() const { return admin_endpoint_; }
  bool is_encrypted() const { return certificate_ != nullptr; }

 private:
  Result<void> open_tls(const asio::ip::tcp::endpoint& listen);
  Result<void> open_redirect();
  void publish(const Present& present);
  void publish(const TlsContext& certificate);
  void begin_stop();
  asio::awaitable<void> drain_first();
  std::vector<runtime::ReadyItem> ready_items();
  Doorway& first() { return *doorways_.front(); }

  AppParts parts_;
  Metrics metrics_;
  SentActions sent_;
  FrontDoor door_;
  Result<void> door_made_;  // what is wrong with its settings
  std::vector<std::unique_ptr<Doorway>> doorways_;
  UploadDesk uploads_;           // as readers_
  records::ReaderPool readers_;  // after the loops to which it answers
  HashPool hashing_;             // likewise
  std::unique_ptr<WorldWatch> watch_;
  std::unique_ptr<HeadroomWatch> headroom_;
  std::unique_ptr<CertificateWatch> certificate_;  // null = plain
  std::unique_ptr<RedirectDoor> redirect_;         // null = none
  std::unique_ptr<AccountWatch> accounts_;
  std::unique_ptr<runtime::AdminListener> admin_;
  std::optional<asio::signal_set> signals_;
  asio::ip::tcp::endpoint listen_endpoint_;
  asio::ip::tcp::endpoint admin_endpoint_;
  std::atomic<std::size_t> ready_{0};
  std::atomic<int> stops_{0};
};

}  // namespace gongzhi::gateway
