#include "gateway/own_uploads.hpp"

#include <algorithm>

#include "gateway/problem.hpp"
#include "governance/inputs.hpp"

namespace gongzhi::gateway {
namespace {

bool is_known(const Uploaders& uploaders, const Case& item, const std::string& id) {
  const auto is_of = [&](const std::string& who) {
    return uploaders.keyring.upload_is_of(id, who);
  };
  return std::ranges::any_of(uploaders.who, is_of) ||
         std::ranges::find(item.attachments, id, &Attachment::id) != item.attachments.end();
}

}  // namespace

void leave_out_foreign(const vault::Keyring& keyring, std::string_view who, CreateCase& report) {
  for (NamedPicture& picture : report.attachments)
    if (!keyring.upload_is_of(picture.id, who)) picture.id.clear();
}

std::optional<Error> foreign_upload(const Uploaders& uploaders, const KindSpec& kind,
                                    const NamedInputs& named) {
  for (const ActionSpec& action : kind.actions) {
    if (action.name != named.action) continue;
    for (const FieldSpec& spec : action.needs) {
      if (spec.type != FieldSpec::Type::files) continue;
      for (const std::string& id : list_of(named.input, spec.name))
        if (!is_known(uploaders, named.item, id))
          return wrong_field("/" + spec.name, "upload",
                             {"图片不存在或不是您上传的，请重新上传",
                              "no such picture of yours, please upload it again"},
                             named.language);
    }
  }
  return std::nullopt;
}

}  // namespace gongzhi::gateway
