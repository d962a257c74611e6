#include "tests/process/history.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>

namespace gongzhi::test {
namespace {

bool settles(const Attempt& attempt) {
  return attempt.status >= 200 && attempt.status < 500 && attempt.status != 429 &&
         attempt.status != 408;
}

}  // namespace

bool is_acknowledged(const Attempt& attempt) {
  return attempt.status >= 200 && attempt.status < 300;
}

bool Operation::acknowledged() const {
  return std::any_of(attempts.begin(), attempts.end(), is_acknowledged);
}

bool Operation::resolved() const {
  return std::any_of(attempts.begin(), attempts.end(), settles);
}

History::History(std::filesystem::path file)
    : file_(std::move(file)),
      descriptor_(::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) throw std::runtime_error("cannot write " + file_.string());
}

History::~History() {
  ::close(descriptor_);
}

void History::append(const Attempt& attempt) const {
  std::ostringstream line;
  line << (attempt.kind == Attempt::Kind::submit ? "submit" : "action") << '\t' << attempt.op_id
       << '\t' << attempt.key << '\t' << attempt.t_send_us << '\t' << attempt.t_sent_us << '\t'
       << attempt.t_reply_us << '\t' << attempt.status << '\t'
       << (attempt.number.empty() ? "-" : attempt.number) << '\t'
       << (attempt.body_hash.empty() ? "-" : attempt.body_hash) << '\n';
  const std::string text = line.str();
  if (::write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("the history cannot be written");
}

std::map<std::string, Operation> History::load() const {
  std::ifstream in(file_);
  std::map<std::string, Operation> operations;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string kind;
    Attempt attempt;
    words >> kind >> attempt.op_id >> attempt.key >> attempt.t_send_us >> attempt.t_sent_us >>
        attempt.t_reply_us >> attempt.status >> attempt.number >> attempt.body_hash;
    if (!words) throw std::runtime_error("not a line of a history: " + line);
    attempt.kind = kind == "submit" ? Attempt::Kind::submit : Attempt::Kind::action;
    Operation& operation = operations[attempt.op_id];
    operation.kind = attempt.kind;
    operation.attempts.push_back(std::move(attempt));
  }
  return operations;
}

std::int64_t microseconds(std::chrono::steady_clock::time_point at) {
  return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

std::int64_t now_us() {
  return microseconds(std::chrono::steady_clock::now());
}

std::string hash_of(const std::string& text) {
  return std::to_string(std::hash<std::string>{}(text));
}

}  // namespace gongzhi::test
