# Third-party libraries, all from Debian 12, each under one short target name and as SYSTEM headers.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS url)
find_package(GTest REQUIRED)
find_package(spdlog REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(OpenSSL 3.0 REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)

add_library(rapidjson INTERFACE)
target_include_directories(rapidjson SYSTEM INTERFACE /usr/include)
target_compile_definitions(rapidjson INTERFACE RAPIDJSON_HAS_STDSTRING=1)

add_library(hiredis_codec ALIAS PkgConfig::HIREDIS)
add_library(sodium ALIAS PkgConfig::SODIUM)

# Pictures of strangers: images/ only.
pkg_check_modules(JPEG REQUIRED IMPORTED_TARGET libjpeg)
pkg_check_modules(PNG REQUIRED IMPORTED_TARGET libpng)
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp libwebpdemux)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
add_library(jpeg ALIAS PkgConfig::JPEG)
add_library(png ALIAS PkgConfig::PNG)
add_library(webp ALIAS PkgConfig::WEBP)
add_library(seccomp ALIAS PkgConfig::SECCOMP)

add_library(soci INTERFACE)
target_link_libraries(soci INTERFACE soci_core soci_sqlite3 SQLite::SQLite3)
if(GONGZHI_SANITIZE MATCHES "undefined")
  # Debian's SOCI hides the type information of its classes, which this check would want to link.
  target_compile_options(soci INTERFACE -fno-sanitize=vptr)
endif()

add_library(toml INTERFACE)
target_compile_definitions(toml INTERFACE TOML_EXCEPTIONS=0)

add_library(openssl INTERFACE)
target_link_libraries(openssl INTERFACE OpenSSL::SSL OpenSSL::Crypto)

add_library(prometheus ALIAS prometheus-cpp::core)

add_library(cli11 INTERFACE)

# Asio and Beast are compiled once, here, and used as declarations everywhere else.
add_library(asio STATIC cmake/asio.cpp)
target_compile_definitions(asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(asio PUBLIC Boost::headers Threads::Threads)
add_library(beast STATIC cmake/beast.cpp)
target_compile_definitions(beast PUBLIC BOOST_BEAST_SEPARATE_COMPILATION)
target_link_libraries(beast PUBLIC asio Boost::url)
add_library(asio_tls STATIC cmake/asio_tls.cpp)
target_link_libraries(asio_tls PUBLIC asio openssl)
