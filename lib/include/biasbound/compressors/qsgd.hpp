// QSGD: the norm, and each entry's share of it rounded at random to one of s levels, without bias
// (Alistarh et al. 2017).
#pragma once

#include <cmath>
#include <string>

#include "biasbound/compressor.hpp"
#include "biasbound/compressors/encoding.hpp"
#include "biasbound/compressors/laws.hpp"
#include "biasbound/compressors/norms.hpp"

namespace biasbound {

/// omega for s levels in dimension d, rounded up to a multiple of 2^-52: sqrt(d)/s - 1 for
/// 2 s <= sqrt(d), else d/(4 s^2). With r_i = s |x_i| / |x| and p_i the fraction of r_i, the error
/// is
/// (|x|/s)^2 sum p_i (1 - p_i) under sum r_i^2 = s^2, and the concave hull of t -> p (1 - p) at
/// r = sqrt(t) is sqrt(t) - t up to t = 1/4 and 1/4 beyond. Sharper than the min(d/s^2, sqrt(d)/s)
/// of the source. Attained by equal entries for 2 s <= sqrt(d), else wherever all r_i are
/// half-integers.
Exact qsgd_omega(std::size_t d, std::uint64_t s);

/// C(x)_i = sign(x_i) |x| l_i / s, where l_i is s |x_i| / |x| rounded up or down. Zero for the zero
/// vector. NaN everywhere where an entry is NaN or infinite. Norms that a double cannot hold are
/// kept scaled, so only an output that is itself too large becomes infinite; outputs below the
/// normal numbers are rounded to the denormal grid.
struct Qsgd {
  std::uint64_t s = 1;  ///< levels, 1 to 2^20

  [[nodiscard]] std::string name() const { return "qsgd-" + std::to_string(s); }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return d >= 1 && valid_levels(); }

  template <std::floating_point Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    const ScaledNorm norm = checked_norm(x);
    for (std::size_t i = 0; i < x.size(); ++i)
      out[i] = value<Scalar>(norm, draw_level(x[i], norm, stream), x[i] < 0);
  }
  template <std::floating_point Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    const ScaledNorm norm = checked_norm(x);
    std::vector<Choice<Scalar>> choices(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double r = share(x[i], norm);
      if (!std::isfinite(r)) return std::nullopt;
      const double level = std::floor(r);
      // uniform() is a multiple of 2^-53, so it is below p with this probability exactly.
      const Exact up = exact(std::ceil(std::ldexp(r - level, 53))) / exact(0x1p53);
      choices[i] = {value<Scalar>(norm, level, x[i] < 0), value<Scalar>(norm, level + 1, x[i] < 0),
                    up};
    }
    return product_law(std::span<const Choice<Scalar>>(choices));
  }
  /// The law over rationals at an x whose norm is rational.
  [[nodiscard]] std::optional<FiniteLaw<Exact>> outcomes_with_norm(std::span<const Exact> x,
                                                                   const Exact& norm) const;
  /// E C(x) = x
  template <std::floating_point Scalar>
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const {
    std::copy(x.begin(), x.end(), out.begin());
  }
  /// |x|^2 + (|x|/s)^2 sum p_i (1 - p_i)
  template <std::floating_point Scalar>
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const {
    const ScaledNorm norm = checked_norm(x);
    double spread = 0;
    for (const Scalar entry : x) {
      const double r = share(entry, norm);
      const double p = r - std::floor(r);
      spread += p * (1 - p);
    }
    const double levels = static_cast<double>(s);
    const double scaled = norm.value * norm.value * (1 + spread / (levels * levels));
    return if_finite(static_cast<Scalar>(std::ldexp(scaled, 2 * norm.exponent)));
  }
  template <std::floating_point Scalar>
  [[nodiscard]] std::optional<Scalar> range(std::span<const Scalar> x) const {
    const ScaledNorm norm = checked_norm(x);
    double sum = 0;
    for (const Scalar entry : x) {
      const double r = share(entry, norm);
      const double p = r - std::floor(r);
      sum += p == 0 ? 0 : std::max(p, 1 - p) * std::max(p, 1 - p);
    }
    const double step = norm.value / static_cast<double>(s);
    const double slack = 1 + 8 * static_cast<double>(x.size() + s) * 0x1p-53;
    return if_finite(static_cast<Scalar>(std::ldexp(step * step * sum * slack, 2 * norm.exponent)));
  }

  [[nodiscard]] CompressorBounds bounds(std::size_t d) const {
    const Exact omega = qsgd_omega(d, s);
    return {.delta = omega < 1 ? std::optional<Exact>(1 - omega) : std::nullopt,
            .omega = omega,
            .bounds = Bounds{.M = omega}};
  }

  /// The norm as a double and an exponent of 12 bits, and one of 2 s + 1 signed levels an entry.
  template <std::floating_point Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return 64 + 12 + std::uint64_t{d} * bits_for(2 * s + 1);
  }
  /// None where an entry is NaN or infinite.
  template <std::floating_point Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x, Stream& stream) const {
    const ScaledNorm norm = checked_norm(x);
    if (!std::isfinite(norm.value)) return std::nullopt;
    BitWriter writer;
    writer.write(value_to_bits(norm.value), 64);
    writer.write(static_cast<std::uint64_t>(std::int64_t{norm.exponent} + exponent_offset), 12);
    for (const Scalar entry : x) {
      const auto level = static_cast<std::uint64_t>(draw_level(entry, norm, stream));
      writer.write(entry < 0 ? s - level : s + level, bits_for(2 * s + 1));
    }
    return std::move(writer).finish();
  }
  template <std::floating_point Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    BitReader reader(bytes);
    ScaledNorm norm;
    norm.value = bits_to_value<double>(reader.read(64));
    norm.exponent = static_cast<int>(reader.read(12)) - exponent_offset;
    for (Scalar& entry : out) {
      const std::uint64_t code = reader.read(bits_for(2 * s + 1));
      const std::uint64_t level = code < s ? s - code : code - s;
      entry = value<Scalar>(norm, static_cast<double>(level), code < s);
    }
  }

 private:
  static constexpr int exponent_offset = 1074;

  [[nodiscard]] bool valid_levels() const { return 1 <= s && s <= (std::uint64_t{1} << 20); }

  template <std::floating_point Scalar>
  [[nodiscard]] ScaledNorm checked_norm(std::span<const Scalar> x) const {
    if (!valid_levels())
      throw InvalidInput("qsgd: s must be between 1 and 1048576, got " + std::to_string(s));
    return l2_norm(x);
  }
  /// s |x| / norm in [0, s]: the quotient is rounded first, so it is at most 1.
  template <std::floating_point Scalar>
  [[nodiscard]] double share(Scalar x, const ScaledNorm& norm) const {
    if (norm.value == 0) return 0;
    return static_cast<double>(s) * (std::fabs(scaled_down(x, norm.exponent)) / norm.value);
  }
  template <std::floating_point Scalar>
  [[nodiscard]] double draw_level(Scalar x, const ScaledNorm& norm, Stream& stream) const {
    const double r = share(x, norm);
    const double level = std::floor(r);
    return uniform(stream) < r - level ? level + 1 : level;
  }
  template <std::floating_point Scalar>
  [[nodiscard]] Scalar value(const ScaledNorm& norm, double level, bool negative) const {
    if (level == 0) return std::isfinite(norm.value) ? Scalar(0) : static_cast<Scalar>(NAN);
    const double magnitude = norm.value * (level / static_cast<double>(s));
    const double result = std::ldexp(magnitude, norm.exponent);
    return static_cast<Scalar>(negative ? -result : result);
  }
};

}  // namespace biasbound
