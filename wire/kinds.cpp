// Reading kinds member by member; every error is collected with its pointer and line.
#include "wire/kinds.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <sstream>
#include <utility>
#include <vector>

#include "governance/kind_check.hpp"
#include "wire/json.hpp"
#include "wire/json_position.hpp"

namespace gongzhi::wire {
namespace {

constexpr std::size_t errors_max = 50;
constexpr std::size_t files_max = 200;

/// Collects what is wrong, with the line of the file.
class Complaints {
 public:
  Complaints(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  void add(const std::string& pointer, std::string code, std::string detail) {
    if (errors_.size() >= errors_max) return;
    const std::string line = std::to_string(line_of_pointer(text_, pointer));
    errors_.push_back(
        {std::string(file_) + ":" + line + " " + pointer, std::move(code), std::move(detail)});
  }
  std::vector<FieldError> take() { return std::move(errors_); }
  bool empty() const { return errors_.empty(); }

 private:
  std::string_view text_;
  std::string_view file_;
  std::vector<FieldError> errors_;
};

/// One object of the file: typed members, and afterwards no unknown ones.
class Reader {
 public:
  Reader(const Json& object, std::string pointer, Complaints& complaints)
      : object_(object), pointer_(std::move(pointer)), complaints_(complaints) {
    if (!object_.IsObject()) complain("", "type", "an object is expected here");
  }

  void text(std::string_view name, std::string& out) { read(name, out, "a text"); }
  void flag(std::string_view name, bool& out) { read(name, out, "true or false"); }
  void integer(std::string_view name, std::int64_t& out) { read(name, out, "an integer"); }

  void required_text(std::string_view name, std::string& out) {
    text(name, out);
    if (object_.IsObject() && out.empty() && !already_wrong_)
      complain(name, "required", "`" + std::string(name) + "` is missing or empty");
    already_wrong_ = false;
  }

  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> out;
    each(name, [&](const Json& value, const std::string& pointer) {
      if (value.IsString())
        out.emplace_back(text_of(value));
      else
        complaints_.add(pointer, "type", "a text is expected here");
    });
    return out;
  }

  /// Texts that must parse by `parse` (Result<T>(string_view)).
  template <class T, class Parse>
  std::vector<T> parsed(std::string_view name, std::string code, Parse parse) {
    std::vector<T> out;
    const std::vector<std::string> all = texts(name);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto value = parse(std::string_view(all[i]));
      if (value)
        out.push_back(*value);
      else
        complaints_.add(child_pointer(child_pointer(pointer_, name), i), code,
                        "`" + all[i] + "`: " + value.error().message);
    }
    return out;
  }

  template <class Visit>
  void each(std::string_view name, Visit visit) {
    names_.push_back(std::string(name));
    const Json* array = find_member(object_, name);
    if (!array) return;
    if (!array->IsArray()) return complain(name, "type", "a list is expected here");
    for (rapidjson::SizeType i = 0; i < array->Size(); ++i)
      visit((*array)[i], child_pointer(child_pointer(pointer_, name), std::size_t{i}));
  }

  void no_others() {
    if (!object_.IsObject()) return;
    for (const auto& member : object_.GetObject()) {
      const std::string name(text_of(member.name));
      if (name != "$comment" && std::ranges::find(names_, name) == names_.end())
        complain(name, "unknown_member", "no such member: `" + name + "`");
    }
  }

  void complain(std::string_view name, std::string code, std::string detail) {
    complaints_.add(name.empty() ? pointer_ : child_pointer(pointer_, name), std::move(code),
                    std::move(detail));
  }

 private:
  template <class T>
  void read(std::string_view name, T& out, const char* what) {
    names_.push_back(std::string(name));
    if (!find_member(object_, name) || read_member(object_, name, out)) return;
    already_wrong_ = true;
    complain(name, "type", std::string(what) + " is expected here");
  }

