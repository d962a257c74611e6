#include "tests/process/queue_view.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/support/run.hpp"

namespace gongzhi::test {
namespace {

queue::Settings settings_of(const std::string& socket) {
  queue::Settings settings;
  settings.unix_path = socket;
  // DATA/run/redis.sock of a platform; a Redis of the test's own takes anybody.
  const auto data = std::filesystem::path(socket).parent_path().parent_path();
  std::ifstream password(data / "secrets" / "redis-worker.password");
  if (std::getline(password, settings.password)) settings.username = "worker";
  return settings;
}

}  // namespace

QueueView::QueueView(const std::string& socket) : feed_(io_.get_executor(), settings_of(socket)) {
  spawn(io_, feed_.run());
  connected_ = run(io_, feed_.wait_connected(Milliseconds(2'000))).has_value();
}

QueueView::~QueueView() {
  feed_.stop();
  drain(io_);
}

std::optional<std::uint64_t> QueueView::last_seq(unsigned partition) {
  if (!connected_) return std::nullopt;
  const auto state = run(io_, feed_.partition_state(partition));
  if (!state) return std::nullopt;
  return state->seq.value_or(0);
}

bool QueueView::rewrite_log() {
  const auto asked = [](queue::Client& client) -> boost::asio::awaitable<Result<queue::Reply>> {
    co_return co_await client.command(queue::Command{"BGREWRITEAOF"}, Milliseconds(2'000));
  };
  return connected_ && run(io_, asked(feed_.commands())).has_value();
}

std::vector<queue::Entry> QueueView::entries(unsigned partition) {
  std::vector<queue::Entry> all;
  queue::StreamId after{};
  for (;;) {
    queue::ReadRequest request;
    request.after[partition] = after;
    request.count_max = 1'000;
    request.block = Milliseconds(0);
    auto read = run(io_, feed_.read(std::move(request)));
    if (!read) throw std::runtime_error("the queue cannot be read: " + read.error().message);
    if (read->empty() || read->front().entries.empty()) return all;
    for (queue::Entry& entry : read->front().entries) {
      after = entry.id;
      all.push_back(std::move(entry));
    }
  }
}

}  // namespace gongzhi::test
