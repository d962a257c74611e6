#include "queue/reply.hpp"

#include <hiredis/hiredis.h>

#include <limits>

namespace gongzhi::queue {
namespace {

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

// hiredis refuses more than seven levels of nesting itself, so the recursion is bounded.
Reply copy(const redisReply& from) {
  const auto text = [&] { return std::string(from.str, from.len); };
  switch (from.type) {
    case REDIS_REPLY_INTEGER: return {.kind = Reply::Kind::integer, .integer = from.integer};
    case REDIS_REPLY_STRING: return {.kind = Reply::Kind::string, .text = text()};
    case REDIS_REPLY_STATUS: return {.kind = Reply::Kind::status, .text = text()};
    case REDIS_REPLY_ERROR: return {.kind = Reply::Kind::error, .text = text()};
    case REDIS_REPLY_ARRAY: {
      Reply array{.kind = Reply::Kind::array};
      array.elements.reserve(from.elements);
      for (std::size_t i = 0; i < from.elements; ++i)
        array.elements.push_back(copy(*from.element[i]));
      return array;
    }
    default: return {};
  }
}

}  // namespace

void ReplyParser::Free::operator()(redisReader* reader) const {
  redisReaderFree(reader);
}

ReplyParser::ReplyParser(std::size_t reply_bytes_max)
    : reader_(redisReaderCreate()), reply_bytes_max_(reply_bytes_max) {
  ensure(reader_ != nullptr, "hiredis could not allocate a reader");
}

ReplyParser::~ReplyParser() = default;

Result<void> ReplyParser::feed(std::string_view bytes) {
  if (bytes.size() > reply_bytes_max_ ||
      reader_->len - reader_->pos > reply_bytes_max_ - bytes.size())
    return fail(Errc::too_large, "reply over the limit of the connection");
  if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK)
    return fail(Errc::corrupt, "broken reply", redisReaderGetError(reader_.get()));
  return {};
}

Result<std::optional<Reply>> ReplyParser::next() {
  void* raw = nullptr;
  if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK)
    return fail(Errc::corrupt, "broken reply", redisReaderGetError(reader_.get()));
  if (raw == nullptr) return std::optional<Reply>();
  const std::unique_ptr<redisReply, FreeReply> reply(static_cast<redisReply*>(raw));
  return std::optional<Reply>(copy(*reply));
}

}  // namespace gongzhi::queue
