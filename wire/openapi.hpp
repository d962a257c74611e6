// The description of the API that the platform serves as /api/v1/openapi.json.
#pragma once

#include <string_view>

namespace gongzhi::wire {

/// OpenAPI 3.1 as JSON, bundled at build time from schemas/openapi.yaml and schemas/*.json; lives
/// as long as the program.
std::string_view openapi_json();

}  // namespace gongzhi::wire
