// The operations of managing, really asked: each so that every documented status comes.
#pragma once

#include <functional>

#include "tests/support/api.hpp"

namespace gongzhi::test {

/// Keeps an answer under its operation, "get /config/{table}".
using NoteAnswer = std::function<void(const std::string&, Answered)>;

class ManagingSurvey {
 public:
  ManagingSurvey(DemoPlatform& platform, NoteAnswer note);

  /// `number` is a case in hand of dept-sanitation.
  void ask(const std::string& number);
  void ask_while_the_record_is_locked();
  void ask_while_the_worker_is_stopped();
  void ask_while_redis_is_stopped();

 private:
  void ask_for_tables();
  void ask_for_changes();
  void ask_for_a_row_in_use();
  void try_out(const std::string& operation, const std::string& path);
  void ask_for_people();
  void ask_who_there_is();
  void ask_for_previews();
  HttpFields version();

  DemoPlatform& platform_;
  std::string number_;
  NoteAnswer note_;
  Api admin_{platform_, "county-admin"};
  Api staff_{platform_, "secretary-001"};
  Api department_{platform_, "dept-sanitation"};
  Api grid_{platform_, "grid-001"};
  Api nobody_{platform_};
};

}  // namespace gongzhi::test
