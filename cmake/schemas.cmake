# Builds the schemas and the OpenAPI document into room_wire (see cmake/bundle_schemas.cpp).
find_path(YAML_CPP_INCLUDE yaml-cpp/yaml.h)
find_library(YAML_CPP_LIBRARY yaml-cpp)
if(NOT YAML_CPP_INCLUDE OR NOT YAML_CPP_LIBRARY)
  message(FATAL_ERROR "yaml-cpp is missing; it bundles schemas/openapi.yaml at build time: apt-get install libyaml-cpp-dev")
endif()

add_executable(bundle_schemas cmake/bundle_schemas.cpp)
target_include_directories(bundle_schemas SYSTEM PRIVATE "${YAML_CPP_INCLUDE}")
target_link_libraries(bundle_schemas PRIVATE "${YAML_CPP_LIBRARY}" gongzhi_warnings)

file(GLOB schema_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/schemas/*.json")
set(embedded_schemas "${CMAKE_BINARY_DIR}/generated/embedded_schemas.cpp")
add_custom_command(OUTPUT "${embedded_schemas}"
  COMMAND bundle_schemas "${CMAKE_SOURCE_DIR}/schemas" "${embedded_schemas}"
  DEPENDS bundle_schemas ${schema_files} "${CMAKE_SOURCE_DIR}/schemas/openapi.yaml"
  COMMENT "Bundling schemas" VERBATIM)
target_sources(room_wire PRIVATE "${embedded_schemas}")
# The API's description is longer than what every compiler must take; ours takes it.
set_source_files_properties("${embedded_schemas}" PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)

# RapidJSON 1.1.0 adds an offset to a null pointer when a stack grows from nothing, and clang's UBSan says so.
if(GONGZHI_SANITIZE MATCHES "undefined")
  target_compile_options(rapidjson INTERFACE
    "-fsanitize-ignorelist=${CMAKE_SOURCE_DIR}/cmake/sanitizer_ignore.txt")
endif()
