// The arguments of `biasbound audit`, and the run they mean.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "biasbound/catalogue.hpp"
#include "biasbound/run.hpp"

namespace biasbound::cli {

struct AuditArguments {
  std::vector<std::string> specs;
  std::string oracle, command, plugin, objective, dimension, name, at, request_timeout;
  std::vector<std::string> claims, expects, parameters, objective_parameters;
  std::map<std::string, std::string> direct;  ///< catalogue parameter -> its value
  bool infer = false;
  std::string seed, alpha, samples, time_limit, threads, rounding;
  bool strict = false, explain = false, quiet = false;
  std::string json, junit, html, certificate;
};

/// Adds every option, one for each parameter of the catalogue too.
void add_audit_options(CLI::App& command, AuditArguments& arguments);

/// One option for each parameter name of the catalogue, or of one category of it; kinds that share
/// a name share the option.
void add_catalogue_options(CLI::App& command, AuditArguments& arguments,
                           std::optional<CatalogueEntry::Category> only);

/// The audits that the arguments name; a value given on the command line wins over a file's. Throws
/// InvalidInput naming option and value.
RunSpec run_spec(const AuditArguments& arguments);
RunOptions run_options(const AuditArguments& arguments);

}  // namespace biasbound::cli
