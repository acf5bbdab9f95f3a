// The standard library.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>

#include "contenders/packed.hpp"
#include "kernel.hpp"

namespace biasbound::bench {
namespace {

template <class T>
using Words = Buffer<typename Packed<T>::Word>;

template <class T>
void fill(std::span<const T> x, const Words<T>& words) {
  const auto out = words.span();
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = Packed<T>::pack(x[i], i);
}
template <class T>
void take(std::span<const T> x, const Words<T>& words, const Sparse<T>& sparse) {
  for (std::size_t j = 0; j < sparse.values.span().size(); ++j) {
    const std::uint32_t i = Packed<T>::index(words.span()[j]);
    sparse.set(j, i, x[i]);
  }
  keep(sparse.values.span().data());
}

constexpr auto nth_element_packed = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, words = Words<T>(setup.d), sparse = Sparse<T>(setup.k)](std::size_t call) {
    const auto x = setup.x(call);
    fill(x, words);
    const auto begin = words.span().begin();
    std::nth_element(begin, begin + static_cast<std::ptrdiff_t>(setup.k - 1), words.span().end(),
                     std::greater());
    take(x, words, sparse);
  };
};

constexpr auto partial_sort = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, words = Words<T>(setup.d), sparse = Sparse<T>(setup.k)](std::size_t call) {
    const auto x = setup.x(call);
    fill(x, words);
    const auto begin = words.span().begin();
    std::partial_sort(begin, begin + static_cast<std::ptrdiff_t>(setup.k), words.span().end(),
                      std::greater());
    take(x, words, sparse);
  };
};

constexpr auto nth_element_indices = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, indices = Buffer<std::uint32_t>(setup.d),
          sparse = Sparse<T>(setup.k)](std::size_t call) {
    const auto x = setup.x(call);
    const auto all = indices.span();
    std::iota(all.begin(), all.end(), 0U);
    std::nth_element(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(setup.k - 1), all.end(),
        [x](std::uint32_t a, std::uint32_t b) { return std::fabs(x[a]) > std::fabs(x[b]); });
    for (std::size_t j = 0; j < setup.k; ++j) sparse.set(j, all[j], x[all[j]]);
    keep(sparse.values.span().data());
  };
};

/// The list 0, ..., d - 1 is made once, outside the timing.
constexpr auto sample = []<class T>(const Setup<T>& setup) -> Run {
  const Buffer<std::uint32_t> all(setup.d);
  std::iota(all.span().begin(), all.span().end(), 0U);
  auto generator = std::make_shared<std::mt19937_64>(4);
  return [setup, all, generator, sparse = Sparse<T>(setup.k)](std::size_t call) {
    const auto x = setup.x(call);
    const auto chosen = sparse.indices.span();
    std::sample(all.span().begin(), all.span().end(), chosen.begin(), setup.k, *generator);
    for (std::size_t j = 0; j < setup.k; ++j) sparse.values.span()[j] = x[chosen[j]];
    keep(sparse.values.span().data());
  };
};

}  // namespace

std::vector<Kernel> standard_contenders() {
  return {contender("top_k/std_nth_element_packed", true, 10'000'000, nth_element_packed),
          contender("top_k/std_nth_element_indices", true, 10'000'000, nth_element_indices),
          contender("top_k/std_partial_sort", true, 1'000'000, partial_sort),
          contender("rand_k/std_sample", true, 10'000'000, sample)};
}

}  // namespace biasbound::bench
