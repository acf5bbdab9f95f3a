// What the ensemble is compared with: SGD on Nesterov's worst function, H = T, d = 10, as a
// competent user writes it first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace bench {

enum class Oracle { additive, top_1 };

constexpr std::size_t dimension = 10;
constexpr double step_size = 0.01;
constexpr double deviation = 0.1;  // of the noise, a coordinate

struct Run {
  double seconds;   ///< of processor time
  double mean_gap;  ///< at the end, from (1, ..., 1)
};

/// One path after the other, in Eigen's vectors.
Run eigen_paths(Oracle oracle, std::uint64_t paths, std::uint64_t steps);
/// All paths at once, in NumPy's arrays. Nothing where there is no NumPy.
std::optional<Run> numpy_paths(Oracle oracle, std::uint64_t paths, std::uint64_t steps);

}  // namespace bench
