// initdb, pg_ctl start, pg_ctl stop.
#include "tests/integration/records/private_postgres.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace gongzhi::test {

PrivatePostgres::PrivatePostgres() {
  if (geteuid() == 0) {  // PostgreSQL refuses to run as root
    const passwd* somebody = getpwnam("postgres");
    if (somebody == nullptr ||
        chown(dir_.path().c_str(), somebody->pw_uid, somebody->pw_gid) != 0) {
      throw std::runtime_error("no user postgres to run PostgreSQL as");
    }
  }
  const std::string dir = dir_.path().string();
  const std::string data = dir + "/data";
  if (run_program("initdb -D " + data + " -U gongzhi -A trust -E UTF8 --no-locale --no-sync") !=
          0 ||
      run_program("pg_ctl -D " + data + " -l " + dir +
                  "/log -w -t 60 -o \"-c listen_addresses= -k " + dir + " -c fsync=off\" start") !=
          0) {
    throw std::runtime_error("PostgreSQL did not start in " + dir);
  }
}

PrivatePostgres::~PrivatePostgres() {
  run_program("pg_ctl -D " + dir_.path().string() + "/data -m immediate -w stop");
}

std::string PrivatePostgres::connect_string() const {
  return "host=" + dir_.path().string() + " user=gongzhi dbname=postgres";
}

int PrivatePostgres::run_program(const std::string& command) const {
  const std::string line = "cd / && " + std::string(binaries) + "/" + command + " >>" +
                           dir_.path().string() + "/out 2>&1";
  if (geteuid() != 0) return std::system(line.c_str());
  std::string quoted;
  for (const char c : line) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return std::system(("runuser -u postgres -- sh -c '" + quoted + "'").c_str());
}

}  // namespace gongzhi::test
