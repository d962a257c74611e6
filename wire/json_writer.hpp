// JSON out: a thin writer that cannot leave an object open. One per answer; not shared between
// threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "governance/instant.hpp"
#include "governance/values.hpp"

namespace gongzhi::wire {

/// Writes one JSON value. Objects and arrays are scopes that close themselves:
///
///     JsonWriter writer;
///     {
///       auto object = writer.object();
///       writer.text("number", "26112307-01234");
///       auto items = writer.array("items");
///       writer.integer(1);
///     }
///     return writer.take();
///
/// The functions with a name write a member of the open object; those without, an element of the
/// open array or the root. Texts must be UTF-8.
class JsonWriter {
 public:
  class Scope {
   public:
    Scope(Scope&& other) noexcept;
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    Scope& operator=(Scope&&) = delete;
    ~Scope();

   private:
    friend class JsonWriter;
    enum class Shape { object, array };
    Scope(JsonWriter& writer, Shape shape) : writer_(&writer), shape_(shape) {}
    JsonWriter* writer_;
    Shape shape_;
  };

  JsonWriter();
  ~JsonWriter();
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  [[nodiscard]] Scope object();
  [[nodiscard]] Scope array();
  [[nodiscard]] Scope object(std::string_view name);
  [[nodiscard]] Scope array(std::string_view name);

  void text(std::string_view value);
  void integer(std::int64_t value);
  void number(double value);  // null when not finite
  void boolean(bool value);
  void null();
  void raw(
      std::string_view json);  // a JSON text that was made by this writer or came out of parse_json
  void value(const Value& value);
  void values(const Values& values);

  void name(std::string_view name);
  void text(std::string_view name, std::string_view value);
  void integer(std::string_view name, std::int64_t value);
  void number(std::string_view name, double value);
  void boolean(std::string_view name, bool value);
  void null(std::string_view name);
  void raw(std::string_view name, std::string_view json);
  void values(std::string_view name, const Values& values);
  void texts(std::string_view name, const std::vector<std::string>& values);

  /// null when the text is empty.
  void text_or_null(std::string_view name, std::string_view value);
  /// RFC 3339 with the business offset; null when absent.
  void time(std::string_view name, std::optional<Instant> value);

  /// The finished text; the writer is empty afterwards. All scopes must be closed (a bug
  /// otherwise).
  std::string take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gongzhi::wire
