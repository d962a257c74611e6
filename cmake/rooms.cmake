# gongzhi_room(NAME ROOMS ... LIBRARIES ...): one folder, one static library `room_NAME`.
# A room may include the rooms it names here and no other; tests/tidy reads the includes and agrees.
function(gongzhi_room name)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${name}/*.cpp")
  list(REMOVE_ITEM sources "${CMAKE_SOURCE_DIR}/cli/main.cpp")
  add_library(room_${name} STATIC ${sources})
  set_target_properties(room_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(room_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  list(TRANSFORM ROOM_ROOMS PREPEND room_)
  target_link_libraries(room_${name} PUBLIC ${ROOM_ROOMS} ${ROOM_LIBRARIES} PRIVATE gongzhi_warnings)
  gongzhi_precompile(room_${name} ${name})
endfunction()

# What is parsed once for a target: cmake/pch/NAME.hpp for each NAME that has one.
function(gongzhi_precompile target)
  foreach(name IN LISTS ARGN)
    if(EXISTS "${CMAKE_SOURCE_DIR}/cmake/pch/${name}.hpp")
      target_precompile_headers(${target} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/pch/${name}.hpp")
    endif()
  endforeach()
endfunction()
