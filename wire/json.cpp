// See json.hpp. Order of work: bytes (json_scan), parser, then what the parser lets through.
#include "wire/json.hpp"

#include <rapidjson/error/en.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "wire/json_scan.hpp"

namespace gongzhi::wire {
namespace {

constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseInsituFlag |
                                 rapidjson::kParseFullPrecisionFlag;
// For a text that is not UTF-8: says what is wrong first, and where.
constexpr unsigned validating_flags = parse_flags | rapidjson::kParseValidateEncodingFlag;

struct ParseComplaint {
  std::string_view code;
  Wording wording;
};

ParseComplaint complaint_of(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return {"trailing", {"JSON 结束后还有内容", "there is text behind the end of the JSON"}};
    case rapidjson::kParseErrorNumberTooBig:
      return {"number_range", {"数字超出范围", "a number is out of range"}};
    case rapidjson::kParseErrorStringInvalidEncoding:
      return {"encoding", {"不是有效的 UTF-8 文字", "a text is not valid UTF-8"}};
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return {"encoding", {"\\u 转义不成对或不正确", "a \\u escape is broken"}};
    default: return {"syntax", {"不是正确的 JSON", "this is not JSON"}};
  }
}

Error refuse_text(rapidjson::ParseErrorCode code, std::size_t offset, Language language) {
  const ParseComplaint complaint = complaint_of(code);
  const std::string where = language == Language::zh
                                ? "（第 " + std::to_string(offset) + " 字节处）"
                                : " (at byte " + std::to_string(offset) + ")";
  Error error = invalid_field("", std::string(complaint.code),
                              std::string(complaint.wording.in(language)) + where);
  error.detail = rapidjson::GetParseError_En(code);
  return error;
}

/// Walks a parsed tree (at most depth_max levels, so recursion is bounded) for what RapidJSON
/// accepts and we do not.
class ContentCheck {
 public:
  ContentCheck(Language language, Utf8Look look) : language_(language), look_(look) {}

  /// True when the value is fine; otherwise `error` is set, with the pointer of the culprit.
  bool is_fine(const Json& value) {
    if (value.IsString()) return has_fine_characters(value);
    if (value.IsObject()) return is_fine_object(value);
    if (value.IsArray()) {
      for (rapidjson::SizeType i = 0; i < value.Size(); ++i)
        if (!is_fine(value[i])) return prepend(std::to_string(i));
    }
    return true;
  }

  Error error() const {
    return invalid_field(pointer_, std::string(code_), std::string(wording_.in(language_)));
  }

 private:
  bool complain(std::string_view code, Wording wording) {
    code_ = code;
    wording_ = wording;
    return false;
  }

  bool prepend(std::string_view name) {
    pointer_ = child_pointer("", name) + pointer_;
    return false;
  }

  bool has_fine_characters(const Json& text) {
    if (look_ == Utf8Look::plain || !has_forbidden_character(text_of(text))) return true;
    return complain("character",
                    {"含有不允许的字符（U+0000、非字符或不成对的代理项）",
                     "holds a character that is not allowed (U+0000, a noncharacter or half of a "
                     "surrogate pair)"});
  }

  bool is_fine_object(const Json& object) {
    for (const auto& member : object.GetObject()) {
      if (!has_fine_characters(member.name)) return false;
      if (!is_fine(member.value)) return prepend(text_of(member.name));
    }
    const std::string_view doubled = find_doubled(object);
    if (doubled.data() == nullptr) return true;
    complain("duplicate_member", {"同一个名字出现了两次", "this name stands here twice"});
    return prepend(doubled);
  }

