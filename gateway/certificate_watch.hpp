// Keeps the certificate in force: looks whether its files have changed, at once on SIGHUP, and has
// it renewed when it is one of our own. A certificate that cannot be used leaves the old one in
// force (security.md S40: rotated without downtime). One event loop.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

#include "gateway/tls_context.hpp"

namespace gongzhi::gateway {

class CertificateWatch {
 public:
  static constexpr std::chrono::seconds look_every{2};
  static constexpr std::chrono::hours renew_every{1};

  /// `renew` makes the files new when that is due; it is called before they are read.
  CertificateWatch(const asio::any_io_executor& executor, TlsFiles files,
                   std::function<Result<void>()> renew);

  /// The first one; the gateway does not start without it.
  Result<TlsContext> load();
  /// Calls `changed` with every further one, until stop().
  asio::awaitable<void> run(std::function<void(TlsContext)> changed);
  void stop();

 private:
  void listen_to_signals();
  void look(const std::function<void(TlsContext)>& changed);
  std::string stamp() const;

  TlsFiles files_;
  std::function<Result<void>()> renew_;
  asio::steady_timer timer_;
  asio::signal_set hang_up_;
  std::string read_stamp_;
  std::chrono::steady_clock::time_point renew_at_{};
  bool asked_ = false;
  bool stopped_ = false;
};

}  // namespace gongzhi::gateway
