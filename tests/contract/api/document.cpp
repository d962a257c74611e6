#include "tests/contract/api/document.hpp"

#include <algorithm>
#include <stdexcept>

#include "wire/openapi.hpp"

namespace gongzhi::test {

Document::Document() : body_(std::string(wire::openapi_json())) {}

std::vector<std::string> Document::operations() const {
  std::vector<std::string> found;
  for (const auto& path : wire::find_object(body_.json(), "paths")->GetObject())
    for (const auto& method : path.value.GetObject())
      found.push_back(std::string(method.name.GetString()) + " " + path.name.GetString());
  return found;
}

const wire::Json& Document::resolved(const wire::Json& node) const {
  const std::string reference = wire::text_member(node, "$ref");
  if (reference.empty()) return node;
  const wire::Json* target = body_.find(reference.substr(1));
  if (target == nullptr) throw std::runtime_error("nothing at " + reference);
  return resolved(*target);
}

std::vector<std::string> Document::statuses(const std::string& operation) const {
  const auto blank = operation.find(' ');
  const wire::Json& path =
      *wire::find_object(*wire::find_object(body_.json(), "paths"), operation.substr(blank + 1));
  const wire::Json& method = *wire::find_object(path, operation.substr(0, blank));
  std::vector<std::string> words;
  for (const auto& response : wire::find_object(method, "responses")->GetObject())
    words.emplace_back(response.name.GetString());
  return words;
}

const wire::Json* Document::find(const std::string& operation, const std::string& status) const {
  const auto blank = operation.find(' ');
  const wire::Json* path =
      wire::find_object(*wire::find_object(body_.json(), "paths"), operation.substr(blank + 1));
  const wire::Json* method = path ? wire::find_object(*path, operation.substr(0, blank)) : nullptr;
  const wire::Json* responses = method ? wire::find_object(*method, "responses") : nullptr;
  const wire::Json* response = responses ? wire::find_object(*responses, status) : nullptr;
  return response ? &resolved(*response) : nullptr;
}

Promise Document::promise(const wire::Json& response) const {
  Promise promise;
  if (const wire::Json* content = wire::find_object(response, "content")) {
    const auto& only = *content->MemberBegin();
    promise.content_type = only.name.GetString();
    const std::string reference =
        wire::text_member(*wire::find_object(only.value, "schema"), "$ref");
    promise.schema = reference.substr(reference.rfind('/') + 1);
  }
  const wire::Json* fields = wire::find_object(response, "headers");
  if (fields == nullptr) return promise;
  for (const auto& field : fields->GetObject()) {
    if (!wire::true_member(resolved(field.value), "required")) continue;
    std::string name = field.name.GetString();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    promise.fields.push_back(std::move(name));
  }
  return promise;
}

}  // namespace gongzhi::test
