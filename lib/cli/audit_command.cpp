// biasbound audit: runs the audits and writes the reports.
#include <fmt/format.h>

#include "audit_arguments.hpp"
#include "commands.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace biasbound::cli {
namespace {

int audit(const AuditArguments& arguments) {
  const RunSpec run = run_spec(arguments);
  RunOptions options = run_options(arguments);
  if (arguments.explain) {
    fmt::print("{}", explain_audits(run, options));
    return 0;
  }
  // Before hours of work, not after.
  for (const std::string& path : {arguments.json, arguments.junit, arguments.html})
    if (!path.empty() && path != "-") check_writable(path);

  options.audit.stop = &stop_on_signal();
  ProgressLine line(!arguments.quiet);
  options.progress = [&line](std::size_t index, std::size_t count, const Progress& progress) {
    line.show(index, count, progress);
  };
  const Report report = run_audits(run, options);
  line.clear();

  if (!arguments.json.empty()) write_output(arguments.json, to_json(report));
  if (!arguments.junit.empty()) write_output(arguments.junit, to_junit(report));
  if (!arguments.html.empty()) write_output(arguments.html, to_html(report));
  const bool stdout_taken =
      arguments.json == "-" || arguments.junit == "-" || arguments.html == "-";
  fmt::print(stdout_taken ? stderr : stdout, "{}",
             to_terminal(report, terminal_options(arguments.quiet)));
  return exit_code(report);
}

}  // namespace

void add_audit(CLI::App& program, Action& action) {
  auto* command = program.add_subcommand(
      "audit", "Is a claim true of an oracle or compressor? A verdict with evidence");
  const auto arguments = std::make_shared<AuditArguments>();
  add_audit_options(*command, *arguments);
  command->callback([arguments, &action] { action = [arguments] { return audit(*arguments); }; });
}

}  // namespace biasbound::cli
