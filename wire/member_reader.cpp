// The typed reads of a MemberReader, one overload for each kind of member (member_reader.hpp).
#include "wire/member_reader.hpp"

#include "wire/values_json.hpp"

namespace gongzhi::wire {
namespace {

bool is_text(const Json& json) {
  return json.IsString();
}
bool is_bool(const Json& json) {
  return json.IsBool();
}
bool is_int(const Json& json) {
  return json.IsInt();
}
bool is_int64(const Json& json) {
  return json.IsInt64();
}
bool is_number(const Json& json) {
  return json.IsNumber();
}
bool is_object(const Json& json) {
  return json.IsObject();
}
bool is_array(const Json& json) {
  return json.IsArray();
}

}  // namespace

MemberReader::MemberReader(const Json& object, std::string pointer)
    : object_(object), is_object_(object.IsObject()), pointer_(std::move(pointer)) {
  if (!is_object_) error_ = invalid_field(pointer_, "type", "an object is expected here");
}

void MemberReader::complain(std::string_view name, std::string_view code) {
  if (error_) return;
  error_ = invalid_field(pointer_of(name), std::string(code),
                         "`" + std::string(name) + "` does not fit: " + std::string(code));
}

void MemberReader::adopt(const MemberReader& inner) {
  if (!error_ && inner.error_) error_ = inner.error_;
}

const Json* MemberReader::member_of_type(std::string_view name, bool (*fits)(const Json&)) {
  const Json* member = find_member(object_, name);
  if (member == nullptr || fits(*member)) return member;
  complain(name, "type");
  return nullptr;
}

const Json* MemberReader::object(std::string_view name) {
  return member_of_type(name, is_object);
}
const Json* MemberReader::array(std::string_view name) {
  return member_of_type(name, is_array);
}

MemberReader& MemberReader::read(std::string_view name, std::string& out) {
  if (const Json* json = member_of_type(name, is_text)) out = text_of(*json);
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, bool& out) {
  if (const Json* json = member_of_type(name, is_bool)) out = json->GetBool();
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, int& out) {
  if (const Json* json = member_of_type(name, is_int)) out = json->GetInt();
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, std::int64_t& out) {
  if (const Json* json = member_of_type(name, is_int64)) out = json->GetInt64();
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, double& out) {
  if (const Json* json = member_of_type(name, is_number)) out = json->GetDouble();
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, Instant& out) {
  if (const Json* json = member_of_type(name, is_int64)) out = from_ms(json->GetInt64());
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, Milliseconds& out) {
  if (const Json* json = member_of_type(name, is_int64)) out = Milliseconds{json->GetInt64()};
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, std::optional<Instant>& out) {
  if (const Json* json = member_of_type(name, is_int64)) out = from_ms(json->GetInt64());
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, std::vector<std::string>& out) {
  const Json* json = array(name);
  if (json == nullptr) return *this;
  out.clear();
  for (const Json& element : json->GetArray()) {
    if (!element.IsString()) {
      complain(name, "type");
      break;
    }
    out.emplace_back(text_of(element));
  }
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, Values& out) {
  const Json* json = object(name);
  if (json == nullptr) return *this;
  auto values = read_values(*json, pointer_of(name), Language::en);
  if (values.has_value()) {
    out = *std::move(values);
  } else if (!error_) {
    error_ = values.error();
  }
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, std::optional<Location>& out) {
  const Json* json = array(name);
  if (json == nullptr) return *this;
  if (json->Size() == 2 && (*json)[0].IsNumber() && (*json)[1].IsNumber()) {
    const Location place{(*json)[0].GetDouble(), (*json)[1].GetDouble()};
    if (is_on_earth(place)) {
      out = place;
      return *this;
    }
  }
  complain(name, "location");
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, CaseNumber& out) {
  std::optional<CaseNumber> number;
  read(name, number);
  if (number) out = *number;
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, std::optional<CaseNumber>& out) {
  const Json* json = member_of_type(name, is_text);
  if (json == nullptr) return *this;
  const auto number = parse_case_number(text_of(*json));
  if (number.has_value()) {
    out = *number;
  } else {
    complain(name, "case_number");
  }
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, Source& out) {
  const Json* json = member_of_type(name, is_text);
  if (json == nullptr) return *this;
  if (const auto source = parse_source(text_of(*json))) {
    out = *source;
  } else {
    complain(name, "source");
  }
  return *this;
}

MemberReader& MemberReader::read(std::string_view name, Actor& out) {
  const Json* json = object(name);
  if (json == nullptr) return *this;
  MemberReader inner(*json, pointer_of(name));
  inner.read("user", out.user).read("device", out.device).read("system", out.system);
  adopt(inner);
  return *this;
}

}  // namespace gongzhi::wire
