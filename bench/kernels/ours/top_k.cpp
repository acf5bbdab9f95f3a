#include "biasbound/kernels/top_k.hpp"

#include <stdexcept>

#include "kernel.hpp"
#include "kernels/sample.hpp"
#include "ours/state.hpp"

namespace biasbound::bench {
namespace {

/// Where a sampling seed is given, each call samples the same places: what a hostile input needs.
template <kernels::Real T>
struct Sampling : State<T> {
  explicit Sampling(const Setup<T>& setup)
      : State<T>(setup),
        fixed(setup.settings.sampling_seed != 0),
        seed(this->workspace->state().sampling_seed),
        entropy(this->workspace->state().entropy) {}
  [[nodiscard]] kernels::Workspace& ready() const {
    if (fixed) this->workspace->state().sampling_seed = seed;
    return *this->workspace;
  }
  /// After the first call: a second sample was drawn, as the first one missed. A hostile input that
  /// fools no sample would measure nothing.
  void require_missed() const {
    if (this->workspace->state().entropy == entropy)
      throw std::logic_error("top-k's sample was not fooled: see hostile.hpp");
  }
  bool fixed;
  std::uint64_t seed;
  std::uint64_t entropy;
};

constexpr auto sparse = []<class T>(const Setup<T>& setup) -> Run {
  const Sampling<T> state(setup);
  const Run run = [setup, state, indices = Buffer<std::uint32_t>(setup.k),
                   values = Buffer<T>(setup.k)](std::size_t call) {
    kernels::top_k(setup.x(call), indices.span(), values.span(), state.ready());
    keep(values.span().data());
  };
  if (state.fixed) {
    run(0);
    state.require_missed();
  }
  return run;
};
constexpr auto dense = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = Sampling<T>(setup), out = Buffer<T>(setup.d)](std::size_t call) {
    kernels::top_k_dense(setup.x(call), setup.k, out.span(), state.ready());
    keep(out.span().data());
  };
};
constexpr auto step = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = Sampling<T>(setup), x = Buffer<T>(setup.d)](std::size_t call) {
    kernels::top_k_step(State<T>::step_size, setup.x(call), setup.k, x.span(), state.ready());
    keep(x.span().data());
  };
};
constexpr auto error_feedback = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = Sampling<T>(setup), memory = Buffer<T>(setup.d), x = Buffer<T>(setup.d),
          indices = Buffer<std::uint32_t>(setup.k), values = Buffer<T>(setup.k)](std::size_t call) {
    kernels::top_k_error_feedback(State<T>::step_size, setup.x(call), memory.span(), x.span(),
                                  indices.span(), values.span(), state.ready());
    keep(x.span().data());
  };
};

}  // namespace

std::vector<Kernel> top_k() {
  return {ours("top_k/sparse", true, sparse), ours("top_k/dense", true, dense),
          ours("top_k/step", true, step), ours("top_k/error_feedback", true, error_feedback)};
}

}  // namespace biasbound::bench
