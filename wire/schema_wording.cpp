#include "wire/schema_wording.hpp"

#include <array>
#include <utility>

namespace gongzhi::wire {
namespace {

struct Rule {
  std::string_view keyword;
  std::string_view zh;  // % stands for the rule's value
  std::string_view en;
};

constexpr std::array<Rule, 17> rules{{
    {"type", "类型不对，应为%", "wrong type, expected %"},
    {"required", "缺少必填项", "this member is required"},
    {"additionalProperties", "没有这一项，请检查拼写", "unknown member, please check the spelling"},
    {"enum", "只能是：%", "must be one of: %"},
    {"minLength", "太短，至少 % 个字", "too short, at least % characters"},
    {"maxLength", "太长，最多 % 个字", "too long, at most % characters"},
    {"pattern", "格式不对", "wrong format"},
    {"minimum", "太小，不能小于 %", "too small, must not be below %"},
    {"maximum", "太大，不能大于 %", "too large, must not be above %"},
    {"multipleOf", "应为 % 的倍数", "must be a multiple of %"},
    {"minItems", "太少，至少 % 项", "too few, at least % items"},
    {"maxItems", "太多，最多 % 项", "too many, at most % items"},
    {"uniqueItems", "有重复的项", "holds an item twice"},
    {"minProperties", "内容太少，至少 % 项", "too few members, at least %"},
    {"maxProperties", "内容太多，最多 % 项", "too many members, at most %"},
    {"not", "不允许这样写", "this is not allowed"},
    {"anyOf", "内容不符合要求", "fits none of the forms allowed here"},
}};

constexpr std::array<std::pair<std::string_view, Wording>, 7> type_words{{
    {"string", {"文字", "a text"}},
    {"integer", {"整数", "an integer"}},
    {"number", {"数字", "a number"}},
    {"boolean", {"true 或 false", "true or false"}},
    {"object", {"对象", "an object"}},
    {"array", {"列表", "a list"}},
    {"null", {"null", "null"}},
}};

std::string word_of(const Json& rule, Language language) {
  const std::string_view text = text_of(rule);
  for (const auto& [type, wording] : type_words)
    if (type == text) return std::string(wording.in(language));
  return std::string(text);
}

std::string value_text(std::string_view keyword, const Json& rule, Language language) {
  if (rule.IsInt64()) return std::to_string(rule.GetInt64());
  if (rule.IsNumber()) {
    std::string text = std::to_string(rule.GetDouble());
    text.erase(text.find_last_not_of('0') + 1);
    return text;
  }
  if (rule.IsString())
    return keyword == "type" ? word_of(rule, language) : std::string(text_of(rule));
  if (!rule.IsArray()) return {};
  std::string list;
  constexpr rapidjson::SizeType shown_max = 12;
  for (rapidjson::SizeType i = 0; i < rule.Size() && i < shown_max; ++i) {
    if (!rule[i].IsString()) continue;
    if (!list.empty()) list += language == Language::zh ? "、" : ", ";
    list += keyword == "type" ? word_of(rule[i], language) : std::string(text_of(rule[i]));
  }
  if (rule.Size() > shown_max) list += " …";
  return list;
}

bool is_one(const Json* rule) {
  return rule != nullptr && rule->IsInt64() && rule->GetInt64() == 1;
}

}  // namespace

std::string describe_broken_rule(std::string_view keyword, const Json* rule, Language language) {
  if (keyword == "minLength" && is_one(rule))
    return language == Language::zh ? "不能为空" : "must not be empty";
  for (const Rule& known : rules) {
    if (known.keyword != keyword) continue;
    std::string sentence(language == Language::zh ? known.zh : known.en);
    const auto hole = sentence.find('%');
    if (hole != std::string::npos)
      sentence.replace(hole, 1, rule == nullptr ? "" : value_text(keyword, *rule, language));
    return sentence;
  }
  return language == Language::zh ? "内容不符合要求" : "does not fit the rules here";
}

}  // namespace gongzhi::wire
