// The tables that are shipped, as the tests of config/ read them.
#pragma once

#include <string>

#include "tests/support/files.hpp"
#include "wire/tables.hpp"

namespace gongzhi::test {

inline const std::string config_dir = GONGZHI_SOURCE_DIR "/config/";
inline const std::string demo_dir = config_dir + "demo/yanhu/";

inline wire::TableFile read_table(const std::string& path) {
  return {path, read_file(path)};
}

}  // namespace gongzhi::test
