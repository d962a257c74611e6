// See requests.hpp. Order: size, JSON, schema, then what a schema cannot say.
#include "wire/requests.hpp"

#include <chrono>

#include "governance/crs.hpp"
#include "wire/json.hpp"
#include "wire/values_json.hpp"

namespace gongzhi::wire {
namespace {

constexpr std::chrono::minutes clock_skew_max{5};  // phones are not synchronised
constexpr std::size_t batch_bytes_max = 1024 * 1024;

/// The earliest time of observation that is believed; imported archives reach back some years.
constexpr Instant observed_min = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};

struct Place {
  Location location;
  std::string crs;
};

Result<Place> read_place(const Json& json, Language language) {
  double lon = 0;
  double lat = 0;
  std::string crs_text = "wgs84";
  read_member(json, "lon", lon);
  read_member(json, "lat", lat);
  read_member(json, "crs", crs_text);
  const auto crs = parse_crs(crs_text);
  if (crs.has_error()) return invalid_field("/location/crs", "enum", crs.error().message);
  const auto location = to_wgs84(lon, lat, *crs);
  if (location.has_error()) {
    const Wording wording{"这个位置不在地球上", "this place is not on the earth"};
    return invalid_field("/location", "location", std::string(wording.in(language)));
  }
  return Place{*location, std::string(name(*crs))};
}

Result<Instant> read_observed_at(std::string_view text, const RequestContext& context) {
  const auto at = parse_rfc3339(text);
  const auto refuse = [&](std::string code, Wording wording) {
    return invalid_field("/observed_at", std::move(code),
                         std::string(wording.in(context.language)));
  };
  if (at.has_error())
    return refuse("time", {"不是有效的时间，应如 2026-11-23T08:00:00+08:00",
                           "not a point in time, e.g. 2026-11-23T08:00:00+08:00"});
  if (*at > context.now + clock_skew_max)
    return refuse("future", {"发现时间不能在将来", "the time of observation lies in the future"});
  if (*at < observed_min)
    return refuse("past", {"发现时间太早", "the time of observation is too long ago"});
  return *at;
}

void read_personal(const Json& json, CreateRequest& request) {
  if (const Json* contact = find_object(json, "contact")) {
    read_member(*contact, "name", request.contact_name);
    read_member(*contact, "phone", request.contact_phone);
  }
  read_member(json, "identity_number", request.identity_number);
  read_member(json, "contact_ok_for_handler", request.command.personal.handler_may_see);
  read_member(json, "notice_version", request.command.personal.notice);
}

Result<CreateRequest> convert_create(const Json& json, const RequestContext& context) {
  CreateRequest request;
  CreateCase& command = request.command;
  read_member(json, "kind", command.kind);
  read_member(json, "category", command.category);
  read_member(json, "standard", command.standard);
  read_member(json, "title", command.title);
  read_member(json, "description", command.description);
  read_member(json, "address", command.address);
  read_member(json, "urgent", command.urgent);
  read_member(json, "on_behalf_of", command.on_behalf_of);
  read_personal(json, request);
  if (const Json* location = find_object(json, "location")) {
    auto place = read_place(*location, context.language);
    if (place.has_error()) return place.error();
    command.location = place->location;
    command.crs = std::move(place->crs);
  }
  if (std::string text; read_member(json, "observed_at", text)) {
    const auto at = read_observed_at(text, context);
    if (at.has_error()) return at.error();
    command.observed_at = *at;
  }
  if (std::string text; read_member(json, "source", text)) {
    const auto source = parse_source(text);
    if (!source) return invalid_field("/source", "enum", text);
    command.source = *source;
    request.has_source = true;
  }
  if (std::string text; read_member(json, "homepage", text)) request.fell_for_bait = !text.empty();
  if (const Json* fields = find_object(json, "fields")) {
    auto values = read_values(*fields, "/fields", context.language);
    if (values.has_error()) return values.error();
    command.fields = *std::move(values);
  }
  if (const Json* pictures = find_array(json, "attachments"))
    for (const Json& picture : pictures->GetArray()) {
      NamedPicture& named = command.attachments.emplace_back();
      read_member(picture, "id", named.id);
      if (!read_member(picture, "as", named.as)) named.as = "evidence";
    }
  return request;
}

Result<CreateRequest> check_and_convert(const Json& json, const RequestContext& context) {
  const auto checked = context.schemas.validate("create_case", json, context.language);
  if (checked.has_error()) return checked.error();
  return convert_create(json, context);
}

JsonLimits body_limits(Language language) {
  JsonLimits limits;
  limits.language = language;
  return limits;
}

}  // namespace

Result<CreateRequest> parse_create_case(std::string_view body, const RequestContext& context) {
  const auto document = parse_json(body, body_limits(context.language));
  if (document.has_error()) return document.error();
  return check_and_convert(*document, context);
}

Result<std::vector<Result<CreateRequest>>> parse_batch(std::string_view body,
                                                       const RequestContext& context) {
  JsonLimits limits = body_limits(context.language);
  limits.bytes_max = batch_bytes_max;
  limits.members_max = 16384;
  const auto document = parse_json(body, limits);
  if (document.has_error()) return document.error();
  const auto checked = context.schemas.validate("batch", *document, context.language);
  if (checked.has_error()) return checked.error();
  std::vector<Result<CreateRequest>> requests;
  for (const Json& item : find_array(*document, "items")->GetArray())
    requests.push_back(check_and_convert(item, context));
  return requests;
}

Result<Values> parse_action(std::string_view body, const RequestContext& context) {
  if (body.empty()) return Values{};
  auto document = parse_json(body, body_limits(context.language));
  if (document.has_error()) return document.error();
  const auto checked = context.schemas.validate("action", *document, context.language);
  if (checked.has_error()) return checked.error();

  std::optional<Place> place;
  if (const Json* location = find_object(*document, "location")) {
    auto read = read_place(*location, context.language);
    if (read.has_error()) return read.error();
    place = *std::move(read);
    document->RemoveMember("location");
  }
  auto values = read_values(*document, "", context.language);
  if (values.has_error() || !place) return values;
  values->insert_or_assign("lon", place->location.lon);
  values->insert_or_assign("lat", place->location.lat);
  values->insert_or_assign("crs", place->crs);
  return values;
}

Result<Values> parse_flat(std::string_view schema, std::string_view body,
                          const RequestContext& context) {
  auto document = parse_json(body.empty() ? "{}" : body, body_limits(context.language));
  if (document.has_error()) return document.error();
  const auto checked = context.schemas.validate(schema, *document, context.language);
  if (checked.has_error()) return checked.error();
  return read_values(*document, "", context.language);
}

}  // namespace gongzhi::wire
