# Compiler, warnings, sanitizers, ccache.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR "g++ 12 miscompiles coroutines; configure with --preset dev (clang-16, package clang-16).")
endif()
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 17)
  message(FATAL_ERROR "Gongzhi is built with clang 16 (clang 19 rejects RapidJSON 1.1.0); configure with --preset dev.")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

set(GONGZHI_OPTIMISE "" CACHE STRING "Optimisation level that replaces the build type's own")
set(GONGZHI_SANITIZE "" CACHE STRING "Sanitizers: address,undefined or thread")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2")

# Programs are linked so that they lie somewhere else each time (security.md S41).
include(CheckPIESupported)
check_pie_supported()
add_compile_options(-fno-omit-frame-pointer -fstack-protector-strong)
if(GONGZHI_OPTIMISE)
  add_compile_options(${GONGZHI_OPTIMISE})
endif()
if(GONGZHI_SANITIZE)
  add_compile_options(-fsanitize=${GONGZHI_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${GONGZHI_SANITIZE})
  if(GONGZHI_SANITIZE STREQUAL "thread")
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  # What a smashed stack, a forged jump or an overrun copy would need (security.md S41).
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-clash-protection -fcf-protection=full)
  # What runs in a county does not tell where it was built.
  add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
endif()
add_link_options(-fuse-ld=lld -Wl,-z,relro,-z,now,-z,noexecstack)

# ccache can only reuse a precompiled header that carries no time stamp.
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")

add_library(gongzhi_warnings INTERFACE)
target_compile_options(gongzhi_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror -Wno-unused-command-line-argument)
