// Plain loops, as the compiler vectorises them: for this processor, and with sums in any order
// (CMakeLists.txt). In the type of the entries, so less exact than ours.
#include <algorithm>
#include <cmath>

#include "kernel.hpp"

namespace biasbound::bench {
namespace {

constexpr auto squared = []<class T>(const Setup<T>& setup) -> Run {
  return [setup](std::size_t call) {
    T sum = 0;
    for (const T entry : setup.x(call)) sum += entry * entry;
    keep(sum);
  };
};
constexpr auto l1 = []<class T>(const Setup<T>& setup) -> Run {
  return [setup](std::size_t call) {
    T sum = 0;
    for (const T entry : setup.x(call)) sum += std::fabs(entry);
    keep(sum);
  };
};
constexpr auto sign_pack = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, signs = Buffer<std::uint8_t>((setup.d + 7) / 8)](std::size_t call) {
    const auto x = setup.x(call);
    const auto out = signs.span();
    for (std::size_t i = 0; i + 8 <= x.size(); i += 8) {
      unsigned byte = 0;
      for (unsigned j = 0; j < 8; ++j) byte |= (x[i + j] < 0 ? 1U : 0U) << j;
      out[i / 8] = static_cast<std::uint8_t>(byte);
    }
    if (x.size() % 8 != 0) out.back() = 0;
    for (std::size_t i = x.size() / 8 * 8; i < x.size(); ++i)
      if (x[i] < 0) out.back() = static_cast<std::uint8_t>(out.back() | (1U << i % 8));
    keep(out.data());
  };
};
constexpr auto sign_dense = []<class T>(const Setup<T>& setup) -> Run {
  return [setup, signs = Buffer<T>(setup.d)](std::size_t call) {
    const auto x = setup.x(call);
    T* const out = signs.span().data();
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = x[i] < 0 ? T(-1) : T(1);
    keep(out);
  };
};

}  // namespace

std::vector<Kernel> loop_contenders() {
  constexpr std::size_t any = 100'000'000;
  return {contender("norm/loop_squared", false, any, squared),
          contender("norm/loop_l1", false, any, l1),
          contender("sign/loop_pack", false, any, sign_pack),
          contender("sign/loop_dense", false, any, sign_dense)};
}

}  // namespace biasbound::bench
