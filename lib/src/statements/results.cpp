// What the properties measured: a folder of JSON files, one a run.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "biasbound/spec.hpp"
#include "report/text.hpp"
#include "spec/fields.hpp"
#include "spec/limits.hpp"
#include "statements/statements.hpp"

namespace biasbound {
namespace {

using nlohmann::json;

const std::vector<std::string> kKinds = {"property", "instance", "attained", "must fail"};
const std::vector<std::string> kArithmetics = {"exact", "interval", "high"};
const std::vector<std::string> kRelations = {"<=", "=="};

const json& member(const json& object, const char* field) {
  if (!object.is_object()) throw InvalidInput(detail::shown(object) + ", expected an object");
  const auto found = object.find(field);
  if (found == object.end()) throw InvalidInput("no \"" + std::string(field) + "\"");
  return *found;
}

[[noreturn]] void refuse(const char* field, const json& value, const std::string& expected) {
  throw InvalidInput(std::string(field) + " = " + detail::shown(value) + ", expected " + expected);
}

std::string text(const json& object, const char* field) {
  const json& value = member(object, field);
  if (!value.is_string()) refuse(field, value, "text");
  return value.get<std::string>();
}

std::string one_of(const json& object, const char* field, const std::vector<std::string>& known) {
  std::string value = text(object, field);
  if (std::ranges::find(known, value) != known.end()) return value;
  std::string list;
  for (const std::string& word : known) list.append(list.empty() ? "" : ", ").append(word);
  refuse(field, value, "one of " + list);
}

PropertyRun::Comparison comparison(const json& tree) {
  PropertyRun::Comparison result;
  result.name = text(tree, "comparison");
  result.count = detail::unsigned_field(tree, "count");
  result.equality = one_of(tree, "relation", kRelations) == "==";
  if (tree.contains("slack")) result.slack = detail::finite_field(tree, "slack");
  result.measured = text(tree, "measured");
  result.bound = text(tree, "bound");
  return result;
}

PropertyRun run(const json& tree) {
  PropertyRun result;
  result.statement = text(tree, "statement");
  if (std::ranges::find(statements(), result.statement, &Statement::id) == statements().end())
    throw InvalidInput("names '" + detail::shown(result.statement) + "', which is no statement");
  result.property = text(tree, "property");
  result.kind = one_of(tree, "kind", kKinds);
  result.arithmetic = one_of(tree, "arithmetic", kArithmetics);
  result.cases = detail::unsigned_field(tree, "cases");
  result.seed = detail::unsigned_field(tree, "seed");
  const json& passed = member(tree, "passed");
  if (!passed.is_boolean()) refuse("passed", passed, "true or false");
  result.passed = passed.get<bool>();
  if (tree.contains("failure")) result.failure = text(tree, "failure");
  if (tree.contains("refuted")) result.refuted = text(tree, "refuted");
  const json& comparisons = member(tree, "comparisons");
  if (!comparisons.is_array()) refuse("comparisons", comparisons, "a list");
  for (const json& entry : comparisons) result.comparisons.push_back(comparison(entry));
  return result;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || text.str().empty())
    throw InvalidInput(path.string() + ": cannot be read, or is empty");
  if (text.str().size() > detail::max_text) throw InvalidInput(path.string() + ": more than 1 MiB");
  return text.str();
}

std::vector<std::filesystem::path> files_of(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) throw InvalidInput(folder + ": " + error.message());
  std::vector<std::filesystem::path> files;
  for (const auto& entry : entries)
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  if (files.empty())
    throw InvalidInput(folder +
                       ": holds no report of a property; `ctest -L properties` writes them");
  std::ranges::sort(files);
  return files;
}

}  // namespace

PropertyResults read_results(const std::string& folder) {
  PropertyResults results;
  for (const auto& path : files_of(folder)) {
    const json tree = read_json(content(path), path.string());
    try {
      PropertyRun next = run(tree);
      results[next.statement].push_back(std::move(next));
    } catch (const InvalidInput& error) {
      throw InvalidInput(path.string() + ": " + error.what());
    }
  }
  for (auto& [id, runs] : results)
    std::ranges::stable_sort(runs, {}, [](const PropertyRun& entry) {
      return std::ranges::find(kKinds, entry.kind) - kKinds.begin();
    });
  return results;
}

std::optional<double> PropertyRun::slack() const {
  std::optional<double> least;
  for (const Comparison& entry : comparisons)
    if (!entry.equality && entry.slack && (!least || *entry.slack < *least)) least = entry.slack;
  return least;
}

const std::vector<PropertyRun>& StatementsReport::runs(const Statement& statement) const {
  static const std::vector<PropertyRun> none;
  if (!results) return none;
  const auto found = results->find(statement.id);
  return found == results->end() ? none : found->second;
}

std::size_t passed(const std::vector<PropertyRun>& runs) {
  return static_cast<std::size_t>(std::ranges::count(runs, true, &PropertyRun::passed));
}

std::optional<double> smallest_slack(const std::vector<PropertyRun>& runs) {
  std::optional<double> least;
  for (const PropertyRun& entry : runs) {
    if (entry.kind != "property" && entry.kind != "instance") continue;
    const std::optional<double> slack = entry.slack();
    if (slack && (!least || *slack < *least)) least = slack;
  }
  return least;
}

std::string_view outcome(const StatementsReport& report, const Statement& statement) {
  if (!report.results) return "";
  const auto& runs = report.runs(statement);
  if (runs.empty()) return "no results";
  return passed(runs) == runs.size() ? "passed" : "failed";
}

std::string summary(const StatementsReport& report) {
  std::map<StatementVerdict, std::size_t> verdicts;
  std::map<std::string_view, std::size_t> outcomes;
  std::size_t fresh = 0;
  std::size_t runs = 0;
  std::size_t count_of_all = 0;
  for (const Statement* entry : report.shown) {
    runs += report.runs(*entry).size();
    if (entry->is_support()) continue;
    ++count_of_all;
    if (entry->is_new())
      ++fresh;
    else
      ++verdicts[entry->verdict];
    ++outcomes[outcome(report, *entry)];
  }
  std::string text = detail::counted(count_of_all, "statement");
  std::string_view separator = ": ";
  for (const auto& [verdict, count] : verdicts) {
    text += fmt::format("{}{} {}", separator, count, to_text(verdict));
    separator = ", ";
  }
  if (fresh > 0) text += fmt::format("{}{} new", separator, fresh);
  if (!report.results) return text;
  text += fmt::format("; {} of properties and controls", detail::counted(runs, "run"));
  for (const std::string_view word : {"passed", "failed"})
    if (outcomes[word] > 0)
      text += fmt::format(", {} {}", detail::counted(outcomes[word], "statement"), word);
  if (outcomes["no results"] > 0)
    text +=
        fmt::format(", {} without results", detail::counted(outcomes["no results"], "statement"));
  return text;
}

int exit_code(const StatementsReport& report) {
  return std::ranges::any_of(
             report.shown,
             [&](const Statement* entry) { return outcome(report, *entry) == "failed"; })
             ? 1
             : 0;
}

}  // namespace biasbound
