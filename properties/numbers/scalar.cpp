// The parser, correct rounding to double, and texts that read back (scalar.hpp).
#include "biasbound/scalar.hpp"

#include <rapidcheck.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "catch.hpp"

using namespace biasbound;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

Exact power_of_two(int exponent) {
  Exact power = 1;
  const auto data = power.backend().data();
  if (exponent >= 0)
    mpq_mul_2exp(data, data, static_cast<mp_bitcnt_t>(exponent));
  else
    mpq_div_2exp(data, data, static_cast<mp_bitcnt_t>(-exponent));
  return power;
}

double any_finite_double() {
  for (;;) {
    const auto value = std::bit_cast<double>(
        *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
    if (std::isfinite(value)) return value;
  }
}

/// Rationals of every size, most of them no doubles; now and then within 2^-200 of a double, or of
/// the middle between two.
Exact any_rational() {
  const auto numerator = *rc::gen::arbitrary<std::int64_t>();
  const auto denominator = *rc::gen::nonZero<std::int32_t>();
  const Exact ratio = Exact(numerator) / denominator;
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      return ratio;
    case 1:
      return ratio * power_of_two(*rc::gen::inRange(-1160, 1000));
    default: {
      const double x = any_finite_double();
      const double next = std::nextafter(x, 0.0);
      const Exact middle = (exact(x) + exact(next)) / *rc::gen::element(1, 2);
      return middle + exact(x) * power_of_two(-200) * *rc::gen::inRange(-1, 2);
    }
  }
}

bool even(double value) { return (std::bit_cast<std::uint64_t>(value) & 1) == 0; }

/// Half way from the largest double to 2^1024, where rounding to nearest turns to infinity.
Exact overflow_threshold() { return (exact(largest) + power_of_two(1024)) / 2; }

/// `rounded` is the double nearest to `value`, ties to even: the definition, over its neighbours.
bool is_nearest(double rounded, const Exact& value) {
  if (std::isinf(rounded))
    return rounded > 0 ? value >= overflow_threshold() : value <= -overflow_threshold();
  const Exact error = abs(Exact(exact(rounded) - value));
  for (const double neighbour :
       {std::nextafter(rounded, infinity), std::nextafter(rounded, -infinity)}) {
    if (std::isinf(neighbour)) {
      if (abs(value) >= overflow_threshold()) return false;
      continue;
    }
    const Exact other = abs(Exact(exact(neighbour) - value));
    if (other < error || (other == error && !even(rounded))) return false;
  }
  return true;
}

bool is_least_above(double rounded, const Exact& value) {
  if (rounded != infinity && exact(rounded) < value) return false;
  const double below = std::nextafter(rounded, -infinity);
  return rounded == -largest || exact(below) < value;
}