  const Json& object_;
  std::string pointer_;
  Complaints& complaints_;
  std::vector<std::string> names_;
  bool already_wrong_ = false;
};

FieldSpec read_field(const Json& json, const std::string& pointer, Complaints& complaints) {
  Reader reader(json, pointer, complaints);
  FieldSpec field;
  std::string type = "text";
  std::int64_t length_max = static_cast<std::int64_t>(field.length_max);
  reader.required_text("name", field.name);
  reader.required_text("label", field.label);
  reader.text("type", type);
  reader.flag("required", field.required);
  reader.integer("max", length_max);
  field.choices = reader.texts("choices");
  field.with = reader.texts("with");
  const auto parsed = parse_field_type(type);
  if (!parsed) reader.complain("type", "field_type", "no such type: `" + type + "`");
  field.type = parsed.value_or(FieldSpec::Type::text);
  field.length_max = static_cast<std::size_t>(std::max<std::int64_t>(length_max, 1));
  reader.no_others();
  return field;
}

StateSpec read_state(const Json& json, const std::string& pointer, Complaints& complaints) {
  Reader reader(json, pointer, complaints);
  StateSpec state;
  reader.required_text("name", state.name);
  reader.required_text("label", state.label);
  reader.required_text("step", state.step);
  reader.text("owner", state.owner);
  reader.text("clock", state.clock);
  reader.text("open311", state.open311);
  reader.required_text("extended_status", state.extended_status);
  reader.flag("final", state.final);
  reader.no_others();
  return state;
}

ClockSpec read_clock(const Json& json, const std::string& pointer, Complaints& complaints) {
  Reader reader(json, pointer, complaints);
  ClockSpec clock;
  std::string limit;
  reader.required_text("name", clock.name);
  reader.required_text("label", clock.label);
  reader.required_text("limit", limit);
  const auto parsed = parse_limit(limit);
  if (parsed)
    clock.limit = *parsed;
  else
    reader.complain("limit", "limit", "`" + limit + "`: " + parsed.error().message);
  reader.no_others();
  return clock;
}

std::vector<FieldSpec> read_fields(Reader& reader, std::string_view name, Complaints& complaints) {
  std::vector<FieldSpec> fields;
  reader.each(name, [&](const Json& value, const std::string& pointer) {
    fields.push_back(read_field(value, pointer, complaints));
  });
  return fields;
}

SheetSpec read_sheet(const Json& json, const std::string& pointer, Complaints& complaints) {
  Reader reader(json, pointer, complaints);
  SheetSpec sheet;
  std::int64_t lines_max = static_cast<std::int64_t>(sheet.lines_max);
  reader.required_text("name", sheet.name);
  reader.required_text("label", sheet.label);
  reader.text("key", sheet.key);
  reader.integer("lines_max", lines_max);
  sheet.fields = read_fields(reader, "fields", complaints);
  sheet.lines_max = static_cast<std::size_t>(std::max<std::int64_t>(lines_max, 1));
  reader.no_others();
  return sheet;
}

ActionSpec read_action(const Json& json, const std::string& pointer, Complaints& complaints) {
  Reader reader(json, pointer, complaints);
  ActionSpec action;
  std::string trigger = "person";
  reader.required_text("name", action.name);
  reader.required_text("label", action.label);
  reader.text("row", action.row);
  reader.text("trigger", trigger);
  action.from = reader.texts("from");
  reader.text("to", action.to);
  action.who = reader.parsed<Permit>("who", "permit", parse_permit);
  action.needs = read_fields(reader, "needs", complaints);
  action.when = reader.parsed<Term>("when", "term", parse_term);
  action.guards = reader.parsed<Term>("guards", "term", parse_term);
  action.effects = reader.parsed<Term>("effects", "term", parse_term);
  reader.flag("needs_version", action.needs_version);
  reader.flag("staff_only", action.staff_only);
  const auto parsed = parse_trigger(trigger);
  if (!parsed)
    reader.complain("trigger", "trigger", "person, entry, clock or word is expected here");
  action.trigger = parsed.value_or(Trigger::person);
  reader.no_others();
  return action;
}

KindSpec read_kind(const Json& json, Complaints& complaints) {
  Reader reader(json, "", complaints);
  KindSpec kind;
  reader.required_text("kind", kind.name);
  reader.required_text("label", kind.label);
  reader.integer("version", kind.version);
  reader.text("initial", kind.initial);
  kind.who_creates = reader.parsed<Permit>("who_creates", "permit", parse_permit);
  kind.takes = reader.texts("takes");
  std::string rules = "own";
  reader.text("rules", rules);
  if (rules != "own" && rules != "item")
    reader.complain("rules", "rules", "own or item is expected here");
  kind.rules = rules == "item" ? KindSpec::Rules::item : KindSpec::Rules::own;
  reader.flag("private", kind.is_private);
  kind.fields = read_fields(reader, "fields", complaints);
  reader.each("clocks", [&](const Json& value, const std::string& pointer) {
    kind.clocks.push_back(read_clock(value, pointer, complaints));
  });
  reader.each("sheets", [&](const Json& value, const std::string& pointer) {
    kind.sheets.push_back(read_sheet(value, pointer, complaints));
  });
  kind.indexed = reader.texts("indexed");
  reader.each("states", [&](const Json& value, const std::string& pointer) {
    kind.states.push_back(read_state(value, pointer, complaints));
  });
  reader.each("actions", [&](const Json& value, const std::string& pointer) {
    kind.actions.push_back(read_action(value, pointer, complaints));
  });
  reader.no_others();
  return kind;
}

Error not_a_kind(std::string_view what, std::vector<FieldError> errors) {
  return Error{Errc::invalid, std::string(what) + " cannot be read", {}, std::move(errors)};
}

/// A sentence of parse_json() about a byte of the file: the byte becomes line and column.
void place_in_file(FieldError& field, std::string_view text, std::string_view file) {
  constexpr std::string_view mark = " (at byte ";
  const auto at = field.detail.rfind(mark);
  std::size_t offset = 0;
  if (at != std::string::npos) {
    const char* const digits = field.detail.data() + at + mark.size();
    std::from_chars(digits, field.detail.data() + field.detail.size(), offset);
    field.detail.erase(at);
  }
  const TextPlace place = at == std::string::npos ? place_of_pointer(text, field.pointer)
                                                  : place_of_offset(text, offset);
  field.pointer =
      std::string(file) + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

Result<std::vector<std::filesystem::path>> kind_files(const std::string& directory) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_regular_file(directory, error))
    return std::vector{std::filesystem::path(directory)};
  for (const auto& entry : std::filesystem::directory_iterator(directory, error))
    if (entry.path().extension() == ".json" && files.size() < files_max)
      files.push_back(entry.path());
  if (error) return fail(Errc::not_found, "cannot read the kinds in " + directory, error.message());
  if (files.empty()) return fail(Errc::not_found, "there are no kinds (*.json) in " + directory);
  std::ranges::sort(files);
  return files;
}

