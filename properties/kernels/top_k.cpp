#include "biasbound/kernels/top_k.hpp"

#include "families.hpp"
#include "kernels/workspace.hpp"
#include "reference.hpp"

namespace kernel_tests {
namespace {

namespace kernels = biasbound::kernels;
using kernels::Workspace;

template <class T>
Record expected(const Case<T>& c) {
  Record record;
  const reference::Pairs<T> top = reference::top_k(c.g, c.k);
  record.add("indices", top.indices);
  record.add("values", top.values);
  record.add("dense", reference::dense(top, c.d()));
  std::vector<T> x = c.x;
  reference::subtract(x, c.step_size, top);
  record.add("step", x);

  std::vector<T> memory = reference::sum(c.memory, c.g);
  const reference::Pairs<T> sent = reference::top_k(memory, c.k);
  reference::subtract(memory, T(1), sent);
  x = c.x;
  reference::subtract(x, c.step_size, sent);
  record.add("feedback indices", sent.indices);
  record.add("feedback values", sent.values);
  record.add("feedback memory", memory);
  record.add("feedback x", x);
  return record;
}

template <class T, class Kernel>
void sampled(Machine& machine, const Case<T>& c, const Kernel& kernel) {
  if (c.sampling_seed != 0) {
    biasbound::kernels::Workspace::State& state = machine.workspace.state();
    state.sampling_seed = c.sampling_seed;
    state.entropy = second_seed(c.sampling_seed);
  }
  machine.run(kernel);
}

template <class T>
void run(Machine& machine, const Case<T>& c, Comparison& same) {
  const Fenced<T> g = input(c, 0, c.g);
  {
    const Fenced<std::uint32_t> indices = output<std::uint32_t>(c, 1, c.k);
    const Fenced<T> values = output<T>(c, 2, c.k);
    sampled(machine, c, [&](Workspace& w) { top_k(g.input(), indices.get(), values.get(), w); });
    same("indices", indices);
    same("values", values);
  }
  {
    const Fenced<T> out = output<T>(c, 1, c.d());
    sampled(machine, c, [&](Workspace& w) { top_k_dense(g.input(), c.k, out.get(), w); });
    same("dense", out);
  }
  if (machine.flushes && c.denormals) return;
  {
    const Fenced<T> x = input(c, 1, c.x);
    sampled(machine, c, [&](Workspace& w) { top_k_step(c.step_size, g.input(), c.k, x.get(), w); });
    same("step", x);
  }
  const Fenced<T> memory = input(c, 1, c.memory);
  const Fenced<T> x = input(c, 2, c.x);
  const Fenced<std::uint32_t> indices = output<std::uint32_t>(c, 3, c.k);
  const Fenced<T> values = output<T>(c, 4, c.k);
  sampled(machine, c, [&](Workspace& w) {
    top_k_error_feedback(c.step_size, g.input(), memory.get(), x.get(), indices.get(), values.get(),
                         w);
  });
  same("feedback indices", indices);
  same("feedback values", values);
  same("feedback memory", memory);
  same("feedback x", x);
  same.unchanged("g", g, std::span<const T>(c.g));
}

}  // namespace

template <Real T>
Family<T> top_k() {
  return {"top-k", expected<T>, run<T>};
}
template Family<float> top_k();
template Family<double> top_k();

}  // namespace kernel_tests
