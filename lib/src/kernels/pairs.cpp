#include "biasbound/kernels/pairs.hpp"

#include <atomic>
#include <string>

#include "biasbound/error.hpp"
#include "kernels/pairs.hpp"

namespace biasbound::kernels {
namespace {

void require_pairs(const char* kernel, std::span<const std::uint32_t> indices, std::size_t n_values,
                   std::size_t d, Workspace::State& state) {
  require_size(kernel, "values", n_values, indices.size());
  if (indices.empty()) return;
  std::atomic<bool> ascending{true};
  state.split(indices.size(), [&](Range range, unsigned) {
    // With the first of the next part, so that their order is seen too.
    const std::size_t n = range.size() + (range.end < indices.size() ? 1 : 0);
    if (!state.table.f32.pairs.ascending(indices.data() + range.begin, n))
      ascending.store(false, std::memory_order_relaxed);
  });
  if (!ascending.load(std::memory_order_relaxed))
    throw InvalidInput(std::string(kernel) + ": the indices do not ascend");
  if (indices.back() >= d)
    throw InvalidInput(std::string(kernel) + ": index " + std::to_string(indices.back()) +
                       " in dimension " + std::to_string(d));
}

}  // namespace

template <Real T>
void scatter(std::span<const std::uint32_t> indices, std::span<const T> values, std::span<T> out,
             Workspace& workspace) {
  Workspace::State& state = workspace.state();
  require_pairs("scatter", indices, values.size(), out.size(), state);
  write_pairs(indices, values, out, state);
}

template <Real T>
void scatter_step(T step_size, std::span<const std::uint32_t> indices, std::span<const T> values,
                  std::span<T> x, Workspace& workspace) {
  Workspace::State& state = workspace.state();
  require_pairs("scatter_step", indices, values.size(), x.size(), state);
  each_pair(indices, values, x.data(), state,
            [=](std::uint32_t i, T value) { x[i] -= step_size * value; });
}

template void scatter(std::span<const std::uint32_t>, std::span<const float>, std::span<float>,
                      Workspace&);
template void scatter(std::span<const std::uint32_t>, std::span<const double>, std::span<double>,
                      Workspace&);
template void scatter_step(float, std::span<const std::uint32_t>, std::span<const float>,
                           std::span<float>, Workspace&);
template void scatter_step(double, std::span<const std::uint32_t>, std::span<const double>,
                           std::span<double>, Workspace&);

}  // namespace biasbound::kernels
