// Parsing and resolving of selectors.
#include "governance/routing_selector.hpp"

#include <algorithm>
#include <array>

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

enum class Meaning { body_of_community, branch, street, county, department, org };

struct Selector {
  Meaning meaning = Meaning::org;
  OrgKind kind = OrgKind::department;  // for body_of_community
  std::string_view word;               // code of the department or id of the org
};

struct BodyWord {
  std::string_view word;
  Meaning meaning;
  OrgKind kind;
};
constexpr std::array<BodyWord, 10> body_words{
    {{"property"sv, Meaning::body_of_community, OrgKind::property},
     {"residents_committee"sv, Meaning::body_of_community, OrgKind::residents_committee},
     {"village_committee"sv, Meaning::body_of_community, OrgKind::village_committee},
     {"supervision_committee"sv, Meaning::body_of_community, OrgKind::supervision_committee},
     {"cooperative"sv, Meaning::body_of_community, OrgKind::cooperative},
     {"owners_committee"sv, Meaning::body_of_community, OrgKind::owners_committee},
     {"joint_committee"sv, Meaning::body_of_community, OrgKind::joint_committee},
     {"branch"sv, Meaning::branch, OrgKind::community_committee},
     {"street"sv, Meaning::street, OrgKind::township_committee},
     {"county"sv, Meaning::county, OrgKind::county_committee}}};

bool is_word(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == ':' || c == '@' || c == ',';
  });
}

std::optional<Selector> parse(std::string_view text) {
  if (text.starts_with("dept:") && is_word(text.substr(5)))
    return Selector{Meaning::department, OrgKind::department, text.substr(5)};
  if (text.starts_with("org:") && is_word(text.substr(4)))
    return Selector{Meaning::org, OrgKind::department, text.substr(4)};
  if (!text.starts_with('@')) return std::nullopt;
  for (const BodyWord& body : body_words)
    if (body.word == text.substr(1)) return Selector{body.meaning, body.kind, {}};
  return std::nullopt;
}

/// Takes the next selector off the front of `rest`.
std::string_view take(std::string_view& rest) {
  const std::size_t bar = rest.find('|');
  const std::string_view first = rest.substr(0, bar);
  rest = bar == std::string_view::npos ? std::string_view{} : rest.substr(bar + 1);
  return first;
}

const Org* township_at(SelectorPlace place, const Directory& directory) {
  const Org* township = directory.find_org(place.township);
  return township ? township : directory.township_of(place.community);
}

const Org* resolve(const Selector& selector, SelectorPlace place, const Directory& directory) {
  switch (selector.meaning) {
    case Meaning::body_of_community: {
      const auto bodies = directory.bodies_of(place.community, selector.kind);
      return bodies.empty() ? nullptr : bodies.front();
    }
    case Meaning::branch: return directory.community_of(place.community);
    case Meaning::street: return township_at(place, directory);
    case Meaning::county: return &directory.county();
    case Meaning::department: {
      const Org* township = township_at(place, directory);
      return directory.department(selector.word, township ? std::string_view(township->id) : ""sv);
    }
    case Meaning::org: return directory.find_org(selector.word);
  }
  return nullptr;
}

}  // namespace

Result<void> check_selectors(std::string_view selectors) {
  if (selectors.empty() || selectors.ends_with('|'))
    return fail(Errc::invalid, "a selector is missing");
  while (!selectors.empty()) {
    const std::string_view text = take(selectors);
    if (!parse(text))
      return fail(Errc::invalid, "no selector: \"" + std::string(text.substr(0, 60)) +
                                     "\"; expected @property, @branch, @street, dept:<code>, "
                                     "org:<id> and the like, alternatives parted by |");
  }
  return {};
}

Result<void> check_selectors_exist(std::string_view selectors, const Directory& directory) {
  while (!selectors.empty()) {
    const auto selector = parse(take(selectors));
    if (!selector) continue;
    const std::string word(selector->word.substr(0, 60));
    if (selector->meaning == Meaning::org && !directory.find_org(selector->word))
      return fail(Errc::not_found, "there is no organisation \"" + word + "\"");
    if (selector->meaning == Meaning::department && !directory.has_department(selector->word))
      return fail(Errc::not_found, "no department has the code \"" + word + "\"");
  }
  return {};
}

const Org* resolve_selectors(std::string_view selectors, SelectorPlace place,
                             const Directory& directory) {
  while (!selectors.empty()) {
    const auto selector = parse(take(selectors));
    if (!selector) continue;
    if (const Org* org = resolve(*selector, place, directory)) return org;
  }
  return nullptr;
}

}  // namespace gongzhi
