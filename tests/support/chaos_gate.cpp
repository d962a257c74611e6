#include "tests/support/chaos_gate.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <future>
#include <stdexcept>

namespace gongzhi::test {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;

// One client, its connection to the server, and a pump each way.
struct ChaosGate::Pair : std::enable_shared_from_this<Pair> {
  enum class Way { to_server, to_client };
  struct Pump {
    std::array<char, 16 * 1024> bytes{};
    std::size_t waiting = 0;  // read, not yet passed on because the gate stalls
  };

  Pair(ChaosGate& owner, stream_protocol::socket accepted)
      : gate(owner), client(std::move(accepted)), server(owner.io_) {}

  stream_protocol::socket& source(Way way) { return way == Way::to_server ? client : server; }
  stream_protocol::socket& sink(Way way) { return way == Way::to_server ? server : client; }
  Pump& pump(Way way) { return way == Way::to_server ? up : down; }

  void read(Way way) {
    source(way).async_read_some(asio::buffer(pump(way).bytes),
                                [self = shared_from_this(), way](error_code ec, std::size_t size) {
                                  if (ec) return self->close();
                                  self->pump(way).waiting = size;
                                  self->forward(way);
                                });
  }

  void forward(Way way) {
    Pump& p = pump(way);
    if (p.waiting == 0 || gate.mode_ == Mode::stall) return;
    if (way == Way::to_client && gate.mode_ == Mode::drop_replies) {
      gate.dropped_ += std::exchange(p.waiting, 0);
      lost_bytes = true;
      return read(way);
    }
    std::size_t size = std::exchange(p.waiting, 0);
    const bool last =
        way == Way::to_client && gate.mode_ == Mode::cut_after && size >= gate.bytes_left_;
    if (way == Way::to_client && gate.mode_ == Mode::cut_after) {
      size = std::min(size, gate.bytes_left_);
      gate.bytes_left_ -= size;
    }
    (way == Way::to_server ? gate.to_server_ : gate.to_client_) += size;
    asio::async_write(sink(way), asio::buffer(p.bytes.data(), size),
                      [self = shared_from_this(), way, last](error_code ec, std::size_t) {
                        if (ec) return self->close();
                        if (!last) return self->read(way);
                        self->gate.mode_ = Mode::pass;
                        self->gate.cut_all();
                      });
  }

  void close() {
    error_code ignored;
    client.close(ignored);
    server.close(ignored);
  }

  ChaosGate& gate;
  stream_protocol::socket client;
  stream_protocol::socket server;
  Pump up;
  Pump down;
  bool lost_bytes = false;
};

ChaosGate::ChaosGate(std::string target) : target_(std::move(target)), acceptor_(io_) {
  std::string name = (std::filesystem::temp_directory_path() / "gongzhi-gate-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  directory_ = name;
  socket_ = (directory_ / "gate.sock").string();
  acceptor_.open();
  acceptor_.bind(stream_protocol::endpoint(socket_));
  acceptor_.listen();
  accept();
  thread_ = std::thread([this] { io_.run(); });
}

ChaosGate::~ChaosGate() {
  io_.stop();
  thread_.join();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void ChaosGate::accept() {
  acceptor_.async_accept([this](error_code ec, stream_protocol::socket client) {
    if (ec) return;
    if (mode_ != Mode::refuse) {
      const auto pair = std::make_shared<Pair>(*this, std::move(client));
      // Connecting to a listening unix socket does not block.
      error_code refused;
      pair->server.connect(stream_protocol::endpoint(target_), refused);
      if (!refused) {
        std::erase_if(pairs_, [](const auto& weak) { return weak.expired(); });
        pairs_.push_back(pair);
        pair->read(Pair::Way::to_server);
        pair->read(Pair::Way::to_client);
      }
    }
    accept();
  });
}

template <class F>
auto ChaosGate::on_gate(F f) {
  std::packaged_task<std::invoke_result_t<F>()> task(std::move(f));
  auto result = task.get_future();
  asio::post(io_, [&task] { task(); });
  return result.get();
}

void ChaosGate::cut_all() {
  for (const auto& weak : pairs_)
    if (const auto pair = weak.lock()) pair->close();
}

void ChaosGate::set(Mode mode, std::size_t bytes) {
  on_gate([this, mode, bytes] {
    mode_ = mode;
    bytes_left_ = bytes;
    if (mode == Mode::refuse) return cut_all();
    for (const auto& weak : pairs_) {
      const auto pair = weak.lock();
      if (!pair) continue;
      if (pair->lost_bytes && mode == Mode::pass) {
        pair->close();
      } else {
        pair->forward(Pair::Way::to_server);
        pair->forward(Pair::Way::to_client);
      }
    }
  });
}

void ChaosGate::pass() {
  set(Mode::pass);
}
void ChaosGate::stall() {
  set(Mode::stall);
}
void ChaosGate::drop_replies() {
  set(Mode::drop_replies);
}
void ChaosGate::cut_after(std::size_t bytes) {
  set(Mode::cut_after, bytes);
}
void ChaosGate::refuse() {
  set(Mode::refuse);
}

void ChaosGate::cut() {
  on_gate([this] { cut_all(); });
}

std::uint64_t ChaosGate::to_server() {
  return on_gate([this] { return to_server_; });
}
std::uint64_t ChaosGate::to_client() {
  return on_gate([this] { return to_client_; });
}
std::uint64_t ChaosGate::dropped() {
  return on_gate([this] { return dropped_; });
}

}  // namespace gongzhi::test
