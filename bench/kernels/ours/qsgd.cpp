#include "biasbound/kernels/qsgd.hpp"

#include "kernel.hpp"
#include "ours/state.hpp"

namespace biasbound::bench {
namespace {

constexpr std::uint32_t s = 4;

constexpr auto pack = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), levels = Buffer<std::int8_t>(setup.d)](std::size_t call) {
    Stream stream = state.stream(call);
    keep(kernels::qsgd_pack(setup.x(call), s, stream, levels.span(), *state.workspace).value);
    keep(levels.span().data());
  };
};
constexpr auto unpack = []<class T>(const Setup<T>& setup) -> Run {
  const State<T> state(setup);
  const Buffer<std::int8_t> levels(setup.d);
  Stream stream = state.stream(0);
  const kernels::ScaledNorm norm =
      kernels::qsgd_pack(setup.x(0), s, stream, levels.span(), *state.workspace);
  return [state, levels, norm, out = Buffer<T>(setup.d)](std::size_t) {
    kernels::qsgd_unpack<T>(std::span<const std::int8_t>(levels.span()), norm, s, out.span(),
                            *state.workspace);
    keep(out.span().data());
  };
};
constexpr auto dense = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), out = Buffer<T>(setup.d)](std::size_t call) {
    Stream stream = state.stream(call);
    kernels::qsgd_dense(setup.x(call), s, stream, out.span(), *state.workspace);
    keep(out.span().data());
  };
};
constexpr auto step = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), x = Buffer<T>(setup.d)](std::size_t call) {
    Stream stream = state.stream(call);
    kernels::qsgd_step(State<T>::step_size, setup.x(call), s, stream, x.span(), *state.workspace);
    keep(x.span().data());
  };
};
constexpr auto error_feedback = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), memory = Buffer<T>(setup.d), x = Buffer<T>(setup.d),
          levels = Buffer<std::int8_t>(setup.d)](std::size_t call) {
    Stream stream = state.stream(call);
    kernels::qsgd_error_feedback(State<T>::step_size, setup.x(call), s, stream, memory.span(),
                                 x.span(), levels.span(), *state.workspace);
    keep(x.span().data());
  };
};

}  // namespace

std::vector<Kernel> qsgd() {
  return {ours("qsgd/pack", false, pack), ours("qsgd/unpack", false, unpack),
          ours("qsgd/dense", false, dense), ours("qsgd/step", false, step),
          ours("qsgd/error_feedback", false, error_feedback)};
}

}  // namespace biasbound::bench
