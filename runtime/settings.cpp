#include "runtime/settings.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "runtime/settings_rows.hpp"

namespace gongzhi::runtime {
namespace {

std::string position(std::string_view name, const toml::source_region& region) {
  return std::string(name) + ":" + std::to_string(region.begin.line) + ":" +
         std::to_string(region.begin.column);
}

FieldError unknown_key(const std::string& where, const std::string& key) {
  std::vector<std::string> known;
  for (const Row& row : rows()) known.push_back(row.key);
  const std::string near = nearest_word(key, known);
  return {where, "unknown_key",
          "unknown key " + key + (near.empty() ? "" : "; did you mean " + near + "?")};
}

std::string set_texts(std::vector<std::string>& texts, const toml::node& node) {
  constexpr std::size_t texts_max = 100;
  const auto* list = node.as_array();
  if (list == nullptr || list->size() > texts_max) return "must be a list of texts";
  texts.clear();
  for (const toml::node& item : *list) {
    const auto value = item.value_exact<std::string>();
    if (!value) return "must be a list of texts";
    texts.push_back(*value);
  }
  return {};
}

// Sets one row from its node; the text of the problem, or empty.
std::string set_row(Settings& settings, const Row& row, const toml::node& node) {
  if (const auto* place = std::get_if<TextAt>(&row.place)) {
    const auto value = node.value_exact<std::string>();
    if (!value) return row.key + " must be a text in quotes";
    if (!place->allowed.empty() &&
        !std::count(place->allowed.begin(), place->allowed.end(), *value)) {
      std::string list;
      for (const auto& word : place->allowed) list += (list.empty() ? "" : ", ") + word;
      return row.key + " must be one of " + list;
    }
    place->at(settings) = *value;
    return {};
  }
  if (const auto* place = std::get_if<TextsAt>(&row.place)) {
    const std::string problem = set_texts(place->at(settings), node);
    return problem.empty() ? problem : row.key + " " + problem;
  }
  const auto& place = std::get<NumberAt>(row.place);
  const auto value = node.value_exact<std::int64_t>();
  if (!value || *value < place.least || *value > place.most)
    return row.key + " must be a whole number from " + std::to_string(place.least) + " to " +
           std::to_string(place.most);
  place.at(settings) = *value;
  return {};
}

void overlay_table(Settings& settings, const toml::table& table, const std::string& prefix,
                   std::string_view name, std::vector<FieldError>& problems) {
  for (const auto& [key, node] : table) {
    const std::string full =
        prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
    if (const auto* inner = node.as_table(); inner != nullptr && prefix.empty()) {
      overlay_table(settings, *inner, full, name, problems);
      continue;
    }
    const auto row =
        std::find_if(rows().begin(), rows().end(), [&](const Row& r) { return r.key == full; });
    if (row == rows().end()) {
      problems.push_back(unknown_key(position(name, key.source()), full));
    } else if (std::string problem = set_row(settings, *row, node); !problem.empty()) {
      problems.push_back({position(name, node.source()), "wrong_value", std::move(problem)});
    }
  }
}

Result<std::string> read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::not_found, "cannot read " + file.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

Result<void> overlay_settings(Settings& settings, std::string_view toml_text,
                              std::string_view name) {
  const toml::parse_result parsed = toml::parse(toml_text, name);
  if (!parsed) {
    const auto& error = parsed.error();
    return Error{Errc::invalid,
                 "the settings are not valid TOML",
                 {},
                 {{position(name, error.source()), "syntax", std::string(error.description())}}};
  }
  std::vector<FieldError> problems;
  overlay_table(settings, parsed.table(), "", name, problems);
  if (problems.empty()) return {};
  return Error{Errc::invalid, "the settings have errors", {}, std::move(problems)};
}

Result<Settings> load_settings(const std::filesystem::path& file) {
  Settings settings;
  if (file.empty()) return settings;
  std::vector<std::filesystem::path> files{file};
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(file.parent_path() / "conf.d", ec))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::sort(files.begin() + 1, files.end());
  for (const auto& one : files) {
    const auto text = read_text(one);
    if (!text) return text.error();
    if (auto done = overlay_settings(settings, *text, one.string()); !done) return done.error();
  }
  return settings;
}

namespace {

std::string list_of(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& one : texts) list += (list.empty() ? "\"" : ", \"") + one + "\"";
  return "[" + list + "]";
}

}  // namespace

std::vector<SettingRow> effective_settings(const Settings& settings) {
  std::vector<SettingRow> list;
  Settings copy = settings;
  for (const Row& row : rows()) {
    std::string value;
    if (const auto* place = std::get_if<TextAt>(&row.place))
      value = "\"" + place->at(copy) + "\"";
    else if (const auto* texts = std::get_if<TextsAt>(&row.place))
      value = list_of(texts->at(copy));
    else
      value = std::to_string(std::get<NumberAt>(row.place).at(copy));
    list.push_back({row.key, std::move(value), row.meaning});
  }
  return list;
}

}  // namespace gongzhi::runtime
