// See json_writer.hpp: RapidJSON's Writer over its StringBuffer.
#include "wire/json_writer.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "governance/error.hpp"

namespace gongzhi::wire {

namespace {

// Without branches, so that the compiler uses vectors.
bool needs_escapes(std::string_view text) {
  unsigned found = 0;
  for (const char c : text)
    found |= static_cast<unsigned>(static_cast<unsigned char>(c) < 0x20) |
             static_cast<unsigned>(c == '"') | static_cast<unsigned>(c == '\\');
  return found != 0;
}

// At `out`, which has six bytes for it; the end of what was written.
char* put_escaped(char c, char* out) {
  static constexpr std::string_view named = "btn?fr";  // of U+0008 to U+000D
  static constexpr std::string_view hex = "0123456789ABCDEF";
  const auto code = static_cast<unsigned char>(c);
  if (code >= 0x20 && c != '"' && c != '\\') {
    *out++ = c;
    return out;
  }
  *out++ = '\\';
  if (code >= 0x20) {
    *out++ = c;
  } else if (code >= 8 && code <= 13 && code != 11) {
    *out++ = named[code - 8];
  } else {
    out = std::copy_n("u00", 3, out);
    *out++ = hex[code >> 4];
    *out++ = hex[code & 15];
  }
  return out;
}

// RapidJSON looks at texts byte by byte; most of a text can be copied as it is.
class TextWriter : public rapidjson::Writer<rapidjson::StringBuffer> {
 public:
  using Writer::Writer;

  void text(std::string_view value) {
    constexpr std::size_t block = 64;
    Prefix(rapidjson::kStringType);
    const std::size_t room = value.size() * 6 + 2;
    char* const begin = os_->Push(room);
    char* out = begin;
    *out++ = '"';
    for (; !value.empty(); value.remove_prefix(std::min(block, value.size()))) {
      const std::string_view part = value.substr(0, block);
      if (needs_escapes(part))
        for (const char c : part) out = put_escaped(c, out);
      else
        out = std::copy(part.begin(), part.end(), out);
    }
    *out++ = '"';
    os_->Pop(room - static_cast<std::size_t>(out - begin));
  }
};

}  // namespace

struct JsonWriter::State {
  rapidjson::StringBuffer buffer{nullptr, 2048};
  TextWriter writer{buffer};
};

JsonWriter::Scope::Scope(Scope&& other) noexcept
    : writer_(std::exchange(other.writer_, nullptr)), shape_(other.shape_) {}

JsonWriter::Scope::~Scope() {
  if (writer_ == nullptr) return;
  if (shape_ == Shape::object) {
    writer_->state_->writer.EndObject();
  } else {
    writer_->state_->writer.EndArray();
  }
}

JsonWriter::JsonWriter() : state_(std::make_unique<State>()) {}
JsonWriter::~JsonWriter() = default;

JsonWriter::Scope JsonWriter::object() {
  state_->writer.StartObject();
  return {*this, Scope::Shape::object};
}

JsonWriter::Scope JsonWriter::array() {
  state_->writer.StartArray();
  return {*this, Scope::Shape::array};
}

JsonWriter::Scope JsonWriter::object(std::string_view member) {
  name(member);
  return object();
}

JsonWriter::Scope JsonWriter::array(std::string_view member) {
  name(member);
  return array();
}

void JsonWriter::text(std::string_view value) {
  state_->writer.text(value);
}

void JsonWriter::integer(std::int64_t value) {
  state_->writer.Int64(value);
}

void JsonWriter::number(double value) {
  if (std::isfinite(value)) {
    state_->writer.Double(value);
  } else {
    state_->writer.Null();
  }
}

void JsonWriter::boolean(bool value) {
  state_->writer.Bool(value);
}

void JsonWriter::null() {
  state_->writer.Null();
}

void JsonWriter::raw(std::string_view json) {
  state_->writer.RawValue(json.data(), json.size(), rapidjson::kObjectType);
}

void JsonWriter::value(const Value& value) {
  struct Visitor {
    JsonWriter& out;
    void operator()(bool v) const { out.boolean(v); }
    void operator()(std::int64_t v) const { out.integer(v); }
    void operator()(double v) const { out.number(v); }
    void operator()(const std::string& v) const { out.text(v); }
    void operator()(const std::vector<std::string>& v) const {
      const auto array = out.array();
      for (const std::string& element : v) out.text(element);
    }
  };
  std::visit(Visitor{*this}, value);
}

void JsonWriter::values(const Values& values) {
  const auto object_scope = object();
  for (const auto& [key, item] : values) {
    name(key);
    value(item);
  }
}

void JsonWriter::name(std::string_view name) {
  state_->writer.text(name);
}

void JsonWriter::text(std::string_view member, std::string_view value) {
  name(member);
  text(value);
}

void JsonWriter::integer(std::string_view member, std::int64_t value) {
  name(member);
  integer(value);
}

void JsonWriter::number(std::string_view member, double value) {
  name(member);
  number(value);
}

void JsonWriter::boolean(std::string_view member, bool value) {
  name(member);
  boolean(value);
}

void JsonWriter::null(std::string_view member) {
  name(member);
  null();
}

void JsonWriter::raw(std::string_view member, std::string_view json) {
  name(member);
  raw(json);
}

void JsonWriter::values(std::string_view member, const Values& items) {
  name(member);
  values(items);
}

void JsonWriter::texts(std::string_view member, const std::vector<std::string>& values) {
  const auto scope = array(member);
  for (const std::string& element : values) text(element);
}

void JsonWriter::text_or_null(std::string_view member, std::string_view value) {
  name(member);
  if (value.empty()) {
    null();
  } else {
    text(value);
  }
}

void JsonWriter::time(std::string_view member, std::optional<Instant> value) {
  name(member);
  if (value) {
    text(format_rfc3339(*value));
  } else {
    null();
  }
}

std::string JsonWriter::take() {
  ensure(state_->writer.IsComplete(), "a JSON answer was left unfinished");
  std::string text(state_->buffer.GetString(), state_->buffer.GetSize());
  state_->buffer.Clear();
  state_->writer.Reset(state_->buffer);
  return text;
}

}  // namespace gongzhi::wire
