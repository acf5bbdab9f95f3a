// The vector that is worst for top-k where its sampling seed is known.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "kernels/sample.hpp"

namespace biasbound::bench {

/// Rearranges x: the places that top-k samples at its first attempt hold the largest entries, so
/// that a whole pass finds too few; the others ascend, so that the second attempt, whose places
/// nobody knows, finds its candidates at the end.
template <class T>
void fool_the_sample(std::span<T> x, std::size_t k, std::uint64_t seed) {
  std::sort(x.begin(), x.end(), [](T a, T b) { return std::fabs(a) < std::fabs(b); });
  std::vector<bool> sampled(x.size());
  using Places = kernels::SamplePlaces<T>;
  const Places places(kernels::to_alignment(x.data()), x.size(), k, {.seed = kernels::mixed(seed)},
                      0);
  for (std::size_t i = 0; i < places.lines(); ++i)
    std::fill_n(sampled.begin() + static_cast<std::ptrdiff_t>(places[i]), Places::line, true);
  const auto n = static_cast<std::size_t>(std::ranges::count(sampled, true));
  const std::vector<T> sorted(x.begin(), x.end());
  auto low = sorted.begin();
  auto high = sorted.end() - static_cast<std::ptrdiff_t>(n);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = sampled[i] ? *high++ : *low++;
}

}  // namespace biasbound::bench
