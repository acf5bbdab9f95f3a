// Oracles of known truth for calibration and power: f = |x|^2 / 2, so the gradient is x.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "biasbound/subject.hpp"

namespace calibration {

using biasbound::Stream;

enum class Noise { gaussian, student };

/// g = x + bias * 1/sqrt(d) * ones + relative_bias * x + (sqrt(M) |E g| + sqrt(sigma2)) noise /
/// sqrt(d), the two noises independent: E|n|^2 = M |E g|^2 + sigma2 exactly.
struct Additive {
  std::size_t d = 8;
  double sigma2 = 1;
  double M = 0;
  double bias = 0;           // |b| of the constant part
  double relative_bias = 0;  // b = relative_bias * x besides
  Noise noise = Noise::gaussian;
  double nu = 2.2;

  [[nodiscard]] std::string name() const { return "additive"; }
  [[nodiscard]] std::size_t dimension() const { return d; }
  void gradient(std::span<const double> x, std::span<double> out) const {
    std::copy(x.begin(), x.end(), out.begin());
  }
  void sample(std::span<const double> x, Stream& stream, std::span<double> out) const {
    const double root_d = std::sqrt(static_cast<double>(d));
    double mean_sq = 0;
    for (std::size_t i = 0; i < d; ++i) {
      out[i] = (1 + relative_bias) * x[i] + bias / root_d;
      mean_sq += out[i] * out[i];
    }
    const double unit = noise == Noise::student ? std::sqrt((nu - 2) / nu) / root_d : 1 / root_d;
    const double additive = std::sqrt(sigma2) * unit;
    const double multiplicative = std::sqrt(M * mean_sq) / root_d;
    for (std::size_t i = 0; i < d; ++i) {
      out[i] += additive * (noise == Noise::student ? biasbound::student_t(stream, nu)
                                                    : biasbound::normal(stream));
      if (M > 0) out[i] += multiplicative * biasbound::normal(stream);
    }
  }
};

/// rand-k of x, scaled by `scale`.
struct RandK {
  std::size_t d = 8;
  std::size_t k = 2;
  double scale = 1;

  [[nodiscard]] std::string name() const { return "rand-k"; }
  [[nodiscard]] std::size_t dimension() const { return d; }
  void gradient(std::span<const double> x, std::span<double> out) const {
    std::copy(x.begin(), x.end(), out.begin());
  }
  void sample(std::span<const double> x, Stream& stream, std::span<double> out) const {
    std::fill(out.begin(), out.end(), 0.0);
    for (const std::size_t i : biasbound::k_subset(stream, d, k)) out[i] = scale * x[i];
  }
};

}  // namespace calibration
