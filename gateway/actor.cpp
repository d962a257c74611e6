// Reading proofs of identity.
#include "gateway/actor.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/gate.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::size_t cookie_length_min = 22;
constexpr std::size_t cookie_length_max = 64;

bool is_word_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_';
}

bool is_device_secret(std::string_view secret) {
  return secret.size() >= cookie_length_min && secret.size() <= cookie_length_max &&
         std::all_of(secret.begin(), secret.end(), is_word_character);
}

Result<Asker> identify_user(const Request& request, const Directory& directory) {
  const Credential& credential = request.credential;
  if (credential.kind == Credential::Kind::unreachable)
    return worded(
        Errc::unavailable,
        {"登录服务暂时不可用，请稍后再试", "who you are cannot be checked now; try again soon"},
        request.language);
  const User* user =
      credential.kind == Credential::Kind::refused ? nullptr : directory.find_user(credential.user);
  if (!user || !user->active)
    return worded(Errc::unauthorized, {"登录凭证无效，请重新登录", "the token is not valid"},
                  request.language);
  Asker asker;
  asker.actor.user = credential.user;
  asker.user = user;
  return asker;
}

}  // namespace

Result<Asker> identify(const Request& request, const Directory& directory,
                       const vault::Keyring& keyring) {
  if (request.credential.kind != Credential::Kind::none) return identify_user(request, directory);
  Asker asker;
  const std::string_view secret = cookie_value(request.cookie, device_cookie);
  if (is_device_secret(secret)) asker.actor.device = keyring.device_hash(secret);
  return asker;
}

Result<Asker> identify_reporter(const Request& request, const Directory& directory,
                                const vault::Keyring& keyring) {
  auto asker = identify(request, directory, keyring);
  if (!asker || !asker->is_nobody()) return asker;
  const auto key = idempotency_key(request);
  if (!key) return key.error();
  asker->new_cookie = keyring.derived_id("device", *key).hex();
  asker->actor.device = keyring.device_hash(asker->new_cookie);
  return asker;
}

std::string device_cookie_field(std::string_view secret) {
  return std::string(device_cookie) + "=" + std::string(secret) +
         "; Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax";
}

std::string who_of(const Actor& actor) {
  return actor.user.empty() ? "device:" + actor.device : "user:" + actor.user;
}

Result<std::string> idempotency_key(const Request& request) {
  std::string_view key = request.idempotency_key;
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"')
    key = key.substr(1, key.size() - 2);
  if (key.empty())
    return wrong_field("Idempotency-Key", "required",
                       {"缺少 Idempotency-Key 请求头", "the Idempotency-Key header is missing"},
                       request.language);
  const bool printable =
      std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (!printable || key.size() > key_length_max)
    return wrong_field("Idempotency-Key", "format",
                       {"须为 1 至 128 个可打印 ASCII 字符，不含空格",
                        "1 to 128 printable ASCII characters without blanks"},
                       request.language);
  return std::string(key);
}

bool is_unguessable(std::string_view key) {
  return key.size() >= anonymous_key_length_min;
}

Problem key_problem(Error error, const Request& request) {
  if (!error.fields.empty() && error.fields.front().code == "required")
    return key_missing(request.language);
  return problem_of(std::move(error));
}

bool is_json(std::string_view content_type) {
  constexpr std::string_view json = "application/json";
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  const auto end = type.find_last_not_of(" \t");
  const std::string_view bare = type.substr(0, end == std::string_view::npos ? 0 : end + 1);
  return std::equal(bare.begin(), bare.end(), json.begin(), json.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

Result<std::int64_t> parse_version(std::string_view if_match, wire::Language language) {
  std::string_view digits = if_match;
  if (digits.size() >= 2 && digits.front() == '"' && digits.back() == '"')
    digits = digits.substr(1, digits.size() - 2);
  std::int64_t version = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, ec] = std::from_chars(digits.data(), end, version);
  if (digits.empty() || ec != std::errc{} || stop != end || version < 0)
    return wrong_field("If-Match", "format",
                       {"应为件的版本号，如 \"3\"", "the version of the case, e.g. \"3\""},
                       language);
  return version;
}

}  // namespace gongzhi::gateway
