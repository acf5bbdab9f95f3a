// Statements -> JSON.
#include <nlohmann/json.hpp>

#include "biasbound/build_info.hpp"
#include "statements/statements.hpp"

namespace biasbound {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }
Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json to_tree(const PropertyRun& run) {
  Json comparisons = Json::array();
  for (const auto& entry : run.comparisons)
    comparisons.push_back({{"comparison", entry.name},
                           {"relation", entry.equality ? "==" : "<="},
                           {"count", entry.count},
                           {"slack", number(entry.slack)},
                           {"measured", entry.measured},
                           {"bound", entry.bound}});
  return {{"property", run.property},
          {"kind", run.kind},
          {"arithmetic", run.arithmetic},
          {"cases", run.cases},
          {"seed", run.kind == "property" ? Json(run.seed) : Json(nullptr)},
          {"passed", run.passed},
          {"failure", text_or_null(run.failure)},
          {"refuted", text_or_null(run.refuted)},
          {"smallest_slack", number(run.slack())},
          {"comparisons", std::move(comparisons)}};
}

Json to_tree(const StatementsReport& report, const Statement& statement) {
  Json properties = Json::array();
  for (const auto& test : statement.properties)
    properties.push_back({{"file", test.file}, {"name", test.name}});
  Json proofs = Json::array();
  for (const auto& proof : statement.proofs)
    proofs.push_back({{"theorem", proof.theorem}, {"file", proof.file}, {"digest", proof.digest}});
  Json covers = Json::array();
  for (const auto& coverage : statement.covers)
    covers.push_back({{"theorem", coverage.theorem},
                      {"oracle", coverage.oracle},
                      {"constants", coverage.constants}});
  Json tree = {{"id", statement.id},
               {"title", statement.title},
               {"place", statement.place},
               {"printed", text_or_null(statement.printed)},
               {"verdict", std::string(to_text(statement.verdict))},
               {"corrected", statement.corrected},
               {"remarks", text_or_null(statement.remarks)},
               {"counterexample", text_or_null(statement.counterexample)},
               {"properties", std::move(properties)},
               {"proofs", std::move(proofs)},
               {"covers", std::move(covers)},
               {"unproved", text_or_null(statement.unproved)},
               {"experiment", text_or_null(statement.experiment)}};
  if (!report.results) return tree;
  tree["outcome"] = std::string(outcome(report, statement));
  tree["smallest_slack"] = number(smallest_slack(report.runs(statement)));
  Json runs = Json::array();
  for (const auto& run : report.runs(statement)) runs.push_back(to_tree(run));
  tree["runs"] = std::move(runs);
  return tree;
}

}  // namespace

std::string to_json(const StatementsReport& report) {
  Json entries = Json::array();
  for (const Statement* statement : report.shown) entries.push_back(to_tree(report, *statement));
  const Json tree = {{"tool", "biasbound"},
                     {"tool_version", build_info().version},
                     {"statements", std::move(entries)}};
  return tree.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace biasbound
