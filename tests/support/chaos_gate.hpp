// A proxy between a client and a unix socket that misbehaves on request: passes, stalls, loses
// replies, cuts after n bytes. Runs on a thread of its own, so that tests of blocking and of
// coroutine code can use it alike.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace gongzhi::test {

class ChaosGate {
 public:
  /// Listens on a unix socket of its own and forwards to `target`.
  explicit ChaosGate(std::string target);
  ~ChaosGate();
  ChaosGate(const ChaosGate&) = delete;
  ChaosGate& operator=(const ChaosGate&) = delete;

  /// Where clients connect.
  const std::string& socket() const { return socket_; }

  // Each of these has taken effect when it returns.

  /// Both ways open. Connections that lost bytes before are cut: their protocol has lost its place.
  void pass();
  /// Nothing moves in either direction; bytes wait and go on after pass().
  void stall();
  /// Requests reach the server, its answers are thrown away.
  void drop_replies();
  /// Lets `bytes` more of the server's answers through (all connections together), then cuts
  /// everything; new connections pass.
  void cut_after(std::size_t bytes);
  /// Cuts every connection now; new ones are accepted.
  void cut();
  /// Cuts every connection and, until the next pass(), each new one as soon as it is made.
  void refuse();

  /// Bytes forwarded so far.
  std::uint64_t to_server();
  std::uint64_t to_client();
  /// Bytes of answers thrown away so far.
  std::uint64_t dropped();

 private:
  struct Pair;
  enum class Mode { pass, stall, drop_replies, cut_after, refuse };

  void set(Mode mode, std::size_t bytes = 0);
  void accept();
  void cut_all();
  template <class F>
  auto on_gate(F f);

  boost::asio::io_context io_{1};
  std::filesystem::path directory_;
  std::string target_;
  std::string socket_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  std::vector<std::weak_ptr<Pair>> pairs_;
  Mode mode_ = Mode::pass;
  std::size_t bytes_left_ = 0;
  std::uint64_t to_server_ = 0;
  std::uint64_t to_client_ = 0;
  std::uint64_t dropped_ = 0;
  std::thread thread_;
};

}  // namespace gongzhi::test
