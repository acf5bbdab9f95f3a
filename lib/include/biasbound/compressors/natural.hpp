// Natural compression: each entry goes to one of the two powers of two around it, at random and
// without bias (Horvath et al. 2019). omega = 1/8.
#pragma once

#include <string>

#include "biasbound/compressor.hpp"
#include "biasbound/compressors/encoding.hpp"
#include "biasbound/compressors/laws.hpp"
#include "biasbound/kernels/natural.hpp"

namespace biasbound {

/// The powers of two around a number x != 0, and up = numerator / denominator = P(high), so that
/// the mean is x exactly. Denormals have powers of two of their own. Above the largest power of two
/// the neighbour is the largest finite number, with the weights that keep the mean.
template <std::floating_point Scalar>
struct NaturalRounding {
  Scalar low{};
  Scalar high{};
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 1;
};

NaturalRounding<double> natural_rounding(double magnitude);
NaturalRounding<float> natural_rounding(float magnitude);
/// 2^floor(log2 magnitude) for a rational > 0.
Exact power_of_two_below(const Exact& magnitude);

/// The number of an output among those of its type, and back: zero, the powers of two, the largest
/// finite number, infinity, NaN. At most natural_codes<Scalar> of them.
std::uint64_t natural_code(double magnitude);
std::uint64_t natural_code(float magnitude);
template <std::floating_point Scalar>
Scalar natural_value(std::uint64_t code);
template <>
double natural_value<double>(std::uint64_t code);
template <>
float natural_value<float>(std::uint64_t code);

template <std::floating_point Scalar>
inline constexpr std::uint64_t natural_codes = sizeof(Scalar) == 8 ? 52 + 2046 + 4 : 23 + 254 + 4;

/// Zeros keep their sign; infinities and NaN are sent as such. Unbiased for every finite x.
struct Natural {
  [[nodiscard]] std::string name() const { return "natural"; }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return d >= 1; }

  template <kernels::Real Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    kernels::natural_dense(x, stream, out, kernels::thread_workspace());
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    std::vector<Choice<Scalar>> choices(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) choices[i] = choice(x[i]);
    return product_law(std::span<const Choice<Scalar>>(choices));
  }
  /// E C(x) = x
  template <class Scalar>
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const {
    std::copy(x.begin(), x.end(), out.begin());
  }
  /// The sum of 3 a |x_i| - 2 a^2 over the entries, a the power of two below |x_i|.
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const {
    Scalar sum(0);
    for (const Scalar& entry : x) {
      const Choice<Scalar> c = choice(entry);
      sum += c.low * (3 * entry - 2 * c.low);
    }
    return if_finite(sum);
  }
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> range(std::span<const Scalar> x) const {
    Scalar sum(0);
    for (const Scalar& entry : x) {
      const Choice<Scalar> c = choice(entry);
      const Scalar down = (entry - c.low) * (entry - c.low);
      const Scalar up = (c.high - entry) * (c.high - entry);
      sum += c.up == 0 || down > up ? down : up;
    }
    return if_finite(sum);
  }

  /// omega = 1/8 is attained where every |x_i| is 4/3 of a power of two.
  [[nodiscard]] CompressorBounds bounds(std::size_t /*d*/) const {
    const Exact omega = Exact(1) / 8;
    return {.delta = 1 - omega, .omega = omega, .bounds = Bounds{.M = omega}};
  }

  /// A sign and a code for each entry: 13 d over double, 10 d over float. (12 d and 9 d would do
  /// for those who flush denormals to zero.)
  template <kernels::Real Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return std::uint64_t{d} * (1 + bits_for(natural_codes<Scalar>));
  }
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x, Stream& stream) const {
    std::vector<std::uint16_t> codes(x.size());
    kernels::natural_pack(x, stream, std::span(codes), kernels::thread_workspace());
    BitWriter writer;
    for (const std::uint16_t code : codes) {
      writer.write(code >> 15, 1);
      writer.write(code & 0x7fff, bits_for(natural_codes<Scalar>));
    }
    return std::move(writer).finish();
  }
  template <kernels::Real Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    BitReader reader(bytes);
    for (Scalar& entry : out) {
      const Scalar sign(reader.read(1) != 0 ? -1 : 1);
      const auto value = natural_value<Scalar>(reader.read(bits_for(natural_codes<Scalar>)));
      entry = std::copysign(value, sign);
    }
  }

 private:
  template <class Scalar>
  static Choice<Scalar> choice(const Scalar& x) {
    if constexpr (std::floating_point<Scalar>) {
      const NaturalRounding<Scalar> r = natural_rounding(std::fabs(x));
      return {std::copysign(r.low, x), std::copysign(r.high, x),
              Exact(r.numerator) / Exact(r.denominator)};
    } else {
      if (x == 0) return {x, x, Exact(0)};
      const Exact magnitude = x < 0 ? Exact(-x) : x;
      const Exact low = power_of_two_below(magnitude);
      const Exact sign = x < 0 ? -1 : 1;
      return {sign * low, 2 * sign * low, (magnitude - low) / low};
    }
  }
};

}  // namespace biasbound
