#include "inputs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "biasbound/random.hpp"
#include "hostile.hpp"

namespace biasbound::bench {
namespace {

constexpr std::size_t least_entries = std::size_t{1} << 17;

template <kernels::Real T>
void fill(Distribution distribution, std::size_t k, Stream& stream, std::span<T> x) {
  const auto gaussian = [&] {
    for (T& entry : x) entry = static_cast<T>(normal(stream));
  };
  const auto greater = [](T a, T b) { return std::fabs(a) > std::fabs(b); };
  const auto less = [](T a, T b) { return std::fabs(a) < std::fabs(b); };
  switch (distribution) {
    case Distribution::gaussian:
      return gaussian();
    case Distribution::student_t_2:
      for (T& entry : x) entry = static_cast<T>(student_t(stream, 2));
      return;
    case Distribution::equal:
      for (T& entry : x) entry = static_cast<T>(rademacher(stream));
      return;
    case Distribution::zeros_95:
      for (T& entry : x)
        entry = uniform_below(stream, 20) == 0 ? static_cast<T>(normal(stream)) : T(0);
      return;
    case Distribution::ascending:
      gaussian();
      return std::sort(x.begin(), x.end(), less);
    case Distribution::descending:
      gaussian();
      return std::sort(x.begin(), x.end(), greater);
    case Distribution::nan_1:
      gaussian();
      for (T& entry : x)
        if (uniform_below(stream, 100) == 0) entry = std::numeric_limits<T>::quiet_NaN();
      return;
    case Distribution::few_values:
      gaussian();
      for (T& entry : x) entry = std::round(2 * entry) / 2;
      return;
    case Distribution::clustered: {
      gaussian();
      const auto tenth = x.begin() + static_cast<std::ptrdiff_t>(x.size() / 10);
      std::nth_element(x.begin(), tenth, x.end(), greater);
      std::sort(x.begin(), tenth, less);
      std::rotate(x.begin(), tenth, x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2));
      return;
    }
    case Distribution::hostile:
      gaussian();
      return fool_the_sample(x, k, hostile_seed);
  }
}

}  // namespace

std::string_view to_text(Distribution distribution) {
  switch (distribution) {
    case Distribution::gaussian:
      return "gaussian";
    case Distribution::student_t_2:
      return "student_t_2";
    case Distribution::equal:
      return "equal";
    case Distribution::zeros_95:
      return "zeros_95%";
    case Distribution::ascending:
      return "ascending";
    case Distribution::descending:
      return "descending";
    case Distribution::nan_1:
      return "nan_1%";
    case Distribution::few_values:
      return "few_values";
    case Distribution::clustered:
      return "clustered";
    case Distribution::hostile:
      return "hostile";
  }
  return "";
}

template <kernels::Real T>
Buffer<T> make_ring(Distribution distribution, std::size_t d, std::size_t k, std::size_t vectors) {
  vectors = std::max(vectors, least_entries / d);
  Buffer<T> ring(vectors * d);
  for (std::size_t i = 0; i < vectors; ++i) {
    Stream stream({.seed = 1, .point = i});
    fill(distribution, k, stream, ring.span().subspan(i * d, d));
  }
  return ring;
}

template Buffer<float> make_ring(Distribution, std::size_t, std::size_t, std::size_t);
template Buffer<double> make_ring(Distribution, std::size_t, std::size_t, std::size_t);

}  // namespace biasbound::bench
