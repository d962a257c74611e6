// What schemas/openapi.yaml promises of an answer, read from the document that the platform serves.
#pragma once

#include <string>
#include <vector>

#include "tests/support/api.hpp"

namespace gongzhi::test {

/// One documented answer of an operation.
struct Promise {
  std::string content_type;              // empty = no body
  std::string schema;                    // name of a file of schemas/; empty = only JSON
  std::vector<std::string> fields = {};  // header fields that are always there, lower case
};

class Document {
 public:
  Document();

  /// `operation` = "get /cases/{number}".
  std::vector<std::string> operations() const;
  /// Status words of the operation: "200", "304", …, "default".
  std::vector<std::string> statuses(const std::string& operation) const;
  /// nullptr when that status is not documented.
  const wire::Json* find(const std::string& operation, const std::string& status) const;
  Promise promise(const wire::Json& response) const;

 private:
  const wire::Json& resolved(const wire::Json& node) const;

  Body body_;
};

}  // namespace gongzhi::test
