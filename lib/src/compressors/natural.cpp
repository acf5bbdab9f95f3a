#include "biasbound/compressors/natural.hpp"

#include <bit>
#include <limits>

namespace biasbound {
namespace {

template <class Scalar>
struct Format;
template <>
struct Format<double> {
  using Bits = std::uint64_t;
  static constexpr unsigned fraction = 52;
  static constexpr std::uint64_t exponents = 2046;  // of normal numbers
};
template <>
struct Format<float> {
  using Bits = std::uint32_t;
  static constexpr unsigned fraction = 23;
  static constexpr std::uint64_t exponents = 254;
};

// The codes, ascending with the value they stand for.
template <class Scalar>
constexpr std::uint64_t first_normal = 1 + Format<Scalar>::fraction;
template <class Scalar>
constexpr std::uint64_t largest_code = first_normal<Scalar> + Format<Scalar>::exponents;
template <class Scalar>
constexpr std::uint64_t infinity_code = largest_code<Scalar> + 1;
template <class Scalar>
constexpr std::uint64_t nan_code = largest_code<Scalar> + 2;

template <class Scalar>
Scalar from_bits(std::uint64_t bits) {
  return std::bit_cast<Scalar>(static_cast<typename Format<Scalar>::Bits>(bits));
}

template <class Scalar>
NaturalRounding<Scalar> rounding(Scalar magnitude) {
  constexpr unsigned fraction = Format<Scalar>::fraction;
  constexpr Scalar largest = std::numeric_limits<Scalar>::max();
  if (std::isnan(magnitude)) magnitude = std::numeric_limits<Scalar>::quiet_NaN();
  // Bits, as a comparison takes denormals for zero where the processor is told to.
  const std::uint64_t bits = value_to_bits(magnitude);
  if (bits == 0 || !std::isfinite(magnitude)) return {magnitude, magnitude, 0, 1};

  const std::uint64_t exponent = bits >> fraction;
  if (exponent == 0) {  // denormal: bits units of the smallest number
    const std::uint64_t low = std::bit_floor(bits);
    return {from_bits<Scalar>(low), from_bits<Scalar>(2 * low), bits - low, low};
  }
  const std::uint64_t ones = (std::uint64_t{1} << fraction) - 1;
  const std::uint64_t low = exponent << fraction;
  if (exponent == Format<Scalar>::exponents)
    return {from_bits<Scalar>(low), largest, bits & ones, ones};
  return {from_bits<Scalar>(low), from_bits<Scalar>((exponent + 1) << fraction), bits & ones,
          ones + 1};
}

template <class Scalar>
std::uint64_t code(Scalar magnitude) {
  if (std::isnan(magnitude)) return nan_code<Scalar>;
  if (std::isinf(magnitude)) return infinity_code<Scalar>;
  if (magnitude == std::numeric_limits<Scalar>::max()) return largest_code<Scalar>;
  const std::uint64_t bits = value_to_bits(magnitude);
  const std::uint64_t exponent = bits >> Format<Scalar>::fraction;
  if (exponent > 0) return first_normal<Scalar> + exponent - 1;
  return static_cast<std::uint64_t>(std::bit_width(bits));
}

template <class Scalar>
Scalar value(std::uint64_t code) {
  if (code == 0) return Scalar(0);
  if (code < first_normal<Scalar>) return from_bits<Scalar>(std::uint64_t{1} << (code - 1));
  if (code < largest_code<Scalar>)
    return from_bits<Scalar>((code - first_normal<Scalar> + 1) << Format<Scalar>::fraction);
  if (code == largest_code<Scalar>) return std::numeric_limits<Scalar>::max();
  if (code == infinity_code<Scalar>) return std::numeric_limits<Scalar>::infinity();
  if (code == nan_code<Scalar>) return std::numeric_limits<Scalar>::quiet_NaN();
  throw InvalidInput("decode: natural: no number has the code " + std::to_string(code));
}

}  // namespace

NaturalRounding<double> natural_rounding(double magnitude) { return rounding(magnitude); }
NaturalRounding<float> natural_rounding(float magnitude) { return rounding(magnitude); }
std::uint64_t natural_code(double magnitude) { return code(magnitude); }
std::uint64_t natural_code(float magnitude) { return code(magnitude); }
template <>
double natural_value<double>(std::uint64_t code) {
  return value<double>(code);
}
template <>
float natural_value<float>(std::uint64_t code) {
  return value<float>(code);
}

Exact power_of_two_below(const Exact& magnitude) {
  using boost::multiprecision::denominator;
  using boost::multiprecision::numerator;
  const auto top = numerator(magnitude);
  const auto bottom = denominator(magnitude);
  // 2^(shift - 1) < magnitude < 2^(shift + 1)
  const long shift = static_cast<long>(msb(top)) - static_cast<long>(msb(bottom));
  boost::multiprecision::mpz_int power = 1;
  power <<= static_cast<unsigned long>(shift < 0 ? -shift : shift);
  const Exact candidate = shift < 0 ? Exact(1) / Exact(power) : Exact(power);
  return candidate <= magnitude ? candidate : Exact(candidate / 2);
}

}  // namespace biasbound
