// The processes of the platform on this machine, and messages to it from the command line.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "cli/installation.hpp"
#include "governance/message.hpp"
#include "runtime/supervisor.hpp"

namespace gongzhi::cli {

/// True when the private Redis answers PING: not while it loads.
bool redis_answers(const Installation& installation);

/// The parts as `serve` runs them. The paths of this program and of the options are passed on to
/// the children, and `gateway.tls` of the installation.
/// Errors as redis_users().
Result<runtime::Part> redis_part(const Installation& installation);
runtime::Part worker_part(const Installation& installation, const Options& options,
                          bool accept_gaps);
runtime::Part gateway_part(const Installation& installation, const Options& options,
                           const std::string& listen);

/// Sends a message to the county partition, or that of the body, and waits for its outcome (at most
/// a minute). The platform's worker must be running.
Result<Outcome> send_and_wait(const Installation& installation, int partition, MessageBody body,
                              const std::string& system_actor);

/// A refused outcome as an error in English, as the commands speak.
Error refusal_of(const Outcome& outcome);

/// Runs `work` while the private Redis of the installation runs, started for this and stopped after
/// it; where another Redis is configured, at once. Errc::conflict while the platform runs.
Result<void> with_redis(const Installation& installation,
                        const std::function<Result<void>()>& work);

/// Runs `work` while a worker runs: the one that is running already, or one started for this and
/// stopped after it.
Result<void> with_worker(const Installation& installation, const Options& options,
                         const std::function<Result<void>()>& work);

}  // namespace gongzhi::cli
