#include "governance/attaching.hpp"

#include <algorithm>

#include "governance/inputs.hpp"

namespace gongzhi {
namespace {

std::string purpose_of(const FieldSpec& spec, const Values& input) {
  const std::string& said = text_of(input, "as");
  if (std::ranges::find(attachment_purposes, said) != attachment_purposes.end()) return said;
  for (const std::string_view purpose : attachment_purposes)
    if (spec.name.starts_with(purpose)) return std::string(purpose);
  return "evidence";
}

void attach(Turn& turn, std::string id, std::string as) {
  std::vector<Attachment>& all = turn.item.attachments;
  if (all.size() >= attachments_max || std::ranges::find(all, id, &Attachment::id) != all.end())
    return;
  all.push_back({std::move(id), std::move(as), turn.now, turn.actor->user});
}

}  // namespace

void attach_files(Turn& turn, const ActionSpec& action) {
  for (const FieldSpec& spec : action.needs)
    if (spec.type == FieldSpec::Type::files)
      for (std::string& id : list_of(*turn.input, spec.name))
        attach(turn, std::move(id), purpose_of(spec, *turn.input));
}

bool attach_named(Turn& turn, const std::vector<NamedPicture>& pictures) {
  bool all = true;
  for (const NamedPicture& picture : pictures) {
    if (turn.facts.has_upload(picture.id))
      attach(turn, picture.id, picture.as);
    else
      all = false;
  }
  return all;
}

const FieldSpec* missing_upload(const Facts& facts, const ActionSpec& action, const Values& input) {
  const auto is_missing = [&](const FieldSpec& spec) {
    return spec.type == FieldSpec::Type::files &&
           !std::ranges::all_of(list_of(input, spec.name),
                                [&](const std::string& id) { return facts.has_upload(id); });
  };
  const auto found = std::ranges::find_if(action.needs, is_missing);
  return found == action.needs.end() ? nullptr : &*found;
}

}  // namespace gongzhi
