#include "biasbound/kernels/qsgd.hpp"

#include "families.hpp"
#include "reference.hpp"

namespace kernel_tests {
namespace {

namespace kernels = biasbound::kernels;
using biasbound::Stream;
using kernels::ScaledNorm;
using kernels::Workspace;

/// C(x), and how it is sent.
template <class T>
struct Quantised {
  ScaledNorm norm;  ///< of the first machine
  std::vector<std::int32_t> levels;
  std::vector<T> values;

  [[nodiscard]] std::vector<std::int8_t> narrow() const {
    std::vector<std::int8_t> result;
    for (const std::int32_t level : levels) result.push_back(static_cast<std::int8_t>(level));
    return result;
  }
};

template <class T>
Quantised<T> quantised(const std::vector<T>& x, std::uint32_t s, Stream& stream) {
  Quantised<T> result;
  result.norm = kernels::scaled_norm(std::span<const T>(x), machines().front().workspace);
  const reference::Grid<T> grid(result.norm.value, result.norm.exponent, s);
  const reference::Rounding rounding(stream, x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    result.levels.push_back(grid.level(x[i], i, rounding));
    result.values.push_back(grid.value(result.levels.back()));
  }
  return result;
}

/// Above 127, up to 2^20, where 8 bits are not needed; on both sides of 2^15.
template <class T>
std::uint32_t wide_s(const Case<T>& c) {
  if (c.s > 100) return c.s * 8191;
  return c.s > 3 ? c.s * 300 : c.s;
}

/// Any levels, in the range of their type.
template <class T>
std::vector<std::int8_t> any_levels(const Case<T>& c) {
  std::vector<std::int8_t> levels;
  for (std::size_t i = 0; i < c.d(); ++i)
    levels.push_back(static_cast<std::int8_t>(static_cast<int>(37 * i % 256) - 128));
  return levels;
}

template <class T>
Record expected(const Case<T>& c) {
  Record record;
  {
    Stream stream = c.stream();
    const Quantised<T> packed = quantised(c.g, c.s, stream);
    record.add("norm", packed.norm.value);
    record.add("exponent", packed.norm.exponent);
    record.add("levels", packed.narrow());
    record.add("unpacked", packed.values);
    record.add("position", stream.position());
    std::vector<T> any;
    const reference::Grid<T> grid(packed.norm.value, packed.norm.exponent, c.s);
    for (const std::int8_t level : any_levels(c)) any.push_back(grid.value(level));
    record.add("any unpacked", any);
  }
  Stream stream = c.stream();
  const Quantised<T> wide = quantised(c.g, wide_s(c), stream);
  record.add("wide levels", wide.levels);
  record.add("dense", wide.values);
  std::vector<T> x = c.x;
  reference::subtract(x, c.step_size, wide.values);
  record.add("step", x);

  std::vector<T> memory = reference::sum(c.memory, c.g);
  Stream again = c.stream();
  const Quantised<T> sent = quantised(memory, c.s, again);
  record.add("feedback norm", sent.norm.value);
  record.add("feedback exponent", sent.norm.exponent);
  record.add("feedback levels", sent.narrow());
  reference::subtract(memory, T(1), sent.values);
  x = c.x;
  reference::subtract(x, c.step_size, sent.values);
  record.add("feedback memory", memory);
  record.add("feedback x", x);
  return record;
}

template <class T>
void run_packed(Machine& machine, const Case<T>& c, const Fenced<T>& g, Comparison& same) {
  Stream stream = c.stream();
  const Fenced<std::int8_t> levels = output<std::int8_t>(c, 1, c.d());
  const ScaledNorm norm =
      machine.run([&](Workspace& w) { return qsgd_pack(g.input(), c.s, stream, levels.get(), w); });
  same("norm", norm.value);
  same("exponent", norm.exponent);
  same("levels", levels);
  same("position", stream.position());
  const Fenced<T> out = output<T>(c, 2, c.d());
  machine.run([&](Workspace& w) { qsgd_unpack(levels.input(), norm, c.s, out.get(), w); });
  same("unpacked", out);
  const std::vector<std::int8_t> any = any_levels(c);
  std::copy(any.begin(), any.end(), levels.get().begin());
  machine.run([&](Workspace& w) { qsgd_unpack(levels.input(), norm, c.s, out.get(), w); });
  same("any unpacked", out);
}

template <class T>
void run_wide(Machine& machine, const Case<T>& c, const Fenced<T>& g, Comparison& same) {
  const std::uint32_t s = wide_s(c);
  {
    Stream stream = c.stream();
    const Fenced<std::int32_t> levels = output<std::int32_t>(c, 1, c.d());
    const ScaledNorm norm =
        machine.run([&](Workspace& w) { return qsgd_pack(g.input(), s, stream, levels.get(), w); });
    same("norm", norm.value);
    same("wide levels", levels);
    same("position", stream.position());
    const Fenced<T> out = output<T>(c, 2, c.d());
    machine.run([&](Workspace& w) { qsgd_unpack(levels.input(), norm, s, out.get(), w); });
    same("dense", out);
  }
  Stream stream = c.stream();
  const Fenced<T> out = output<T>(c, 1, c.d());
  machine.run([&](Workspace& w) { qsgd_dense(g.input(), s, stream, out.get(), w); });
  same("dense", out);
  same("position", stream.position());
  Stream again = c.stream();
  const Fenced<T> inside = input(c, 1, c.g);
  machine.run([&](Workspace& w) { qsgd_dense(inside.input(), s, again, inside.get(), w); });
  same("dense", inside);
}

template <class T>
void run(Machine& machine, const Case<T>& c, Comparison& same) {
  if (machine.flushes && c.denormals) return;
  const Fenced<T> g = input(c, 0, c.g);
  run_packed(machine, c, g, same);
  run_wide(machine, c, g, same);
  {
    Stream stream = c.stream();
    const Fenced<T> x = input(c, 1, c.x);
    machine.run(
        [&](Workspace& w) { qsgd_step(c.step_size, g.input(), wide_s(c), stream, x.get(), w); });
    same("step", x);
    same("position", stream.position());
  }
  Stream stream = c.stream();
  const Fenced<T> memory = input(c, 1, c.memory);
  const Fenced<T> x = input(c, 2, c.x);
  const Fenced<std::int8_t> levels = output<std::int8_t>(c, 3, c.d());
  const ScaledNorm norm = machine.run([&](Workspace& w) {
    return qsgd_error_feedback(c.step_size, g.input(), c.s, stream, memory.get(), x.get(),
                               levels.get(), w);
  });
  same("feedback norm", norm.value);
  same("feedback exponent", norm.exponent);
  same("feedback levels", levels);
  same("feedback memory", memory);
  same("feedback x", x);
  same("position", stream.position());
  same.unchanged("g", g, std::span<const T>(c.g));
}

}  // namespace

template <Real T>
Family<T> qsgd() {
  return {"QSGD", expected<T>, run<T>};
}
template Family<float> qsgd();
template Family<double> qsgd();

}  // namespace kernel_tests
