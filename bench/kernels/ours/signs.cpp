#include "biasbound/kernels/sign.hpp"

#include "kernel.hpp"
#include "ours/state.hpp"

namespace biasbound::bench {
namespace {

std::size_t bytes_of(std::size_t d) { return (d + 7) / 8; }

constexpr auto pack = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup),
          signs = Buffer<std::uint8_t>(bytes_of(setup.d))](std::size_t call) {
    kernels::sign_pack(setup.x(call), signs.span(), *state.workspace);
    keep(signs.span().data());
  };
};
constexpr auto scaled_pack = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup),
          signs = Buffer<std::uint8_t>(bytes_of(setup.d))](std::size_t call) {
    keep(kernels::scaled_sign_pack(setup.x(call), signs.span(), *state.workspace));
  };
};
constexpr auto unpack = []<class T>(const Setup<T>& setup) -> Run {
  const State<T> state(setup);
  const Buffer<std::uint8_t> signs(bytes_of(setup.d));
  kernels::sign_pack(setup.x(0), signs.span(), *state.workspace);
  return [state, signs, out = Buffer<T>(setup.d)](std::size_t) {
    kernels::sign_unpack<T>(signs.span(), T(2), out.span(), *state.workspace);
    keep(out.span().data());
  };
};
constexpr auto dense = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), out = Buffer<T>(setup.d)](std::size_t call) {
    kernels::sign_dense(setup.x(call), out.span(), *state.workspace);
    keep(out.span().data());
  };
};
constexpr auto scaled_dense = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), out = Buffer<T>(setup.d)](std::size_t call) {
    keep(kernels::scaled_sign_dense(setup.x(call), out.span(), *state.workspace));
  };
};
constexpr auto step = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), x = Buffer<T>(setup.d)](std::size_t call) {
    kernels::sign_step(State<T>::step_size, setup.x(call), x.span(), *state.workspace);
    keep(x.span().data());
  };
};
constexpr auto scaled_step = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), x = Buffer<T>(setup.d)](std::size_t call) {
    kernels::scaled_sign_step(State<T>::step_size, setup.x(call), x.span(), *state.workspace);
    keep(x.span().data());
  };
};
constexpr auto scaled_error_feedback = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup), memory = Buffer<T>(setup.d), x = Buffer<T>(setup.d),
          signs = Buffer<std::uint8_t>(bytes_of(setup.d))](std::size_t call) {
    kernels::scaled_sign_error_feedback(State<T>::step_size, setup.x(call), memory.span(), x.span(),
                                        signs.span(), *state.workspace);
    keep(x.span().data());
  };
};

}  // namespace

std::vector<Kernel> signs() {
  return {ours("sign/pack", false, pack),
          ours("sign/unpack", false, unpack),
          ours("sign/dense", false, dense),
          ours("sign/step", false, step),
          ours("scaled_sign/pack", false, scaled_pack),
          ours("scaled_sign/dense", false, scaled_dense),
          ours("scaled_sign/step", false, scaled_step),
          ours("scaled_sign/error_feedback", false, scaled_error_feedback)};
}

}  // namespace biasbound::bench
