# Puts queue/functions.lua into room_queue as a string. Its digest is part of the version a server reports, so an
# edited library is never mistaken for the one that is loaded.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/queue/functions.lua")
file(READ "${CMAKE_SOURCE_DIR}/queue/functions.lua" functions_text)
string(SHA256 GONGZHI_FUNCTIONS_DIGEST "${functions_text}")
string(SUBSTRING "${GONGZHI_FUNCTIONS_DIGEST}" 0 16 GONGZHI_FUNCTIONS_DIGEST)
if(NOT functions_text MATCHES "local VERSION = '([0-9]+\\.[0-9]+)'")
  message(FATAL_ERROR "queue/functions.lua carries no line `local VERSION = '1.0'`.")
endif()
set(GONGZHI_FUNCTIONS_VERSION "${CMAKE_MATCH_1}")
configure_file("${CMAKE_SOURCE_DIR}/queue/functions.lua" "${CMAKE_BINARY_DIR}/generated/functions.lua" @ONLY)
file(READ "${CMAKE_BINARY_DIR}/generated/functions.lua" GONGZHI_FUNCTIONS_SOURCE)
configure_file("${CMAKE_SOURCE_DIR}/queue/functions_lua.cpp.in" "${CMAKE_BINARY_DIR}/generated/functions_lua.cpp" @ONLY)
target_sources(room_queue PRIVATE "${CMAKE_BINARY_DIR}/generated/functions_lua.cpp")
