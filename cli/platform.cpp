#include "cli/platform.hpp"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>

#include "governance/refusal_words.hpp"
#include "queue/intake.hpp"
#include "runtime/deadline.hpp"
#include "runtime/fault.hpp"
#include "runtime/log.hpp"
#include "runtime/private_redis.hpp"
#include "runtime/ready_file.hpp"
#include "runtime/task_group.hpp"
#include "runtime/wall_clock.hpp"
#include "vault/bytes.hpp"
#include "wire/envelope.hpp"

namespace gongzhi::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

std::string own_program() {
  std::error_code ec;
  return std::filesystem::read_symlink("/proc/self/exe", ec).string();
}

std::vector<std::string> child_command(const Options& options, const char* word) {
  std::vector<std::string> argv{own_program(), word, "--data", options.data};
  if (!options.config.empty()) argv.insert(argv.end(), {"--config", options.config});
  return argv;
}

struct Sending {
  const Installation& installation;
  queue::Submission submission;
  MessageId id;
  std::optional<Result<Outcome>> answer;
};

Result<std::optional<records::InboxRow>> look_for(const Sending& sending) {
  auto reader = open_reader(sending.installation);
  if (!reader) return reader.error();
  return (*reader)->find_outcome(sending.id);
}

asio::awaitable<Result<Outcome>> send(Sending& sending, queue::Intake& intake) {
  if (auto connected = co_await intake.wait_connected(10s); !connected) co_return connected.error();
  for (int tries = 0;; ++tries) {
    auto receipt = co_await intake.submit(sending.submission);
    if (receipt) break;
    if (tries >= 100) co_return receipt.error();
    co_await runtime::sleep_for(100ms);
  }
  for (int looks = 0; looks < 1200; ++looks) {
    auto row = look_for(sending);
    if (row && *row) co_return (*row)->outcome;
    co_await runtime::sleep_for(50ms);
  }
  co_return fail(Errc::timeout, "the message is on the queue, but no worker has applied it yet");
}

asio::awaitable<void> send_and_stop(Sending& sending, queue::Intake& intake) {
  sending.answer = co_await send(sending, intake);
  intake.stop();
}

// A process of our own: ready when it says so in the run folder, and there it leaves its last
// words.
runtime::Part process_part(const runtime::DataDir& dir, const std::string& name,
                           std::vector<std::string> argv) {
  runtime::Part part;
  part.name = name;
  part.prepare = [dir, name, argv = std::move(argv)]() -> Result<runtime::ChildSpec> {
    runtime::forget_ready(dir, name);
    runtime::ChildSpec spec;
    spec.argv = argv;
    return spec;
  };
  part.is_ready = [dir, name] { return runtime::find_ready(dir, name).has_value(); };
  part.last_words = [dir, name] { return runtime::last_words_of(dir, name); };
  return part;
}

}  // namespace

bool redis_answers(const Installation& installation) {
  const std::string path = installation.dir.redis_socket().string();
  const std::string ask =
      "AUTH " + installation.queue.username + " " + installation.queue.password + "\r\nPING\r\n";
  constexpr std::string_view wanted = "+OK\r\n+PONG";
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const timeval limit{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string answer;
  std::array<char, 256> part{};
  ssize_t size = 0;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::write(fd, ask.data(), ask.size()) == static_cast<ssize_t>(ask.size()))
    while (answer.size() < wanted.size() && (size = ::read(fd, part.data(), part.size())) > 0) {
      answer.append(part.data(), static_cast<std::size_t>(size));
      if (!wanted.starts_with(answer.substr(0, wanted.size()))) break;
    }
  ::close(fd);
  return answer.starts_with(wanted);
}

namespace {

// The fault lets tests look into the private Redis without a name.
Result<std::string> users_of(const Installation& installation) {
  auto lines = redis_users(installation.dir.secrets());
  if (!lines || runtime::fault("redis_default_user")) return lines;
  return std::string(queue::acl_line_default_off) + "\n" + *lines;
}

}  // namespace

Result<runtime::Part> redis_part(const Installation& installation) {
  const auto users = users_of(installation);
  if (!users) return users.error();
  auto redis = std::make_shared<runtime::PrivateRedis>(installation.dir,
                                                       installation.settings.queue, *users);
  runtime::Part part;
  part.name = "redis";
  part.prepare = [redis]() -> Result<runtime::ChildSpec> {
    if (redis->tail_is_torn()) {
      auto aside = redis->cut_torn_tail();
      if (!aside) return aside.error();
      runtime::log_error("the end of the append-only file was torn; it was set aside and cut",
                         {{"kept_in", aside->string()}});
    }
    return redis->prepare();
  };
  part.started = [redis](pid_t pid) { redis->started(pid); };
  part.is_ready = [installation] { return redis_answers(installation); };
  part.last_words = [redis] { return redis->last_words(); };
  part.start_limit = 120s;  // a long append-only file takes its time
  return part;
}

