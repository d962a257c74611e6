// Fuzz: the bodies of requests, through the parser, the schemas and the constructors behind them.
#include <string_view>

#include "governance/error.hpp"
#include "wire/requests.hpp"

using namespace gongzhi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const wire::SchemaSet schemas = wire::SchemaSet::embedded();
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const wire::RequestContext context{schemas, Instant{Milliseconds{1'795'392'000'000}},
                                     wire::Language::en};
  if (const auto report = wire::parse_create_case(body, context))
    ensure(!report->command.kind.empty() && !report->command.title.empty(),
           "a report has a kind and a title");
  if (const auto batch = wire::parse_batch(body, context))
    ensure(batch->size() <= 100, "a batch is bounded");
  static_cast<void>(wire::parse_action(body, context));
  return 0;
}
