// Build tool: bundle_schemas SCHEMA_DIR OUT.cpp
//
// Turns schemas/*.json and schemas/openapi.yaml into one C++ source: the schemas as they are, and
// the OpenAPI document as JSON with every schema under components/schemas. Runs at build time only;
// yaml-cpp does not reach the program.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using Texts = std::map<std::string, std::string>;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string json_text(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      json += escape;
    } else {
      json += c;
    }
  }
  return json + '"';
}

/// JSON numbers and words stay themselves, every other plain scalar of YAML is a text.
bool is_json_literal(const std::string& text) {
  if (text == "true" || text == "false" || text == "null") return true;
  const std::size_t start = text.starts_with("-") ? 1 : 0;
  if (start == text.size() || text.find_first_not_of("0123456789.", start) != std::string::npos)
    return false;
  return std::count(text.begin(), text.end(), '.') <= 1 && text.front() != '.' &&
         text.back() != '.';
}

/// Where the pieces of a schema file lie in the bundle.
class Bundle {
 public:
  explicit Bundle(const Texts& schemas) : schemas_(schemas) {}

  /// `owner` is the schema whose `#/definitions/…` are meant; empty inside openapi.yaml itself.
  std::string json(const YAML::Node& node, const std::string& owner) const {
    if (node.IsMap()) return map_json(node, owner);
    if (node.IsSequence()) {
      std::string text;
      for (const YAML::Node& element : node)
        text += (text.empty() ? "" : ",") + json(element, owner);
      return "[" + text + "]";
    }
    if (node.IsNull()) return "null";
    const std::string& scalar = node.Scalar();
    return node.Tag() == "?" && is_json_literal(scalar) ? scalar : json_text(scalar);
  }

 private:
  std::string map_json(const YAML::Node& node, const std::string& owner) const {
    std::string text;
    for (const auto& member : node) {
      std::string name = member.first.Scalar();
      if (!owner.empty() && name == "$schema") continue;
      std::string value = name == "$ref" && member.second.IsScalar()
                              ? json_text(reference(member.second.Scalar(), owner))
                              : json(member.second, owner);
      if (!owner.empty() && name == "definitions") name = "$defs";
      text += (text.empty() ? "" : ",") + json_text(name) + ":" + value;
    }
    return "{" + text + "}";
  }

  std::string reference(const std::string& target, const std::string& owner) const {
    constexpr std::string_view definitions = "#/definitions/";
    if (!owner.empty() && target.starts_with(definitions))
      return "#/components/schemas/" + owner + "/$defs/" + target.substr(definitions.size());
    if (target.starts_with("#")) return target;
    if (!target.ends_with(".json") || !schemas_.contains(target.substr(0, target.size() - 5)))
      throw std::runtime_error("openapi.yaml: $ref to `" + target + "`, which is not in schemas/");
    return "#/components/schemas/" + target.substr(0, target.size() - 5);
  }

  const Texts& schemas_;
};

std::string bundle_openapi(const std::string& yaml, const Texts& schemas) {
  const YAML::Node root = YAML::Load(yaml);
  const Bundle bundle(schemas);
  std::string text;
  for (const auto& member : root) {
    const std::string name = member.first.Scalar();
    if (name == "components") continue;
    text += json_text(name) + ":" + bundle.json(member.second, "") + ",";
  }
  text += "\"components\":{";
  for (const auto& part : root["components"])
    text += json_text(part.first.Scalar()) + ":" + bundle.json(part.second, "") + ",";
  text += "\"schemas\":{";
  std::string separator;
  for (const auto& [name, schema] : schemas) {
    if (yaml.find(name + ".json") == std::string::npos) continue;  // not a body of the API
    text += separator + json_text(name) + ":" + bundle.json(YAML::Load(schema), name);
    separator = ",";
  }
  return "{" + text + "}}}";
}

std::string raw_literal(std::string_view text) {
  return "R\"gongzhi(" + std::string(text) + ")gongzhi\"";
}

// C++ promises literals of 65,536 characters and no longer: the text in pieces, each ending behind
// an ASCII character.
std::string joined_literals(std::string_view text) {
  constexpr std::size_t piece_max = 30'000;
  std::string pieces = "std::string()";
  while (!text.empty()) {
    std::size_t size = std::min(piece_max, text.size());
    while (size < text.size() && static_cast<unsigned char>(text[size - 1]) >= 0x80) ++size;
    pieces += ".append(" + raw_literal(text.substr(0, size)) + ")";
    text.remove_prefix(size);
  }
  return pieces;
}

void write_source(std::ostream& out, const Texts& schemas, const std::string& openapi) {
  out << "// Made by cmake/bundle_schemas.cpp from schemas/. Do not edit.\n"
         "#include \"wire/openapi.hpp\"\n#include \"wire/schema.hpp\"\n\n"
         "namespace gongzhi::wire {\n\n"
         "std::span<const SchemaSource> embedded_schemas() {\n"
         "  static const std::vector<SchemaSource> schemas{\n";
  for (const auto& [name, text] : schemas)
    out << "      {" << json_text(name) << ", " << raw_literal(text) << "},\n";
  out << "  };\n  return schemas;\n}\n\n"
         "std::string_view openapi_json() {\n  static const std::string text = "
      << joined_literals(openapi) << ";\n  return text;\n}\n\n}  // namespace gongzhi::wire\n";
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) throw std::runtime_error("usage: bundle_schemas SCHEMA_DIR OUT.cpp");
  const std::filesystem::path directory(argv[1]);
  Texts schemas;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    if (entry.path().extension() == ".json")
      schemas[entry.path().stem().string()] = read_file(entry.path());
  const std::string openapi = bundle_openapi(read_file(directory / "openapi.yaml"), schemas);
  std::filesystem::create_directories(std::filesystem::path(argv[2]).parent_path());
  std::ofstream out(argv[2], std::ios::binary | std::ios::trunc);
  write_source(out, schemas, openapi);
  if (!out.flush()) throw std::runtime_error(std::string("cannot write ") + argv[2]);
  return 0;
} catch (const std::exception& error) {
  std::cerr << "bundle_schemas: " << error.what() << '\n';
  return 1;
}
