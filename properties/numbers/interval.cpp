// Intervals contain the exact result, and decide only what they prove (interval.hpp).
#include "biasbound/interval.hpp"

#include <rapidcheck.h>

#include <cmath>
#include <limits>

#include "catch.hpp"

using namespace biasbound;

// Overlapping intervals have no order, so none is offered.
template <class T>
concept Ordered = requires(const T& a, const T& b) {
  a < b;
}
|| requires(const T& a, const T& b) { a <= b; }
|| requires(const T& a, const T& b) { a == b; };
static_assert(!Ordered<Interval> && !Ordered<WideInterval> && Ordered<Exact>);

namespace {

const Exact third(1, 3);

Exact any_rational() {
  const auto numerator = *rc::gen::arbitrary<std::int32_t>();
  const auto denominator = *rc::gen::inRange<std::int32_t>(1, 1000);
  return Exact(numerator) / denominator;
}

template <unsigned Bits>
BasicInterval<Bits> around(const Exact& value) {
  const Exact slack = Exact(*rc::gen::inRange(0, 3)) / 7;
  return {value - slack, value + slack};
}

/// sum_{i < n} x^i / i! and a bound on the rest, for 0 <= x <= 1: e^x lies between the two sums.
std::pair<Exact, Exact> exp_enclosure(const Exact& x) {
  Exact sum = 0;
  Exact term = 1;
  for (int i = 1; i < 80; ++i) {
    sum += term;
    term *= x / i;
  }
  return {sum, sum + 2 * term};
}

template <unsigned Bits>
void arithmetic_contains_the_exact_result() {
  CHECK(rc::check([] {
    Exact exact_value = any_rational();
    auto interval = around<Bits>(exact_value);
    for (int steps = *rc::gen::inRange(1, 12); steps > 0; --steps) {
      const Exact operand = any_rational();
      const auto other = around<Bits>(operand);
      switch (*rc::gen::inRange(0, 7)) {
        case 0:
          exact_value += operand, interval += other;
          break;
        case 1:
          exact_value -= operand, interval -= other;
          break;
        case 2:
          exact_value *= operand, interval *= other;
          break;
        case 3:
          if (operand != 0) exact_value /= operand, interval /= other;
          break;
        case 4:
          exact_value = sqr(exact_value), interval = sqr(interval);
          break;
        case 5:
          exact_value = abs(exact_value), interval = abs(interval);
          break;
        default:
          exact_value = -exact_value, interval = -interval;
      }
      RC_ASSERT(interval.contains(exact_value));
      RC_ASSERT(certainly_le(BasicInterval<Bits>(exact_value), interval) != Decision::no);
      if (interval.bounded()) {
        RC_ASSERT(interval.lower_exact() <= exact_value && exact_value <= interval.upper_exact());
        RC_ASSERT(exact(interval.lower()) <= interval.lower_exact());
        RC_ASSERT(interval.upper_exact() <= exact(interval.upper()));
        RC_ASSERT(interval.lower_high() <= interval.upper_high());
      }
    }
  }));
}

template <unsigned Bits>
bool contains_something_between(const BasicInterval<Bits>& x, const std::pair<Exact, Exact>& ends) {
  return x.lower_exact() <= ends.second && ends.first <= x.upper_exact();
}

template <unsigned Bits>
void functions_contain_the_exact_result() {
  CHECK(rc::check([] {
    const Exact x = abs(any_rational());
    const BasicInterval<Bits> point(x);
    RC_ASSERT(sqr(sqrt(point)).contains(x));
    RC_ASSERT(sqrt(point).lower() >= 0);
    if (x > 0) RC_ASSERT(exp(log(point)).contains(x));
    const Exact small = x / (x + 1);
    const auto ends = exp_enclosure(small);
    RC_ASSERT(contains_something_between(exp(BasicInterval<Bits>(small)), ends));
    RC_ASSERT(log(BasicInterval<Bits>(ends.first, ends.second)).contains(small));
    const auto n = *rc::gen::inRange<std::uint64_t>(0, 20);
    Exact power = 1;
    for (std::uint64_t i = 0; i < n; ++i) power *= x;
    RC_ASSERT(pow(point, n).contains(power));
  }));
}

}  // namespace

TEST_CASE("interval arithmetic contains the exact result", "[numbers]") {
  arithmetic_contains_the_exact_result<256>();
  arithmetic_contains_the_exact_result<1024>();
}

TEST_CASE("interval functions contain the exact result", "[numbers]") {
  functions_contain_the_exact_result<256>();
  functions_contain_the_exact_result<1024>();
}

TEST_CASE("a rational is enclosed where rounding it to a point would lose it", "[numbers]") {
  CHECK(Interval(third).contains(third));
  CHECK(Interval(third).upper_exact() - Interval(third).lower_exact() == Exact(1) / exact(0x1p257));
  // Negative control: the nearest double is another number.
  CHECK_FALSE(Interval(to_double(third)).contains(third));
  CHECK(Interval(0.1).contains(exact(0.1)));
  CHECK(Interval(std::numeric_limits<std::int64_t>::min()).contains(-exact(0x1p63)));
  CHECK(Interval(std::numeric_limits<std::uint64_t>::max()).contains(exact(0x1p64) - 1));
}