Result<std::string> read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Errc::not_found, "cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

Result<KindSpec> parse_kind(std::string_view json, std::string_view file) {
  auto document = parse_json(json, file_limits);
  if (!document) {
    Error error = document.error();
    for (FieldError& field : error.fields) place_in_file(field, json, file);
    error.message = std::string(file) + " is not JSON as it is read here";
    return error;
  }
  Complaints complaints(json, file);
  KindSpec kind = read_kind(*document, complaints);
  if (!complaints.empty()) return not_a_kind(file, complaints.take());
  return kind;
}

std::vector<FieldError> check_kind_text(std::string_view json, std::string_view file) {
  const auto kind = parse_kind(json, file);
  if (!kind) {
    const Error error = kind.error();
    if (!error.fields.empty()) return error.fields;
    return {{std::string(file), "unreadable", error.message}};
  }
  std::vector<FieldError> errors;
  for (const KindFinding& finding : check_kind(*kind))
    errors.push_back(
        {std::string(file) + ":" + std::to_string(line_of_pointer(json, finding.place)),
         finding.code, finding.pointer + ": " + finding.detail});
  return errors;
}

Result<std::vector<KindFile>> load_kind_files(const std::string& directory) {
  const auto paths = kind_files(directory);
  if (!paths) return paths.error();
  std::vector<KindFile> files;
  for (const std::filesystem::path& path : *paths) {
    auto text = read_text(path);
    if (!text) return text.error();
    files.push_back({path.string(), std::move(*text)});
  }
  return files;
}

Result<KindSet> load_kinds(const std::string& directory) {
  const auto files = load_kind_files(directory);
  if (!files) return files.error();
  std::vector<KindSpec> kinds;
  std::vector<FieldError> errors;
  for (const KindFile& file : *files) {
    auto kind = parse_kind(file.text, file.path);
    if (!kind) {
      const Error error = kind.error();
      errors.insert(errors.end(), error.fields.begin(), error.fields.end());
      if (error.fields.empty()) errors.push_back({file.path, "unreadable", error.message});
      continue;
    }
    const bool is_double = std::ranges::any_of(kinds, [&](const KindSpec& other) {
      return other.name == kind->name && other.version == kind->version;
    });
    if (is_double)
      errors.push_back({file.path + " /kind", "double",
                        "`" + kind->name + "` of this version is there already"});
    kinds.push_back(std::move(*kind));
  }
  if (!errors.empty()) return not_a_kind("what is in " + directory, std::move(errors));
  return KindSet(std::move(kinds));
}

}  // namespace gongzhi::wire
