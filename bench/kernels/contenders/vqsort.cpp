// Highway's vqsort sorts (magnitude, index) words, all of them: Highway 1.0.3 has no selection.
#include <hwy/contrib/sort/vqsort.h>

#include "contenders/packed.hpp"
#include "kernel.hpp"

namespace biasbound::bench {
namespace {

constexpr auto sort = []<class T>(const Setup<T>& setup) -> Run {
  auto sorter = std::make_shared<hwy::Sorter>();
  using Word = typename Packed<T>::Word;
  return [setup, sorter, words = Buffer<Word>(setup.d),
          sparse = Sparse<T>(setup.k)](std::size_t call) {
    const auto x = setup.x(call);
    const auto all = words.span();
    for (std::size_t i = 0; i < x.size(); ++i) all[i] = Packed<T>::pack(x[i], i);
    if constexpr (sizeof(Word) == 8)
      (*sorter)(all.data(), all.size(), hwy::SortDescending());
    else
      (*sorter)(reinterpret_cast<hwy::uint128_t*>(all.data()), all.size(), hwy::SortDescending());
    for (std::size_t j = 0; j < setup.k; ++j) {
      const std::uint32_t i = Packed<T>::index(all[j]);
      sparse.set(j, i, x[i]);
    }
    keep(sparse.values.span().data());
  };
};

}  // namespace

std::vector<Kernel> vqsort_contenders() {
  return {contender("top_k/highway_vqsort", true, 10'000'000, sort)};
}

}  // namespace biasbound::bench
