// Eigen, which a C++ program that compresses gradients is likely to have: sums in the type of the
// entries.
#include <Eigen/Core>

#include "kernel.hpp"

namespace biasbound::bench {
namespace {

template <class T>
auto mapped(std::span<const T> x) {
  return Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>(x.data(),
                                                              static_cast<Eigen::Index>(x.size()));
}

constexpr auto squared = []<class T>(const Setup<T>& setup) -> Run {
  return [setup](std::size_t call) { keep(mapped<T>(setup.x(call)).matrix().squaredNorm()); };
};
constexpr auto l1 = []<class T>(const Setup<T>& setup) -> Run {
  return
      [setup](std::size_t call) { keep(mapped<T>(setup.x(call)).matrix().template lpNorm<1>()); };
};

}  // namespace

std::vector<Kernel> eigen_contenders() {
  return {contender("norm/eigen_squared", false, 100'000'000, squared),
          contender("norm/eigen_l1", false, 100'000'000, l1)};
}

}  // namespace biasbound::bench
