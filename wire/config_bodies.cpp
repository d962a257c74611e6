// Changes of the configuration as JSON: bodies of requests, and the input of the act.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "wire/config_draft.hpp"
#include "wire/json.hpp"
#include "wire/json_writer.hpp"
#include "wire/requests.hpp"

namespace gongzhi::wire {
namespace {

std::string text_of_json(const Json& json) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  json.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

Result<std::string> cell_text(const Json& cell, const std::string& pointer) {
  if (cell.IsString()) return std::string(text_of(cell));
  if (cell.IsBool()) return std::string(cell.GetBool() ? "yes" : "no");
  if (cell.IsNumber()) return text_of_json(cell);
  if (cell.IsNull()) return std::string();
  if (cell.IsObject()) return text_of_json(cell);
  std::string list;
  for (const Json& item : cell.GetArray()) {
    if (!item.IsString()) return invalid_field(pointer, "type", "a list holds texts only");
    list.append(list.empty() ? "" : ";").append(text_of(item));
  }
  return list;
}

Result<ConfigChange> read_change(const Json& json, std::string_view table,
                                 const std::string& where) {
  ConfigChange change;
  change.table = table;
  const Json* put = find_object(json, "put");
  const bool removes = read_member(json, "remove", change.id);
  if ((put != nullptr) == removes)
    return invalid_field(where.empty() ? "/put" : where, "required",
                         "give either `put` with a row or `remove` with its id");
  if (removes) {
    change.what = ConfigChange::What::remove;
    return change;
  }
  for (const auto& member : put->GetObject()) {
    const std::string column(text_of(member.name));
    const std::string pointer = child_pointer(where + "/put", column);
    if (member.value.IsObject() && column != polygon_column)
      return invalid_field(pointer, "type", "not an object");
    auto cell = cell_text(member.value, pointer);
    if (!cell) return cell.error();
    change.row.emplace(column, *std::move(cell));
  }
  return change;
}

JsonLimits limits_of(Language language) {
  JsonLimits limits;
  limits.language = language;
  limits.members_max = 16384;  // a polygon of some thousand places
  return limits;
}

}  // namespace

std::string write_config_change(const ConfigChange& change) {
  JsonWriter json;
  {
    const auto all = json.object();
    json.text("table", change.table);
    if (change.what == ConfigChange::What::remove) {
      json.text("remove", change.id);
    } else {
      const auto put = json.object("put");
      for (const auto& [column, cell] : change.row) json.text(column, cell);
    }
  }
  return json.take();
}

Result<ConfigChange> parse_config_change(std::string_view text) {
  const auto document = parse_json(text, limits_of(Language::zh));
  if (!document) return document.error();
  return read_change(*document, text_member(*document, "table"), "");
}

Result<ConfigChange> parse_config_body(std::string_view body, std::string_view table,
                                       const RequestContext& context) {
  const auto document = parse_json(body, limits_of(context.language));
  if (!document) return document.error();
  const auto checked = context.schemas.validate("config_change", *document, context.language);
  if (!checked) return checked.error();
  return read_change(*document, table, "");
}

Result<std::vector<ConfigChange>> parse_config_changes(std::string_view body,
                                                       const RequestContext& context) {
  const auto document = parse_json(body, limits_of(context.language));
  if (!document) return document.error();
  const auto checked = context.schemas.validate("config_changes", *document, context.language);
  if (!checked) return checked.error();
  std::vector<ConfigChange> changes;
  const Json& list = *find_array(*document, "changes");
  for (rapidjson::SizeType i = 0; i < list.Size(); ++i) {
    const std::string where = list.Size() == 1 ? "" : "/changes/" + std::to_string(i);
    auto change = read_change(list[i], text_member(list[i], "table"), where);
    if (!change) return change.error();
    changes.push_back(*std::move(change));
  }
  return changes;
}

}  // namespace gongzhi::wire
