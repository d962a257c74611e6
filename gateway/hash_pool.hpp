// Two threads for password hashes, below the others in priority, and a short queue before them:
// fifty people who sign in at once do not make everybody else wait (security.md S09).
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <string>

#include "vault/passwords.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

/// Members may be called from any thread. Must be destroyed before the executors to which it
/// answers.
class HashPool {
 public:
  static constexpr int waiting_max = 64;

  explicit HashPool(vault::HashCost cost);
  ~HashPool();
  HashPool(const HashPool&) = delete;
  HashPool& operator=(const HashPool&) = delete;

  /// Errc::busy when too many wait.
  asio::awaitable<Result<std::string>> hash(std::string password);
  /// Whether the password fits. An empty hash costs the same and fits nothing: nobody learns from
  /// the time whether there is such an account (security.md S12).
  asio::awaitable<Result<bool>> matches(std::string hash, std::string password);

  vault::HashCost cost() const { return cost_; }

 private:
  template <class Work>
  asio::awaitable<std::invoke_result_t<Work>> run(Work work);

  const vault::HashCost cost_;
  const std::string nobodys_;  // hash of a password that nobody has
  std::atomic<int> waiting_{0};
  asio::thread_pool threads_{2};
};

}  // namespace gongzhi::gateway
