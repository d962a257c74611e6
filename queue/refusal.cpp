#include "queue/refusal.hpp"

#include <algorithm>
#include <array>

namespace gongzhi::queue {
namespace {

// Residents may read these sentences on a 503 page, hence Chinese first.
constexpr std::string_view unavailable_text =
    "提交队列暂时不可用，请稍后再试 (the queue is not available)";
constexpr std::string_view unknown_text =
    "暂时无法确认是否已收到，请用原来的提交再试一次 (outcome unknown, retry with the same key)";
constexpr std::string_view busy_text =
    "提交的人较多，请稍后再试 (too many submissions are waiting)";
constexpr std::string_view internal_text = "系统内部错误 (internal error)";
constexpr std::string_view corrupt_text = "队列数据异常，已停止 (the queue's data is damaged)";

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find(' '));
}

template <std::size_t n>
bool any_of(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 5> leave_words{"READONLY", "MOVED", "ASK", "MASTERDOWN",
                                                      "CLUSTERDOWN"};

// NOAUTH, WRONGPASS and NOPERM are about us, not about the person who asks: never unauthorized or
// forbidden.
constexpr std::array<std::string_view, 11> unavailable_words{
    "OOM",    "MISCONF",   "LOADING", "NOREPLICAS", "TRYAGAIN", "BUSY",
    "NOAUTH", "WRONGPASS", "NOPERM",  "UNKILLABLE", "EXECABORT"};

constexpr std::array<std::string_view, 2> corrupt_words{"WRONGTYPE", "DAMAGED"};

// Somebody deleted our functions while we were connected: the next connect loads them again.
bool lost_library(std::string_view text) {
  return text.find("Function not found") != std::string_view::npos;
}

}  // namespace

bool wants_reconnect(std::string_view text) {
  return any_of(leave_words, first_word(text)) || lost_library(text);
}

Error refused_by_redis(std::string_view text) {
  const std::string_view word = first_word(text);
  const std::string detail = "redis: " + std::string(text.substr(0, 512));
  if (any_of(unavailable_words, word) || any_of(leave_words, word))
    return fail(Errc::unavailable, std::string(unavailable_text), detail);
  if (any_of(corrupt_words, word)) return fail(Errc::corrupt, std::string(corrupt_text), detail);
  if (lost_library(text)) return fail(Errc::unavailable, std::string(unavailable_text), detail);
  return fail(Errc::internal, std::string(internal_text), detail);
}

Error connection_lost(std::string_view what, boost::system::error_code ec) {
  std::string detail = "redis connection: " + std::string(what);
  if (ec) detail += ": " + ec.message();
  return fail(Errc::unavailable, std::string(unavailable_text), std::move(detail));
}

Error no_answer(std::string_view what) {
  return fail(Errc::timeout, std::string(unknown_text), "redis: no answer: " + std::string(what));
}

Error too_many_waiting(std::string_view what) {
  return fail(Errc::busy, std::string(busy_text), "redis connection: " + std::string(what));
}

Error unexpected_reply(std::string_view what) {
  return fail(Errc::internal, std::string(internal_text),
              "redis: unexpected reply to " + std::string(what));
}

}  // namespace gongzhi::queue
