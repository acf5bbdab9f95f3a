// How fast a compressor is, beside a copy of the same vector in the same rounds.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace biasbound::cli {

/// out = C(x) by draw number `draw`. Each thread has its own.
using Compress =
    std::function<void(std::span<const double> x, std::uint64_t draw, std::span<double> out)>;

struct Throughput {
  double seconds = 0;       ///< of one call, each thread making one
  double copy_seconds = 0;  ///< of one std::memcpy, likewise
};

/// Medians over rounds in which copy and compressor take turns, by the clock; slow compressors get
/// fewer rounds, at least 3. The vectors are Gaussian; small ones are several, so that no branch
/// predictor learns them. Rethrows what a compressor throws.
Throughput measure_throughput(const std::vector<Compress>& threads, std::size_t d,
                              std::uint64_t seed);

/// Standard normal entries.
std::vector<double> gaussian_vector(std::size_t d, std::uint64_t seed);

}  // namespace biasbound::cli
