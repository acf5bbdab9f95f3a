#include "biasbound/kernels/rand_k.hpp"

#include "kernel.hpp"
#include "ours/state.hpp"

namespace biasbound::bench {
namespace {

constexpr auto subset = []<class T>(const Setup<T>& setup) -> Run {
  return
      [setup, state = State<T>(setup), indices = Buffer<std::uint32_t>(setup.k)](std::size_t call) {
        Stream stream = state.stream(call);
        kernels::subset(setup.d, stream, indices.span(), *state.workspace);
        keep(indices.span().data());
      };
};

/// Scaled: rand-k', whose values are d/k times the entries.
template <bool Scaled, class T>
T scale_of(const Setup<T>& setup) {
  return Scaled ? static_cast<T>(setup.d) / static_cast<T>(setup.k) : T(1);
}

template <bool Scaled>
constexpr auto sparse = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), indices = Buffer<std::uint32_t>(setup.k),
          values = Buffer<T>(setup.k)](std::size_t call) {
    Stream stream = state.stream(call);
    kernels::rand_k(setup.x(call), scale_of<Scaled>(setup), stream, indices.span(), values.span(),
                    *state.workspace);
    keep(values.span().data());
  };
};
template <bool Scaled>
constexpr auto dense = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), out = Buffer<T>(setup.d)](std::size_t call) {
    Stream stream = state.stream(call);
    kernels::rand_k_dense(setup.x(call), setup.k, scale_of<Scaled>(setup), stream, out.span(),
                          *state.workspace);
    keep(out.span().data());
  };
};
constexpr auto step = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), x = Buffer<T>(setup.d)](std::size_t call) {
    Stream stream = state.stream(call);
    kernels::rand_k_step(State<T>::step_size, setup.x(call), setup.k, T(1), stream, x.span(),
                         *state.workspace);
    keep(x.span().data());
  };
};
constexpr auto error_feedback = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), memory = Buffer<T>(setup.d), x = Buffer<T>(setup.d),
          indices = Buffer<std::uint32_t>(setup.k), values = Buffer<T>(setup.k)](std::size_t call) {
    Stream stream = state.stream(call);
    kernels::rand_k_error_feedback(State<T>::step_size, setup.x(call), T(1), stream, memory.span(),
                                   x.span(), indices.span(), values.span(), *state.workspace);
    keep(x.span().data());
  };
};

}  // namespace

std::vector<Kernel> rand_k() {
  return {ours("rand_k/subset", true, subset),
          ours("rand_k/sparse", true, sparse<false>),
          ours("rand_k/dense", true, dense<false>),
          ours("rand_k/step", true, step),
          ours("rand_k/error_feedback", true, error_feedback),
          ours("scaled_rand_k/sparse", true, sparse<true>),
          ours("scaled_rand_k/dense", true, dense<true>)};
}

}  // namespace biasbound::bench
