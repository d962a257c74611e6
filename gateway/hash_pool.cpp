#include "gateway/hash_pool.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include "records/blocking_pool.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::gateway {
namespace {

constexpr int lower_priority = 10;

// Of this thread alone, which Linux allows.
void step_back() {
  thread_local const int done =
      ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), lower_priority);
  static_cast<void>(done);
}

struct Count {
  explicit Count(std::atomic<int>& counter) : waiting(counter), number(++counter) {}
  ~Count() { --waiting; }
  Count(const Count&) = delete;
  Count& operator=(const Count&) = delete;
  std::atomic<int>& waiting;
  const int number;
};

}  // namespace

HashPool::HashPool(vault::HashCost cost)
    : cost_(cost), nobodys_(vault::hash_password(vault::random_bytes(32), cost).value()) {}

HashPool::~HashPool() {
  threads_.join();
}

template <class Work>
asio::awaitable<std::invoke_result_t<Work>> HashPool::run(Work work) {
  const Count count(waiting_);
  if (count.number > waiting_max)
    co_return fail(Errc::busy, "too many sign in at this moment; please try again");
  co_return co_await records::run_blocking(threads_, std::move(work));
}

asio::awaitable<Result<std::string>> HashPool::hash(std::string password) {
  return run([password = std::move(password), cost = cost_] {
    step_back();
    return vault::hash_password(password, cost);
  });
}

asio::awaitable<Result<bool>> HashPool::matches(std::string hash, std::string password) {
  const bool is_somebodys = !hash.empty();
  return run([hash = is_somebodys ? std::move(hash) : nobodys_, password = std::move(password),
              is_somebodys]() -> Result<bool> {
    step_back();
    return vault::password_matches(hash, password) && is_somebodys;
  });
}

}  // namespace gongzhi::gateway
