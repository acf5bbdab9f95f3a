// The statistical path of an audit: search, confirm on fresh draws, say what was and was not shown.
#include <algorithm>
#include <cmath>

#include "audit/confirm.hpp"
#include "audit/detectable.hpp"

namespace biasbound::detail {
namespace {

Point to_point(const TestPoint& point) {
  Point result;
  result.pattern = point.pattern;
  for (const double entry : point.x) {
    result.decimal.push_back(to_text(entry));
    result.hex.push_back(to_hex(entry));
  }
  return result;
}

double ratio(double measured, double bound) {
  if (bound > 0) return measured / bound;
  return measured > 0 ? std::numeric_limits<double>::infinity() : 0;
}

/// What was estimated at one point, as the claim's inequalities.
std::vector<Half> halves_at(const PointState& state, const Constants& constants) {
  std::vector<Half> halves;
  if (state.draws < 8) return halves;
  const double G2 = state.gradient_norm_sq();
  const auto add = [&](const char* name, double measured, double bound) {
    Half half;
    half.name = name;
    half.verdict = Verdict::not_refuted;
    half.measured = measured;
    half.bound = bound;
    half.ratio = ratio(measured, bound);
    halves.push_back(half);
  };
  const double bias_sq = std::max(0.0, state.bias_sq());
  if (constants.kind == ClaimKind::bounds) {
    add("noise", state.noise_sq(), constants.M * std::max(0.0, state.mean_sq()) + constants.sigma2);
    add("bias", bias_sq, constants.m * G2 + constants.zeta2);
  } else {
    if (constants.kind == ClaimKind::omega) add("unbiased", bias_sq, 0);
    add("error", state.square_sum / static_cast<double>(state.draws), constants.factor * G2);
  }
  return halves;
}

/// Estimates of the constants at the worst point, the others taken as claimed.
std::vector<ConstantEstimate> estimates_at(const PointState& state, const Constants& constants) {
  std::vector<ConstantEstimate> estimates;
  if (state.draws < 8) return estimates;
  const double G2 = state.gradient_norm_sq();
  const auto add = [&](const char* name, double value) {
    ConstantEstimate estimate;
    estimate.constant = name;
    estimate.estimate = value;
    estimates.push_back(estimate);
  };
  if (constants.kind == ClaimKind::bounds) {
    const double mean_sq = std::max(0.0, state.mean_sq());
    if (mean_sq > 0) add("M", std::max(0.0, (state.noise_sq() - constants.sigma2) / mean_sq));
    if (constants.sigma2 > 0 || constants.M == 0)
      add("sigma2", std::max(0.0, state.noise_sq() - constants.M * mean_sq));
    const double bias_sq = std::max(0.0, state.bias_sq());
    if (G2 > 0) add("m", std::max(0.0, (bias_sq - constants.zeta2) / G2));
    if (constants.zeta2 > 0) add("zeta2", std::max(0.0, bias_sq - constants.m * G2));
  } else if (G2 > 0) {
    const double relative = state.square_sum / static_cast<double>(state.draws) / G2;
    if (constants.kind == ClaimKind::delta)
      add("delta", 1 - relative);
    else
      add("omega", relative);
  }
  return estimates;
}

std::optional<double> e_value_of(double log_wealth) {
  return std::exp(std::min(log_wealth, 700.0));
}

void set_half_evidence(AuditResult& result, const Wealth& wealth, ClaimKind kind) {
  const double noise =
      kind != ClaimKind::bounds
          ? wealth.noise.log_wealth()
          : log_mean_exp(
                {wealth.noise.log_wealth(),
                 wealth.has_blocks ? wealth.blocks.log_wealth() : wealth.noise.log_wealth(),
                 wealth.has_certified ? wealth.certified.log_wealth() : wealth.noise.log_wealth()});
  for (Half& half : result.halves) {
    if (half.name == "noise" || half.name == "error") half.e_value = e_value_of(noise);
    if ((half.name == "bias" || half.name == "unbiased") && wealth.has_direction)
      half.e_value = e_value_of(wealth.direction.log_wealth());
  }
}

/// Refutation by one draw: no probability is involved.
void refute_certainly(AuditResult& result, const PointState& state, const Certain& certain) {
  result.verdict = Verdict::refuted;
  result.e_value = std::numeric_limits<double>::infinity();
  result.reason = certain.reason + " (" + state.point.pattern + ")";
  for (Half& half : result.halves)
    if (half.name == certain.half) {
      half.verdict = Verdict::refuted;
      half.e_value = std::numeric_limits<double>::infinity();
    }
}

void describe(Context& context, const PointState& state, const Constants& constants) {
  AuditResult& result = context.result;
  result.worst = to_point(state.point);
  result.halves = halves_at(state, constants);
  result.estimates = estimates_at(state, constants);
}

/// The half with the larger evidence, for the reason's text.
std::string leading_half(const AuditResult& result) {
  const Half* best = nullptr;
  for (const Half& half : result.halves)
    if (best == nullptr || half.e_value.value_or(0) > best->e_value.value_or(0)) best = &half;
  return best == nullptr ? "claim" : best->name;
}

void conclude(Context& context, const Confirmation& confirmation, const Constants& constants,
              bool refuted) {
  AuditResult& result = context.result;
  const PointState& worst = confirmation.states()[confirmation.worst()];
  describe(context, worst, constants);
  if (confirmation.certain()) {
    refute_certainly(result, worst, *confirmation.certain());
    return;
  }
  const double log_wealth = confirmation.wealth().log_wealth();
  result.e_value = e_value_of(log_wealth);
  set_half_evidence(result, confirmation.wealth(), constants.kind);
  for (const Half& half : result.halves) {
    if (!(half.bound > 0)) continue;
    const char* constant = half.name == "noise"  ? (constants.sigma2 > 0 ? "sigma2" : "M")
                           : half.name == "bias" ? (constants.zeta2 > 0 ? "zeta2" : "m")
                           : constants.kind == ClaimKind::delta ? "1 - delta"
                                                                : "omega";
    result.tightness.push_back({constant, half.ratio, false});
  }
  if (refuted) {
    result.verdict = Verdict::refuted;
    const std::string half = leading_half(result);
    for (Half& each : result.halves)
      if (each.name == half) each.verdict = Verdict::refuted;
    result.reason =
        "the " + half + " exceeds its bound at " + worst.point.pattern +
        ": fresh draws reached an e-value of " + to_text(std::round(*result.e_value)) +
        ", the threshold is 1/alpha = " + to_text(std::round(1 / context.options.alpha));
    return;
  }
  const std::vector<Detectable> found =
      detectable(context.claim, confirmation,
                 rounding_allowance(worst.point.x.size(), context.options.rounding));
  for (const Detectable& each : found) {
    if (!result.detectable.empty()) result.detectable += "; ";
    result.detectable += each.text;
    for (ConstantEstimate& estimate : result.estimates)
      if (estimate.constant == each.constant) estimate.lower = each.value;
  }
  if (supported(context.workers, constants, confirmation, context.options.alpha)) {
    result.verdict = Verdict::supported;
    result.reason =
        "at the confirmed points the upper confidence bound from the declared range is within the "
        "claim";
    for (Half& half : result.halves) half.verdict = Verdict::supported;
    return;
  }
  result.verdict = Verdict::not_refuted;
  result.reason = "no evidence against the claim in " + std::to_string(result.samples) + " draws";
}

std::vector<PointState> given_point(Context& context, const Constants& constants) {
  const std::vector<double>& x = context.options.at;
  if (x.size() != context.workers.subject().dimension())
    throw InvalidInput("at: the point has " + std::to_string(x.size()) + " entries, the oracle " +
                       std::to_string(context.workers.subject().dimension()));
  std::vector<PointState> states;
  states.push_back(make_state(context.workers.session(), {x, "the given point", 0}, constants,
                              rounding_allowance(x.size(), context.options.rounding)));
  return states;
}

void report_progress(const Options& options, const char* stage, double fraction) {
  if (options.progress) options.progress({options.name, stage, fraction});
}

}  // namespace

void statistical_audit(Context& context) {
  AuditResult& result = context.result;
  const Options& options = context.options;
  const Constants constants = Constants::of(context.claim);
  result.method = Method::statistical;
  if (options.samples < 64)
    throw InvalidInput("samples: " + std::to_string(options.samples) + " is below 64");

  std::vector<PointState> states;
  if (!options.at.empty()) {
    states = given_point(context, constants);
    result.points = 1;
  } else {
    report_progress(options, "search", 0);
    SearchResult found = search(context.workers, constants, options);
    result.points = found.points;
    result.search_samples = found.draws;
    result.samples = found.draws;
    states = std::move(found.finalists);
    if (found.certain) {
      describe(context, states[0], constants);
      refute_certainly(result, states[0], *found.certain);
      return;
    }
  }

  const std::uint64_t budget =
      options.samples > result.samples ? options.samples - result.samples : 0;
  Confirmation confirmation(context.workers, constants, options, std::move(states), budget);
  bool refuted = false;
  try {
    refuted =
        confirmation.run([&](double fraction) { report_progress(options, "confirm", fraction); });
  } catch (...) {
    result.samples += confirmation.draws();
    describe(context, confirmation.states()[confirmation.worst()], constants);
    result.e_value = e_value_of(confirmation.wealth().log_wealth());
    set_half_evidence(result, confirmation.wealth(), constants.kind);
    throw;
  }
  result.samples += confirmation.draws();
  conclude(context, confirmation, constants, refuted);
}

bool refuted_again(Workers& workers, const Claim& claim, const Options& options,
                   const std::vector<double>& x, std::uint64_t round, std::uint64_t budget) {
  const Constants constants = Constants::of(claim);
  std::vector<PointState> states;
  states.push_back(make_state(workers.session(), {x, "shrunk", round}, constants,
                              rounding_allowance(x.size(), options.rounding)));
  Confirmation confirmation(workers, constants, options, std::move(states), budget,
                            Purpose::shrink);
  return confirmation.run();
}

}  // namespace biasbound::detail
