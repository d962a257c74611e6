#include "gateway/sittings.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "vault/bytes.hpp"

namespace gongzhi::gateway {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds believed_for{2};
constexpr std::chrono::seconds touched_every{60};
constexpr std::size_t cached_max = 10'000;
constexpr std::size_t cookie_length = 64;
constexpr std::size_t agent_length_max = 200;  // what browsers say ends with their name
constexpr std::array<std::string_view, 4> stage_names{"full", "code", "change", "enrol"};

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string text_of(const Sitting& sitting) {
  return sitting.user + "\n" + std::to_string(sitting.epoch) + "\n" +
         std::string(name(sitting.stage)) + "\n" + std::to_string(to_ms(sitting.created)) + "\n" +
         std::to_string(to_ms(sitting.seen)) + "\n" + sitting.address + "\n" + sitting.agent;
}

std::optional<Sitting> parse_sitting(std::string id, std::string_view text) {
  std::array<std::string_view, 7> parts;
  for (std::string_view& part : parts) {
    part = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  const auto epoch = number_of(parts[1]);
  const auto stage = std::ranges::find(stage_names, parts[2]);
  const auto created = number_of(parts[3]);
  const auto seen = number_of(parts[4]);
  if (!epoch || stage == stage_names.end() || !created || !seen) return std::nullopt;
  Sitting sitting;
  sitting.id = std::move(id);
  sitting.user = parts[0];
  sitting.epoch = *epoch;
  sitting.stage = static_cast<Stage>(stage - stage_names.begin());
  sitting.created = from_ms(*created);
  sitting.seen = from_ms(*seen);
  sitting.address = parts[5];
  sitting.agent = parts[6];
  return sitting;
}

}  // namespace

std::string_view name(Stage stage) {
  return stage_names.at(static_cast<std::size_t>(stage));
}

std::string_view reason_of(Stage stage) {
  switch (stage) {
    case Stage::full: return {};
    case Stage::code: return "code_needed";
    case Stage::change: return "password_change_needed";
    case Stage::enrol: return "second_factor_needed";
  }
  return {};
}

Sittings::Sittings(asio::any_io_executor executor, const queue::Settings& queue,
                   const vault::Keyring& keyring, const runtime::Settings::Accounts& limits)
    : store_(std::move(executor), queue), keyring_(keyring), limits_(limits) {}

Instant Sittings::expires(const Sitting& sitting) const {
  return std::min(sitting.created + std::chrono::hours{limits_.session_hours},
                  sitting.seen + std::chrono::minutes{limits_.session_idle_minutes});
}

bool Sittings::is_over(const Sitting& sitting, Instant now) const {
  return expires(sitting) <= now;
}

queue::SessionStore::Session Sittings::stored(const Sitting& sitting, Instant now) const {
  return {sitting.id, sitting.user, text_of(sitting), expires(sitting) - now};
}

Sittings::Answer<std::string> Sittings::begin(Sitting draft) {
  const std::string cookie = vault::to_hex(vault::random_bytes(32));
  draft.id = keyring_.account_hash("session", cookie);
  draft.seen = draft.created;
  for (char& c : draft.agent)
    if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) >= 0x7f) c = ' ';
  if (draft.agent.size() > agent_length_max) draft.agent.resize(agent_length_max);
  auto put = co_await store_.put(stored(draft, draft.created));
  if (!put) co_return put.error();
  auto kept = co_await keep_to_limit(draft.user, draft.created);
  if (!kept) co_return kept.error();
  co_return cookie;
}

Sittings::Answer<void> Sittings::keep_to_limit(std::string user, Instant now) {
  const auto all = co_await list(user, now);
  if (!all) co_return all.error();
  std::vector<std::string> surplus;
  for (std::size_t i = static_cast<std::size_t>(limits_.sessions_max); i < all->size(); ++i)
    surplus.push_back((*all)[i].id);
  co_return co_await store_.remove(std::move(user), std::move(surplus));
}

Sittings::Answer<std::optional<Sitting>> Sittings::find(std::string cookie, Instant now) {
  if (cookie.size() != cookie_length) co_return std::optional<Sitting>{};
  const std::string id = keyring_.account_hash("session", cookie);
  if (const auto at = cache_.find(id); at != cache_.end()) {
    const bool is_fresh = steady_clock::now() - at->second.read < believed_for;
    if (is_fresh && is_over(at->second.sitting, now)) co_return std::optional<Sitting>{};
    if (is_fresh) co_return std::optional(at->second.sitting);
  }
  auto text = co_await store_.find(id);
  if (!text) co_return text.error();
  auto sitting = *text ? parse_sitting(id, **text) : std::nullopt;
  if (!sitting || is_over(*sitting, now)) {
    cache_.erase(id);
    co_return std::optional<Sitting>{};
  }
  if (now - sitting->seen >= touched_every) {
    sitting->seen = now;
    if (auto renewed = co_await store_.renew(stored(*sitting, now)); !renewed)
      co_return renewed.error();
  }
  if (cache_.size() >= cached_max) cache_.clear();
  cache_.insert_or_assign(id, Cached{*sitting, steady_clock::now()});
  co_return sitting;
}

Sittings::Answer<void> Sittings::end(Sitting sitting) {
  cache_.erase(sitting.id);
  std::vector<std::string> ids{sitting.id};
  co_return co_await store_.remove(sitting.user, std::move(ids));
}

Sittings::Answer<std::vector<Sitting>> Sittings::list(std::string user, Instant now) {
  const auto ids = co_await store_.ids_of(user);
  if (!ids) co_return ids.error();
  const auto texts = co_await store_.find_all(*ids);
  if (!texts) co_return texts.error();
  std::vector<Sitting> sittings;
  std::vector<std::string> gone;
  for (std::size_t i = 0; i < texts->size(); ++i) {
    const auto& text = (*texts)[i];
    auto sitting = text ? parse_sitting((*ids)[i], *text) : std::nullopt;
    if (sitting && !is_over(*sitting, now))
      sittings.push_back(*std::move(sitting));
    else
      gone.push_back((*ids)[i]);
  }
  if (!gone.empty())
    if (auto removed = co_await store_.remove(std::move(user), std::move(gone)); !removed)
      co_return removed.error();
  std::ranges::stable_sort(sittings, std::greater{}, &Sitting::seen);
  co_return sittings;
}

Sittings::Answer<std::vector<std::string>> Sittings::ended(std::vector<std::string> ids) {
  const auto texts = co_await store_.find_all(ids);
  if (!texts) co_return texts.error();
  std::vector<std::string> over;
  for (std::size_t i = 0; i < texts->size(); ++i)
    if (!(*texts)[i]) over.push_back(ids[i]);
  co_return over;
}

}  // namespace gongzhi::gateway
