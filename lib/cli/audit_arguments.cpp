// From the arguments of `biasbound audit` to a RunSpec.
#include "audit_arguments.hpp"

#include <limits>

#include "biasbound/external.hpp"
#include "report/parameters.hpp"
#include "values.hpp"

namespace biasbound::cli {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kMostDimension = 100'000'000;

struct Assignment {
  std::string name;
  std::string value;
};

Assignment assignment(std::string_view option, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InvalidInput(std::string(option) + ": '" + text + "' is not NAME=VALUE");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::string type_of(const CatalogueEntry* entry, std::string_view name) {
  const Parameter* parameter = entry == nullptr ? nullptr : detail::find_parameter(*entry, name);
  return parameter == nullptr ? "" : parameter->type;
}

void assign(json& target, const CatalogueEntry* entry, std::string_view option,
            const Assignment& parameter) {
  if (target.contains(parameter.name))
    throw InvalidInput(std::string(option) + ": " + parameter.name + " is given twice");
  target[parameter.name] =
      detail::parse_parameter(parameter.value, type_of(entry, parameter.name), option);
}

/// The compressor or oracle inside an oracle, where it was given as a bare kind, takes parameters
/// too.
json* nested(json& oracle, std::string_view parameter) {
  for (auto& value : oracle) {
    if (!value.is_object() || !value.contains("kind") || !value["kind"].is_string()) continue;
    const CatalogueEntry* entry =
        detail::find_entry(value["kind"].get_ref<const std::string&>(), false);
    if (entry != nullptr && detail::find_parameter(*entry, parameter) != nullptr) return &value;
    if (json* deeper = nested(value, parameter)) return deeper;
  }
  return nullptr;
}

bool takes(const CatalogueEntry* entry, std::string_view parameter) {
  return entry != nullptr && detail::find_parameter(*entry, parameter) != nullptr;
}

/// Gives a direct option to the oracle if it takes it, else to what is inside the oracle, else to
/// the objective.
void assign_direct(AuditSpec& audit, const Assignment& parameter) {
  const std::string option = detail::option_name(parameter.name);
  const CatalogueEntry* oracle =
      detail::find_entry(audit.oracle.value("kind", std::string()), false);
  // An unknown kind is refused where it is built, with the nearest known one.
  if (oracle == nullptr || takes(oracle, parameter.name))
    return assign(audit.oracle, oracle, option, parameter);
  if (json* inner = nested(audit.oracle, parameter.name))
    return assign(*inner, detail::find_entry((*inner)["kind"].get_ref<const std::string&>(), false),
                  option, parameter);
  if (audit.objective.is_object()) {
    const CatalogueEntry* objective =
        detail::find_entry(audit.objective.value("kind", std::string()), true);
    if (objective == nullptr || takes(objective, parameter.name))
      return assign(audit.objective, objective, option, parameter);
  }
  throw InvalidInput(option + ": " + audit.oracle.value("kind", std::string("this oracle")) +
                     (audit.objective.is_object()
                          ? " and " + audit.objective.value("kind", std::string()) + " have"
                          : " has") +
                     " no parameter '" + parameter.name + "'");
}

json oracle_of(const AuditArguments& a) {
  if (!a.command.empty()) {
    const auto words = split_words(a.command);
    if (words.empty()) throw InvalidInput("--command: '" + a.command + "' has no words");
    return {{"command", words}};
  }
  if (!a.plugin.empty()) return {{"plugin", a.plugin}};
  return {{"kind", a.oracle}};
}

/// --dimension belongs to the objective where that takes one, else to the audit.
void set_dimension(AuditSpec& audit, const AuditArguments& a) {
  if (a.dimension.empty()) return;
  const std::uint64_t dimension = count_value("--dimension", a.dimension, 1, kMostDimension);
  if (audit.objective.is_object() && !audit.objective.contains("dimension") &&
      takes(detail::find_entry(audit.objective.value("kind", std::string()), true), "dimension"))
    audit.objective["dimension"] = dimension;
  else
    audit.dimension = dimension;
}

AuditSpec one_audit(const AuditArguments& a) {
  AuditSpec audit;
  audit.name = a.name;
  audit.oracle = oracle_of(a);
  const CatalogueEntry* entry = detail::find_entry(a.oracle, false);
  const bool built_in = !a.oracle.empty();
  if (!a.objective.empty()) audit.objective = {{"kind", a.objective}};
  if (!built_in && (!a.objective.empty() || !a.direct.empty() || !a.parameters.empty() ||
                    !a.objective_parameters.empty()))
    throw InvalidInput(
        "--command and --plugin bring their own objective and parameters; only --oracle takes "
        "them");
  if (a.objective.empty() && !a.objective_parameters.empty())
    throw InvalidInput("--objective-param: " + a.objective_parameters.front() +
                       ": give --objective first");
  for (const auto& text : a.parameters)
    assign(audit.oracle, entry, "--param", assignment("--param", text));
  for (const auto& text : a.objective_parameters)
    assign(audit.objective, detail::find_entry(a.objective, true), "--objective-param",
           assignment("--objective-param", text));
  set_dimension(audit, a);
  // The outer oracle's own parameters first: they may bring the inner one.
  for (const bool own : {true, false})
    for (const auto& [name, value] : a.direct)
      if (takes(entry, name) == own) assign_direct(audit, {name, value});
  return audit;
}

std::vector<AuditSpec> audits_of(const AuditArguments& a) {
  const AuditSpec base = one_audit(a);
  std::vector<AuditSpec> audits;
  for (const auto& claim : a.claims) {
    audits.push_back(base);
    audits.back().claim = parse_claim(claim);
    if (!a.name.empty() && a.claims.size() > 1) audits.back().name = a.name + ": " + claim;
  }
  if (audits.empty()) audits.push_back(base);
  if (!a.expects.empty() && a.expects.size() != 1 && a.expects.size() != audits.size())
    throw InvalidInput("--expect: given " + std::to_string(a.expects.size()) + " times for " +
                       std::to_string(audits.size()) + " audits");
  for (std::size_t i = 0; i < audits.size() && !a.expects.empty(); ++i)
    audits[i].expect = parse_verdict(a.expects[a.expects.size() == 1 ? 0 : i]);
  return audits;
}

RunSpec files_of(const AuditArguments& a) {
  const auto refuse = [](bool given, const char* option) {
    if (given)
      throw InvalidInput(std::string(option) +
                         " is for an oracle on the command line, not for files");
  };
  refuse(!a.objective.empty(), "--objective");
  refuse(!a.dimension.empty(), "--dimension");
  refuse(!a.claims.empty(), "--claim");
  refuse(!a.expects.empty(), "--expect");
  refuse(!a.name.empty(), "--name");
  refuse(!a.at.empty(), "--at");
  refuse(!a.parameters.empty(), "--param");
  refuse(!a.objective_parameters.empty(), "--objective-param");
  if (!a.direct.empty()) refuse(true, detail::option_name(a.direct.begin()->first).c_str());

  RunSpec all;
  for (const auto& path : a.specs) {
    RunSpec file = read_spec(path);
    if (file.alpha && all.alpha && *file.alpha != *all.alpha && a.alpha.empty())
      throw InvalidInput(path + ": alpha = " + to_text(*file.alpha) + ", but another file has " +
                         to_text(*all.alpha) + "; give --alpha");
    if (file.alpha) all.alpha = file.alpha;
    for (auto& audit : file.audits) {
      if (!audit.seed) audit.seed = file.seed;
      all.audits.push_back(std::move(audit));
    }
    if (a.specs.size() == 1) all.seed = file.seed;
  }
  return all;
}

}  // namespace

RunSpec run_spec(const AuditArguments& a) {
  const int subjects = (a.oracle.empty() ? 0 : 1) + (a.command.empty() ? 0 : 1) +
                       (a.plugin.empty() ? 0 : 1) + (a.specs.empty() ? 0 : 1);
  if (subjects == 0)
    throw InvalidInput("audit: nothing to audit; give SPEC.toml, --oracle, --command or --plugin");
  if (subjects > 1)
    throw InvalidInput("audit: give only one of SPEC.toml, --oracle, --command, --plugin");
  RunSpec run;
  if (a.specs.empty())
    run.audits = audits_of(a);
  else
    run = files_of(a);

  if (!a.alpha.empty()) run.alpha = real_value("--alpha", a.alpha);
  if (!a.alpha.empty() && !(*run.alpha > 0 && *run.alpha < 1))
    throw InvalidInput("--alpha: " + a.alpha + " is not between 0 and 1");
  if (!a.seed.empty())
    run.seed = count_value("--seed", a.seed, 0, std::numeric_limits<std::uint64_t>::max());
  for (auto& audit : run.audits) {
    if (!a.seed.empty()) audit.seed = run.seed;
    if (!a.samples.empty()) audit.samples = count_value("--samples", a.samples, 1, kMost);
    if (!a.time_limit.empty()) audit.time_limit = real_value("--time-limit", a.time_limit);
    if (audit.time_limit && *audit.time_limit < 0)
      throw InvalidInput("--time-limit: " + a.time_limit + " is negative");
  }
  return run;
}

RunOptions run_options(const AuditArguments& a) {
  constexpr unsigned kMostThreads = 1024;
  RunOptions options;
  options.strict = a.strict;
  options.audit.infer = a.infer;
  options.audit.certificates = !a.certificate.empty();
  if (!a.at.empty()) options.audit.at = point_value("--at", a.at);
  if (!a.threads.empty())
    options.audit.threads =
        static_cast<unsigned>(count_value("--threads", a.threads, 0, kMostThreads));
  if (a.rounding == "exact")
    options.audit.rounding = Rounding::exact;
  else if (!a.rounding.empty() && a.rounding != "allowance")
    throw InvalidInput("--rounding: '" + a.rounding + "' is neither allowance nor exact");
  if (!a.request_timeout.empty())
    options.request_timeout = real_value("--request-timeout", a.request_timeout);
  if (!(options.request_timeout > 0))
    throw InvalidInput("--request-timeout: " + a.request_timeout + " is not above 0");
  return options;
}

}  // namespace biasbound::cli
