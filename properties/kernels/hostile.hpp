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
using biasbound::kernels::Samples;

/// The samples that top-k draws first, and those that follow where they were wrong.
inline Samples first_samples(unsigned threads) {
  return {.threads = threads, .repeated = false, .seed = mixed(hostile_seed)};
}
inline Samples second_samples(unsigned threads) {
  return {.threads = threads, .repeated = true, .seed = mixed(second_seed(hostile_seed))};
}

/// Adds the entries that the sample of one thread reads, where x begins at a cache line;
/// hostile.cpp checks that they are.
template <class T>
void add_places(std::size_t k, const Samples& samples, unsigned thread, std::vector<bool>& places) {
  const SamplePlaces<T> sample(0, places.size(), k, samples, thread);
  for (std::size_t i = 0; i < sample.lines(); ++i)
    std::fill_n(places.begin() + static_cast<std::ptrdiff_t>(sample[i]), sample.line, true);
}

template <class T>
std::vector<bool> sampled_places(std::size_t d, std::size_t k, const Samples& samples) {
  std::vector<bool> places(d);
  for (unsigned thread = 0; thread < samples.threads; ++thread)
    add_places<T>(k, samples, thread, places);
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
