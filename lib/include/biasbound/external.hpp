// Oracles outside this process: a child that speaks protocol 1 over its stdin and stdout, and a C
// plugin that runs in a forked child.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "biasbound/subject.hpp"

namespace biasbound {

struct ExternalOptions {
  std::optional<std::size_t> dimension;  ///< asked of the oracle in `hello`
  double request_timeout = 10;           ///< seconds for one reply; then ORACLE_ERROR
  std::size_t stderr_limit = 8 * 1024;   ///< bytes of stderr kept, the latest
};

/// Starts the command once to say hello (throws OracleError if that fails), then once per worker.
AnySubject command_subject(const std::vector<std::string>& command,
                           const ExternalOptions& options = {});

/// Loads the shared library (plugin.h) in forked children only.
AnySubject plugin_subject(const std::string& path, const ExternalOptions& options = {});

/// Splits as a shell splits words (quotes, backslashes), without a shell. Throws InvalidInput.
std::vector<std::string> split_words(std::string_view text);

}  // namespace biasbound
