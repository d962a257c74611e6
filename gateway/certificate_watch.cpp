#include "gateway/certificate_watch.hpp"

#include <sys/stat.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "runtime/log.hpp"
#include "vault/certificate.hpp"

namespace gongzhi::gateway {

CertificateWatch::CertificateWatch(const asio::any_io_executor& executor, TlsFiles files,
                                   std::function<Result<void>()> renew)
    : files_(std::move(files)),
      renew_(std::move(renew)),
      timer_(executor),
      hang_up_(executor, SIGHUP) {}

Result<TlsContext> CertificateWatch::load() {
  if (auto renewed = renew_(); !renewed) return renewed.error();
  renew_at_ = std::chrono::steady_clock::now() + renew_every;
  read_stamp_ = stamp();
  return make_tls_context(files_);
}

asio::awaitable<void> CertificateWatch::run(std::function<void(TlsContext)> changed) {
  listen_to_signals();
  while (!stopped_) {
    timer_.expires_after(look_every);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!stopped_) look(changed);
  }
}

void CertificateWatch::stop() {
  stopped_ = true;
  timer_.cancel();
  hang_up_.cancel();
}

void CertificateWatch::listen_to_signals() {
  hang_up_.async_wait([this](boost::system::error_code ec, int) {
    if (ec) return;
    asked_ = true;
    timer_.cancel();
    listen_to_signals();
  });
}

void CertificateWatch::look(const std::function<void(TlsContext)>& changed) {
  const auto now = std::chrono::steady_clock::now();
  if (now >= renew_at_) {
    renew_at_ = now + renew_every;
    if (auto renewed = renew_(); !renewed)
      runtime::log_error("the certificate cannot be renewed",
                         {{"error", renewed.error().message}, {"detail", renewed.error().detail}});
  }
  std::string seen = stamp();
  if (!std::exchange(asked_, false) && seen == read_stamp_) return;
  // Also one that cannot be used is not read again before it changes.
  read_stamp_ = std::move(seen);
  auto context = make_tls_context(files_);
  if (!context) {
    runtime::log_error("the changed certificate cannot be used; the one before stays in force",
                       {{"error", context.error().message}, {"detail", context.error().detail}});
    return;
  }
  const auto facts = vault::read_certificate(files_.certificate);
  runtime::log_info("the certificate was read again",
                    {{"fingerprint", facts ? facts->fingerprint : ""},
                     {"ends", facts ? format_rfc3339(facts->ends) : ""}});
  changed(std::move(*context));
}

// What tells one version of the files from the next.
std::string CertificateWatch::stamp() const {
  std::string text;
  for (const auto& file : {files_.certificate, files_.key}) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0) continue;
    for (const auto part :
         {static_cast<long long>(info.st_ino), static_cast<long long>(info.st_size),
          static_cast<long long>(info.st_mode), static_cast<long long>(info.st_mtim.tv_sec),
          static_cast<long long>(info.st_mtim.tv_nsec)})
      text += std::to_string(part) + " ";
  }
  return text;
}

}  // namespace gongzhi::gateway
