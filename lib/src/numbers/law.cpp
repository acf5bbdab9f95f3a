// Exact moments of a finite law (law.hpp).
#include "biasbound/law.hpp"

namespace biasbound {

PointMoments<Exact> exact_moments(const FiniteLaw<Exact>& law, std::span<const Exact> gradient) {
  check_law(law, gradient.size());
  std::vector<Exact> mean(gradient.size());
  Exact second_moment = 0;
  for (const auto& outcome : law) {
    second_moment += outcome.weight * squared_norm(as_span(outcome.value));
    for (std::size_t i = 0; i < mean.size(); ++i)
      mean[i] += outcome.weight * outcome.value(static_cast<Eigen::Index>(i));
  }
  return exact_moments(mean, second_moment, gradient);
}

PointMoments<Exact> exact_moments(std::span<const Exact> mean, const Exact& second_moment,
                                  std::span<const Exact> gradient) {
  if (mean.size() != gradient.size())
    throw InvalidInput("mean: " + std::to_string(mean.size()) + " entries, the gradient has " +
                       std::to_string(gradient.size()));
  PointMoments<Exact> moments;
  moments.gradient_sq = squared_norm(gradient);
  moments.mean_sq = squared_norm(mean);
  moments.bias_sq = squared_distance(mean, gradient);
  moments.noise_sq = second_moment - moments.mean_sq;
  moments.error_sq = moments.noise_sq + moments.bias_sq;
  if (moments.noise_sq < 0)
    throw InvalidInput("second moment: " + to_text(second_moment) +
                       " is below the squared norm of the mean, " + to_text(moments.mean_sq));
  return moments;
}

}  // namespace biasbound
