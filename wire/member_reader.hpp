// Reads the members of one JSON object into fields of a struct and remembers the first thing that
// does not fit. For texts of our own making (envelopes, record columns): absent members leave their
// default, unknown ones are ignored.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "governance/instant.hpp"
#include "governance/location.hpp"
#include "governance/message.hpp"
#include "governance/values.hpp"
#include "wire/json.hpp"

namespace gongzhi::wire {

class MemberReader {
 public:
  /// `object` must outlive the reader; a value that is not an object is the first error.
  MemberReader(const Json& object, std::string pointer);

  /// Each puts the member into `out`. Wrong type or unknown word: error(); absent: `out` is left
  /// alone.
  MemberReader& read(std::string_view name, std::string& out);
  MemberReader& read(std::string_view name, bool& out);
  MemberReader& read(std::string_view name, int& out);
  MemberReader& read(std::string_view name, std::int64_t& out);
  MemberReader& read(std::string_view name, double& out);
  MemberReader& read(std::string_view name, Instant& out);  // milliseconds since the epoch
  MemberReader& read(std::string_view name, Milliseconds& out);
  MemberReader& read(std::string_view name, std::optional<Instant>& out);
  MemberReader& read(std::string_view name, std::vector<std::string>& out);
  MemberReader& read(std::string_view name, Values& out);
  MemberReader& read(std::string_view name, std::optional<Location>& out);  // [lon, lat]
  MemberReader& read(std::string_view name, CaseNumber& out);
  MemberReader& read(std::string_view name, std::optional<CaseNumber>& out);
  MemberReader& read(std::string_view name, Source& out);
  MemberReader& read(std::string_view name, Actor& out);

  /// The same, but absence is an error too.
  template <class T>
  MemberReader& require(std::string_view name, T& out) {
    if (is_object_ && find_member(object_, name) == nullptr) complain(name, "required");
    return read(name, out);
  }

  /// The members that are objects or lists of objects, for a reader of their own; nullptr when
  /// absent.
  const Json* object(std::string_view name);
  const Json* array(std::string_view name);
  std::string pointer_of(std::string_view name) const { return child_pointer(pointer_, name); }

  void complain(std::string_view name, std::string_view code);
  bool failed() const { return error_.has_value(); }
  /// Takes over the first error of a reader of something inside.
  void adopt(const MemberReader& inner);
  /// Errc::invalid with the pointer; only after failed().
  const Error& error() const { return *error_; }

 private:
  const Json* member_of_type(std::string_view name, bool (*fits)(const Json&));

  const Json& object_;
  bool is_object_;
  std::string pointer_;
  std::optional<Error> error_;
};

}  // namespace gongzhi::wire
