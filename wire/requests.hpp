// Bodies of requests as types of governance/: parsed, checked against their schema, places
// converted to WGS-84.
#pragma once

#include <string_view>
#include <vector>

#include "governance/message.hpp"
#include "wire/language.hpp"
#include "wire/schema.hpp"

namespace gongzhi::wire {

/// What a body is read with. `schemas` belongs to the calling thread.
struct RequestContext {
  const SchemaSet& schemas;
  Instant now{};
  Language language = Language::zh;
};

/// A report as it came in. `has_source` tells whether the sender named a channel; otherwise the
/// caller sets the one of the sender's role.
struct CreateRequest {
  CreateCase command;
  bool has_source = false;
  bool fell_for_bait = false;  // filled `homepage`, which people are told to leave empty
  /// As typed; sealed into `command.personal` by whoever queues it.
  std::string contact_name = {}, contact_phone = {}, identity_number = {};
};

/// Body of POST /cases. Errc::too_large above 64 KB; Errc::invalid with the pointers of all that is
/// wrong: JSON, schema,
/// `/location` not on the earth (`location`), `/observed_at` not a point in time (`time`), more
/// than five minutes ahead of `now` (`future`) or before the year 2000 (`past`). Says nothing about
/// whether kind, category and standard exist: that is the catalogue's business.
Result<CreateRequest> parse_create_case(std::string_view body, const RequestContext& context);

/// Body of POST /cases:batch (at most 100 items, at most 1 MB): one result per item, in order. The
/// outer Result fails when there is no list of items at all.
Result<std::vector<Result<CreateRequest>>> parse_batch(std::string_view body,
                                                       const RequestContext& context);

/// Body of POST /cases/{number}/actions/{action}; an empty body has no inputs. The special member
/// `location` {lon, lat, crs?} is converted and becomes the two numbers `lon` and `lat` (WGS-84)
/// and the text `crs`.
Result<Values> parse_action(std::string_view body, const RequestContext& context);

/// A body whose schema, of that name, has only texts, numbers, flags and lists of texts.
Result<Values> parse_flat(std::string_view schema, std::string_view body,
                          const RequestContext& context);

}  // namespace gongzhi::wire
