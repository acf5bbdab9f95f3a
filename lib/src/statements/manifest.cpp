// proofs/statements.toml, read and checked.
#include <algorithm>
#include <array>

#include "biasbound/spec.hpp"
#include "spec/fields.hpp"
#include "spec/text.hpp"
#include "statements/embedded.hpp"
#include "statements/statements.hpp"

namespace biasbound {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 5> kVerdicts = {"true", "true with repair", "loose", "false",
                                                       "ill-posed"};

[[noreturn]] void refuse(const std::string& field, const json& value, const char* expected) {
  throw InvalidInput(field + " = " + detail::shown(value) + ", expected " + expected);
}

std::string text(const json& value, const std::string& field) {
  if (!value.is_string()) refuse(field, value, "text");
  return value.get<std::string>();
}

/// The tables of a list, each with these keys and no other.
std::vector<std::array<std::string, 3>> rows(const json& entry, const std::string& field,
                                             const std::array<const char*, 3>& keys) {
  std::vector<std::array<std::string, 3>> result;
  const auto list = entry.find(field);
  if (list == entry.end()) return result;
  if (!list->is_array()) refuse(field, *list, "a list of tables");
  for (const json& table : *list) {
    if (!table.is_object() || table.size() != keys.size())
      refuse(field, table, "a table of three keys");
    auto& row = result.emplace_back();
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto found = table.find(keys[i]);
      if (found == table.end()) throw InvalidInput(field + ": no \"" + keys[i] + "\"");
      row[i] = text(*found, keys[i]);
    }
  }
  return result;
}

Statement statement(const std::string& id, const json& table) {
  if (!table.is_object()) refuse(id, table, "a table");
  if (id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
    throw InvalidInput("an id has small letters, digits and _ only");
  const std::vector<std::string_view> known = {"title",      "place",          "printed", "verdict",
                                               "corrected",  "remarks",        "proofs",  "covers",
                                               "experiment", "counterexample", "unproved"};
  for (const auto& [key, value] : table.items())
    if (std::ranges::find(known, key) == known.end())
      throw InvalidInput("unknown key '" + detail::escaped(key, 40) + "'" +
                         detail::suggestion(key, known));
  const auto optional = [&](const char* key) {
    const auto found = table.find(key);
    return found == table.end() ? std::string() : text(*found, key);
  };
  const auto required = [&](const char* key) {
    std::string value = optional(key);
    if (value.empty()) throw InvalidInput("no \"" + std::string(key) + "\"");
    return value;
  };
  Statement result;
  result.id = id;
  result.title = required("title");
  result.place = required("place");
  result.printed = result.is_new() ? optional("printed") : required("printed");
  result.verdict = statement_verdict(required("verdict"));
  result.corrected = required("corrected");
  result.remarks = optional("remarks");
  result.counterexample = optional("counterexample");
  for (auto& [theorem, file, digest] : rows(table, "proofs", {"theorem", "file", "digest"}))
    result.proofs.push_back({std::move(theorem), std::move(file), std::move(digest)});
  for (auto& [theorem, oracle, constants] :
       rows(table, "covers", {"theorem", "oracle", "constants"}))
    result.covers.push_back({std::move(theorem), std::move(oracle), std::move(constants)});
  result.unproved = optional("unproved");
  result.experiment = optional("experiment");
  return result;
}

Statement support(const std::string& id, json table) {
  if (!table.is_object()) refuse(id, table, "a table");
  table["place"] = "support";
  table["printed"] = "-";
  table["verdict"] = "true";
  Statement result = statement(id, table);
  result.printed.clear();
  return result;
}

void add_tests(const json& tests, std::vector<Statement>& all) {
  for (const json& test : tests) {
    const std::string tags = test.at("tags").get<std::string>();
    for (Statement& entry : all)
      if (tags.find('[' + entry.id + ']') != std::string::npos)
        entry.properties.push_back(
            {test.at("file").get<std::string>(), test.at("name").get<std::string>()});
  }
}

}  // namespace

std::string_view to_text(StatementVerdict verdict) {
  return kVerdicts.at(static_cast<std::size_t>(verdict));
}

StatementVerdict statement_verdict(std::string_view text) {
  const auto found = std::ranges::find(kVerdicts, text);
  if (found != kVerdicts.end()) return static_cast<StatementVerdict>(found - kVerdicts.begin());
  std::string known;
  for (const std::string_view verdict : kVerdicts)
    known.append(known.empty() ? "" : ", ").append(verdict);
  throw InvalidInput("verdict '" + detail::escaped(text, 40) + "' is none of " + known);
}

std::vector<Statement> parse_statements(std::string_view text, std::string_view name) {
  const json root = read_toml(text, name);
  std::vector<Statement> all;
  for (const char* kind : {"statement", "support"}) {
    const json tables = root.value(kind, json::object());
    if (!tables.is_object()) throw InvalidInput(std::string(name) + ": " + kind + " is no table");
    std::vector<Statement> found;
    for (const auto& [id, table] : tables.items()) try {
        found.push_back(kind == std::string_view("support") ? support(id, table)
                                                            : statement(id, table));
      } catch (const InvalidInput& error) {
        throw InvalidInput(std::string(name) + ": " + detail::escaped(id, 40) + ": " +
                           error.what());
      }
    // The reader of TOML forgets the order of tables, which is the paper's.
    std::ranges::sort(found, {}, [&](const Statement& entry) {
      return text.find("[" + std::string(kind) + "." + entry.id + "]");
    });
    std::ranges::move(found, std::back_inserter(all));
  }
  if (const auto tests = root.find("test"); tests != root.end()) add_tests(*tests, all);
  return all;
}

const std::vector<Statement>& statements() {
  static const std::vector<Statement> all =
      parse_statements(std::string(detail::embedded_manifest,
                                   detail::embedded_manifest + detail::embedded_manifest_size),
                       "statements.toml");
  return all;
}

}  // namespace biasbound
