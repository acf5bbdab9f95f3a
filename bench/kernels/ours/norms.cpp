#include "biasbound/kernels/norms.hpp"

#include "kernel.hpp"
#include "ours/state.hpp"

namespace biasbound::bench {
namespace {

constexpr auto squared = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup)](std::size_t call) {
    keep(kernels::squared_norm(setup.x(call), *state.workspace));
  };
};
constexpr auto l1 = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, state = State<T>(setup)](std::size_t call) {
    keep(kernels::l1_norm(setup.x(call), *state.workspace));
  };
};

}  // namespace

std::vector<Kernel> norms() {
  return {ours("norm/squared", false, squared), ours("norm/l1", false, l1)};
}

}  // namespace biasbound::bench
