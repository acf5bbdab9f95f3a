#include "biasbound/oracles/relative_bias.hpp"

#include <cmath>

namespace biasbound {

RelativeBiasOracle::RelativeBiasOracle(AnyObjective<double> objective, const Exact& m,
                                       const Exact& zeta2, const std::vector<Exact>& direction)
    : objective_(std::move(objective)), m_(to_double(m)), zeta2_(to_double(zeta2)) {
  if (m < 0 || m >= 1) throw InvalidInput("m: " + to_text(m) + ", expected 0 <= m < 1");
  if (zeta2 < 0) throw InvalidInput("zeta2: " + to_text(zeta2) + ", expected at least 0");
  if (direction.size() != dimension())
    throw InvalidInput("direction: " + std::to_string(direction.size()) + " entries, expected " +
                       std::to_string(dimension()));
  for (const Exact& entry : direction) unit_.push_back(to_double(entry));
  const double size = std::sqrt(squared_norm(std::span<const double>(unit_)));
  if (!(size > 0)) throw InvalidInput("direction: is zero");
  for (double& entry : unit_) entry /= size;
  bounds_ = {.M = 0, .sigma2 = 0, .m = m, .zeta2 = zeta2};
}

void RelativeBiasOracle::mean(std::span<const double> x, std::span<double> out) const {
  objective_.gradient(x, out);
  const double size = std::sqrt(m_ * squared_norm(std::span<const double>(out)) + zeta2_);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += size * unit_[i];
}

double RelativeBiasOracle::second_moment(std::span<const double> x) const {
  std::vector<double> value(x.size());
  mean(x, value);
  return squared_norm(std::span<const double>(value));
}

double RelativeBiasOracle::range(std::span<const double> x) const {
  std::vector<double> gradient(x.size());
  objective_.gradient(x, gradient);
  return m_ * squared_norm(std::span<const double>(gradient)) + zeta2_;
}

}  // namespace biasbound
