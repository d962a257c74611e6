# Switches that break promises on purpose, for the controls of tests/process (runtime/fault.hpp). On in
# the presets of developers, never in a release.
option(GONGZHI_FAULTS "Compile the fault switches in" OFF)
if(GONGZHI_FAULTS)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    message(FATAL_ERROR "GONGZHI_FAULTS must be off in a release.")
  endif()
  target_compile_definitions(room_runtime PUBLIC GONGZHI_FAULTS)
endif()
