#include "tests/integration/workers/worker_rig.hpp"

#include <stdexcept>

#include "wire/envelope.hpp"

namespace gongzhi::test {
namespace {

queue::Settings settings_for(const PrivateRedis& redis) {
  queue::Settings settings;
  settings.unix_path = redis.socket();
  settings.command_limit = Milliseconds{1'500};
  settings.backoff_min = Milliseconds{5};
  settings.backoff_max = Milliseconds{50};
  settings.pressure_every = Milliseconds{50};
  return settings;
}

boost::asio::awaitable<void> work(workers::Worker& worker, bool& ready,
                                  std::optional<Result<void>>& ended) {
  ended = co_await worker.run([&ready] { ready = true; });
}

}  // namespace

WorkerRig::WorkerRig(PrivateRedis::Options options)
    : redis(std::move(options)),
      queue_settings(settings_for(redis)),
      intake(io.get_executor(), queue_settings) {
  settings.worker.admin_listen = "";
  test::spawn(io, intake.run());
  if (!run(intake.wait_connected(Milliseconds{10'000})))
    throw std::runtime_error("the intake does not connect");
}

WorkerRig::~WorkerRig() {
  if (is_running()) stop();
  intake.stop();
  EXPECT_TRUE(test::drain(io)) << "a loop did not end after stop()";
}

void WorkerRig::start(Gaps gaps) {
  if (is_running()) throw std::logic_error("it runs already");
  ready_ = false;
  ended_.reset();
  worker_ = std::make_unique<workers::Worker>(
      io, workers::WorkerParts{settings, county.dir(), county.keyring(), queue_settings, gaps});
  test::spawn(io, work(*worker_, ready_, ended_));
  ASSERT_TRUE(wait_for([this] { return ready_ || ended_.has_value(); }));
  ASSERT_TRUE(ready_) << ended_->error().message << " " << ended_->error().detail;
}

std::chrono::milliseconds WorkerRig::stop() {
  const auto begin = std::chrono::steady_clock::now();
  worker_->stop();
  EXPECT_TRUE(wait_for([this] { return ended_.has_value(); }));
  worker_.reset();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               begin);
}

Error WorkerRig::last_words() {
  EXPECT_TRUE(wait_for([this] { return ended_.has_value(); })) << "it still runs";
  return ended_ && !*ended_ ? ended_->error() : fail(Errc::internal, "it ended well");
}

bool WorkerRig::wait_for(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  io.restart();
  while (!condition() && std::chrono::steady_clock::now() < end)
    io.run_one_for(std::chrono::milliseconds{5});
  return condition();
}

queue::Submission WorkerRig::submission(const std::string& key, unsigned partition) const {
  const vault::Keyring keyring = county.keyring();
  CreateCase body;
  body.kind = "incident";
  body.category = "E0110";
  body.title = "楼下垃圾堆积";
  body.location = Location{111.000, 35.020};
  body.source = Source::resident;
  Message message;
  message.id = keyring.message_id("resident-001", key);
  message.partition = static_cast<int>(partition);
  message.actor.user = "resident-001";
  message.fingerprint = vault::fingerprint_of(body.title);
  message.body = body;
  queue::Submission submission;
  submission.partition = partition;
  submission.message_id = message.id.hex();
  submission.fingerprint = message.fingerprint;
  submission.envelope = wire::write_envelope(message, generation(), monday());
  submission.mac = keyring.envelope_mac(submission.envelope);
  submission.answer = "{}";
  return submission;
}

Result<queue::Receipt> WorkerRig::try_submit(const std::string& key, unsigned partition) {
  return run(intake.submit(submission(key, partition)));
}

queue::Receipt WorkerRig::submit(const std::string& key, unsigned partition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{15};
  for (;;) {
    auto receipt = try_submit(key, partition);
    if (receipt) return *receipt;
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("not accepted: " + receipt.error().detail);
    io.restart();
    io.run_for(std::chrono::milliseconds{20});
  }
}

std::int64_t WorkerRig::ask(const std::string& sql) const {
  records::DatabaseConfig config;
  config.file = county.dir().store();
  auto reader = records::Reader::open(config);
  if (!reader) throw std::runtime_error(reader.error().detail);
  long long number = -1;
  (*reader)->connection().session() << sql, soci::into(number);
  return number;
}

double WorkerRig::retries() const {
  for (const auto& family : worker_->metrics().registry()->Collect())
    if (family.name == "gongzhi_batch_retries_total") return family.metric.front().counter.value;
  throw std::logic_error("the worker does not count retries");
}

std::string WorkerRig::generation() const {
  records::DatabaseConfig config;
  config.file = county.dir().store();
  auto reader = records::Reader::open(config);
  if (!reader) throw std::runtime_error(reader.error().detail);
  return (*reader)->generation().value();
}

}  // namespace gongzhi::test
