#include "biasbound/kernels/rand_k.hpp"

#include "families.hpp"
#include "reference.hpp"

namespace kernel_tests {
namespace {

namespace kernels = biasbound::kernels;
using biasbound::Stream;
using kernels::Workspace;

template <class T>
reference::Pairs<T> chosen(const std::vector<T>& x, std::size_t k, T scale, Stream& stream) {
  reference::Pairs<T> result{reference::subset(x.size(), k, stream), {}};
  for (const std::uint32_t i : result.indices) result.values.push_back(x[i]);
  // A choice for each entry clang 14 makes a product for all: 1 * x is x but for signalling NaNs.
  if (scale != T(1))
    for (T& value : result.values) value = scale * value;
  return result;
}

template <class T>
Record expected(const Case<T>& c) {
  Record record;
  Stream stream = c.stream();
  const reference::Pairs<T> pairs = chosen(c.g, c.k, c.scale, stream);
  record.add("subset", pairs.indices);
  record.add("indices", pairs.indices);
  record.add("values", pairs.values);
  record.add("position", stream.position());
  record.add("dense", reference::dense(pairs, c.d()));
  std::vector<T> x = c.x;
  reference::subtract(x, c.step_size, pairs);
  record.add("step", x);

  std::vector<T> memory = reference::sum(c.memory, c.g);
  Stream again = c.stream();
  const reference::Pairs<T> sent = chosen(memory, c.k, c.scale, again);
  reference::subtract(memory, T(1), sent);
  x = c.x;
  reference::subtract(x, c.step_size, sent);
  record.add("feedback indices", sent.indices);
  record.add("feedback values", sent.values);
  record.add("feedback memory", memory);
  record.add("feedback x", x);
  return record;
}

template <class T>
void run(Machine& machine, const Case<T>& c, Comparison& same) {
  const Fenced<T> g = input(c, 0, c.g);
  {
    Stream stream = c.stream();
    const Fenced<std::uint32_t> indices = output<std::uint32_t>(c, 1, c.k);
    machine.run([&](Workspace& w) { kernels::subset(c.d(), stream, indices.get(), w); });
    same("subset", indices);
    same("position", stream.position());
  }
  if (machine.flushes && c.denormals) return;
  {
    Stream stream = c.stream();
    const Fenced<std::uint32_t> indices = output<std::uint32_t>(c, 1, c.k);
    const Fenced<T> values = output<T>(c, 2, c.k);
    machine.run(
        [&](Workspace& w) { rand_k(g.input(), c.scale, stream, indices.get(), values.get(), w); });
    same("indices", indices);
    same("values", values);
    same("position", stream.position());
  }
  {
    Stream stream = c.stream();
    const Fenced<T> out = output<T>(c, 1, c.d());
    machine.run([&](Workspace& w) { rand_k_dense(g.input(), c.k, c.scale, stream, out.get(), w); });
    same("dense", out);
    same("position", stream.position());
  }
  {
    Stream stream = c.stream();
    const Fenced<T> x = input(c, 1, c.x);
    machine.run([&](Workspace& w) {
      rand_k_step(c.step_size, g.input(), c.k, c.scale, stream, x.get(), w);
    });
    same("step", x);
    same("position", stream.position());
  }
  Stream stream = c.stream();
  const Fenced<T> memory = input(c, 1, c.memory);
  const Fenced<T> x = input(c, 2, c.x);
  const Fenced<std::uint32_t> indices = output<std::uint32_t>(c, 3, c.k);
  const Fenced<T> values = output<T>(c, 4, c.k);
  machine.run([&](Workspace& w) {
    rand_k_error_feedback(c.step_size, g.input(), c.scale, stream, memory.get(), x.get(),
                          indices.get(), values.get(), w);
  });
  same("feedback indices", indices);
  same("feedback values", values);
  same("feedback memory", memory);
  same("feedback x", x);
  same("position", stream.position());
  same.unchanged("g", g, std::span<const T>(c.g));
}

}  // namespace

template <Real T>
Family<T> rand_k() {
  return {"rand-k", expected<T>, run<T>};
}
template Family<float> rand_k();
template Family<double> rand_k();

}  // namespace kernel_tests
