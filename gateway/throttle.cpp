#include "gateway/throttle.hpp"

#include <algorithm>

namespace gongzhi::gateway {
namespace {

using namespace std::chrono_literals;

constexpr int tries_at_once = 3;
constexpr Milliseconds counted_for = 1h;
constexpr Milliseconds known_for = 24h * 30;
constexpr GuessLimit from_one_source{5, 15min};
constexpr GuessLimit from_anywhere{30, 1min};
constexpr GuessLimit of_source{20, 15min};
/// So many accounts failed at from one source within an hour are no misspelling.
constexpr std::int64_t sprayed_accounts = 10;

std::string pair_of(const Guess& guess) {
  return "p:" + guess.account + ":" + guess.address;
}
std::string account_of(const Guess& guess) {
  return "a:" + guess.account;
}
std::string source_of(const Guess& guess) {
  return "s:" + guess.address;
}

std::vector<std::string> names_of(const Guess& guess) {
  return {pair_of(guess), account_of(guess), source_of(guess)};
}

}  // namespace

asio::awaitable<Result<Milliseconds>> Throttle::wait_of(Guess guess) {
  const auto stops = co_await store_.stopped_for(names_of(guess));
  if (!stops) co_return stops.error();
  const Milliseconds by_others = std::max((*stops)[1], (*stops)[2]);
  if (by_others <= (*stops)[0]) co_return (*stops)[0];
  const auto known = co_await store_.knows(pair_of(guess));
  if (!known) co_return known.error();
  co_return *known ? (*stops)[0] : by_others;
}

asio::awaitable<Result<Throttle::Failure>> Throttle::failed(Guess guess) {
  const auto names = names_of(guess);
  const auto counts = co_await store_.count(names, counted_for);
  if (!counts) co_return counts.error();
  const auto count = [&](std::size_t i) {
    return static_cast<int>(std::min<std::int64_t>((*counts)[i], 1'000));
  };
  const auto accounts = co_await store_.note_member(source_of(guess), guess.account, counted_for);
  if (!accounts) co_return accounts.error();
  // One password at many accounts counts as if all failures were at one.
  const int at_accounts =
      static_cast<int>(std::min<std::int64_t>(*accounts - sprayed_accounts, 1'000)) +
      of_source.free_failures;
  std::vector<queue::SessionStore::Stop> stops{
      {names[0], pause_after(count(0), from_one_source)},
      {names[1], pause_after(count(1), from_anywhere)},
      {names[2], pause_after(std::max(count(2), at_accounts), of_source)}};
  Failure failure;
  for (const auto& stop : stops) failure.pause = std::max(failure.pause, stop.length);
  failure.is_spraying = *accounts == sprayed_accounts;
  const auto stopped = co_await store_.stop_names(std::move(stops));
  if (!stopped) co_return stopped.error();
  co_return failure;
}

asio::awaitable<Result<void>> Throttle::succeeded(Guess guess) {
  std::vector<std::string> names{pair_of(guess)};
  const auto forgotten = co_await store_.forget_counts(std::move(names));
  if (!forgotten) co_return forgotten.error();
  co_return co_await store_.remember(pair_of(guess), known_for);
}

Throttle::Try::Try(Throttle& throttle, std::string account)
    : throttle_(throttle),
      account_(std::move(account)),
      may_go_on_(++throttle.under_way_[account_] <= tries_at_once) {}

Throttle::Try::~Try() {
  const auto at = throttle_.under_way_.find(account_);
  if (--at->second == 0) throttle_.under_way_.erase(at);
}

}  // namespace gongzhi::gateway
