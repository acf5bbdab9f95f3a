// The formulas behind the portable distributions (random.hpp), for one double as for a vector of
// them (kernels/loops/normals.hpp): the same operations in the same order, so the same bits.
//
// Inlined for certain: a function that two translation units compile for different processors must
// not share a name (kernels/simd/vector.hpp).
#pragma once

#include <cstddef>
#include <cstdint>

namespace biasbound::numbers {

template <std::size_t N, class V>
[[gnu::always_inline]] inline V polynomial(const double (&coefficients)[N], V x) {
  V value = coefficients[N - 1] * x + coefficients[N - 2];
  for (std::size_t i = N - 2; i-- > 0;) value = value * x + coefficients[i];
  return value;
}

// ---- The logarithm of x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2), up to rounding of the
// limits: bits of x + one_less_root_half = (k + 1023) and, in the mantissa, 1 + f less root_half.

inline constexpr std::uint64_t root_half_bits = 0x3fe6'a09e'667f'3bcd;
inline constexpr std::uint64_t one_less_root_half = 0x3ff0'0000'0000'0000 - root_half_bits;
inline constexpr std::uint64_t mantissa_bits = 0x000f'ffff'ffff'ffff;

// ln 2 in two parts; the first has 20 trailing zero bits, so k * ln2_high is exact for |k| < 2^20.
inline constexpr double ln2_high = 0x1.62e42feep-1;
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;

template <class V>
[[gnu::always_inline]] inline V log_of(V f, V k) {
  // log(1 + f) = 2 artanh(s), s = f / (2 + f), as f - (f^2/2 - s (f^2/2 + R)): the leading term is
  // exact and the rest small. R = 2/3 s^2 + 2/5 s^4 + ...; s^2 < 0.0295, first omitted term 2^-58.
  constexpr double series[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11,
                               2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};
  const V s = f / (2 + f);
  const V s2 = s * s;
  const V tail = s2 * polynomial(series, s2);
  const V half_square = 0.5 * f * f;
  return k * ln2_high - ((half_square - (s * (half_square + tail) + k * ln2_low)) - f);
}

// ---- The quantile of the standard normal law at 1/2 + v: algorithm AS 241 (Wichura 1988). With
// r = sqrt(-log(1/2 - |v|)), that of |v| is tail_quantile(r) or far_quantile(r) outside the centre.

inline constexpr double central_up_to = 0.425;  // |v|
inline constexpr double tail_up_to = 5;         // r

template <class V>
[[gnu::always_inline]] inline V central_quantile(V v) {
  constexpr double a[] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                          1.9715909503065514427e+3, 1.3731693765509461125e+4,
                          4.5921953931549871457e+4, 6.7265770927008700853e+4,
                          3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr double b[] = {1.0,
                          4.2313330701600911252e+1,
                          6.8718700749205790830e+2,
                          5.3941960214247511077e+3,
                          2.1213794301586595867e+4,
                          3.9307895800092710610e+4,
                          2.8729085735721942674e+4,
                          5.2264952788528545610e+3};
  const V r = 0.180625 - v * v;
  return v * polynomial(a, r) / polynomial(b, r);
}

template <class V>
[[gnu::always_inline]] inline V tail_quantile(V r) {
  constexpr double c[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                          5.76949722146069140550e0,  3.64784832476320460504e0,
                          1.27045825245236838258e0,  2.41780725177450611770e-1,
                          2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double d[] = {1.0,
                          2.05319162663775882187e0,
                          1.67638483018380384940e0,
                          6.89767334985100004550e-1,
                          1.48103976427480074590e-1,
                          1.51986665636164571966e-2,
                          5.47593808499534494600e-4,
                          1.05075007164441684324e-9};
  const V s = r - 1.6;
  return polynomial(c, s) / polynomial(d, s);
}

template <class V>
[[gnu::always_inline]] inline V far_quantile(V r) {
  constexpr double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                          1.78482653991729133580e0,  2.96560571828504891230e-1,
                          2.65321895265761230930e-2, 1.24266094738807843860e-3,
                          2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double f[] = {1.0,
                          5.99832206555887937690e-1,
                          1.36929880922735805310e-1,
                          1.48753612908506148525e-2,
                          7.86869131145613259100e-4,
                          1.84631831751005468180e-5,
                          1.42151175831644588870e-7,
                          2.04426310338993978564e-15};
  const V s = r - 5;
  return polynomial(e, s) / polynomial(f, s);
}

}  // namespace biasbound::numbers
