// One answer of Redis as a value of our own, and the parser that makes it from bytes. hiredis'
// reader does the protocol (RESP2); nothing outside reply.cpp and command.cpp sees it. No I/O here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"

struct redisReader;

namespace gongzhi::queue {

/// A reply, copied out of the reader: it lives as long as its owner wants.
struct Reply {
  enum class Kind { nil, integer, string, status, error, array };

  Kind kind = Kind::nil;
  std::int64_t integer = 0;          // for Kind::integer
  std::string text = {};             // for string (binary safe), status and error
  std::vector<Reply> elements = {};  // for array

  bool is_nil() const { return kind == Kind::nil; }
  bool is_integer() const { return kind == Kind::integer; }
  bool is_string() const { return kind == Kind::string; }
  bool is_error() const { return kind == Kind::error; }
  bool is_array() const { return kind == Kind::array; }
  bool operator==(const Reply&) const = default;
};

/// Cuts a stream of bytes into replies. After an error it stays broken: the connection has lost its
/// place.
class ReplyParser {
 public:
  /// `reply_bytes_max` bounds what is kept of a reply that is not yet whole.
  explicit ReplyParser(std::size_t reply_bytes_max);
  ~ReplyParser();
  ReplyParser(const ReplyParser&) = delete;
  ReplyParser& operator=(const ReplyParser&) = delete;

  /// Takes the next bytes. Errc::corrupt after broken protocol, Errc::too_large over the bound.
  Result<void> feed(std::string_view bytes);

  /// The next whole reply, or none yet. Errc::corrupt when the bytes are not RESP2.
  Result<std::optional<Reply>> next();

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<redisReader, Free> reader_;
  std::size_t reply_bytes_max_;
};

}  // namespace gongzhi::queue
