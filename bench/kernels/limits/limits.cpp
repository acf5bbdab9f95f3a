#include <limits>

#include "kernel.hpp"
#include "kernels/workspace.hpp"
#include "limits/loops.hpp"
#include "timing.hpp"

namespace biasbound::bench {
namespace {

using kernels::InstructionSet;
using kernels::Workspace;

const LimitLoops& loops_of(InstructionSet set) {
  switch (set) {
#ifdef BIASBOUND_X86_64
    case InstructionSet::avx2:
      return avx2_limits;
    case InstructionSet::avx512:
      return avx512_limits;
#endif
    default:
      return portable_limits;
  }
}

/// A pass by one of the loops, each thread its part.
template <class T>
Run read_by(LimitLoops::Read read, const Setup<T>& setup) {
  auto workspace = std::make_shared<Workspace>(setup.settings);
  return [setup, workspace, read](std::size_t call) {
    const std::span<const T> x = setup.x(call);
    workspace->state().split(x.size(), [&](kernels::Range range, unsigned) {
      keep(read(reinterpret_cast<const std::byte*>(x.data() + range.begin),
                range.size() * sizeof(T)));
    });
  };
}

/// The fastest of the passes that read: a median of 11 timings each.
constexpr auto read = []<class T>(const Setup<T>& setup) -> Run {
  const Clock clock = clock_for(setup.settings.threads);
  const Workspace workspace(setup.settings);
  Run fastest;
  double least = std::numeric_limits<double>::infinity();
  for (const LimitLoops::Read loop : loops_of(workspace.instruction_set()).reads) {
    Run run = read_by(loop, setup);
    const std::size_t calls = calls_for(1e-3, clock, run);
    std::vector<double> times;
    for (std::size_t turn = 0; turn < 11; ++turn)
      times.push_back(time_calls(clock, run, calls, turn));
    const double time = quartiles(times).median;
    if (time >= least) continue;
    least = time;
    fastest = std::move(run);
  }
  return fastest;
};

constexpr auto copy = []<class T>(const Setup<T>& setup) -> Run {
  auto workspace = std::make_shared<Workspace>(setup.settings);
  return [setup, workspace, out = Buffer<T>(setup.d)](std::size_t call) {
    const LimitLoops& loops = loops_of(workspace->instruction_set());
    const std::span<const T> x = setup.x(call);
    const bool stream = x.size_bytes() >= kernels::stream_from_bytes;
    workspace->state().split(x.size(), [&](kernels::Range range, unsigned) {
      loops.copy(reinterpret_cast<const std::byte*>(x.data() + range.begin),
                 reinterpret_cast<std::byte*>(out.span().data() + range.begin),
                 range.size() * sizeof(T), stream);
    });
    keep(out.span().data());
  };
};

}  // namespace

std::vector<Kernel> limits() {
  return {ours("limit/read", false, read), ours("limit/copy", false, copy)};
}

}  // namespace biasbound::bench
