#include "biasbound/kernels/natural.hpp"

#include "kernel.hpp"
#include "ours/state.hpp"

namespace biasbound::bench {
namespace {

constexpr auto pack = []<class T>(const Setup<T>& setup) -> Run {
  return
      [setup, state = State<T>(setup), codes = Buffer<std::uint16_t>(setup.d)](std::size_t call) {
        Stream stream = state.stream(call);
        kernels::natural_pack(setup.x(call), stream, codes.span(), *state.workspace);
        keep(codes.span().data());
      };
};
constexpr auto unpack = []<class T>(const Setup<T>& setup) -> Run {
  const State<T> state(setup);
  const Buffer<std::uint16_t> codes(setup.d);
  Stream stream = state.stream(0);
  kernels::natural_pack(setup.x(0), stream, codes.span(), *state.workspace);
  return [state, codes, out = Buffer<T>(setup.d)](std::size_t) {
    kernels::natural_unpack<T>(codes.span(), out.span(), *state.workspace);
    keep(out.span().data());
  };
};
constexpr auto dense = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), out = Buffer<T>(setup.d)](std::size_t call) {
    Stream stream = state.stream(call);
    kernels::natural_dense(setup.x(call), stream, out.span(), *state.workspace);
    keep(out.span().data());
  };
};
constexpr auto step = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), x = Buffer<T>(setup.d)](std::size_t call) {
    Stream stream = state.stream(call);
    kernels::natural_step(State<T>::step_size, setup.x(call), stream, x.span(), *state.workspace);
    keep(x.span().data());
  };
};
constexpr auto error_feedback = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), memory = Buffer<T>(setup.d), x = Buffer<T>(setup.d),
          codes = Buffer<std::uint16_t>(setup.d)](std::size_t call) {
    Stream stream = state.stream(call);
    kernels::natural_error_feedback(State<T>::step_size, setup.x(call), stream, memory.span(),
                                    x.span(), codes.span(), *state.workspace);
    keep(x.span().data());
  };
};

}  // namespace

std::vector<Kernel> natural() {
  return {ours("natural/pack", false, pack), ours("natural/unpack", false, unpack),
          ours("natural/dense", false, dense), ours("natural/step", false, step),
          ours("natural/error_feedback", false, error_feedback)};
}

}  // namespace biasbound::bench
