// The options of `biasbound audit` and their help.
#include <set>

#include "audit_arguments.hpp"
#include "report/parameters.hpp"

namespace biasbound::cli {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  biasbound audit --oracle top-k --k 1 --objective nesterov-worst --dimension 10 \\\n"
    "      --claim 'm=9/10'\n"
    "  biasbound audit --oracle rand-k --k 2 --dimension 8 --claim 'omega=3' --claim 'delta=1/4'\n"
    "  biasbound audit --command 'python3 my_oracle.py' --claim 'M=1,m=1/2' --html report.html\n"
    "  biasbound audit --plugin ./libmine.so --infer\n"
    "  biasbound audit audits.toml more.toml --junit report.xml --json report.json\n\n"
    "A value is an integer, a decimal or p/q, and is read exactly. Exit codes: 0 the claims "
    "stand;\n"
    "1 one is refuted, or a verdict is not the expected one; 3 inconclusive (with --strict\n"
    "NOT_REFUTED too); 4 an oracle misbehaved; 64 usage; 70 internal error.";

void add_subject_options(CLI::App& command, AuditArguments& a) {
  const std::string group = "What is audited";
  const auto option = [&](const char* name, std::string& value, const char* text,
                          const char* help) {
    command.add_option(name, value, help)->option_text(text)->group(group);
  };
  const auto options = [&](const char* name, std::vector<std::string>& values, const char* text,
                           const char* help) {
    // One argument an occurrence: otherwise the next positional would be taken too.
    command.add_option(name, values, help)
        ->allow_extra_args(false)
        ->option_text(text)
        ->group(group);
  };
  command.add_option("SPEC", a.specs, "Files of audits (TOML); instead of an oracle")
      ->option_text("SPEC.toml...");
  option("--oracle", a.oracle, "KIND",
         "A built-in oracle or compressor; `biasbound list` has them");
  option("--objective", a.objective, "KIND", "The objective of the oracle; none for a compressor");
  option("--dimension", a.dimension, "D", "Length of x, at least 1");
  options("--param", a.parameters, "NAME=VALUE",
          "A parameter of the oracle, repeatable; VALUE may be JSON");
  options("--objective-param", a.objective_parameters, "NAME=VALUE",
          "A parameter of the objective, repeatable");
  option("--command", a.command, "COMMAND", "Your oracle: a program that speaks protocol 1");
  option("--plugin", a.plugin, "FILE", "Your oracle: a shared library (plugin.h)");
  options("--claim", a.claims, "NAME=VALUE[,...]",
          "What is claimed; repeat it for several audits. Default: the oracle's own claim");
  command.add_flag("--infer", a.infer, "Also draw the constants that the evidence leaves open")
      ->group(group);
  options("--expect", a.expects, "VERDICT",
          "Fail where the verdict differs; once, or once for each --claim");
  option("--name", a.name, "TEXT", "Name of the audit in the report");
  option("--at", a.at, "X1,X2,...", "Test this point only");
  option("--request-timeout", a.request_timeout, "SECONDS",
         "Longest wait for one reply of --command or --plugin, above 0 (default 10)");
}

void add_run_options(CLI::App& command, AuditArguments& a) {
  const std::string group = "How";
  const auto option = [&](const char* name, std::string& value, const char* text,
                          const char* help) {
    command.add_option(name, value, help)->option_text(text)->group(group);
  };
  const auto flag = [&](const char* name, bool& value, const char* help) {
    command.add_flag(name, value, help)->group(group);
  };
  option("--seed", a.seed, "N", "Seed of every random draw, 0 to 2^64 - 1 (default 20200817)");
  option("--alpha", a.alpha, "P",
         "Probability of a false alarm in the whole run, between 0 and 1 (default 1e-3)");
  option("--samples", a.samples, "N", "Most draws for a claim, at least 1 (default 100000)");
  option("--time-limit", a.time_limit, "SECONDS", "Longest time for an audit, 0: none (default 0)");
  option("--threads", a.threads, "N",
         "Threads, 0: all cores (default 0); results do not depend on it");
  option("--rounding", a.rounding, "RULE",
         "allowance: forgive doubles 8 d 2^-53 (default); exact: forgive nothing");
  flag("--strict", a.strict, "NOT_REFUTED exits 3");
  flag("--explain", a.explain, "Print the plan and its cost; audit nothing");
}

void add_output_options(CLI::App& command, AuditArguments& a) {
  const std::string group = "Reports";
  const auto option = [&](const char* name, std::string& value, const char* help) {
    command.add_option(name, value, help)->option_text("FILE")->group(group);
  };
  option("--json", a.json, "Write the report as JSON; - is stdout");
  option("--junit", a.junit, "Write the report as JUnit XML");
  option("--html", a.html, "Write the report as one HTML file with its plots inside");
  command
      .add_option("--certificate", a.certificate,
                  "Write a Coq file for each exact refutation of a finite law; coqc proves it")
      ->option_text("FOLDER")
      ->group(group);
  command.add_flag("--quiet", a.quiet, "Print only the problems and one line")->group(group);
}

}  // namespace

void add_catalogue_options(CLI::App& command, AuditArguments& a,
                           std::optional<CatalogueEntry::Category> only) {
  std::map<std::string, std::string> kinds;  // option -> kinds that take it
  std::map<std::string, std::string> names;  // option -> parameter
  std::set<std::string> several;
  for (const auto& entry : catalogue()) {
    if (only && entry.category != *only) continue;
    for (const auto& parameter : entry.parameters) {
      const std::string option = detail::option_name(parameter.name);
      if (option.empty()) continue;
      auto& help = kinds[option];
      names[option] = parameter.name;
      if (help.empty())
        help = parameter.meaning + "  [" + entry.kind;
      else if (help.size() < 100)
        help += ", " + entry.kind;
      else
        several.insert(option);
    }
  }
  for (const auto& [option, help] : kinds)
    command
        .add_option_function<std::string>(
            option,
            [&a, name = names[option]](const std::string& value) { a.direct[name] = value; },
            help + (several.count(option) > 0 ? ", ...]" : "]"))
        ->option_text("VALUE")
        ->group("Parameters of built-in kinds (`biasbound list` has ranges and defaults)");
}

void add_audit_options(CLI::App& command, AuditArguments& arguments) {
  command.set_help_flag("-h,--help", "Print this help");
  add_subject_options(command, arguments);
  add_run_options(command, arguments);
  add_output_options(command, arguments);
  add_catalogue_options(command, arguments, std::nullopt);
  command.footer(kExamples);
}

}  // namespace biasbound::cli
