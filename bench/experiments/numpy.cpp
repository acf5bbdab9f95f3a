#include <fmt/core.h>
#include <stdio.h>  // popen

#include <string>

#include "contenders.hpp"

namespace bench {

std::optional<Run> numpy_paths(Oracle oracle, std::uint64_t paths, std::uint64_t steps) {
  // Debian's package is for the system's Python, which need not be the first.
  for (const char* python : {"python3", "/usr/bin/python3"}) {
    const std::string command =
        fmt::format("OPENBLAS_NUM_THREADS=1 {} {} {} {} {} {} {} {} 2>/dev/null", python,
                    NUMPY_PATHS, oracle == Oracle::additive ? "additive" : "top-1", paths, steps,
                    dimension, step_size, deviation);
    FILE* answer = popen(command.c_str(), "r");
    if (answer == nullptr) continue;
    Run run{};
    const bool good = std::fscanf(answer, "%lf %lf", &run.seconds, &run.mean_gap) == 2;
    if (pclose(answer) == 0 && good) return run;
  }
  return std::nullopt;
}

}  // namespace bench
