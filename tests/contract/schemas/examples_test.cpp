// The schemas and their examples: every rule that is written down is a rule that is kept.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>

#include "tests/support/files.hpp"
#include "wire/json.hpp"
#include "wire/openapi.hpp"
#include "wire/schema.hpp"
#include "wire/schema_check.hpp"

namespace gongzhi::wire {
namespace {

const std::filesystem::path schema_dir = std::filesystem::path(GONGZHI_SOURCE_DIR) / "schemas";

std::vector<std::filesystem::path> examples(const std::string& prefix) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(schema_dir / "examples"))
    if (entry.path().filename().string().starts_with(prefix)) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

std::string problems_text(const std::vector<FieldError>& problems) {
  std::string text;
  for (const FieldError& problem : problems)
    text += problem.pointer + " " + problem.code + " " + problem.detail + "\n";
  return text;
}

TEST(Schemas, SayNothingTheValidatorWouldIgnore) {
  ASSERT_FALSE(embedded_schemas().empty());
  for (const SchemaSource& source : embedded_schemas())
    EXPECT_EQ(problems_text(check_schema(source.name, source.text)), "") << source.name;
}

TEST(Schemas, EmbeddedOnesAreTheFilesInTheRepository) {
  const auto loaded = load_schemas(schema_dir.string());
  ASSERT_TRUE(loaded.has_value());

  ASSERT_EQ(loaded->size(), embedded_schemas().size());
  for (std::size_t i = 0; i < loaded->size(); ++i) {
    EXPECT_EQ((*loaded)[i].name, embedded_schemas()[i].name);
    EXPECT_EQ((*loaded)[i].text, embedded_schemas()[i].text) << (*loaded)[i].name;
  }
}

TEST(Schemas, AcceptEveryOkExample) {
  const SchemaSet schemas = SchemaSet::embedded();
  ASSERT_FALSE(examples("ok").empty());
  for (const auto& path : examples("ok")) {
    const auto document = parse_json(test::read_file(path));
    ASSERT_TRUE(document.has_value()) << path << document.error().message;
    const auto checked = schemas.validate(path.parent_path().filename().string(), *document);
    EXPECT_TRUE(checked.has_value()) << path << problems_text(checked.error().fields);
  }
}

TEST(Schemas, RefuseEveryBadExampleWhereItSaysAndWhy) {
  const SchemaSet schemas = SchemaSet::embedded();
  ASSERT_FALSE(examples("bad").empty());
  for (const auto& path : examples("bad")) {
    const auto wrapped = parse_json(test::read_file(path));
    ASSERT_TRUE(wrapped.has_value()) << path;
    const Json* document = find_member(*wrapped, "document");
    ASSERT_NE(document, nullptr) << path << " has no document";

    const auto checked = schemas.validate(path.parent_path().filename().string(), *document);

    ASSERT_TRUE(checked.has_error()) << path;
    const FieldError problem = checked.error().fields.front();
    EXPECT_EQ(problem.pointer, text_member(*wrapped, "fails_at")) << path;
    EXPECT_EQ(problem.code, text_member(*wrapped, "keyword")) << path;
    EXPECT_EQ(checked.error().fields.size(), 1u) << path << problems_text(checked.error().fields);
  }
}

TEST(Schemas, EachHasOkAndBadExamples) {
  for (const SchemaSource& source : embedded_schemas()) {
    std::set<std::string> seen;
    const auto folder = schema_dir / "examples" / source.name;
    ASSERT_TRUE(std::filesystem::is_directory(folder)) << source.name << " has no examples";
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      seen.insert(entry.path().filename().string().substr(0, 2));
    EXPECT_TRUE(seen.contains("ok")) << source.name;
    EXPECT_TRUE(seen.contains("ba")) << source.name;
  }
}

TEST(Schemas, LineOfACaseIsTheSameInEveryList) {
  std::string first;
  for (const std::string name : {"case_list", "tasks", "board"}) {
    const auto document = parse_json(test::read_file(schema_dir / (name + ".json")), file_limits);
    ASSERT_TRUE(document.has_value());
    const Json* item = find_object(*find_object(*document, "definitions"), "item");
    ASSERT_NE(item, nullptr);
    JsonDocument copy;
    copy.CopyFrom(*item, copy.GetAllocator());
    if (first.empty()) {
      first = name;
      continue;
    }
    const auto reference = parse_json(test::read_file(schema_dir / (first + ".json")), file_limits);
    EXPECT_TRUE(*item == *find_object(*find_object(*reference, "definitions"), "item")) << name;
  }
}

void each_reference(const Json& json, const std::function<void(std::string_view)>& visit) {
  if (json.IsArray())
    for (const Json& element : json.GetArray()) each_reference(element, visit);
  if (!json.IsObject()) return;
  for (const auto& member : json.GetObject()) {
    if (text_of(member.name) == "$ref" && member.value.IsString()) visit(text_of(member.value));
    each_reference(member.value, visit);
  }
}

const Json* resolve(const Json& root, std::string_view reference) {
  const Json* at = &root;
  if (!reference.starts_with("#/")) return nullptr;
  reference.remove_prefix(2);
  while (at != nullptr && !reference.empty()) {
    const auto slash = reference.find('/');
    at = find_member(*at, reference.substr(0, slash));
    reference = slash == std::string_view::npos ? "" : reference.substr(slash + 1);
  }
  return at;
}

TEST(OpenApi, IsBundledWithEveryReferenceResolved) {
  const auto document = parse_json(openapi_json(), file_limits);
  ASSERT_TRUE(document.has_value()) << document.error().message;

  EXPECT_EQ(text_member(*document, "openapi"), "3.1.0");
  std::size_t count = 0;
  each_reference(*document, [&](std::string_view reference) {
    ++count;
    EXPECT_NE(resolve(*document, reference), nullptr) << reference;
  });
  EXPECT_GT(count, 100u);
}

TEST(OpenApi, HasEveryRouteOfTheIssue) {
  const auto document = parse_json(openapi_json(), file_limits);
  ASSERT_TRUE(document.has_value());
  const Json* paths = find_object(*document, "paths");
  ASSERT_NE(paths, nullptr);

  const std::vector<std::pair<std::string, std::string>> routes{
      {"/cases", "post"},
      {"/cases", "get"},
      {"/cases/{number}", "get"},
      {"/cases/{number}/timeline", "get"},
      {"/cases/{number}/actions/{action}", "post"},
      {"/cases/{number}/reveal", "post"},
      {"/cases/{number}/access-log", "get"},
      {"/cases/{number}/copy", "get"},
      {"/cases/{number}/withdraw-consent", "post"},
      {"/cases/{number}/erase", "post"},
      {"/cases/nearby", "get"},
      {"/tasks", "get"},
      {"/board", "get"},
      {"/categories", "get"},
      {"/kinds", "get"},
      {"/orgs", "get"},
      {"/search", "get"},
      {"/audit", "get"},
      {"/me", "get"},
      {"/outcomes/{id}", "get"},
      {"/live", "get"},
      {"/cases:batch", "post"},
      {"/config/{table}", "post"},
      {"/config:check", "post"},
      {"/config/routing:what-if", "post"},
      {"/cases/{number}/actions/{action}/preview", "post"},
      {"/users/{id}/work", "get"},
      {"/users/{id}/handover", "post"},
      {"/duty", "get"},
      {"/openapi.json", "get"}};
  EXPECT_GE(paths->MemberCount(), routes.size() - 1);  // /cases has two
  for (const auto& [path, method] : routes) {
    const Json* item = find_object(*paths, path);
    ASSERT_NE(item, nullptr) << path;
    const Json* operation = find_object(*item, method);
    ASSERT_NE(operation, nullptr) << path << " " << method;
    EXPECT_FALSE(text_member(*operation, "operationId").empty()) << path;
    ASSERT_NE(find_object(*operation, "responses"), nullptr) << path;
  }
}

// Signing in changes no record of the county, and a form cannot send the header.
bool is_about_signing_in(std::string_view path) {
  const auto begins = [&](std::string_view word) { return path.starts_with(word); };
  return begins("/session") || begins("/password") || begins("/second-factor") ||
         path == "/invitations/use";
}

TEST(OpenApi, AsksForAKeyOnEveryPost) {
  const auto document = parse_json(openapi_json(), file_limits);
  ASSERT_TRUE(document.has_value());
  for (const auto& path : find_object(*document, "paths")->GetObject()) {
    const Json* post = find_object(path.value, "post");
    if (post == nullptr || is_about_signing_in(text_of(path.name))) continue;
    bool has_key = false;
    for (const Json& parameter : find_array(*post, "parameters")->GetArray())
      has_key |= text_member(parameter, "$ref") == "#/components/parameters/IdempotencyKey";
    EXPECT_TRUE(has_key) << text_of(path.name);
  }
}

}  // namespace
}  // namespace gongzhi::wire
