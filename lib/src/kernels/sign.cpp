#include "biasbound/kernels/sign.hpp"

#include "kernels/sums.hpp"
#include "kernels/workspace.hpp"

namespace biasbound::kernels {
namespace {

constexpr std::size_t packed_size(std::size_t d) { return d / 8 + (d % 8 != 0 ? 1 : 0); }

template <Real T>
Signed<T> signs_of(T scale) {
  return {scale, -scale};
}
/// step_size times the values, each product rounded as it is alone.
template <Real T>
Signed<T> times(T step_size, Signed<T> value) {
  return {step_size * value.plus, step_size * value.minus};
}

/// The scale of x, after f on its blocks (sums_of_blocks).
template <Real T, class F>
T scale_of(std::span<const T> x, Workspace::State& state, F&& f) {
  return static_cast<T>(mean_magnitude(x, sums_of_blocks(x.size(), state, f)));
}

template <Real T>
void write_signs(std::span<const T> x, T scale, std::span<T> out, Workspace::State& state) {
  const bool stream = out.size_bytes() >= stream_from_bytes && out.data() != x.data();
  state.split(x.size(), [&](Range range, unsigned) {
    state.table.of<T>().sign.dense(x.data() + range.begin, range.size(), signs_of(scale),
                                   out.data() + range.begin, stream);
  });
}

template <Real T>
void step(T step_size, T scale, std::span<const T> g, std::span<T> x, Workspace::State& state) {
  state.split(x.size(), [&](Range range, unsigned) {
    state.table.of<T>().sign.step(g.data() + range.begin, range.size(),
                                  times(step_size, signs_of(scale)), x.data() + range.begin);
  });
}

}  // namespace

template <Real T>
void sign_pack(std::span<const T> x, std::span<std::uint8_t> signs, Workspace& workspace) {
  require_size("sign_pack", "signs", signs.size(), packed_size(x.size()));
  Workspace::State& state = workspace.state();
  const bool stream = x.size_bytes() >= stream_from_bytes;
  state.split(x.size(), [&](Range range, unsigned) {
    state.table.of<T>().sign.pack(x.data() + range.begin, range.size(),
                                  signs.data() + range.begin / 8, stream);
  });
}

template <Real T>
T scaled_sign_pack(std::span<const T> x, std::span<std::uint8_t> signs, Workspace& workspace) {
  require_size("scaled_sign_pack", "signs", signs.size(), packed_size(x.size()));
  Workspace::State& state = workspace.state();
  const Loops<T>& loops = state.table.of<T>();
  const bool stream = x.size_bytes() >= stream_from_bytes;
  return scale_of(x, state, [&](std::size_t begin, std::size_t n, double* sum) {
    loops.norms.magnitudes(x.data() + begin, n, sum);
    loops.sign.pack(x.data() + begin, n, signs.data() + begin / 8, stream);
  });
}

template <Real T>
void sign_unpack(std::span<const std::uint8_t> signs, T scale, std::span<T> out,
                 Workspace& workspace) {
  require_size("sign_unpack", "signs", signs.size(), packed_size(out.size()));
  Workspace::State& state = workspace.state();
  const bool stream = out.size_bytes() >= stream_from_bytes;
  state.split(out.size(), [&](Range range, unsigned) {
    state.table.of<T>().sign.unpack(signs.data() + range.begin / 8, range.size(), signs_of(scale),
                                    out.data() + range.begin, stream);
  });
}

template <Real T>
void sign_dense(std::span<const T> x, std::span<T> out, Workspace& workspace) {
  require_size("sign_dense", "out", out.size(), x.size());
  write_signs(x, T(1), out, workspace.state());
}

template <Real T>
T scaled_sign_dense(std::span<const T> x, std::span<T> out, Workspace& workspace) {
  require_size("scaled_sign_dense", "out", out.size(), x.size());
  const T scale = static_cast<T>(mean_magnitude(x, workspace));
  write_signs(x, scale, out, workspace.state());
  return scale;
}

template <Real T>
void sign_step(T step_size, std::span<const T> g, std::span<T> x, Workspace& workspace) {
  require_size("sign_step", "x", x.size(), g.size());
  step(step_size, T(1), g, x, workspace.state());
}

template <Real T>
T scaled_sign_step(T step_size, std::span<const T> g, std::span<T> x, Workspace& workspace) {
  require_size("scaled_sign_step", "x", x.size(), g.size());
  const T scale = static_cast<T>(mean_magnitude(g, workspace));
  step(step_size, scale, g, x, workspace.state());
  return scale;
}

template <Real T>
void sign_error_feedback(T step_size, std::span<const T> g, std::span<T> memory, std::span<T> x,
                         std::span<std::uint8_t> signs, Workspace& workspace) {
  require_size("sign_error_feedback", "memory", memory.size(), g.size());
  require_size("sign_error_feedback", "x", x.size(), g.size());
  require_size("sign_error_feedback", "signs", signs.size(), packed_size(g.size()));
  Workspace::State& state = workspace.state();
  const Signed<T> value = signs_of(T(1));
  state.split(g.size(), [&](Range range, unsigned) {
    state.table.of<T>().sign.add_and_feed(g.data() + range.begin, range.size(), value,
                                          times(step_size, value), memory.data() + range.begin,
                                          x.data() + range.begin, signs.data() + range.begin / 8);
  });
}

template <Real T>
T scaled_sign_error_feedback(T step_size, std::span<const T> g, std::span<T> memory, std::span<T> x,
                             std::span<std::uint8_t> signs, Workspace& workspace) {
  require_size("scaled_sign_error_feedback", "memory", memory.size(), g.size());
  require_size("scaled_sign_error_feedback", "x", x.size(), g.size());
  require_size("scaled_sign_error_feedback", "signs", signs.size(), packed_size(g.size()));
  Workspace::State& state = workspace.state();
  const Loops<T>& loops = state.table.of<T>();
  const T scale = scale_of(
      std::span<const T>(memory), state, [&](std::size_t begin, std::size_t n, double* sum) {
        loops.pairs.add(g.data() + begin, n, memory.data() + begin);
        loops.norms.magnitudes(memory.data() + begin, n, sum);
        loops.sign.pack(memory.data() + begin, n, signs.data() + begin / 8, false);
      });
  const Signed<T> value = signs_of(scale);
  state.split(g.size(), [&](Range range, unsigned) {
    loops.sign.feed(range.size(), value, times(step_size, value), memory.data() + range.begin,
                    x.data() + range.begin);
  });
  return scale;
}

template void sign_pack(std::span<const float>, std::span<std::uint8_t>, Workspace&);
template void sign_pack(std::span<const double>, std::span<std::uint8_t>, Workspace&);
template float scaled_sign_pack(std::span<const float>, std::span<std::uint8_t>, Workspace&);
template double scaled_sign_pack(std::span<const double>, std::span<std::uint8_t>, Workspace&);
template void sign_unpack(std::span<const std::uint8_t>, float, std::span<float>, Workspace&);
template void sign_unpack(std::span<const std::uint8_t>, double, std::span<double>, Workspace&);
template void sign_dense(std::span<const float>, std::span<float>, Workspace&);
template void sign_dense(std::span<const double>, std::span<double>, Workspace&);
template float scaled_sign_dense(std::span<const float>, std::span<float>, Workspace&);
template double scaled_sign_dense(std::span<const double>, std::span<double>, Workspace&);
template void sign_step(float, std::span<const float>, std::span<float>, Workspace&);
template void sign_step(double, std::span<const double>, std::span<double>, Workspace&);
template float scaled_sign_step(float, std::span<const float>, std::span<float>, Workspace&);
template double scaled_sign_step(double, std::span<const double>, std::span<double>, Workspace&);
template void sign_error_feedback(float, std::span<const float>, std::span<float>, std::span<float>,
                                  std::span<std::uint8_t>, Workspace&);
template void sign_error_feedback(double, std::span<const double>, std::span<double>,
                                  std::span<double>, std::span<std::uint8_t>, Workspace&);
template float scaled_sign_error_feedback(float, std::span<const float>, std::span<float>,
                                          std::span<float>, std::span<std::uint8_t>, Workspace&);
template double scaled_sign_error_feedback(double, std::span<const double>, std::span<double>,
                                           std::span<double>, std::span<std::uint8_t>, Workspace&);

}  // namespace biasbound::kernels
