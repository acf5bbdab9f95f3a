#include "biasbound/oracles/noise.hpp"

#include <cmath>

namespace biasbound {

void check_noise(const Noise& noise) {
  if (noise.sigma2 < 0)
    throw InvalidInput("sigma2: " + to_text(noise.sigma2) + ", expected at least 0");
  if (noise.M < 0) throw InvalidInput("M: " + to_text(noise.M) + ", expected at least 0");
  if (noise.kind == Noise::Kind::none && (noise.sigma2 != 0 || noise.M != 0))
    throw InvalidInput("noise: none, but M or sigma2 is not 0");
  if (noise.kind == Noise::Kind::student_t &&
      !(noise.degrees_of_freedom > 2 && std::isfinite(noise.degrees_of_freedom)))
    throw InvalidInput("degrees_of_freedom: " + to_text(noise.degrees_of_freedom) +
                       ", expected a finite number above 2");
}

std::string to_text(Noise::Kind kind) {
  switch (kind) {
    case Noise::Kind::none:
      return "none";
    case Noise::Kind::gaussian:
      return "gaussian";
    case Noise::Kind::rademacher:
      return "rademacher";
    case Noise::Kind::student_t:
      return "student-t";
  }
  return "";
}

void add_noise(const Noise& noise, double variance, Stream& stream, std::span<double> out) {
  if (noise.kind == Noise::Kind::none) return;
  const double per_coordinate = variance / static_cast<double>(out.size());
  if (noise.kind == Noise::Kind::student_t) {
    const double nu = noise.degrees_of_freedom;
    const double scale = std::sqrt(per_coordinate * ((nu - 2) / nu));
    for (double& entry : out) entry += scale * student_t(stream, nu);
    return;
  }
  const double scale = std::sqrt(per_coordinate);
  if (noise.kind == Noise::Kind::gaussian)
    for (double& entry : out) entry += scale * normal(stream);
  else
    for (double& entry : out) entry += scale * rademacher(stream);
}

void draws_around(std::span<const double> center, const Noise& noise, double variance,
                  const StreamAddress& first, std::size_t count, std::span<double> out) {
  const std::size_t d = center.size();
  StreamAddress address = first;
  for (std::size_t i = 0; i < count; ++i, ++address.draw) {
    Stream stream(address);
    const std::span<double> row = out.subspan(i * d, d);
    for (std::size_t j = 0; j < d; ++j) row[j] = center[j];
    add_noise(noise, variance, stream, row);
  }
}

std::optional<Exact> rational_sqrt(const Exact& value) {
  namespace mp = boost::multiprecision;
  if (value < 0) return std::nullopt;
  const Exact root =
      Exact(mp::sqrt(mp::numerator(value))) / Exact(mp::sqrt(mp::denominator(value)));
  if (root * root != value) return std::nullopt;
  return root;
}

std::optional<FiniteLaw<Exact>> noise_law(const Noise& noise, const Exact& variance,
                                          std::size_t d) {
  const auto size = static_cast<Eigen::Index>(d);
  if (noise.kind == Noise::Kind::none || variance == 0)
    return FiniteLaw<Exact>{{Exact(1), Vector<Exact>::Constant(size, Exact(0))}};
  if (noise.kind != Noise::Kind::rademacher || d > 12) return std::nullopt;
  const std::optional<Exact> step = rational_sqrt(variance / Exact(d));
  if (!step) return std::nullopt;
  FiniteLaw<Exact> law;
  const std::size_t count = std::size_t{1} << d;
  for (std::size_t signs = 0; signs < count; ++signs) {
    Vector<Exact> value(size);
    for (std::size_t i = 0; i < d; ++i)
      value(static_cast<Eigen::Index>(i)) = (signs >> i & 1U) != 0 ? *step : Exact(-*step);
    law.push_back({1 / Exact(count), std::move(value)});
  }
  return law;
}

}  // namespace biasbound
