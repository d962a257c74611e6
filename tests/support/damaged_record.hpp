// A record as a broken disk leaves it. Only for programs that link room_records.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "records/database.hpp"

namespace gongzhi::test {

/// Overwrites the root page of a table's tree; the schema and the other tables stay whole. Nobody
/// may have the record open.
inline void damage(const std::filesystem::path& store, const std::string& table) {
  records::DatabaseConfig config;
  config.file = store;
  auto connection = records::Connection::open(config, records::Access::write);
  ASSERT_TRUE(connection);
  long long root = 0;
  long long page_bytes = 0;
  (*connection)->truncate_log();
  (*connection)->session() << "SELECT rootpage FROM sqlite_master WHERE name = '" + table + "'",
      soci::into(root);
  (*connection)->session() << "PRAGMA page_size", soci::into(page_bytes);
  connection->reset();
  ASSERT_GT(root, 1);
  std::fstream file(store, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp((root - 1) * page_bytes);
  file << std::string(static_cast<std::size_t>(page_bytes), '\xff');
  ASSERT_TRUE(file.good());
}

}  // namespace gongzhi::test
