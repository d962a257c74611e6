// Answers of the API about the configuration and changes of it. Pure.
#pragma once

#include <string>
#include <vector>

#include "governance/what_if.hpp"
#include "wire/config_draft.hpp"
#include "wire/config_tables.hpp"

namespace gongzhi::wire {

/// config_rows.json: a page of a table.
struct ConfigRowsView {
  const ConfigTable& table;
  std::int64_t version = 0;
  std::vector<Cells> rows;
  std::string next_cursor;
};
std::string render_config_rows(const ConfigRowsView& view);

/// config_changed.json: `outcome` is the id of the message.
struct ConfigChangedView {
  std::string outcome;
  std::string table;
  std::int64_t version = 0;
};
std::string render_config_changed(const ConfigChangedView& view);

/// config_checked.json.
struct ConfigCheckedView {
  std::int64_t version = 0;
  std::vector<FieldError> errors;
  std::vector<std::string> warnings;
};
std::string render_config_checked(const ConfigCheckedView& view);

/// config_what_if.json; `is_whole` = every case of the span was looked at.
struct WhatIfView {
  const WhatIf& what_if;
  const Directory& directory;  // of the changed World
  Instant since{};
  bool is_whole = true;
};
std::string render_what_if(const WhatIfView& view);

}  // namespace gongzhi::wire
