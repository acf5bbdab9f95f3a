#include "kernel.hpp"
#include "kernels/workspace.hpp"
#include "limits/loops.hpp"

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

constexpr auto read = []<class T>(const Setup<T>& setup) -> Run {
  auto workspace = std::make_shared<Workspace>(setup.settings);
  return [setup, workspace](std::size_t call) {
    const LimitLoops& loops = loops_of(workspace->instruction_set());
    const std::span<const T> x = setup.x(call);
    workspace->state().split(x.size(), [&](kernels::Range range, unsigned) {
      keep(loops.read(reinterpret_cast<const std::byte*>(x.data() + range.begin),
                      range.size() * sizeof(T)));
    });
  };
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