TEST_CASE("more bits give a narrower interval inside the wider one", "[numbers]") {
  CHECK(rc::check([] {
    const Exact x = abs(any_rational());
    const auto value = [&x](auto zero) {
      using I = decltype(zero);
      return exp(-sqrt(I(x)) / I(1000)) + log(I(x) + I(1));
    };
    const Interval wide = value(Interval());
    const WideInterval narrow = value(WideInterval());
    RC_ASSERT(wide.lower_exact() <= narrow.lower_exact());
    RC_ASSERT(narrow.upper_exact() <= wide.upper_exact());
  }));
}

TEST_CASE("a decision is yes or no only where it is proved", "[numbers]") {
  using enum Decision;
  const auto between = [](int a, int b) { return Interval(Exact(a), Exact(b)); };
  CHECK(certainly_le(between(0, 1), between(2, 3)) == yes);
  CHECK(certainly_le(between(0, 2), between(2, 3)) == yes);
  CHECK(certainly_le(between(0, 3), between(2, 4)) == undecided);
  CHECK(certainly_le(between(2, 4), between(0, 3)) == undecided);
  CHECK(certainly_le(between(2, 3), between(0, 2)) == undecided);
  CHECK(certainly_le(between(2, 3), between(0, 1)) == no);
  CHECK(certainly_le(Interval(1), Interval(1)) == yes);
  CHECK(certainly_le(Interval(third), Interval(third)) == undecided);
  CHECK(certainly_le(sqr(sqrt(Interval(2))), Interval(2)) == undecided);
  CHECK(rc::check([] {
    const Exact x = any_rational();
    const Exact y = any_rational();
    const Decision decision = certainly_le(around<256>(x), around<256>(y));
    RC_ASSERT(decision == undecided || (decision == yes) == (x <= y));
  }));
}

TEST_CASE("what is not defined or not bounded stays undecided", "[numbers]") {
  const Interval across(Exact(-1), Exact(1));
  for (const Interval& undefined :
       {sqrt(Interval(-1)), sqrt(across), log(Interval(-1)), log(across), log(Interval(0)),
        Interval(1) / Interval(0), Interval(0) / Interval(0), Interval(std::nan("")),
        Interval(HUGE_VAL), 0 * log(Interval(0)), abs(sqrt(across)), sqr(sqrt(across)),
        exp(log(across)), sqrt(across) / across, pow(sqrt(across), 2)}) {
    CHECK(certainly_le(undefined, Interval(0)) == Decision::undecided);
    CHECK(certainly_le(Interval(0), undefined) == Decision::undecided);
    CHECK_FALSE(undefined.bounded());
    CHECK_THROWS_AS(undefined.lower_exact(), InvalidInput);
  }
  const Interval unbounded = 1 / across;
  CHECK(unbounded.lower() == -HUGE_VAL);
  CHECK(unbounded.upper() == HUGE_VAL);
  CHECK(certainly_le(unbounded, Interval(1e300)) == Decision::undecided);
  CHECK(unbounded.contains(1'000'000));
  CHECK(certainly_le(Interval(0), exp(Interval(1e300))) == Decision::yes);
  CHECK(certainly_le(exp(Interval(1e300)), Interval(0)) == Decision::no);
  CHECK_THROWS_AS(Interval(Exact(1), Exact(0)), InvalidInput);
}

TEST_CASE("intervals work inside Eigen vectors", "[numbers]") {
  CHECK(rc::check([] {
    const Eigen::Index d = *rc::gen::inRange(1, 6);
    Vector<Exact> x(d);
    Vector<Exact> y(d);
    for (Eigen::Index i = 0; i < d; ++i) x(i) = any_rational(), y(i) = any_rational();
    const Vector<Interval> a = x.cast<Interval>();
    const Vector<Interval> b = y.cast<Interval>();
    const Exact product = x.dot(y);
    RC_ASSERT(a.dot(b).contains(product));
    RC_ASSERT((a - b).squaredNorm().contains((x - y).squaredNorm()));
    RC_ASSERT(sqr(a.norm()).contains(x.squaredNorm()));
    const Matrix<Exact> outer = x.lazyProduct(y.transpose());
    const Matrix<Interval> matrix = outer.cast<Interval>();
    const Vector<Exact> image = outer * y;
    const Vector<Interval> enclosure = matrix.lazyProduct(b);
    for (Eigen::Index i = 0; i < d; ++i) RC_ASSERT(enclosure(i).contains(image(i)));
  }));
  const Vector<Interval> across = Vector<Interval>::Constant(2, Interval(Exact(-1), Exact(2)));
  CHECK(across.squaredNorm().lower() == 0);
  CHECK(squared_norm(std::span(across.data(), 2)).lower() == 0);
  CHECK(across.dot(across).lower() == -4);
}
