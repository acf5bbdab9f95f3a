#include "biasbound/kernels/pairs.hpp"

#include "families.hpp"
#include "reference.hpp"

namespace kernel_tests {
namespace {

namespace kernels = biasbound::kernels;
using kernels::Workspace;

/// Any ascending indices, with values of g's kind.
template <class T>
reference::Pairs<T> any_pairs(const Case<T>& c) {
  biasbound::Stream stream = c.stream();
  reference::Pairs<T> pairs{reference::subset(c.d(), c.k, stream), c.g};
  pairs.values.resize(c.k);
  return pairs;
}

template <class T>
Record expected(const Case<T>& c) {
  Record record;
  const reference::Pairs<T> pairs = any_pairs(c);
  record.add("scatter", reference::dense(pairs, c.d()));
  std::vector<T> x = c.x;
  reference::subtract(x, c.step_size, pairs);
  record.add("scatter step", x);
  return record;
}

template <class T>
void run(Machine& machine, const Case<T>& c, Comparison& same) {
  const reference::Pairs<T> pairs = any_pairs(c);
  const Fenced<std::uint32_t> indices = input(c, 0, pairs.indices);
  const Fenced<T> values = input(c, 1, pairs.values);
  {
    const Fenced<T> out = output<T>(c, 2, c.d());
    machine.run([&](Workspace& w) { scatter(indices.input(), values.input(), out.get(), w); });
    same("scatter", out);
  }
  if (machine.flushes && c.denormals) return;
  const Fenced<T> x = input(c, 2, c.x);
  machine.run([&](Workspace& w) {
    scatter_step(c.step_size, indices.input(), values.input(), x.get(), w);
  });
  same("scatter step", x);
  same.unchanged("indices", indices, std::span<const std::uint32_t>(pairs.indices));
  same.unchanged("values", values, std::span<const T>(pairs.values));
}

}  // namespace

template <Real T>
Family<T> pairs() {
  return {"pairs", expected<T>, run<T>};
}
template Family<float> pairs();
template Family<double> pairs();

}  // namespace kernel_tests
