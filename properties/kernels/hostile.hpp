// Inputs that defeat the sample of top-k.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "inputs.hpp"
#include "kernels/sample.hpp"

namespace kernel_tests {

inline constexpr std::uint64_t hostile_seed = 1234567;

using biasbound::kernels::mixed;
using biasbound::kernels::SamplePlaces;

/// The entries that the sample of top-k reads, where x begins at a cache line; hostile.cpp checks
/// that they are.
template <class T>
std::vector<bool> sampled_places(std::size_t d, std::size_t k, std::uint64_t seed,
                                 std::size_t size) {
  const SamplePlaces<T> sample(0, d, k, size, seed);
  std::vector<bool> places(d);
  for (std::size_t i = 0; i < sample.lines(); ++i)
    std::fill_n(places.begin() + static_cast<std::ptrdiff_t>(sample[i]), sample.line, true);
  return places;
}

/// The places of the first sample and of the one that follows a failure.
template <class T>
std::vector<bool> both_samples(std::size_t d, std::size_t k) {
  std::vector<bool> places = sampled_places<T>(d, k, mixed(hostile_seed), 1);
  const std::vector<bool> second =
      sampled_places<T>(d, k, mixed(mixed(hostile_seed)), SamplePlaces<T>::second);
  for (std::size_t i = 0; i < d; ++i) places[i] = places[i] || second[i];
  return places;
}

/// g = there at the places, elsewhere at the others; error feedback adds it to zeros.
template <class T, class There, class Elsewhere>
Case<T> hostile_case(const std::vector<bool>& places, std::size_t k, const There& there,
                     const Elsewhere& elsewhere) {
  Bits bits(places.size() + k);
  Case<T> c = make_case<T>(Kind::gaussian, places.size(), 1);
  c.k = k;
  c.sampling_seed = hostile_seed;
  c.shift = 0;
  for (std::size_t i = 0; i < places.size(); ++i)
    c.g[i] = static_cast<T>(places[i] ? there(bits) : elsewhere(bits));
  std::fill(c.memory.begin(), c.memory.end(), T(0));
  return c;
}

}  // namespace kernel_tests