runtime::Part worker_part(const Installation& installation, const Options& options,
                          bool accept_gaps) {
  std::vector<std::string> argv = child_command(options, "worker");
  if (accept_gaps) argv.push_back("--accept-gaps");
  return process_part(installation.dir, "worker", std::move(argv));
}

runtime::Part gateway_part(const Installation& installation, const Options& options,
                           const std::string& listen) {
  std::vector<std::string> argv = child_command(options, "gateway");
  if (!listen.empty()) argv.insert(argv.end(), {"--listen", listen});
  argv.insert(argv.end(), {"--tls", installation.settings.gateway.tls});
  return process_part(installation.dir, "gateway", std::move(argv));
}

Result<Outcome> send_and_wait(const Installation& installation, int partition, MessageBody body,
                              const std::string& system_actor) {
  auto reader = open_reader(installation);
  if (!reader) return reader.error();
  auto generation = (*reader)->generation();
  if (!generation) return generation.error();
  Message message;
  message.id = installation.keyring.derived_id("command", vault::random_bytes(16));
  message.partition = partition;
  message.actor.system = system_actor;
  message.body = std::move(body);
  message.fingerprint = vault::fingerprint_of(message.id.hex());
  Sending sending{installation, {}, message.id, std::nullopt};
  sending.submission.partition = static_cast<unsigned>(partition);
  sending.submission.message_id = message.id.hex();
  sending.submission.fingerprint = message.fingerprint;
  sending.submission.envelope = wire::write_envelope(message, *generation, runtime::wall_now());
  sending.submission.mac = installation.keyring.envelope_mac(sending.submission.envelope);
  asio::io_context context{1};
  queue::Intake intake(context.get_executor(), installation.queue);
  runtime::TaskGroup tasks(context.get_executor());
  tasks.spawn("queue", intake.run());
  tasks.spawn("send", send_and_stop(sending, intake));
  context.run();
  if (!sending.answer) return fail(Errc::internal, "the message was not sent");
  return *sending.answer;
}

Error refusal_of(const Outcome& outcome) {
  const std::string english = english_of(outcome);
  return fail(outcome.code, english.empty() ? outcome.message : english);
}

namespace {

struct UnderSupervision {
  static asio::awaitable<void> run(runtime::Supervisor& parent,
                                   const std::function<Result<void>()>& job, Result<void>& answer) {
    auto ended = co_await parent.run([&parent, &job, &answer] {
      answer = job();
      parent.stop();
    });
    if (!ended) answer = ended;
  }
};

}  // namespace

Result<void> with_redis(const Installation& installation,
                        const std::function<Result<void>()>& work) {
  auto lock = runtime::FileLock::take(installation.dir.run() / "serve.lock");
  if (!lock) return fail(Errc::conflict, "stop the platform first", lock.error().message);
  lock->write_pid(::getpid());
  if (!installation.settings.queue.address.empty()) return work();
  asio::io_context context{1};
  runtime::Supervisor supervisor(context, installation.settings.process);
  auto redis = redis_part(installation);
  if (!redis) return redis.error();
  supervisor.add(std::move(*redis));
  Result<void> done = fail(Errc::unavailable, "Redis did not start");
  runtime::TaskGroup tasks(context.get_executor());
  tasks.spawn("supervisor", UnderSupervision::run(supervisor, work, done));
  context.run();
  return done;
}

Result<void> with_worker(const Installation& installation, const Options& options,
                         const std::function<Result<void>()>& work) {
  if (runtime::find_ready(installation.dir, "worker")) return work();
  auto lock = runtime::FileLock::take(installation.dir.run() / "serve.lock");
  if (!lock) return lock.error();
  lock->write_pid(::getpid());
  asio::io_context context{1};
  runtime::Supervisor supervisor(context, installation.settings.process);
  if (installation.settings.queue.address.empty()) {
    auto redis = redis_part(installation);
    if (!redis) return redis.error();
    supervisor.add(std::move(*redis));
  }
  supervisor.add(worker_part(installation, options, false));
  Result<void> done = fail(Errc::unavailable, "the worker did not start");
  runtime::TaskGroup tasks(context.get_executor());
  tasks.spawn("supervisor", UnderSupervision::run(supervisor, work, done));
  context.run();
  return done;
}

}  // namespace gongzhi::cli
