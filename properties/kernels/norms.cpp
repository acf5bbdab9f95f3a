// Norms: the documented order of summation, bit for bit; what has no documented order is that of
// the first machine (exact_norms.cpp holds it against the rational value).
#include "biasbound/kernels/norms.hpp"

#include "families.hpp"
#include "reference.hpp"

namespace kernel_tests {
namespace {

namespace kernels = biasbound::kernels;

template <class T>
Record expected(const Case<T>& c) {
  Record record;
  record.add("squared norm", reference::squared_norm(c.g));
  record.add("l1 norm", reference::l1_norm(c.g));
  kernels::Workspace& portable = machines().front().workspace;
  const std::span<const T> g(c.g);
  record.add("scaled norm", kernels::scaled_norm(g, portable).value);
  record.add("exponent", kernels::scaled_norm(g, portable).exponent);
  record.add("mean magnitude", kernels::mean_magnitude(g, portable));
  return record;
}

template <class T>
void run(Machine& machine, const Case<T>& c, Comparison& same) {
  if (machine.flushes && c.denormals) return;  // they are zeros then
  const Fenced<T> g = input(c, 0, c.g);
  using kernels::Workspace;
  same("squared norm", machine.run([&](Workspace& w) { return squared_norm(g.input(), w); }));
  same("l1 norm", machine.run([&](Workspace& w) { return l1_norm(g.input(), w); }));
  const auto norm = machine.run([&](Workspace& w) { return scaled_norm(g.input(), w); });
  same("scaled norm", norm.value);
  same("exponent", norm.exponent);
  same("mean magnitude", machine.run([&](Workspace& w) { return mean_magnitude(g.input(), w); }));
  same.unchanged("g", g, std::span<const T>(c.g));
}

}  // namespace

template <Real T>
Family<T> norms() {
  return {"norms", expected<T>, run<T>};
}
template Family<float> norms();
template Family<double> norms();

}  // namespace kernel_tests
