// Shared by the compressor properties: generators of rational vectors, the moments of a law beside
// the closed forms, and the checks that a bound holds and is attained.
#pragma once

#include <rapidcheck.h>

#include <vector>

#include "biasbound/compressor.hpp"
#include "catch.hpp"

namespace biasbound::test {

inline Vector<Exact> rational_vector(const std::vector<int>& numerators, int denominator) {
  Vector<Exact> x(static_cast<Eigen::Index>(numerators.size()));
  for (std::size_t i = 0; i < numerators.size(); ++i)
    x(static_cast<Eigen::Index>(i)) = Exact(numerators[i]) / denominator;
  return x;
}

/// d entries in {-12, ..., 12} / q with 1 <= q <= 5; zeros and ties are common.
inline rc::Gen<Vector<Exact>> rational_vectors(std::size_t d) {
  return rc::gen::map(rc::gen::pair(rc::gen::container<std::vector<int>>(
                                        d, rc::gen::resize(12, rc::gen::inRange(-12, 13))),
                                    rc::gen::inRange(1, 6)),
                      [](const std::pair<std::vector<int>, int>& parts) {
                        return rational_vector(parts.first, parts.second);
                      });
}

/// The moments of the enumerated law; the law is checked first.
template <class C>
PointMoments<Exact> law_moments(const C& compressor, const Vector<Exact>& x) {
  const std::optional<FiniteLaw<Exact>> law = compressor.outcomes(as_span(x));
  if (!law) throw InvalidInput("no law");
  check_law(*law, static_cast<std::size_t>(x.size()));
  return exact_moments(*law, as_span(x));
}

/// The moments of the closed forms.
template <class C>
PointMoments<Exact> closed_form_moments(const C& compressor, const Vector<Exact>& x) {
  Vector<Exact> mean(x.size());
  compressor.mean(as_span(x), as_span(mean));
  const std::optional<Exact> second_moment = compressor.second_moment(as_span(x));
  if (!second_moment) throw InvalidInput("no second moment");
  return exact_moments(as_span(std::as_const(mean)), *second_moment, as_span(x));
}

inline bool equal(const PointMoments<Exact>& a, const PointMoments<Exact>& b) {
  return a.gradient_sq == b.gradient_sq && a.mean_sq == b.mean_sq && a.bias_sq == b.bias_sq &&
         a.noise_sq == b.noise_sq && a.error_sq == b.error_sq;
}

inline bool within(const PointMoments<Exact>& p, const Bounds& bounds) {
  return p.noise_sq <= bounds.M * p.mean_sq + bounds.sigma2 &&
         p.bias_sq <= bounds.m * p.gradient_sq + bounds.zeta2;
}
inline bool within_delta(const PointMoments<Exact>& p, const Exact& delta) {
  return p.error_sq <= (1 - delta) * p.gradient_sq;
}
inline bool within_omega(const PointMoments<Exact>& p, const Exact& omega) {
  return p.bias_sq == 0 && p.error_sq <= omega * p.gradient_sq;
}

}  // namespace biasbound::test
