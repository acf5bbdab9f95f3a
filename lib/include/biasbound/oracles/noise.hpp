// Zero-mean noise n with E|n|^2 = M |a|^2 + sigma2 exactly, where a is the mean it is added to: the
// (M, sigma2)-bounded noise of Assumption 3, attained at every x.
#pragma once

#include <optional>
#include <string>

#include "biasbound/law.hpp"
#include "biasbound/random.hpp"

namespace biasbound {

/// The d coordinates are independent and alike, each with variance (M |a|^2 + sigma2) / d.
struct Noise {
  enum class Kind { none, gaussian, rademacher, student_t };
  Kind kind = Kind::none;
  Exact sigma2 = 0;  ///< in all, not per coordinate
  Exact M = 0;
  double degrees_of_freedom = 3;  ///< of Student's t, above 2
};

/// Throws InvalidInput unless M and sigma2 are non-negative, 0 for `none`, and the degrees of
/// freedom of a Student-t above 2 and finite.
void check_noise(const Noise& noise);

/// "gaussian", ...
std::string to_text(Noise::Kind kind);

/// out += n, where `variance` = E|n|^2.
void add_noise(const Noise& noise, double variance, Stream& stream, std::span<double> out);

/// Row i of `out` = center + n, drawn from the address (.., first.draw + i), i < count.
void draws_around(std::span<const double> center, const Noise& noise, double variance,
                  const StreamAddress& first, std::size_t count, std::span<double> out);

/// The law of n as 2^d points for Rademacher noise, a single zero for none. Absent for the other
/// kinds, for d > 12, and where the coordinates' size sqrt(variance / d) is irrational.
std::optional<FiniteLaw<Exact>> noise_law(const Noise& noise, const Exact& variance, std::size_t d);

/// sqrt of a rational, where it is one.
std::optional<Exact> rational_sqrt(const Exact& value);

}  // namespace biasbound
