// What this build is: for --version and for the head of every report.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace biasbound {

struct BuildInfo {
  std::string version;          ///< "0.1.0"
  std::string compiler;         ///< "g++ 12.2.0"
  std::string instruction_set;  ///< what the code was compiled for: "x86-64 (SSE2)"
  std::vector<std::pair<std::string, std::string>> libraries;  ///< (name, version)
};

const BuildInfo& build_info();

}  // namespace biasbound
