// Report -> JSON, the canonical form. Every field is described in report.schema.json.
#include <cmath>
#include <nlohmann/json.hpp>

#include "biasbound/report_writers.hpp"

namespace biasbound {
namespace {

using Json = nlohmann::ordered_json;

/// JSON has no NaN and no infinities: they are strings.
Json number(double value) {
  if (std::isfinite(value)) return value;
  return to_text(value);
}

Json number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json pair(const std::pair<double, double>& value) {
  return Json::array({number(value.first), number(value.second)});
}

Json pairs(const std::vector<std::pair<double, double>>& values) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(pair(value));
  return array;
}

Json to_tree(const Claim& claim) {
  Json constants = Json::object();
  for (const auto& [name, value] : claim.constants) constants[name] = to_text(value);
  return {{"text", to_text(claim)},
          {"kind", std::string(to_text(claim.kind))},
          {"constants", std::move(constants)},
          {"formula", formula(claim)},
          {"source", source(claim)}};
}

Json to_tree(const Half& half) {
  return {{"name", half.name},
          {"verdict", std::string(to_text(half.verdict))},
          {"measured", number(half.measured)},
          {"bound", number(half.bound)},
          {"excess", text_or_null(half.excess)},
          {"e_value", number(half.e_value)},
          {"ratio", number(half.ratio)}};
}

Json to_tree(const Tightness& tightness) {
  return {{"constant", tightness.constant},
          {"ratio", number(tightness.ratio)},
          {"tight", tightness.tight}};
}

Json to_tree(const ConstantEstimate& estimate) {
  return {{"constant", estimate.constant},
          {"estimate", number(estimate.estimate)},
          {"lower", number(estimate.lower)},
          {"upper", number(estimate.upper)}};
}

Json to_tree(const Point& point) {
  if (point.empty()) return nullptr;
  return {{"pattern", point.pattern}, {"decimal", point.decimal}, {"hex", point.hex}};
}

Json to_tree(const Frontier& frontier) {
  return {{"name", frontier.name},
          {"x", frontier.x_name},
          {"y", frontier.y_name},
          {"exact", frontier.exact},
          {"claim", frontier.claim ? pair(*frontier.claim) : Json(nullptr)},
          {"hull", pairs(frontier.hull)},
          {"pareto", pairs(frontier.pareto)},
          {"refuted", pairs(frontier.refuted)},
          {"points", pairs(frontier.points)}};
}

Json to_tree(const Implication& implication) {
  Json values = Json::object();
  for (const auto& [name, value] : implication.values) values[name] = number(value);
  return {{"text", implication.text}, {"values", std::move(values)}};
}

template <class T>
Json to_trees(const std::vector<T>& values) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(to_tree(value));
  return array;
}

Json to_tree(const Report& report, const AuditResult& audit) {
  Json tree = Json::object();
  tree["name"] = audit.name;
  tree["oracle"] = audit.oracle;
  tree["objective"] = text_or_null(audit.objective);
  tree["kind"] = audit.kind;
  tree["dimension"] = audit.dimension;
  tree["claim"] = audit.claim ? to_tree(*audit.claim) : Json(nullptr);
  tree["verdict"] = std::string(to_text(audit.verdict));
  tree["expect"] = audit.expect ? Json(std::string(to_text(*audit.expect))) : Json(nullptr);
  tree["counts"] = audit_code(report, audit);
  tree["reason"] = audit.reason;
  tree["detail"] = text_or_null(audit.detail);
  tree["theorem"] = text_or_null(audit.theorem);
  tree["method"] = std::string(to_text(audit.method));
  tree["seed"] = audit.seed;
  tree["alpha"] = number(audit.alpha);
  tree["points"] = audit.points;
  tree["samples"] = audit.samples;
  tree["search_samples"] = audit.search_samples;
  tree["e_value"] = number(audit.e_value);
  tree["halves"] = to_trees(audit.halves);
  tree["estimates"] = to_trees(audit.estimates);
  tree["detectable"] = text_or_null(audit.detectable);
  tree["tightness"] = to_trees(audit.tightness);
  tree["rounding"] = text_or_null(audit.rounding);
  tree["worst"] = to_tree(audit.worst);
  tree["worst_pair"] = to_tree(audit.worst_pair);
  tree["shrunk"] = to_tree(audit.shrunk);
  tree["shrunk_pair"] = to_tree(audit.shrunk_pair);
  tree["frontiers"] = to_trees(audit.frontiers);
  tree["implications"] = to_trees(audit.implications);
  tree["replay"] = audit.replay;
  tree["seconds"] = number(audit.seconds);
  return tree;
}

}  // namespace

std::string to_json(const Report& report) {
  Json tree = Json::object();
  tree["schema"] = report.schema;
  tree["tool"] = "biasbound";
  tree["tool_version"] = report.tool_version;
  tree["instruction_set"] = report.instruction_set;
  tree["compiler"] = report.compiler;
  tree["seed"] = report.seed;
  tree["alpha"] = number(report.alpha);
  tree["alpha_split"] = report.alpha_split;
  tree["false_alarm"] = report.false_alarm;
  tree["strict"] = report.strict;
  tree["interrupted"] = report.interrupted;
  tree["exit_code"] = exit_code(report);
  Json audits = Json::array();
  for (const auto& audit : report.audits) audits.push_back(to_tree(report, audit));
  tree["audits"] = std::move(audits);
  return tree.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace biasbound
