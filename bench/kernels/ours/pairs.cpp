#include "biasbound/kernels/pairs.hpp"

#include <algorithm>

#include "kernel.hpp"
#include "ours/state.hpp"

namespace biasbound::bench {
namespace {

/// k pairs as rand-k would send them.
template <kernels::Real T>
struct Sent {
  explicit Sent(const Setup<T>& setup) : indices(setup.k), values(setup.k) {
    Stream stream({.seed = 3});
    std::ranges::copy(k_subset(stream, setup.d, setup.k), indices.span().begin());
    std::ranges::copy(setup.ring.first(setup.k), values.span().begin());
  }
  Buffer<std::uint32_t> indices;
  Buffer<T> values;
};

constexpr auto scatter = []<class T>(const Setup<T>& setup) -> Run {
  return [state = State<T>(setup), sent = Sent<T>(setup), out = Buffer<T>(setup.d)](std::size_t) {
    kernels::scatter<T>(sent.indices.span(), sent.values.span(), out.span(), *state.workspace);
    keep(out.span().data());
  };
};
constexpr auto step = []<class T>(const Setup<T>& setup) -> Run {
  return [state = State<T>(setup), sent = Sent<T>(setup), x = Buffer<T>(setup.d)](std::size_t) {
    kernels::scatter_step<T>(State<T>::step_size, sent.indices.span(), sent.values.span(), x.span(),
                             *state.workspace);
    keep(x.span().data());
  };
};

}  // namespace

std::vector<Kernel> pairs() {
  return {ours("pairs/scatter", true, scatter), ours("pairs/scatter_step", true, step)};
}

}  // namespace biasbound::bench
