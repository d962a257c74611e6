# Puts config/permissions.csv into room_governance: the table of a store that never imported one, the same in the
# gateway and in the worker because both are this program. Only the first four columns; notes are for people.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/config/permissions.csv")
file(READ "${CMAKE_SOURCE_DIR}/config/permissions.csv" permission_text)
string(REPLACE ";" "," permission_text "${permission_text}")
string(REGEX MATCHALL "[^\n]+" permission_lines "${permission_text}")
list(POP_FRONT permission_lines permission_header)
if(NOT permission_header STREQUAL "action,role,relation,private,note")
  message(FATAL_ERROR "config/permissions.csv must begin with the line `action,role,relation,private,note`.")
endif()
set(GONGZHI_PERMISSION_ROWS "")
foreach(line IN LISTS permission_lines)
  if(NOT line MATCHES "^([a-z_.*]+),([a-z_]+),([a-z_]+),([a-z]*),")
    message(FATAL_ERROR "config/permissions.csv: not a row of the table: ${line}")
  endif()
  string(APPEND GONGZHI_PERMISSION_ROWS
    "    {\"${CMAKE_MATCH_1}\", \"${CMAKE_MATCH_2}\", \"${CMAKE_MATCH_3}\", \"${CMAKE_MATCH_4}\"},\n")
endforeach()
configure_file("${CMAKE_SOURCE_DIR}/governance/default_permissions.cpp.in"
  "${CMAKE_BINARY_DIR}/generated/default_permissions.cpp" @ONLY)
target_sources(room_governance PRIVATE "${CMAKE_BINARY_DIR}/generated/default_permissions.cpp")
