// What a claim is worth to SGD if it holds: Theorems 4 and 6 with its constants; and the line that
// runs an audit again.
#include "audit/engine.hpp"
#include "biasbound/rates.hpp"

namespace biasbound::detail {
namespace {

/// The constants of Assumptions 3-4 that the claim brings with it.
std::optional<Bounds> bounds_of(const Subject& subject, const Claim& claim) {
  Bounds bounds;
  switch (claim.kind) {
    case ClaimKind::bounds:
      bounds.M = claim.at("M");
      bounds.sigma2 = claim.at("sigma2");
      bounds.m = claim.at("m");
      bounds.zeta2 = claim.at("zeta2");
      return bounds;
    case ClaimKind::delta:
      // E|C(x) - x|^2 <= (1 - delta)|x|^2 splits into bias and variance; the largest
      // (1 - delta - beta^2) / (1 - beta)^2 over |b| = beta |x| is 1 / delta - 1.
      bounds.m = 1 - claim.at("delta");
      if (!subject.deterministic()) bounds.M = 1 / claim.at("delta") - 1;
      return bounds;
    case ClaimKind::omega:
      bounds.M = claim.at("omega");
      return bounds;
    default:
      return std::nullopt;
  }
}

std::string quoted(const std::string& text) { return "'" + text + "'"; }

}  // namespace

std::vector<Implication> implications(const Subject& subject, const Claim& claim) {
  const auto bounds = bounds_of(subject, claim);
  if (!bounds) return {};
  std::vector<Implication> result;
  if (claim.kind != ClaimKind::bounds)
    result.push_back({"as an oracle for SGD: Assumptions 3-4 hold with these constants",
                      {{"M", to_double(bounds->M)}, {"m", to_double(bounds->m)}}});
  const Regularity regularity = subject.regularity();
  const bool own_objective = subject.kind() == Subject::Kind::oracle && regularity.L.has_value();
  Implication first{"Theorem 4: the mean of |grad f|^2 over the steps comes down to the floor", {}};
  if (own_objective) {
    first.text += " with step sizes up to step_size";
    first.values.emplace_back("step_size", to_double(max_step_size(*bounds, *regularity.L)));
  } else {
    first.text += " with step sizes up to step_size / L";
    first.values.emplace_back("step_size", to_double(max_step_size(*bounds, Exact(1))));
  }
  first.values.emplace_back("floor", to_double(gradient_norm_floor(*bounds)));
  result.push_back(std::move(first));
  if (own_objective && regularity.mu) {
    const Exact step = max_step_size(*bounds, *regularity.L);
    const Exact rate = 1 - step * *regularity.mu * (1 - bounds->m);
    result.push_back(
        {"Theorem 6: f - f_star shrinks by the factor rate in each step of step_size, "
         "down to the floor",
         {{"step_size", to_double(step)},
          {"rate", to_double(rate)},
          {"floor", to_double(gap_bound(*bounds, *regularity.L, *regularity.mu, step, Exact(0),
                                        1ULL << 62U))}}});
  }
  return result;
}

std::string replay_line(const Subject& subject, const std::optional<Claim>& claim,
                        const Options& options) {
  if (options.origin.empty()) {
    std::string line = "biasbound::audit(" + subject.name();
    if (subject.kind() == Subject::Kind::compressor)
      line += ", " + std::to_string(subject.dimension());
    if (claim) line += ", \"" + to_text(*claim) + "\"";
    line += ") with seed = " + std::to_string(options.seed) +
            ", alpha = " + to_text(options.alpha) +
            ", samples = " + std::to_string(options.samples);
    if (options.rounding == Rounding::exact) line += ", rounding = exact";
    if (options.infer) line += ", infer = true";
    if (!options.at.empty()) line += ", at = the given point";
    return line;
  }
  std::string line = "biasbound audit " + options.origin;
  if (claim) line += " --claim " + quoted(to_text(*claim));
  line += " --seed " + std::to_string(options.seed) + " --alpha " + to_text(options.alpha) +
          " --samples " + std::to_string(options.samples);
  if (options.rounding == Rounding::exact) line += " --rounding exact";
  if (options.infer) line += " --infer";
  if (!options.at.empty()) {
    line += " --at ";
    for (std::size_t i = 0; i < options.at.size(); ++i)
      line += (i == 0 ? "" : ",") + to_text(options.at[i]);
  }
  return line;
}

}  // namespace biasbound::detail
