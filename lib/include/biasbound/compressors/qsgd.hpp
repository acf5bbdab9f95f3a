// QSGD: the norm, and each entry's share of it rounded at random to one of s levels, without bias
// (Alistarh et al. 2017).
#pragma once

#include <cmath>
#include <limits>
#include <string>

#include "biasbound/compressor.hpp"
#include "biasbound/compressors/encoding.hpp"
#include "biasbound/compressors/laws.hpp"
#include "biasbound/kernels/qsgd.hpp"

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
/// normal numbers are rounded to the denormal grid. kernels/qsgd.hpp says how all is rounded.
struct Qsgd {
  std::uint64_t s = 1;  ///< levels, 1 to 2^20

  [[nodiscard]] std::string name() const { return "qsgd-" + std::to_string(s); }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return d >= 1 && valid_levels(); }

  template <kernels::Real Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    kernels::qsgd_dense(x, levels(), stream, out, kernels::thread_workspace());
  }
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    const kernels::ScaledNorm norm = norm_of(x);
    if (!std::isfinite(norm.value)) return std::nullopt;
    const kernels::QsgdGrid<Scalar> grid(norm, levels());
    std::vector<Choice<Scalar>> choices(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto [level, up] = grid.share(x[i]);
      const auto low = static_cast<std::int32_t>(level);
      const std::int32_t sign = x[i] < 0 ? -1 : 1;
      choices[i] = {grid.value(sign * low), grid.value(sign * (low + 1)), exact(up)};
    }
    return product_law(std::span<const Choice<Scalar>>(choices));
  }
  /// The law over rationals at an x whose norm is rational.
  [[nodiscard]] std::optional<FiniteLaw<Exact>> outcomes_with_norm(std::span<const Exact> x,
                                                                   const Exact& norm) const;
  /// E C(x) = x
  template <kernels::Real Scalar>
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const {
    std::copy(x.begin(), x.end(), out.begin());
  }
  /// |x|^2 + (|x|/s)^2 sum p_i (1 - p_i)
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const {
    const kernels::ScaledNorm norm = norm_of(x);
    const kernels::QsgdGrid<Scalar> grid(norm, levels());
    double spread = 0;
    for (const Scalar entry : x) {
      const double p = approximate(grid.share(entry).up);
      spread += p * (1 - p);
    }
    const double squared = static_cast<double>(s) * static_cast<double>(s);
    const double scaled = norm.value * norm.value * (1 + spread / squared);
    return if_finite(static_cast<Scalar>(std::ldexp(scaled, 2 * norm.exponent)));
  }
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<Scalar> range(std::span<const Scalar> x) const {
    const kernels::ScaledNorm norm = norm_of(x);
    const kernels::QsgdGrid<Scalar> grid(norm, levels());
    double sum = 0;
    for (const Scalar entry : x) {
      const double p = approximate(grid.share(entry).up);
      sum += p == 0 ? 0 : std::max(p, 1 - p) * std::max(p, 1 - p);
    }
    // A share is three roundings off, what a level stands for two; and so are the sums here.
    const double levels_norm = std::sqrt(static_cast<double>(x.size())) / static_cast<double>(s);
    const double rounding = static_cast<double>(std::numeric_limits<Scalar>::epsilon());
    const double slack = 1 + 8 * static_cast<double>(x.size()) * 0x1p-53;
    const double distance = norm.value * (slack * std::sqrt(sum) / static_cast<double>(s) +
                                          rounding * (4 + levels_norm));
    return if_finite(static_cast<Scalar>(std::ldexp(distance * distance, 2 * norm.exponent)));
  }

  [[nodiscard]] CompressorBounds bounds(std::size_t d) const {
    const Exact omega = qsgd_omega(d, s);
    return {.delta = omega < 1 ? std::optional<Exact>(1 - omega) : std::nullopt,
            .omega = omega,
            .bounds = Bounds{.M = omega}};
  }

  /// The norm as a double and an exponent of 12 bits, and one of 2 s + 1 signed levels an entry.
  template <kernels::Real Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return 64 + 12 + std::uint64_t{d} * bits_for(2 * s + 1);
  }
  /// None where an entry is NaN or infinite.
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x, Stream& stream) const {
    std::vector<std::int32_t> drawn(x.size());
    const kernels::ScaledNorm norm =
        kernels::qsgd_pack(x, levels(), stream, std::span(drawn), kernels::thread_workspace());
    if (!std::isfinite(norm.value)) return std::nullopt;
    BitWriter writer;
    writer.write(value_to_bits(norm.value), 64);
    writer.write(static_cast<std::uint64_t>(std::int64_t{norm.exponent} + exponent_offset), 12);
    for (const std::int32_t level : drawn)
      writer.write(s + static_cast<std::uint64_t>(std::int64_t{level}), bits_for(2 * s + 1));
    return std::move(writer).finish();
  }
  template <kernels::Real Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    BitReader reader(bytes);
    kernels::ScaledNorm norm;
    norm.value = bits_to_value<double>(reader.read(64));
    norm.exponent = static_cast<int>(reader.read(12)) - exponent_offset;
    std::vector<std::int32_t> sent(out.size());
    for (std::int32_t& level : sent)
      level = static_cast<std::int32_t>(reader.read(bits_for(2 * s + 1)) - s);
    kernels::qsgd_unpack<Scalar>(std::span<const std::int32_t>(sent), norm, levels(), out,
                                 kernels::thread_workspace());
  }

 private:
  static constexpr int exponent_offset = 1074;

  [[nodiscard]] bool valid_levels() const { return 1 <= s && s <= (std::uint64_t{1} << 20); }

  /// s, checked.
  [[nodiscard]] std::uint32_t levels() const {
    if (!valid_levels())
      throw InvalidInput("qsgd: s must be between 1 and 1048576, got " + std::to_string(s));
    return static_cast<std::uint32_t>(s);
  }
  template <kernels::Real Scalar>
  static kernels::ScaledNorm norm_of(std::span<const Scalar> x) {
    return kernels::scaled_norm(x, kernels::thread_workspace());
  }
  static Exact exact(const kernels::Probability& p) {
    Exact power = 1;
    for (unsigned i = 0; i < p.shift; ++i) power *= 2;
    return Exact(p.numerator) / (Exact(p.denominator) * power);
  }
  static double approximate(const kernels::Probability& p) {
    return std::ldexp(static_cast<double>(p.numerator) / static_cast<double>(p.denominator),
                      -static_cast<int>(p.shift));
  }
};

}  // namespace biasbound
