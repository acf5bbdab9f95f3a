// Shared by the properties of the rates: random constants.
#pragma once

#include <rapidcheck.h>

#include "biasbound/rates.hpp"
#include "catch.hpp"

namespace biasbound::test {

/// p / q with 0 <= p <= most and 1 <= q <= 6.
inline Exact small_rational(int most = 12) {
  return Exact(*rc::gen::inRange(0, most + 1)) / *rc::gen::inRange(1, 7);
}
inline Exact positive_rational() { return small_rational() + Exact(1, 5); }
/// In [0, 1).
inline Exact below_one() { return Exact(*rc::gen::inRange(0, 20), 20); }
/// In (0, 1].
inline Exact fraction() { return 1 - below_one(); }

inline Bounds any_bounds() {
  return {small_rational(), small_rational(), below_one(), small_rational()};
}

}  // namespace biasbound::test
