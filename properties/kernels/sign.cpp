#include "biasbound/kernels/sign.hpp"

#include "biasbound/kernels/norms.hpp"
#include "families.hpp"
#include "reference.hpp"

namespace kernel_tests {
namespace {

namespace kernels = biasbound::kernels;
using kernels::Workspace;

/// The scale of the scaled forms, from the first machine's norm.
template <class T>
T mean(const std::vector<T>& x) {
  return static_cast<T>(
      kernels::mean_magnitude(std::span<const T>(x), machines().front().workspace));
}

/// The forms with scale 1, or with the mean magnitude.
template <class T>
void add_forms(Record& record, const Case<T>& c, const std::string& prefix, bool scaled) {
  const T scale = scaled ? mean(c.g) : T(1);
  if (scaled) record.add(prefix + "scale", scale);
  record.add(prefix + "packed", reference::packed_signs(c.g));
  record.add(prefix + "dense", reference::signs(c.g, scale));
  std::vector<T> x = c.x;
  reference::subtract(x, c.step_size, reference::signs(c.g, scale));
  record.add(prefix + "step", x);

  std::vector<T> memory = reference::sum(c.memory, c.g);
  const T sent_scale = scaled ? mean(memory) : T(1);
  if (scaled) record.add(prefix + "feedback scale", sent_scale);
  const std::vector<T> sent = reference::signs(memory, sent_scale);
  record.add(prefix + "feedback signs", reference::packed_signs(memory));
  reference::subtract(memory, T(1), sent);
  x = c.x;
  reference::subtract(x, c.step_size, sent);
  record.add(prefix + "feedback memory", memory);
  record.add(prefix + "feedback x", x);
}

template <class T>
Record expected(const Case<T>& c) {
  Record record;
  record.add("unpacked", reference::signs(c.g, c.scale));
  add_forms(record, c, "", false);
  add_forms(record, c, "scaled ", true);
  return record;
}

template <class T>
void run_scaled(Machine& machine, const Case<T>& c, Comparison& same) {
  const Fenced<T> g = input(c, 0, c.g);
  const std::size_t bytes = (c.d() + 7) / 8;
  {
    const Fenced<std::uint8_t> signs = output<std::uint8_t>(c, 1, bytes);
    same("scaled scale",
         machine.run([&](Workspace& w) { return scaled_sign_pack(g.input(), signs.get(), w); }));
    same("scaled packed", signs);
  }
  {
    const Fenced<T> out = output<T>(c, 1, c.d());
    same("scaled scale",
         machine.run([&](Workspace& w) { return scaled_sign_dense(g.input(), out.get(), w); }));
    same("scaled dense", out);
    const Fenced<T> inside = input(c, 1, c.g);
    machine.run([&](Workspace& w) { scaled_sign_dense(inside.input(), inside.get(), w); });
    same("scaled dense", inside);
  }
  {
    const Fenced<T> x = input(c, 1, c.x);
    same("scaled scale", machine.run([&](Workspace& w) {
      return scaled_sign_step(c.step_size, g.input(), x.get(), w);
    }));
    same("scaled step", x);
  }
  const Fenced<T> memory = input(c, 1, c.memory);
  const Fenced<T> x = input(c, 2, c.x);
  const Fenced<std::uint8_t> signs = output<std::uint8_t>(c, 3, bytes);
  same("scaled feedback scale", machine.run([&](Workspace& w) {
    return scaled_sign_error_feedback(c.step_size, g.input(), memory.get(), x.get(), signs.get(),
                                      w);
  }));
  same("scaled feedback signs", signs);
  same("scaled feedback memory", memory);
  same("scaled feedback x", x);
}

template <class T>
void run(Machine& machine, const Case<T>& c, Comparison& same) {
  const Fenced<T> g = input(c, 0, c.g);
  const std::size_t bytes = (c.d() + 7) / 8;
  {
    const Fenced<std::uint8_t> signs = output<std::uint8_t>(c, 1, bytes);
    machine.run([&](Workspace& w) { sign_pack(g.input(), signs.get(), w); });
    same("packed", signs);
    const Fenced<T> out = output<T>(c, 2, c.d());
    machine.run([&](Workspace& w) { sign_unpack(signs.input(), c.scale, out.get(), w); });
    same("unpacked", out);
  }
  {
    const Fenced<T> out = output<T>(c, 1, c.d());
    machine.run([&](Workspace& w) { sign_dense(g.input(), out.get(), w); });
    same("dense", out);
    const Fenced<T> inside = input(c, 1, c.g);
    machine.run([&](Workspace& w) { sign_dense(inside.input(), inside.get(), w); });
    same("dense", inside);
  }
  {
    const Fenced<T> x = input(c, 1, c.x);
    machine.run([&](Workspace& w) { sign_step(c.step_size, g.input(), x.get(), w); });
    same("step", x);
  }
  if (machine.flushes && c.denormals) return;
  {
    const Fenced<T> memory = input(c, 1, c.memory);
    const Fenced<T> x = input(c, 2, c.x);
    const Fenced<std::uint8_t> signs = output<std::uint8_t>(c, 3, bytes);
    machine.run([&](Workspace& w) {
      sign_error_feedback(c.step_size, g.input(), memory.get(), x.get(), signs.get(), w);
    });
    same("feedback signs", signs);
    same("feedback memory", memory);
    same("feedback x", x);
  }
  run_scaled(machine, c, same);
  same.unchanged("g", g, std::span<const T>(c.g));
}

}  // namespace

template <Real T>
Family<T> sign() {
  return {"sign", expected<T>, run<T>};
}
template Family<float> sign();
template Family<double> sign();

}  // namespace kernel_tests
