// biasbound audit: runs the audits and writes the reports.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "audit_arguments.hpp"
#include "commands.hpp"
#include "statements/statements.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace biasbound::cli {
namespace {

constexpr std::size_t kLongestName = 60;

/// "audit_03_rand_1_printed" of the third audit: coqc wants a name of letters, digits and _.
std::string stem(std::size_t number, const std::string& name) {
  std::string text = fmt::format("audit_{:02}", number);
  for (const char c : name.substr(0, kLongestName)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word || text.back() != '_') text += word ? c : '_';
  }
  return text.substr(0, text.find_last_not_of('_') + 1);
}

/// Makes the folder; returns its name without slashes at the end.
std::string writable_folder(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw InvalidInput("--certificate: " + path + ": " + error.message());
  check_writable(path + "/audit_00.v");
  return path;
}

/// A file for each refutation that has a finite law.
std::string write_certificates(const Report& report, const std::string& folder) {
  std::size_t refuted = 0;
  std::string files;
  for (std::size_t i = 0; i < report.audits.size(); ++i) {
    const AuditResult& audit = report.audits[i];
    if (audit.verdict != Verdict::refuted) continue;
    ++refuted;
    const std::string text = to_certificate(audit);
    if (text.empty()) continue;
    const std::string path = folder + "/" + stem(i + 1, "_" + audit.name) + ".v";
    write_file(path, text);
    files += "certificate  coqc " + path + "\n";
  }
  const auto written = static_cast<std::size_t>(std::ranges::count(files, '\n'));
  if (written == refuted) return files;
  return files + fmt::format(
                     "certificate  {} of {} refutations have one: the others rest on draws, "
                     "pairs of points, bits, or have no finite law\n",
                     written, refuted);
}

int audit(const AuditArguments& arguments) {
  const RunSpec run = run_spec(arguments);
  RunOptions options = run_options(arguments);
  options.audit.theorems = theorems();
  if (arguments.explain) {
    fmt::print("{}", explain_audits(run, options));
    return 0;
  }
  // Before hours of work, not after.
  for (const std::string& path : {arguments.json, arguments.junit, arguments.html})
    if (!path.empty() && path != "-") check_writable(path);
  const std::string folder =
      arguments.certificate.empty() ? "" : writable_folder(arguments.certificate);

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
  if (!folder.empty())
    fmt::print(stdout_taken ? stderr : stdout, "{}", write_certificates(report, folder));
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
