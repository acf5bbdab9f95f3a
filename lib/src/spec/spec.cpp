// A file of audits: which keys it may have, and what their values may be. What an oracle's or
// objective's own parameters mean is the catalogue's to say.
#include "biasbound/spec.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "biasbound/external.hpp"
#include "spec/fields.hpp"
#include "spec/limits.hpp"
#include "spec/text.hpp"

namespace biasbound {
namespace {

using detail::shown;
using nlohmann::json;

void refuse_unknown_keys(const json& table, const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : table.items())
    if (std::find(known.begin(), known.end(), key) == known.end())
      throw InvalidInput("unknown key '" + detail::escaped(key, 40) + "'" +
                         detail::suggestion(key, known));
}

[[noreturn]] void refuse(std::string_view field, const json& value, std::string_view expected) {
  throw InvalidInput(std::string(field) + " = " + shown(value) + ", expected " +
                     std::string(expected));
}

std::string text(const json& value, std::string_view field) {
  if (!value.is_string() || value.get_ref<const std::string&>().empty())
    refuse(field, value, "text that is not empty");
  return value.get<std::string>();
}

double positive(const json& value, std::string_view field) {
  const double number = detail::finite_number(value, field);
  if (!(number > 0)) refuse(field, value, "a number > 0");
  return number;
}

std::uint64_t at_least_one(const json& value, std::string_view field) {
  const std::uint64_t number = detail::unsigned_number(value, field);
  if (number == 0) refuse(field, value, "an integer >= 1");
  return number;
}

// A word or a list of words, as the list.
json command(const json& value) {
  if (value.is_string()) return split_words(value.get_ref<const std::string&>());
  if (!value.is_array() || value.empty())
    refuse("oracle.command", value, "a list of words, or one text");
  for (const json& word : value)
    if (!word.is_string()) refuse("oracle.command", value, "a list of words, or one text");
  return value;
}

json oracle(const json& value) {
  if (!value.is_object()) refuse("oracle", value, "a table");
  const std::vector<std::string_view> sources = {"kind", "command", "plugin"};
  std::string_view source;
  for (const std::string_view candidate : sources) {
    if (!value.contains(candidate)) continue;
    if (!source.empty())
      throw InvalidInput("oracle: '" + std::string(source) + "' and '" + std::string(candidate) +
                         "' exclude each other");
    source = candidate;
  }
  if (source.empty())
    throw InvalidInput("oracle = " + shown(value) +
                       ", expected one of 'kind', 'command', 'plugin'");
  json result = value;
  try {
    if (source != "kind") refuse_unknown_keys(value, {source});
  } catch (const InvalidInput& error) {
    throw InvalidInput(std::string("oracle: ") + error.what());
  }
  if (source == "command")
    result["command"] = command(value.at("command"));
  else
    text(value.at(std::string(source)), "oracle." + std::string(source));
  return result;
}

Verdict expected_verdict(const json& value) {
  try {
    return parse_verdict(text(value, "expect"));
  } catch (const InvalidInput&) {
    refuse("expect", value,
           "PROVED, SUPPORTED, NOT_REFUTED, REFUTED, INCONCLUSIVE or ORACLE_ERROR");
  }
}

AuditSpec parse_audit(const json& table) {
  if (!table.is_object()) throw InvalidInput("expected a table");
  refuse_unknown_keys(table, {"name", "oracle", "objective", "claim", "expect", "dimension",
                              "samples", "seed", "time_limit", "infer"});
  AuditSpec audit;
  const auto with = [&](const char* field, const auto& take) {
    if (const auto found = table.find(field); found != table.end()) take(*found);
  };
  if (!table.contains("oracle")) throw InvalidInput("no oracle");
  audit.oracle = oracle(table.at("oracle"));
  with("name", [&](const json& v) { audit.name = text(v, "name"); });
  with("objective", [&](const json& v) {
    if (!v.is_object()) refuse("objective", v, "a table");
    if (!v.contains("kind")) throw InvalidInput("objective = " + shown(v) + ", expected a 'kind'");
    text(v.at("kind"), "objective.kind");
    audit.objective = v;
  });
  with("claim", [&](const json& v) { audit.claim = detail::claim_field(v, "claim"); });
  with("expect", [&](const json& v) { audit.expect = expected_verdict(v); });
  with("dimension", [&](const json& v) {
    audit.dimension = static_cast<std::size_t>(at_least_one(v, "dimension"));
  });
  with("samples", [&](const json& v) { audit.samples = at_least_one(v, "samples"); });
  with("seed", [&](const json& v) { audit.seed = detail::unsigned_number(v, "seed"); });
  with("time_limit", [&](const json& v) { audit.time_limit = positive(v, "time_limit"); });
  with("infer", [&](const json& v) {
    if (!v.is_boolean()) refuse("infer", v, "true or false");
    audit.infer = v.get<bool>();
  });
  return audit;
}

// ` "ours"`, for messages: an audit is easier to find by its name than by its number.
std::string name_of(const json& table) {
  if (!table.is_object()) return {};
  const auto name = table.find("name");
  if (name == table.end() || !name->is_string()) return {};
  return " \"" + detail::escaped(name->get_ref<const std::string&>(), 60) + "\"";
}

}  // namespace

RunSpec parse_spec(std::string_view text, std::string_view name) {
  const json root = read_toml(text, name);
  const std::string file(name);
  RunSpec run;
  try {
    refuse_unknown_keys(root, {"alpha", "seed", "audit"});
    if (const auto alpha = root.find("alpha"); alpha != root.end()) {
      run.alpha = detail::finite_number(*alpha, "alpha");
      if (!(*run.alpha > 0 && *run.alpha < 1)) refuse("alpha", *alpha, "a number between 0 and 1");
    }
    if (const auto seed = root.find("seed"); seed != root.end())
      run.seed = detail::unsigned_number(*seed, "seed");
    if (!root.contains("audit")) throw InvalidInput("no [[audit]]");
    if (!root.at("audit").is_array() || root.at("audit").empty())
      refuse("audit", root.at("audit"), "one or more [[audit]]");
  } catch (const InvalidInput& error) {
    throw InvalidInput(file + ": " + error.what());
  }
  for (const json& table : root.at("audit")) {
    const std::string where = file + ": audit[" + std::to_string(run.audits.size() + 1) + "]";
    try {
      run.audits.push_back(parse_audit(table));
    } catch (const InvalidInput& error) {
      throw InvalidInput(where + name_of(table) + ": " + error.what());
    }
    run.audits.back().where = where;
  }
  return run;
}

RunSpec read_spec(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InvalidInput(detail::escaped(path, 200) + ": " + std::strerror(errno));
  // One byte more than is taken, so that a file that is too large is known without reading it all.
  std::string text(detail::max_text + 1, '\0');
  errno = 0;
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (errno != 0 && file.gcount() == 0))
    throw InvalidInput(detail::escaped(path, 200) + ": " +
                       (errno != 0 ? std::strerror(errno) : "cannot be read"));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return parse_spec(text, path);
}

}  // namespace biasbound
