// The list of all statements.
#include "records/statement.hpp"

namespace gongzhi::records {
namespace {

std::vector<const Statement*>& registry() {
  static std::vector<const Statement*> statements;
  return statements;
}

}  // namespace

Statement::Statement(std::string name, std::string sql, Dialect dialect)
    : name_(std::move(name)), sql_(std::move(sql)), dialect_(dialect) {
  registry().push_back(this);
}

const std::vector<const Statement*>& all_statements() {
  return registry();
}

std::string chunk_placeholders() {
  std::string text;
  for (std::size_t i = 0; i < chunk_keys; ++i) {
    text.append(i == 0 ? ":k" : ", :k").append(std::to_string(i));
  }
  return text;
}

}  // namespace gongzhi::records
