// The child's side of a plugin: loads the shared library and serves it by protocol 1.
#pragma once

#include <string>

namespace biasbound::detail {

/// Serves on stdin and stdout until `bye` or the end of stdin, then exits the process. What the
/// plugin prints goes to stderr.
[[noreturn]] void serve_plugin(const std::string& path);

}  // namespace biasbound::detail
