// sin and cos over intervals, for objectives that are not rational.
#pragma once

#include "biasbound/interval.hpp"

namespace biasbound {

/// By its Taylor series. Its terms fall, with alternating signs, from where (2 k + 2)(2 k + 3) >=
/// x^2, so the rest is at most the last term taken.
template <unsigned Bits>
BasicInterval<Bits> sin(const BasicInterval<Bits>& x) {
  using I = BasicInterval<Bits>;
  constexpr double small = Bits < 512 ? 0x1p-260 : 0x1p-1020;
  const I square = sqr(x);
  I term = x;
  I sum = x;
  for (int k = 1; k < 1000; ++k) {
    term *= -square / I(2 * k * (2 * k + 1));
    sum += term;
    const double size = abs(term).upper();
    if (size < small && (2.0 * k + 2) * (2.0 * k + 3) >= square.upper()) break;
  }
  return sum + abs(term) * I(Exact(-1), Exact(1));
}

template <unsigned Bits>
BasicInterval<Bits> cos(const BasicInterval<Bits>& x) {
  using I = BasicInterval<Bits>;
  return I(1) - I(2) * sqr(sin(x / I(2)));
}

}  // namespace biasbound
