#include "biasbound/kernels/natural.hpp"

#include "families.hpp"
#include "reference.hpp"

namespace kernel_tests {
namespace {

namespace kernels = biasbound::kernels;
using biasbound::Stream;
using kernels::Workspace;

template <class T>
Record expected(const Case<T>& c) {
  Record record;
  Stream stream = c.stream();
  const std::vector<T> rounded = reference::natural(c.g, stream);
  record.add("codes", reference::natural_codes(rounded));
  record.add("dense", rounded);
  record.add("position", stream.position());
  std::vector<T> x = c.x;
  reference::subtract(x, c.step_size, rounded);
  record.add("step", x);

  std::vector<T> memory = reference::sum(c.memory, c.g);
  Stream again = c.stream();
  const std::vector<T> sent = reference::natural(memory, again);
  record.add("feedback codes", reference::natural_codes(sent));
  reference::subtract(memory, T(1), sent);
  x = c.x;
  reference::subtract(x, c.step_size, sent);
  record.add("feedback memory", memory);
  record.add("feedback x", x);
  return record;
}

template <class T>
void run(Machine& machine, const Case<T>& c, Comparison& same) {
  const Fenced<T> g = input(c, 0, c.g);
  {
    Stream stream = c.stream();
    const Fenced<std::uint16_t> codes = output<std::uint16_t>(c, 1, c.d());
    machine.run([&](Workspace& w) { natural_pack(g.input(), stream, codes.get(), w); });
    same("codes", codes);
    same("position", stream.position());
    const Fenced<T> out = output<T>(c, 2, c.d());
    machine.run([&](Workspace& w) { natural_unpack(codes.input(), out.get(), w); });
    same("dense", out);
  }
  {
    Stream stream = c.stream();
    const Fenced<T> out = output<T>(c, 1, c.d());
    machine.run([&](Workspace& w) { natural_dense(g.input(), stream, out.get(), w); });
    same("dense", out);
    same("position", stream.position());
    Stream again = c.stream();
    const Fenced<T> inside = input(c, 1, c.g);
    machine.run([&](Workspace& w) { natural_dense(inside.input(), again, inside.get(), w); });
    same("dense", inside);
  }
  if (machine.flushes && c.denormals) return;
  {
    Stream stream = c.stream();
    const Fenced<T> x = input(c, 1, c.x);
    machine.run([&](Workspace& w) { natural_step(c.step_size, g.input(), stream, x.get(), w); });
    same("step", x);
    same("position", stream.position());
  }
  Stream stream = c.stream();
  const Fenced<T> memory = input(c, 1, c.memory);
  const Fenced<T> x = input(c, 2, c.x);
  const Fenced<std::uint16_t> codes = output<std::uint16_t>(c, 3, c.d());
  machine.run([&](Workspace& w) {
    natural_error_feedback(c.step_size, g.input(), stream, memory.get(), x.get(), codes.get(), w);
  });
  same("feedback codes", codes);
  same("feedback memory", memory);
  same("feedback x", x);
  same("position", stream.position());
  same.unchanged("g", g, std::span<const T>(c.g));
}

}  // namespace

template <Real T>
Family<T> natural() {
  return {"natural", expected<T>, run<T>};
}
template Family<float> natural();
template Family<double> natural();

}  // namespace kernel_tests
