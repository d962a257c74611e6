// The catalogue's, the grids' and the calendar's word on a report.
#include "gateway/report_check.hpp"

#include "gateway/input_check.hpp"

namespace gongzhi::gateway {
namespace {

class Faults {
 public:
  explicit Faults(wire::Language language) : language_(language) {}

  void add(std::string pointer, std::string code, wire::Wording wording) {
    fields_.push_back({std::move(pointer), std::move(code), std::string(wording.in(language_))});
  }
  void add(FieldError field) { fields_.push_back(std::move(field)); }

  std::optional<Problem> take() {
    if (fields_.empty()) return std::nullopt;
    Error error = fail(Errc::invalid, fields_.front().detail);
    error.fields = std::move(fields_);
    return wrong_content(std::move(error));
  }

 private:
  wire::Language language_;
  std::vector<FieldError> fields_;
};

Source source_of(const User* sender) {
  if (!sender) return Source::resident;
  switch (sender->role) {
    case Role::resident:
    case Role::member: return Source::resident;
    case Role::grid_worker: return Source::grid_worker;
    case Role::property_staff: return Source::property;
    case Role::api_client: return Source::api;
    default: return Source::platform;
  }
}

bool may_name_source(const User* sender) {
  if (!sender) return false;
  return sender->role != Role::resident && sender->role != Role::member &&
         sender->role != Role::property_staff && sender->role != Role::unit_liaison;
}

template <class T>
std::optional<T> value_of(const Result<T>& result) {
  return result ? std::optional<T>(*result) : std::nullopt;
}

const Limit* limit_of(const Catalogue& catalogue, const CreateCase& report) {
  if (const Standard* chosen = catalogue.find_standard(report.standard)) return &chosen->limit;
  const Standard* strictest = catalogue.strictest(report.category);
  return strictest ? &strictest->limit : nullptr;
}

}  // namespace

std::optional<Problem> check_report(const World& world, const CreateCase& report,
                                    wire::Language language) {
  Faults faults(language);
  const KindSpec* kind = world.kinds.find(report.kind);
  if (!kind) faults.add("/kind", "unknown", {"没有这种事项", "no such kind"});
  const Catalogue& catalogue = world.catalogue;
  if (!report.category.empty() && !catalogue.find_category(report.category))
    faults.add("/category", "unknown",
               {"没有这个类别；不确定时请填空文本 \"\"，由受理人员选择",
                "no such category; when unsure send \"\" and a person will choose"});
  if (const Category* category = catalogue.find_category(report.category);
      kind && category && !kind->takes_category_of(category->kind)) {
    const std::string labels = world.kinds.labels_taking(category->kind);
    const std::string words = "“" + category->name + "”请按" + labels + "上报";
    const std::string english = "not a category of this kind; report it as " + category->kind;
    faults.add("/category", "kind", {words, english});
  }
  if (!report.standard.empty()) {
    const Standard* standard = catalogue.find_standard(report.standard);
    if (!standard || standard->category != report.category)
      faults.add("/standard", "unknown",
                 {"该类别没有这条立案条件", "no such standard of this category"});
  }
  const bool has_grids = !world.directory.grids().empty();
  if (report.location && has_grids && !world.directory.grid_at(*report.location))
    faults.add("/location", "outside",
               {"这个位置不在本县的网格内", "this place lies outside the county's grids"});
  if (kind)
    for (FieldError& field : input_faults(report.fields, kind->fields, {world.directory, language}))
      faults.add({"/fields" + field.pointer, std::move(field.code), std::move(field.detail)});
  return faults.take();
}

Error with_hints(Error error, wire::Language language) {
  const wire::Wording hint{"；不确定类别时请填空文本 \"\"",
                           "; when unsure of the category send \"\""};
  const bool is_alone = error.fields.size() == 1;
  for (FieldError& field : error.fields) {
    if (field.pointer != "/category") continue;
    field.detail += hint.in(language);
    if (is_alone) error.message += hint.in(language);
  }
  return error;
}

std::optional<Problem> settle_source(wire::CreateRequest& request, const User* sender,
                                     wire::Language language) {
  const Source own = source_of(sender);
  if (!request.has_source) {
    request.command.source = own;
    return std::nullopt;
  }
  if (request.command.source == own || may_name_source(sender)) return std::nullopt;
  return wrong_content(wrong_field(
      "/source", "role", {"您的身份不能使用这个受理渠道", "not a channel of your role"}, language));
}

wire::Promised promise(const World& world, const CreateCase& report, Instant now) {
  const Category* category = world.catalogue.find_category(report.category);
  const bool is_safety = category && category->safety;
  const auto urgency = report.urgent ? Urgency::urgent : Urgency::ordinary;
  const auto contact = is_safety ? Urgency::urgent : Urgency::ordinary;
  wire::Promised promised;
  promised.triage = value_of(world.calendar.due(now, world.stages.of(Stage::triage, urgency)));
  promised.first_contact =
      value_of(world.calendar.due(now, world.stages.of(Stage::first_contact, contact)));
  if (const Limit* limit = limit_of(world.catalogue, report))
    promised.due = value_of(world.calendar.due(now, *limit));
  return promised;
}

}  // namespace gongzhi::gateway
