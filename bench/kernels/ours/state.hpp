// What every one of our kernels needs between its calls.
#pragma once

#include <memory>

#include "biasbound/random.hpp"
#include "kernel.hpp"
#include "kernels/workspace.hpp"

namespace biasbound::bench {

template <kernels::Real T>
struct State {
  explicit State(const Setup<T>& setup)
      : workspace(std::make_shared<kernels::Workspace>(setup.settings)) {}

  /// Small, so that a vector that takes many steps stays finite.
  static constexpr T step_size = T(1) / 1024;

  /// Other draws for each call.
  [[nodiscard]] Stream stream(std::size_t call) const { return Stream({.seed = 2, .draw = call}); }

  std::shared_ptr<kernels::Workspace> workspace;
};

}  // namespace biasbound::bench
