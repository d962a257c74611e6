// A real PostgreSQL 15 of the test's own: temp directory, unix socket only, not as root, stopped in
// the destructor.
#pragma once

#include <filesystem>
#include <string>

#include "tests/integration/records/fixture.hpp"

namespace gongzhi::test {

class PrivatePostgres {
 public:
  static constexpr const char* binaries = "/usr/lib/postgresql/15/bin";

  static bool is_installed() { return std::filesystem::exists(std::string(binaries) + "/initdb"); }

  /// Starts it and waits until it answers; throws std::runtime_error otherwise.
  PrivatePostgres();
  ~PrivatePostgres();
  PrivatePostgres(const PrivatePostgres&) = delete;
  PrivatePostgres& operator=(const PrivatePostgres&) = delete;

  /// For soci::session.
  std::string connect_string() const;

 private:
  /// Exit code of a program of `binaries`, run as somebody who is not root.
  int run_program(const std::string& command) const;

  TempDir dir_;
};

}  // namespace gongzhi::test
