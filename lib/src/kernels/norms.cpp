#include "biasbound/kernels/norms.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/sums.hpp"
#include "kernels/workspace.hpp"

namespace biasbound::kernels {
namespace {

/// The sums of all blocks, folded in halves.
double fold(std::span<double> sums) {
  for (std::size_t n = sums.size(); n > 1;) {
    const std::size_t half = (n + 1) / 2;
    for (std::size_t i = 0; i + half < n; ++i) sums[i] += sums[i + half];
    n = half;
  }
  const double sum = sums.empty() ? 0 : sums[0];
  return std::isnan(sum) ? std::numeric_limits<double>::quiet_NaN() : sum;
}

template <Real T>
std::span<double> block_sums(std::span<const T> x, void (*blocks)(const T*, std::size_t, double*),
                             Workspace::State& state) {
  const std::span<double> sums = state.sums.reserve<double>((x.size() + sum_block - 1) / sum_block);
  state.split(x.size(), [&](Range range, unsigned) {
    blocks(x.data() + range.begin, range.size(), sums.data() + range.begin / sum_block);
  });
  return sums;
}

/// The e for which entries times 2^-e can be squared and summed: the exponent of the largest.
template <Real T>
int largest_exponent(std::span<const T> x) {
  T largest(0);
  for (const T value : x) largest = std::max(largest, std::fabs(value));
  return largest == 0 ? 0 : std::ilogb(largest);
}

/// The sum over the entries of term(x_i 2^-e), for sums that leave the range of double.
template <Real T, class Term>
double scaled_sum(std::span<const T> x, int e, Term term) {
  double total = 0;
  for (std::size_t begin = 0; begin < x.size(); begin += sum_block) {
    double block = 0;
    for (std::size_t i = begin; i < std::min(x.size(), begin + sum_block); ++i)
      block += term(std::ldexp(static_cast<double>(x[i]), -e));
    total += block;
  }
  return total;
}

template <Real T>
bool all_finite(std::span<const T> x) {
  return std::all_of(x.begin(), x.end(), [](T value) { return std::isfinite(value); });
}

/// |x| from its square, where that is any good.
template <Real T>
ScaledNorm root(std::span<const T> x, double square) {
  if (square == 0 && sizeof(T) == 4) return {};
  if ((0x1p-800 <= square && square <= 0x1p1000) || std::isnan(square))
    return {std::sqrt(square), 0};
  if (std::isinf(square) && !all_finite(x)) return {square, 0};
  const int e = largest_exponent(x);
  return {std::sqrt(scaled_sum(x, e, [](double y) { return y * y; })), e};
}

}  // namespace

template <Real T>
double squared_norm(std::span<const T> x, Workspace& workspace) {
  Workspace::State& state = workspace.state();
  return fold(block_sums(x, state.table.of<T>().norms.squares, state));
}

template <Real T>
double l1_norm(std::span<const T> x, Workspace& workspace) {
  Workspace::State& state = workspace.state();
  return fold(block_sums(x, state.table.of<T>().norms.magnitudes, state));
}

template <Real T>
ScaledNorm scaled_norm(std::span<const T> x, Workspace& workspace) {
  return root(x, squared_norm(x, workspace));
}

template <Real T>
ScaledNorm scaled_norm(std::span<const T> x, std::span<double> sums) {
  return root(x, fold(sums));
}

template <Real T>
double mean_magnitude(std::span<const T> x, Workspace& workspace) {
  Workspace::State& state = workspace.state();
  return mean_magnitude(x, block_sums(x, state.table.of<T>().norms.magnitudes, state));
}

template <Real T>
double mean_magnitude(std::span<const T> x, std::span<double> sums) {
  if (x.empty()) return 0;
  const double l1 = fold(sums);
  const auto d = static_cast<double>(x.size());
  if (!std::isinf(l1) || !all_finite(x)) return l1 / d;
  const int e = largest_exponent(x);
  return std::ldexp(scaled_sum(x, e, [](double y) { return std::fabs(y); }) / d, e);
}

template double squared_norm(std::span<const float>, Workspace&);
template double squared_norm(std::span<const double>, Workspace&);
template double l1_norm(std::span<const float>, Workspace&);
template double l1_norm(std::span<const double>, Workspace&);
template ScaledNorm scaled_norm(std::span<const float>, Workspace&);
template ScaledNorm scaled_norm(std::span<const double>, Workspace&);
template ScaledNorm scaled_norm(std::span<const float>, std::span<double>);
template ScaledNorm scaled_norm(std::span<const double>, std::span<double>);
template double mean_magnitude(std::span<const float>, Workspace&);
template double mean_magnitude(std::span<const double>, Workspace&);
template double mean_magnitude(std::span<const float>, std::span<double>);
template double mean_magnitude(std::span<const double>, std::span<double>);

}  // namespace biasbound::kernels
