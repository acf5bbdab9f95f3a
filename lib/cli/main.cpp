// biasbound: audits of biased gradient oracles and compressors, from the command line.
//
// Exit codes: 0 the claims stand, 1 one is refuted (or a verdict is not the expected one), 3
// inconclusive, 4 an oracle misbehaved, 64 usage, 70 internal error.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "biasbound/build_info.hpp"
#include "biasbound/subject.hpp"
#include "commands.hpp"
#include "report/text.hpp"

namespace {

using namespace biasbound;

constexpr int kOracleError = 4;

std::string version_text() {
  const BuildInfo& info = build_info();
  std::string text = fmt::format("biasbound {}\ncompiler         {}\ninstruction set  {}\n",
                                 info.version, info.compiler, info.instruction_set);
  std::string libraries;
  for (const auto& [name, version] : info.libraries)
    libraries += (libraries.empty() ? "" : ", ") + name + " " + version;
  return text + "libraries        " + libraries;
}

int complain(int code, const std::string& message) {
  std::fflush(stdout);
  fmt::print(stderr, "biasbound: {}\n", detail::printable(message));
  return code;
}

constexpr const char* kFooter =
    "Exit codes: 0 the claims stand; 1 one is refuted, or a verdict is not the expected one;\n"
    "3 inconclusive; 4 an oracle misbehaved; 64 usage; 70 internal error.\n\n"
    "`biasbound COMMAND --help` explains a command.";

int run(int argc, char** argv) {
  CLI::App program("Tells whether a gradient oracle or compressor is what its author says it is.",
                   "biasbound");
  program.set_version_flag("--version", version_text(),
                           "Print the version and what it was built of");
  program.set_help_flag("-h,--help", "Print this help");
  program.footer(kFooter);
  program.require_subcommand(1);
  cli::Action action;
  cli::add_audit(program, action);
  cli::add_rates(program, action);
  cli::add_list(program, action);
  cli::add_statements(program, action);
  cli::add_bench(program, action);
  cli::add_reproduce(program, action);
  const auto named = [&](const CLI::App* command) { return command->get_name() == argv[1]; };
  if (argc > 1 && *argv[1] != '-' && program.get_subcommands(named).empty())
    throw InvalidInput(
        "'" + std::string(argv[1]) +
        "' is none of the commands audit, rates, list, statements, bench, reproduce");
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);
    const auto parsed = program.get_subcommands();
    const std::string where = parsed.empty() ? "" : parsed.front()->get_name() + ": ";
    std::string message = error.what();
    std::replace(message.begin(), message.end(), '\n', ' ');
    return complain(cli::kUsageError,
                    fmt::format("{}{} (`biasbound {}--help` lists the options)", where, message,
                                parsed.empty() ? "" : parsed.front()->get_name() + " "));
  }
  return action();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const InvalidInput& error) {
    return complain(cli::kUsageError, error.what());
  } catch (const OracleError& error) {
    return complain(kOracleError, error.what());
  } catch (const std::exception& error) {
    return complain(cli::kInternalError, std::string("internal error: ") + error.what());
  }
}
