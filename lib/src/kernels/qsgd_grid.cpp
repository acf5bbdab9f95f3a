// QsgdGrid (kernels/qsgd.hpp): significands and exponents apart. Numbers are taken apart and put
// together as bits, so that denormals come out right where the processor flushes them to zero.
#include <bit>
#include <limits>
#include <string>

#include "biasbound/error.hpp"
#include "biasbound/kernels/qsgd.hpp"

namespace biasbound::kernels {
namespace {

template <Real T>
struct Format {
  using Bits = std::uint64_t;
  static constexpr int fraction = 52;
  static constexpr int bias = 1023;
};
template <>
struct Format<float> {
  using Bits = std::uint32_t;
  static constexpr int fraction = 23;
  static constexpr int bias = 127;
};

/// significand * 2^exponent, the significand in [1, 2) unless it was rounded up to 2.
template <Real T>
struct Split {
  T significand;
  int exponent;
};

/// Of |x|, finite and not 0.
template <Real T>
Split<T> split(T x) {
  using F = Format<T>;
  constexpr auto one = typename F::Bits{1};
  auto magnitude =
      std::bit_cast<typename F::Bits>(x) &
      static_cast<typename F::Bits>(~(one << (F::fraction + (sizeof(T) == 4 ? 8 : 11))));
  int exponent = static_cast<int>(magnitude >> F::fraction);
  if (exponent == 0) {
    const int shift = F::fraction + 1 - static_cast<int>(std::bit_width(magnitude));
    magnitude <<= shift;
    exponent = 1 - shift;
  }
  const auto fraction = magnitude & ((one << F::fraction) - 1);
  return {std::bit_cast<T>(fraction | (typename F::Bits{F::bias} << F::fraction)),
          exponent - F::bias};
}

/// x * 2^exponent rounded to T, for a normal x > 0.
template <Real T>
T scaled(T x, int exponent) {
  using F = Format<T>;
  using Bits = typename F::Bits;
  const auto bits = std::bit_cast<Bits>(x);
  const Bits significand = (bits & ((Bits{1} << F::fraction) - 1)) | Bits{1} << F::fraction;
  const int biased = static_cast<int>(bits >> F::fraction) + exponent;
  if (biased > 2 * F::bias) return std::numeric_limits<T>::infinity();
  if (biased >= 1)
    return std::bit_cast<T>(significand + (static_cast<Bits>(biased - 1) << F::fraction));
  // A multiple of the smallest number: to nearest, ties to even.
  const int shift = 1 - biased;
  if (shift > F::fraction + 1) return T(0);
  const Bits kept = significand >> shift;
  const Bits twice_rest = (significand << 1) & ((Bits{2} << shift) - 1);
  const Bits half = Bits{1} << shift;
  return std::bit_cast<T>(kept + (twice_rest > half || (twice_rest == half && (kept & 1) != 0)));
}

}  // namespace

template <Real T>
QsgdGrid<T>::QsgdGrid(const ScaledNorm& norm, std::uint32_t s) : s_(s) {
  if (s < 1 || s > (1U << 20))
    throw InvalidInput("qsgd: s must be between 1 and 1048576, got " + std::to_string(s));
  const auto magnitude = std::bit_cast<std::uint64_t>(norm.value) << 1;
  constexpr std::uint64_t infinity = std::uint64_t{0x7ff} << 53;
  if (magnitude >= infinity) zero_ = std::numeric_limits<T>::quiet_NaN();
  regular_ = 0 < magnitude && magnitude < infinity;
  if (!regular_) return;
  const Split<double> n = split(norm.value);
  const T significand = static_cast<T>(n.significand);
  exponent_ = n.exponent + norm.exponent;
  scale_ = static_cast<T>(s) / significand;
  step_ = significand / static_cast<T>(s);
}

template <Real T>
typename QsgdGrid<T>::Share QsgdGrid<T>::share(T x) const {
  using Bits = typename Format<T>::Bits;
  if (!regular_ || Bits(std::bit_cast<Bits>(x) << 1) == 0) return {};
  const Split<T> entry = split(x);
  // r = significand * 2^exponent, the significand an integer below 2^53.
  const Split<double> r = split(static_cast<double>(entry.significand * scale_));
  const auto significand =
      (std::bit_cast<std::uint64_t>(r.significand) & ((std::uint64_t{1} << 52) - 1)) |
      std::uint64_t{1} << 52;
  const int places = 52 - r.exponent - (entry.exponent - exponent_);
  if (places < 32) return {s_, {}};  // above 2^20
  if (places > 53)
    return {0, {significand, std::uint64_t{1} << 53, static_cast<unsigned>(places - 53)}};
  const std::uint64_t unit = std::uint64_t{1} << places;
  const std::uint64_t level = significand / unit;
  if (level >= s_) return {s_, {}};
  return {static_cast<std::uint32_t>(level), {significand % unit, unit, 0}};
}

template <Real T>
T QsgdGrid<T>::value(std::int32_t level) const {
  if (level == 0 || !regular_) return zero_;
  const auto l = static_cast<T>(level);
  const T magnitude = scaled((level < 0 ? -l : l) * step_, exponent_);
  return level < 0 ? -magnitude : magnitude;
}

// Denormal entries have shares below 2^-16 then, and no product leaves the range of T.
template <Real T>
bool QsgdGrid<T>::plain() const {
  constexpr int bias = Format<T>::bias;
  return regular_ && 41 - bias <= exponent_ && exponent_ < bias - 1;
}
template <Real T>
T QsgdGrid<T>::scale() const {
  return scaled(scale_, -exponent_);
}
template <Real T>
T QsgdGrid<T>::step() const {
  return scaled(step_, exponent_);
}

template class QsgdGrid<float>;
template class QsgdGrid<double>;

}  // namespace biasbound::kernels
