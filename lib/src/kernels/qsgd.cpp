#include "biasbound/kernels/qsgd.hpp"

#include <cmath>
#include <string>

#include "biasbound/error.hpp"
#include "kernels/draws.hpp"
#include "kernels/sums.hpp"
#include "kernels/workspace.hpp"

namespace biasbound::kernels {

template <class T>
struct QsgdAlone {
  const QsgdGrid<T>& grid;
  const Rounding* rounding;
};

template <class T>
std::int32_t qsgd_level(T x, std::size_t i, std::uint32_t bits, const QsgdAlone<T>& alone) {
  const typename QsgdGrid<T>::Share share = alone.grid.share(x);
  const auto level = static_cast<std::int32_t>(share.level + alone.rounding->up(i, bits, share.up));
  return std::signbit(x) ? -level : level;
}
template <class T>
T qsgd_value(std::int32_t level, const QsgdAlone<T>& alone) {
  return alone.grid.value(level);
}
template std::int32_t qsgd_level(float, std::size_t, std::uint32_t, const QsgdAlone<float>&);
template std::int32_t qsgd_level(double, std::size_t, std::uint32_t, const QsgdAlone<double>&);
template float qsgd_value(std::int32_t, const QsgdAlone<float>&);
template double qsgd_value(std::int32_t, const QsgdAlone<double>&);

namespace {

void check_levels(const char* kernel, std::uint32_t s, std::uint32_t most) {
  if (s < 1 || s > most)
    throw InvalidInput(std::string(kernel) + ": s is " + std::to_string(s) + ", expected 1 to " +
                       std::to_string(most));
}

template <class Level>
constexpr std::uint32_t most_levels = sizeof(Level) == 1 ? 127 : 1U << 20;

template <Real T>
QsgdPlan<T> plan_of(const QsgdAlone<T>& alone) {
  const QsgdGrid<T>& grid = alone.grid;
  QsgdPlan<T> plan{QsgdPath::alone, 0, 0, static_cast<std::int32_t>(grid.levels()), &alone};
  if (!grid.regular()) {
    plan.path = QsgdPath::zero;
    plan.step = grid.value(0);
  } else if (grid.plain()) {
    plan.path = grid.levels() < (1U << 15) ? QsgdPath::narrow : QsgdPath::wide;
    plan.scale = grid.scale();
    plan.step = grid.step();
  }
  return plan;
}

/// run(loops, range, draws, plan) on each part of d entries.
template <Real T, class Run>
void quantise(std::size_t d, const ScaledNorm& norm, std::uint32_t s, Stream& stream,
              Workspace& workspace, Run run) {
  const Rounding rounding(stream, d);
  const Draws draws = draws_of(rounding);
  const QsgdGrid<T> grid(norm, s);
  const QsgdAlone<T> alone{grid, &rounding};
  const QsgdPlan<T> plan = plan_of(alone);
  Workspace::State& state = workspace.state();
  state.split(d, [&](Range range, unsigned) { run(state.table.of<T>().qsgd, range, draws, plan); });
}

template <Real T, class Level>
ScaledNorm pack(std::span<const T> x, std::uint32_t s, Stream& stream, std::span<Level> levels,
                Workspace& workspace) {
  require_size("qsgd_pack", "levels", levels.size(), x.size());
  check_levels("qsgd_pack", s, most_levels<Level>);
  const ScaledNorm norm = scaled_norm(x, workspace);
  quantise<T>(
      x.size(), norm, s, stream, workspace,
      [&](const QsgdLoops<T>& loops, Range range, const Draws& draws, const QsgdPlan<T>& plan) {
        const T* from = x.data() + range.begin;
        Level* to = levels.data() + range.begin;
        if constexpr (sizeof(Level) == 1)
          loops.pack8(from, range.begin, range.size(), draws, plan, to);
        else
          loops.pack32(from, range.begin, range.size(), draws, plan, to);
      });
  return norm;
}

template <Real T, class Level>
void unpack(std::span<const Level> levels, const ScaledNorm& norm, std::uint32_t s,
            std::span<T> out, Workspace& workspace) {
  require_size("qsgd_unpack", "out", out.size(), levels.size());
  check_levels("qsgd_unpack", s, most_levels<Level>);
  const QsgdGrid<T> grid(norm, s);
  const QsgdAlone<T> alone{grid, nullptr};
  const QsgdPlan<T> plan = plan_of(alone);
  const bool stream = out.size_bytes() >= stream_from_bytes;
  Workspace::State& state = workspace.state();
  const QsgdLoops<T>& loops = state.table.of<T>().qsgd;
  state.split(levels.size(), [&](Range range, unsigned) {
    const Level* from = levels.data() + range.begin;
    if constexpr (sizeof(Level) == 1)
      loops.unpack8(from, range.size(), plan, out.data() + range.begin, stream);
    else
      loops.unpack32(from, range.size(), plan, out.data() + range.begin, stream);
  });
}

/// memory += g. Returns the norm of the new memory.
template <Real T>
ScaledNorm add(std::span<const T> g, std::span<T> memory, Workspace& workspace) {
  Workspace::State& state = workspace.state();
  const Loops<T>& loops = state.table.of<T>();
  const std::span<double> sums =
      sums_of_blocks(g.size(), state, [&](std::size_t begin, std::size_t n, double* sum) {
        loops.pairs.add(g.data() + begin, n, memory.data() + begin);
        loops.norms.squares(memory.data() + begin, n, sum);
      });
  return scaled_norm(std::span<const T>(memory), sums);
}

}  // namespace

template <Real T>
ScaledNorm qsgd_pack(std::span<const T> x, std::uint32_t s, Stream& stream,
                     std::span<std::int8_t> levels, Workspace& workspace) {
  return pack(x, s, stream, levels, workspace);
}
template <Real T>
ScaledNorm qsgd_pack(std::span<const T> x, std::uint32_t s, Stream& stream,
                     std::span<std::int32_t> levels, Workspace& workspace) {
  return pack(x, s, stream, levels, workspace);
}

template <Real T>
void qsgd_unpack(std::span<const std::int8_t> levels, const ScaledNorm& norm, std::uint32_t s,
                 std::span<T> out, Workspace& workspace) {
  unpack(levels, norm, s, out, workspace);
}
template <Real T>
void qsgd_unpack(std::span<const std::int32_t> levels, const ScaledNorm& norm, std::uint32_t s,
                 std::span<T> out, Workspace& workspace) {
  unpack(levels, norm, s, out, workspace);
}

template <Real T>
void qsgd_dense(std::span<const T> x, std::uint32_t s, Stream& stream, std::span<T> out,
                Workspace& workspace) {
  require_size("qsgd_dense", "out", out.size(), x.size());
  check_levels("qsgd_dense", s, most_levels<std::int32_t>);
  const bool past_caches = out.size_bytes() >= stream_from_bytes;
  quantise<T>(
      x.size(), scaled_norm(x, workspace), s, stream, workspace,
      [&](const QsgdLoops<T>& loops, Range range, const Draws& draws, const QsgdPlan<T>& plan) {
        loops.dense(x.data() + range.begin, range.begin, range.size(), draws, plan,
                    out.data() + range.begin, past_caches);
      });
}

template <Real T>
void qsgd_step(T step_size, std::span<const T> g, std::uint32_t s, Stream& stream, std::span<T> x,
               Workspace& workspace) {
  require_size("qsgd_step", "x", x.size(), g.size());
  check_levels("qsgd_step", s, most_levels<std::int32_t>);
  quantise<T>(
      g.size(), scaled_norm(g, workspace), s, stream, workspace,
      [&](const QsgdLoops<T>& loops, Range range, const Draws& draws, const QsgdPlan<T>& plan) {
        loops.step(step_size, g.data() + range.begin, range.begin, range.size(), draws, plan,
                   x.data() + range.begin);
      });
}

template <Real T>
ScaledNorm qsgd_error_feedback(T step_size, std::span<const T> g, std::uint32_t s, Stream& stream,
                               std::span<T> memory, std::span<T> x, std::span<std::int8_t> levels,
                               Workspace& workspace) {
  require_size("qsgd_error_feedback", "memory", memory.size(), g.size());
  require_size("qsgd_error_feedback", "x", x.size(), g.size());
  require_size("qsgd_error_feedback", "levels", levels.size(), g.size());
  check_levels("qsgd_error_feedback", s, most_levels<std::int8_t>);
  const ScaledNorm norm = add(g, memory, workspace);
  quantise<T>(
      g.size(), norm, s, stream, workspace,
      [&](const QsgdLoops<T>& loops, Range range, const Draws& draws, const QsgdPlan<T>& plan) {
        loops.feedback(step_size, range.begin, range.size(), draws, plan,
                       memory.data() + range.begin, x.data() + range.begin,
                       levels.data() + range.begin);
      });
  return norm;
}

template ScaledNorm qsgd_pack(std::span<const float>, std::uint32_t, Stream&,
                              std::span<std::int8_t>, Workspace&);
template void qsgd_unpack(std::span<const std::int8_t>, const ScaledNorm&, std::uint32_t,
                          std::span<float>, Workspace&);
template ScaledNorm qsgd_pack(std::span<const float>, std::uint32_t, Stream&,
                              std::span<std::int32_t>, Workspace&);
template void qsgd_unpack(std::span<const std::int32_t>, const ScaledNorm&, std::uint32_t,
                          std::span<float>, Workspace&);
template void qsgd_dense(std::span<const float>, std::uint32_t, Stream&, std::span<float>,
                         Workspace&);
template void qsgd_step(float, std::span<const float>, std::uint32_t, Stream&, std::span<float>,
                        Workspace&);
template ScaledNorm qsgd_error_feedback(float, std::span<const float>, std::uint32_t, Stream&,
                                        std::span<float>, std::span<float>, std::span<std::int8_t>,
                                        Workspace&);
template ScaledNorm qsgd_pack(std::span<const double>, std::uint32_t, Stream&,
                              std::span<std::int8_t>, Workspace&);
template void qsgd_unpack(std::span<const std::int8_t>, const ScaledNorm&, std::uint32_t,
                          std::span<double>, Workspace&);
template ScaledNorm qsgd_pack(std::span<const double>, std::uint32_t, Stream&,
                              std::span<std::int32_t>, Workspace&);
template void qsgd_unpack(std::span<const std::int32_t>, const ScaledNorm&, std::uint32_t,
                          std::span<double>, Workspace&);
template void qsgd_dense(std::span<const double>, std::uint32_t, Stream&, std::span<double>,
                         Workspace&);
template void qsgd_step(double, std::span<const double>, std::uint32_t, Stream&, std::span<double>,
                        Workspace&);
template ScaledNorm qsgd_error_feedback(double, std::span<const double>, std::uint32_t, Stream&,
                                        std::span<double>, std::span<double>,
                                        std::span<std::int8_t>, Workspace&);

}  // namespace biasbound::kernels