  /// The first name that occurs twice; a view without data when there is none.
  std::string_view find_doubled(const Json& object) {
    constexpr rapidjson::SizeType pairwise_max = 12;  // below that, comparing beats sorting
    if (object.MemberCount() <= pairwise_max) {
      for (auto a = object.MemberBegin(); a != object.MemberEnd(); ++a)
        for (auto b = object.MemberBegin(); b != a; ++b)
          if (text_of(a->name) == text_of(b->name)) return text_of(a->name);
      return {};
    }
    std::vector<std::string_view> names;
    names.reserve(object.MemberCount());
    for (const auto& member : object.GetObject()) names.push_back(text_of(member.name));
    std::sort(names.begin(), names.end());
    const auto twin = std::adjacent_find(names.begin(), names.end());
    return twin == names.end() ? std::string_view{} : *twin;
  }

  Language language_;
  Utf8Look look_;
  std::string pointer_;
  std::string_view code_;
  Wording wording_;
};

// The text itself and, as a rule, as much again for its values.
std::size_t pool_bytes(std::size_t text_bytes) {
  constexpr std::size_t least = 2 * 1024, most = 64 * 1024;
  return std::clamp(2 * text_bytes + 512, least, most);
}

}  // namespace

Result<JsonDocument> parse_json(std::string_view text, const JsonLimits& limits) {
  if (auto error = scan_json(text, limits)) return *std::move(error);

  // Texts are unescaped in place, in a copy that lives as long as the document: half the time of
  // copying each one.
  JsonDocument document(pool_bytes(text.size()));
  char* copy = static_cast<char*>(document.GetAllocator().Malloc(text.size() + 1));
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  rapidjson::InsituStringStream stream(copy);
  const Utf8Look look = look_at_utf8(text);
  if (look == Utf8Look::broken)
    document.ParseStream<validating_flags>(stream);
  else
    document.ParseStream<parse_flags>(stream);
  if (document.HasParseError())
    return refuse_text(document.GetParseError(), document.GetErrorOffset(), limits.language);
  if (stream.Tell() != text.size())
    return refuse_text(rapidjson::kParseErrorDocumentRootNotSingular, stream.Tell(),
                       limits.language);

  ContentCheck check(limits.language, look);
  if (!check.is_fine(document)) return check.error();
  return document;
}

const Json* find_member(const Json& object, std::string_view name) {
  if (!object.IsObject()) return nullptr;
  for (const auto& member : object.GetObject())
    if (text_of(member.name) == name) return &member.value;
  return nullptr;
}

const Json* find_object(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  return member != nullptr && member->IsObject() ? member : nullptr;
}

const Json* find_array(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  return member != nullptr && member->IsArray() ? member : nullptr;
}

std::string text_member(const Json& object, std::string_view name) {
  std::string text;
  read_member(object, name, text);
  return text;
}

bool true_member(const Json& object, std::string_view name) {
  bool value = false;
  return read_member(object, name, value) && value;
}

bool read_member(const Json& object, std::string_view name, std::string& out) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->IsString()) return false;
  out.assign(member->GetString(), member->GetStringLength());
  return true;
}

bool read_member(const Json& object, std::string_view name, std::int64_t& out) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->IsInt64()) return false;
  out = member->GetInt64();
  return true;
}

bool read_member(const Json& object, std::string_view name, int& out) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->IsInt()) return false;
  out = member->GetInt();
  return true;
}

bool read_member(const Json& object, std::string_view name, double& out) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->IsNumber()) return false;
  out = member->GetDouble();
  return true;
}

bool read_member(const Json& object, std::string_view name, bool& out) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->IsBool()) return false;
  out = member->GetBool();
  return true;
}

std::string child_pointer(std::string_view parent, std::string_view name) {
  std::string pointer;
  pointer.reserve(parent.size() + 1 + name.size());
  pointer.append(parent).push_back('/');
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer.push_back(c);
    }
  }
  return pointer;
}

std::string child_pointer(std::string_view parent, std::size_t index) {
  return child_pointer(parent, std::to_string(index));
}

Error invalid_field(std::string pointer, std::string code, std::string detail) {
  Error error = fail(Errc::invalid, detail);
  error.fields.push_back({std::move(pointer), std::move(code), std::move(detail)});
  return error;
}

}  // namespace gongzhi::wire
