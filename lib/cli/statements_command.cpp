// biasbound statements: what holds of each statement of the paper, and what its properties
// measured.
#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"
#include "spec/text.hpp"
#include "statements/statements.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace biasbound::cli {
namespace {

struct Arguments {
  std::vector<std::string> ids;
  std::string verdict;
  std::string results;
  std::string json;
  std::string junit;
  std::string html;
};

/// "Lemma-10" is lemma_10.
std::string normal(std::string id) {
  for (char& c : id) {
    if (c == '-' || c == ' ' || c == '.') c = '_';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return id;
}

const Statement& find(const std::string& given) {
  const std::string id = normal(given);
  std::vector<std::string_view> ids;
  std::string alike;
  for (const Statement& entry : statements()) {
    if (entry.id == id) return entry;
    ids.push_back(entry.id);
    if (!id.empty() && entry.id.find(id) != std::string::npos)
      alike += (alike.empty() ? "" : ", ") + entry.id;
  }
  const std::string nearest =
      alike.empty() ? detail::suggestion(id, ids) : " (there is " + alike + ")";
  throw InvalidInput("statements: no statement '" + detail::escaped(given, 40) + "'" + nearest +
                     "; `biasbound statements` lists them");
}

int show(const Arguments& arguments) {
  StatementsReport report;
  for (const std::string& id : arguments.ids) report.shown.push_back(&find(id));
  if (arguments.ids.empty())
    for (const Statement& entry : statements())
      if (!entry.is_support() || !arguments.results.empty()) report.shown.push_back(&entry);
  if (!arguments.verdict.empty()) {
    const auto verdict = [&] {
      try {
        return statement_verdict(arguments.verdict);
      } catch (const InvalidInput& error) {
        throw InvalidInput(std::string("--verdict: ") + error.what());
      }
    }();
    std::erase_if(report.shown, [&](const Statement* entry) {
      return entry->verdict != verdict || entry->is_support();
    });
  }
  if (!arguments.results.empty()) report.results = read_results(arguments.results);
  if (!report.results && !(arguments.junit.empty() && arguments.html.empty()))
    throw InvalidInput("statements: --junit and --html show results: give --results FOLDER");

  bool stdout_taken = false;
  for (const std::string& path : {arguments.json, arguments.junit, arguments.html}) {
    stdout_taken = stdout_taken || path == "-";
    if (!path.empty() && path != "-") check_writable(path);
  }
  if (!arguments.json.empty()) write_output(arguments.json, to_json(report));
  if (!arguments.junit.empty()) write_output(arguments.junit, to_junit(report));
  if (!arguments.html.empty()) write_output(arguments.html, to_html(report));
  if (!stdout_taken)
    fmt::print("{}", to_terminal(report, !arguments.ids.empty(), terminal_options(false)));
  return exit_code(report);
}

constexpr const char* kExamples =
    "Verdicts, on the form that the paper prints: 'true', 'true with repair', 'loose', 'false',\n"
    "'ill-posed'. Exit codes: 0; 1 where --results holds a property that failed; 64 usage.\n\n"
    "Examples:\n"
    "  biasbound statements\n"
    "  biasbound statements lemma-10\n"
    "  biasbound statements --verdict false\n"
    "  biasbound statements --results build/release/properties/property-reports --html out.html";

}  // namespace

void add_statements(CLI::App& program, Action& action) {
  auto* command = program.add_subcommand(
      "statements", "Each statement of the paper: what is printed, what holds, how it is tested");
  const auto a = std::make_shared<Arguments>();
  command->set_help_flag("-h,--help", "Print this help");
  command->add_option("ID", a->ids,
                      "All about these, such as lemma-10; a row for each where none is given");
  command->add_option("--verdict", a->verdict, "Only those of this verdict")->option_text("V");
  command->add_option("--results", a->results, "With what the properties left in FOLDER")
      ->option_text("FOLDER");
  command->add_option("--json", a->json, "Write them as JSON to FILE; - is stdout")
      ->option_text("FILE");
  command->add_option("--junit", a->junit, "Write the results as JUnit XML, a suite a statement")
      ->option_text("FILE");
  command->add_option("--html", a->html, "Write the results as one HTML page")->option_text("FILE");
  command->footer(kExamples);
  command->callback([a, &action] { action = [a] { return show(*a); }; });
}

}  // namespace biasbound::cli
