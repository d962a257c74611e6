// JSON from outside, made safe to look at: the one place that runs RapidJSON's parser
// (reliability.md D22).
//
// A document that comes out of parse_json() is valid UTF-8 without U+0000 and noncharacters, has no
// doubled member names, is at most 32 levels deep, and every number in it is finite. Nothing here
// is shared between threads.
//
// Traps of RapidJSON 1.1.0: never compare a value with a number (`value == 1` recurses until the
// stack ends), never write value["name"] (asserts when absent). Use the find_ functions below.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "governance/error.hpp"
#include "wire/language.hpp"

namespace gongzhi::wire {

using Json = rapidjson::Value;

/// A parsed text and the memory its values lie in: a pool of its own that fits, because giving back
/// RapidJSON's 64 KiB makes malloc tidy up each time.
class JsonDocument : public rapidjson::Document {
 public:
  using Pool = rapidjson::MemoryPoolAllocator<>;

  JsonDocument() = default;
  /// `chunk_bytes` at a time are taken for values.
  explicit JsonDocument(std::size_t chunk_bytes)
      : JsonDocument(std::make_unique<Pool>(chunk_bytes)) {}

 private:
  explicit JsonDocument(std::unique_ptr<Pool> pool)
      : rapidjson::Document(pool.get()), pool_(std::move(pool)) {}

  std::unique_ptr<Pool> pool_;
};

/// What is refused before the parser sees the text.
struct JsonLimits {
  std::size_t bytes_max = 64 * 1024;  // a body at the door (reliability.md D14)
  int depth_max = 32;
  std::size_t members_max = 4096;  // values in all: object members and array elements
  Language language = Language::zh;
};

inline constexpr std::size_t number_length_max = 64;

/// Limits for files of the county's configuration (grids as GeoJSON hold many points).
inline constexpr JsonLimits file_limits{64 * 1024 * 1024, 32, 8'000'000, Language::en};

/// Parses one JSON text (RFC 8259, I-JSON of RFC 7493). Errc::too_large for too many bytes;
/// Errc::invalid otherwise, with one FieldError whose pointer is a JSON pointer (or empty, with the
/// byte offset in the sentence) and whose code is one of: empty, bom, nul, depth, members,
/// number_length, number_range, syntax, encoding, trailing, duplicate_member, character.
Result<JsonDocument> parse_json(std::string_view text, const JsonLimits& limits = {});

/// The member of that name, or nullptr when `object` is not an object or has no such member.
const Json* find_member(const Json& object, std::string_view name);

/// Typed look-ups: nullptr or none when absent or of another type.
const Json* find_object(const Json& object, std::string_view name);
const Json* find_array(const Json& object, std::string_view name);
std::string text_member(const Json& object, std::string_view name);  // empty when absent
bool true_member(const Json& object, std::string_view name);         // false when absent

/// Puts the value into `out` and returns true when the member is there with that type.
bool read_member(const Json& object, std::string_view name, std::string& out);
bool read_member(const Json& object, std::string_view name, std::int64_t& out);
bool read_member(const Json& object, std::string_view name, int& out);
bool read_member(const Json& object, std::string_view name, double& out);
bool read_member(const Json& object, std::string_view name, bool& out);

inline std::string_view text_of(const Json& text) {
  return {text.GetString(), text.GetStringLength()};
}

/// Appends `/name` to a JSON pointer, with ~ and / escaped (RFC 6901).
std::string child_pointer(std::string_view parent, std::string_view name);
std::string child_pointer(std::string_view parent, std::size_t index);

/// Errc::invalid with one wrong field, whose sentence is also the message.
Error invalid_field(std::string pointer, std::string code, std::string detail);

}  // namespace gongzhi::wire
