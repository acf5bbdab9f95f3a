#include "biasbound/kernels/natural.hpp"

#include <atomic>
#include <cmath>
#include <string>

#include "biasbound/compressors/natural.hpp"
#include "biasbound/kernels/rounding.hpp"
#include "kernels/draws.hpp"
#include "kernels/workspace.hpp"

namespace biasbound::kernels {
namespace {

template <Real T>
const NaturalLoops<T>& natural(Workspace& workspace) {
  return workspace.state().table.of<T>().natural;
}

}  // namespace

template <class T>
T natural_entry(T x, std::size_t i, const Rounding& rounding) {
  const NaturalRounding<T> r = natural_rounding(std::fabs(x));
  const bool up = rounding.up(i, {r.numerator, r.denominator});
  return std::copysign(up ? r.high : r.low, x);
}
template float natural_entry(float, std::size_t, const Rounding&);
template double natural_entry(double, std::size_t, const Rounding&);

template <Real T>
void natural_pack(std::span<const T> x, Stream& stream, std::span<std::uint16_t> codes,
                  Workspace& workspace) {
  require_size("natural_pack", "codes", codes.size(), x.size());
  const Rounding rounding(stream, x.size());
  const Draws draws = draws_of(rounding);
  workspace.state().split(x.size(), [&](Range range, unsigned) {
    natural<T>(workspace).pack(x.data() + range.begin, range.begin, range.size(), draws,
                               codes.data() + range.begin);
  });
}

template <Real T>
void natural_unpack(std::span<const std::uint16_t> codes, std::span<T> out, Workspace& workspace) {
  require_size("natural_unpack", "out", out.size(), codes.size());
  const NaturalLoops<T>& run = natural<T>(workspace);
  std::atomic<bool> valid = true;
  workspace.state().split(codes.size(), [&](Range range, unsigned) {
    if (!run.valid(codes.data() + range.begin, range.size())) valid = false;
  });
  if (!valid)
    for (const std::uint16_t code : codes) natural_value<T>(code & 0x7fffU);  // says which
  const bool stream = out.size_bytes() >= stream_from_bytes;
  workspace.state().split(codes.size(), [&](Range range, unsigned) {
    run.unpack(codes.data() + range.begin, range.size(), out.data() + range.begin, stream);
  });
}

template <Real T>
void natural_dense(std::span<const T> x, Stream& stream, std::span<T> out, Workspace& workspace) {
  require_size("natural_dense", "out", out.size(), x.size());
  const Rounding rounding(stream, x.size());
  const Draws draws = draws_of(rounding);
  const bool past_caches = out.size_bytes() >= stream_from_bytes;
  workspace.state().split(x.size(), [&](Range range, unsigned) {
    natural<T>(workspace).dense(x.data() + range.begin, range.begin, range.size(), draws,
                                out.data() + range.begin, past_caches);
  });
}

template <Real T>
void natural_step(T step_size, std::span<const T> g, Stream& stream, std::span<T> x,
                  Workspace& workspace) {
  require_size("natural_step", "x", x.size(), g.size());
  const Rounding rounding(stream, g.size());
  const Draws draws = draws_of(rounding);
  workspace.state().split(g.size(), [&](Range range, unsigned) {
    natural<T>(workspace).step(step_size, g.data() + range.begin, range.begin, range.size(), draws,
                               x.data() + range.begin);
  });
}

template <Real T>
void natural_error_feedback(T step_size, std::span<const T> g, Stream& stream, std::span<T> memory,
                            std::span<T> x, std::span<std::uint16_t> codes, Workspace& workspace) {
  require_size("natural_error_feedback", "memory", memory.size(), g.size());
  require_size("natural_error_feedback", "x", x.size(), g.size());
  require_size("natural_error_feedback", "codes", codes.size(), g.size());
  const Rounding rounding(stream, g.size());
  const Draws draws = draws_of(rounding);
  workspace.state().split(g.size(), [&](Range range, unsigned) {
    natural<T>(workspace).feedback(step_size, g.data() + range.begin, range.begin, range.size(),
                                   draws, memory.data() + range.begin, x.data() + range.begin,
                                   codes.data() + range.begin);
  });
}

template void natural_pack(std::span<const float>, Stream&, std::span<std::uint16_t>, Workspace&);
template void natural_pack(std::span<const double>, Stream&, std::span<std::uint16_t>, Workspace&);
template void natural_unpack(std::span<const std::uint16_t>, std::span<float>, Workspace&);
template void natural_unpack(std::span<const std::uint16_t>, std::span<double>, Workspace&);
template void natural_dense(std::span<const float>, Stream&, std::span<float>, Workspace&);
template void natural_dense(std::span<const double>, Stream&, std::span<double>, Workspace&);
template void natural_step(float, std::span<const float>, Stream&, std::span<float>, Workspace&);
template void natural_step(double, std::span<const double>, Stream&, std::span<double>, Workspace&);
template void natural_error_feedback(float, std::span<const float>, Stream&, std::span<float>,
                                     std::span<float>, std::span<std::uint16_t>, Workspace&);
template void natural_error_feedback(double, std::span<const double>, Stream&, std::span<double>,
                                     std::span<double>, std::span<std::uint16_t>, Workspace&);

}  // namespace biasbound::kernels
