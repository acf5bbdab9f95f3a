// Shared by the properties of the rates: random constants, and an instance whose gap is known
// exactly.
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

/// f(x) = L/2 x^2 on the line with the oracle g = (1 - r) grad f + c + n, E n^2 = M (E g)^2 +
/// sigma2. Its bias -r grad f + c meets Assumption 4 with equality where r = 0 or c = 0, and Lemma
/// 2 and (4) hold with equality at the largest step size.
struct Line {
  Exact L;
  Exact r;
  Exact c;
  Exact M;
  Exact sigma2;

  [[nodiscard]] Bounds bounds() const {
    // (a + b)^2 <= 2 a^2 + 2 b^2 where both parts are there.
    const Exact factor = (r == 0 || c == 0) ? 1 : 2;
    return {M, sigma2, factor * r * r, factor * c * c};
  }
};

/// E x_t and E x_t^2 under SGD on a Line, exactly.
class LineTrajectory {
 public:
  LineTrajectory(Line line, const Exact& start)
      : line_(std::move(line)), mean_(start), second_moment_(start * start) {}

  void step(const Exact& size) {
    const Exact slope = (1 - line_.r) * line_.L;
    const Exact mean_sq = slope * slope * second_moment_ + 2 * slope * line_.c * mean_ +
                          line_.c * line_.c;  // E (E g)^2
    second_moment_ += -2 * size * (slope * second_moment_ + line_.c * mean_) +
                      size * size * ((line_.M + 1) * mean_sq + line_.sigma2);
    mean_ -= size * (slope * mean_ + line_.c);
  }
  [[nodiscard]] Exact gap() const { return line_.L * second_moment_ / 2; }
  [[nodiscard]] Exact gradient_sq() const { return line_.L * line_.L * second_moment_; }

 private:
  Line line_;
  Exact mean_;
  Exact second_moment_;
};

inline Line any_line() {
  Line line{positive_rational(), below_one() / 2, small_rational(), small_rational(),
            small_rational()};
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      line.r = 0;
      break;
    case 1:
      line.c = 0;
      break;
    default:
      break;
  }
  return line;
}

}  // namespace biasbound::test
