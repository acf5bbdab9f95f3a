// The subcommands of the program. Each adds itself to the command line; its action, run after
// parsing, returns the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace biasbound::cli {

inline constexpr int kUsageError = 64;
inline constexpr int kInternalError = 70;

using Action = std::function<int()>;

void add_audit(CLI::App& program, Action& action);
void add_rates(CLI::App& program, Action& action);
void add_list(CLI::App& program, Action& action);
void add_statements(CLI::App& program, Action& action);
void add_bench(CLI::App& program, Action& action);
void add_reproduce(CLI::App& program, Action& action);

}  // namespace biasbound::cli