std::string refusal(const std::string& text) {
  try {
    parse_exact(text);
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a number is read exactly", "[numbers]") {
  CHECK(parse_exact("3") == 3);
  CHECK(parse_exact("+3") == 3);
  CHECK(parse_exact("-0.25") == Exact(-1, 4));
  CHECK(parse_exact("1e-3") == Exact(1, 1000));
  CHECK(parse_exact("1.5E+2") == 150);
  CHECK(parse_exact("9/10") == Exact(9, 10));
  CHECK(parse_exact("-9/10") == Exact(-9, 10));
  CHECK(parse_exact("0.1") != exact(0.1));
  CHECK(parse_exact(".5") == Exact(1, 2));
  CHECK(parse_exact("5.") == 5);
  CHECK(parse_exact("0e4096") == 0);
  CHECK(parse_exact("1e4096") * parse_exact("1e-4096") == 1);
}

TEST_CASE("fractions are reduced and a leading zero is not octal", "[numbers]") {
  CHECK(parse_exact("18/20") == Exact(9, 10));
  CHECK(to_text(parse_exact("18/21")) == "6/7");
  CHECK(parse_exact("010") == 10);
  CHECK(parse_exact("010/08") == Exact(5, 4));
  CHECK(parse_exact("0/7") == 0);
}

TEST_CASE("what does not denote one number is refused in one line that shows it", "[numbers]") {
  for (const std::string text : {"",
                                 "1/0",
                                 "0/0",
                                 "0x10",
                                 "nan",
                                 "inf",
                                 "-inf",
                                 "Infinity",
                                 "1e4097",
                                 "1e-4097",
                                 "1e99999999999999999999",
                                 " 1",
                                 "1 ",
                                 "1/-2",
                                 "1/+2",
                                 "-",
                                 "+",
                                 "e3",
                                 ".",
                                 ".e1",
                                 "1.2.3",
                                 "1/2/3",
                                 "/2",
                                 "1/",
                                 "1e",
                                 "1e+",
                                 "--1",
                                 "+-1",
                                 "1/2e3",
                                 "1.5/2",
                                 "1_000",
                                 "1,5",
                                 "1f",
                                 "\n1",
                                 "1\n"}) {
    CAPTURE(text);
    const std::string line = refusal(text);
    CHECK(line.find("not a number: '") == 0);
    CHECK(line.find('\n') == std::string::npos);
  }
  CHECK(refusal(std::string("1\0", 2)) != "");
  CHECK(refusal(std::string(100'000, 'x')).size() < 200);
  CHECK(refusal("abc").find("'abc'") != std::string::npos);
  CHECK(refusal("1").empty());
}

TEST_CASE("texts of rationals and doubles read back as the same number", "[numbers]") {
  CHECK(rc::check([] {
    const Exact value = any_rational();
    RC_ASSERT(parse_exact(to_text(value)) == value);
    const double x = any_finite_double();
    RC_ASSERT(to_double(parse_exact(to_text(x))) == x);
    RC_ASSERT(std::strtod(to_hex(x).c_str(), nullptr) == x);
    const Exact decimal = parse_exact(std::to_string(*rc::gen::arbitrary<std::int64_t>()) + "e" +
                                      std::to_string(*rc::gen::inRange(-4000, 4000)));
    RC_ASSERT(parse_exact(to_text(decimal)) == decimal);
  }));
}

TEST_CASE("texts are the short ones", "[numbers]") {
  CHECK(to_text(Exact(0)) == "0");
  CHECK(to_text(Exact(-3)) == "-3");
  CHECK(to_text(Exact(1, 3)) == "1/3");
  CHECK(to_text(Exact(-9, 10)) == "-0.9");
  CHECK(to_text(Exact(1, 1024)) == "0.0009765625");
  CHECK(to_text(parse_exact("1e30")) == "1e30");
  CHECK(to_text(parse_exact("-1.25e-30")) == "-1.25e-30");
  CHECK(to_text(exact(0.1)) == "3602879701896397/36028797018963968");
  CHECK(to_text(Exact(parse_exact("1e4096") * 10)).size() == 4098);
  CHECK(to_text(0.1) == "0.1");
  CHECK(to_text(infinity) == "inf");
  CHECK(to_text(-infinity) == "-inf");
  CHECK(to_text(std::nan("")) == "nan");
  CHECK(to_hex(3.0) == "0x1.8p+1");
  CHECK(to_hex(-0.0) == "-0x0p+0");
}

TEST_CASE("a double is the rational it denotes", "[numbers]") {
  CHECK(exact(0.5) == Exact(1, 2));
  CHECK(exact(smallest) == power_of_two(-1074));
  CHECK(exact(-largest) == -power_of_two(971) * (power_of_two(53) - 1));
  CHECK_THROWS_AS(exact(infinity), InvalidInput);
  CHECK_THROWS_AS(exact(std::nan("")), InvalidInput);
  CHECK(rc::check([] {
    const double x = any_finite_double();
    RC_ASSERT(to_double(exact(x)) == x);
    RC_ASSERT(to_double_up(exact(x)) == x);
    RC_ASSERT(to_double_down(exact(x)) == x);
  }));
}

TEST_CASE("rationals round to the nearest double and to the neighbours on each side", "[numbers]") {
  CHECK(rc::check([] {
    const Exact value = any_rational();
    RC_ASSERT(is_nearest(to_double(value), value));
    RC_ASSERT(is_least_above(to_double_up(value), value));
    RC_ASSERT(is_least_above(-to_double_down(value), -value));
  }));
  // Negative control: GMP's own conversion truncates.
  const Exact tenth(1, 10);
  CHECK(is_nearest(to_double(tenth), tenth));
  CHECK_FALSE(is_nearest(mpq_get_d(tenth.backend().data()), tenth));
  CHECK_FALSE(is_least_above(mpq_get_d(tenth.backend().data()), tenth));
}

TEST_CASE("rounding at the ends of the range of double", "[numbers]") {
  const Exact half_smallest = power_of_two(-1075);
  CHECK(to_double(half_smallest) == 0);
  CHECK(to_double(half_smallest * 3) == 2 * smallest);
  CHECK(to_double(half_smallest + power_of_two(-1200)) == smallest);
  CHECK(to_double_up(power_of_two(-5000)) == smallest);
  CHECK(to_double_down(power_of_two(-5000)) == 0);
  CHECK(to_double_down(-power_of_two(-5000)) == -smallest);
  CHECK(to_double(overflow_threshold()) == infinity);
  CHECK(to_double(overflow_threshold() - 1) == largest);
  CHECK(to_double_down(overflow_threshold()) == largest);
  CHECK(to_double_up(exact(largest) + 1) == infinity);
  CHECK(to_double_up(-power_of_two(3000)) == -largest);
  CHECK(to_double_down(-power_of_two(3000)) == -infinity);
}
