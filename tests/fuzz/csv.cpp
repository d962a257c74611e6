// Fuzz: the tables of an import, in any encoding (wire/csv, wire/tables, wire/text_encoding).
#include "wire/csv.hpp"

#include <string_view>

#include "governance/error.hpp"
#include "wire/tables.hpp"
#include "wire/text_encoding.hpp"

using namespace gongzhi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto text = wire::to_utf8(bytes, "fuzz.csv");
  if (text) {
    const auto rows = wire::parse_csv(*text, "fuzz.csv");
    if (rows)
      for (const wire::CsvRow& row : *rows)
        ensure(row.fields.size() == row.lines.size() && row.fields.size() == row.columns.size(),
               "every field has a place");
  }
  const wire::TableFile file{"fuzz.csv", bytes};
  switch (data[0] % 6) {
    case 0: static_cast<void>(wire::parse_orgs(file)); break;
    case 1: static_cast<void>(wire::parse_users(file)); break;
    case 2: static_cast<void>(wire::parse_categories(file)); break;
    case 3: static_cast<void>(wire::parse_standards(file)); break;
    case 4: static_cast<void>(wire::parse_routing(file)); break;
    default: static_cast<void>(wire::parse_calendar(file)); break;
  }
  return 0;
}
