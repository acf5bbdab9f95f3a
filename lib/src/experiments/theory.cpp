#include "experiments/theory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>

#include "biasbound/compressed_rates.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "biasbound/descent.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "biasbound/oracles/gaussian_smoothing.hpp"
#include "biasbound/rates.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

using Kind = Oracle::Kind;

Exact share(const Problem& problem, const Oracle& oracle) {
  return Exact(oracle.k) / Exact(problem.dimension);
}

/// Smallest constants that are known.
Bounds sharp_bounds(const Problem& problem, const Oracle& oracle) {
  const std::size_t d = problem.dimension;
  switch (oracle.kind) {
    case Kind::rand_k:
      return rand_k_bounds(d, oracle.k, 0, oracle.energy);
    case Kind::top_k:
      if (oracle.energy == 0) return TopK{oracle.k}.bounds(d).bounds.value();
      return top_k_unimodal_bounds(d, oracle.k,
                                   oracle.energy * exact(gaussian_top_k_share(d, oracle.k)));
    case Kind::smoothing:
      return gaussian_smoothing_bounds(
          *AnyObjective<Exact>(NesterovWorst<Exact>(d, problem.reading)).hessian_traces(), d,
          oracle.tau);
    default:
      return printed_bounds(problem, oracle);
  }
}

/// A recursion F' <= q F + c from its value at F = 0 and F = 1.
template <class OneStep>
Bound recursion(std::string name, OneStep one_step) {
  const Exact c = one_step(Exact(0));
  const Exact q = one_step(Exact(1)) - c;
  Bound bound{.kind = Series::Kind::sharper, .name = std::move(name), .printed_form = false};
  bound.q = to_double_up(q);
  bound.rest = to_double_up(c / (1 - q));
  return bound;
}

Bound theorem_6(Series::Kind kind, std::string name, const Problem& problem,
                const Bounds& constants, const Exact& step_size) {
  Bound bound{.kind = kind, .name = std::move(name)};
  if (constants.m >= 1) {
    bound.why_not = fmt::format("m = {} is not below 1", to_text(constants.m));
    return bound;
  }
  const Exact most = max_step_size(constants, problem.L);
  if (step_size > most) {
    bound.why_not =
        fmt::format("gamma = {} is above 1/((M+1)L) = {}", detail::brief(to_double(step_size)),
                    detail::brief(to_double(most)));
    return bound;
  }
  const auto one_step = [&](const Exact& gap) {
    return one_step_bound(constants, problem.L, problem.mu, step_size, gap);
  };
  const Bound line = recursion("", one_step);
  bound.q = line.q;
  bound.rest = line.rest;
  bound.printed_form = kind == Series::Kind::bound;
  const auto lemma_3 = [&](const Exact& gap) {
    return gradient_norm_bound(constants, problem.L, step_size, gap, 1);
  };
  bound.level = to_double_up(lemma_3(0));
  bound.slope = to_double_up(lemma_3(problem.initial_gap) - lemma_3(0));
  return bound;
}

/// 1 - (probability that k or more of the others exceed v), the probabilities being `exceeds`.
double at_most_exceed(const std::vector<double>& exceeds, std::size_t most) {
  std::vector<double> count(most + 1, 0.0);  // probability of exactly that many
  count[0] = 1;
  for (const double p : exceeds)
    for (std::size_t n = most + 1; n-- > 0;)
      count[n] = count[n] * (1 - p) + (n > 0 ? count[n - 1] * p : 0);
  double sum = 0;
  for (const double p : count) sum += p;
  return sum;
}

/// P(|a + s n| > v), n standard normal.
double probability_beyond(double a, double s, double v) {
  const double scale = s * std::sqrt(2.0);
  return (std::erfc((v - a) / scale) + std::erfc((v + a) / scale)) / 2;
}

double density(double a, double s, double v) {
  const double z = (v - a) / s;
  return std::exp(-z * z / 2) / (s * std::sqrt(2 * std::acos(-1.0)));
}

template <class Function>
double integral(Function function, double from, double to) {
  return boost::math::quadrature::gauss_kronrod<double, 31>::integrate(function, from, to, 12,
                                                                       1e-11);
}

template <class Scalar>
AdditiveModel<Scalar> gradient_model(const Problem& problem, const Oracle& oracle) {
  const auto d = static_cast<Eigen::Index>(problem.dimension);
  AdditiveModel<Scalar> model;
  if (oracle.bias != 0) model.bias = Vector<Scalar>::Constant(d, Scalar(oracle.bias));
  if (oracle.energy != 0)
    model.noise = Matrix<Scalar>::Identity(d, d) *
                  from_exact<Scalar>(oracle.energy / Exact(problem.dimension));
  return model;
}

template <class Scalar>
Matrix<Scalar> hessian(const Problem& problem) {
  if constexpr (std::same_as<Scalar, double>)
    return problem.hessian();
  else
    return problem.hessian_high();
}

}  // namespace

bool Oracle::deterministic() const {
  return energy == 0 && (kind == Kind::additive || kind == Kind::top_k);
}

double Bound::at(double power_of_q, double initial_gap) const {
  return *rest + power_of_q * (printed_form ? initial_gap : initial_gap - *rest);
}

Bounds printed_bounds(const Problem& problem, const Oracle& oracle) {
  const std::size_t d = problem.dimension;
  switch (oracle.kind) {
    case Kind::additive:
      return {.sigma2 = oracle.energy, .zeta2 = oracle.bias_energy};
    case Kind::rand_k:
      return rand_k_bounds_printed(d, oracle.k, 0, oracle.energy);
    case Kind::scaled_rand_k:
      return unbiased_compressor_bounds(1 / share(problem, oracle) - 1, 0, oracle.energy);
    case Kind::top_k:
      return *contraction_bounds(share(problem, oracle), 0, oracle.energy);
    case Kind::smoothing:
      return gaussian_smoothing_bounds_printed(problem.L, d, oracle.tau);
  }
  return {};
}

std::vector<Bound> bounds(const Problem& problem, const Oracle& oracle, const Exact& step_size) {
  std::vector<Bound> result;
  const auto printed = [&](const char* name, const Bounds& constants) {
    result.push_back(theorem_6(Series::Kind::bound, name, problem, constants, step_size));
  };
  const auto sparsified = [&](const Exact& sb2) {
    const Exact p = share(problem, oracle);
    result.push_back(recursion("direct descent (Section 5.1)", [&](const Exact& gap) {
      return Exact(gap +
                   sparsified_descent_bound(p, 0, sb2, problem.L, step_size, 2 * problem.mu * gap));
    }));
  };
  switch (oracle.kind) {
    case Kind::additive:
      printed("Theorem 6", printed_bounds(problem, oracle));
      result.push_back(theorem_6(Series::Kind::sharper, "Theorem 6 with (1 - q^t)", problem,
                                 sharp_bounds(problem, oracle), step_size));
      break;
    case Kind::rand_k:
      printed("Theorem 6, Lemma 10", printed_bounds(problem, oracle));
      sparsified(oracle.energy);
      break;
    case Kind::scaled_rand_k:
      printed("Theorem 6, Lemma 12", printed_bounds(problem, oracle));
      break;
    case Kind::top_k:
      if (oracle.energy == 0) {
        printed("Theorem 6, Lemma 9", sharp_bounds(problem, oracle));
        sparsified(0);
      } else {
        printed("Theorem 6, any contraction", printed_bounds(problem, oracle));
        result.push_back(theorem_6(Series::Kind::sharper, "Theorem 6, Proposition A", problem,
                                   sharp_bounds(problem, oracle), step_size));
      }
      break;
    case Kind::smoothing: {
      printed("Theorem 6, Lemma 13", printed_bounds(problem, oracle));
      const Bounds sharp = sharp_bounds(problem, oracle);
      if (!result.back()) printed("Theorem 6, M = d + 1", sharp);
      // <grad f, E g> = |grad f|^2 and E|g|^2 = (d+2)|grad f|^2 + sigma2.
      const AbcBounds abc{.b = 1, .c = 0, .B = sharp.M + 1, .C = sharp.sigma2};
      if (step_size <= 2 * abc.b / (problem.L * abc.B)) {
        result.push_back(recursion("alignment and second moment", [&](const Exact& gap) {
          return abc_one_step_bound(abc, problem.L, problem.mu, step_size, gap);
        }));
      } else {
        result.push_back(
            {.kind = Series::Kind::sharper,
             .name = "alignment and second moment",
             .why_not = fmt::format("gamma is above 2/((d+2)L) = {}",
                                    detail::brief(to_double(2 * abc.b / (problem.L * abc.B))))});
      }
      break;
    }
  }
  return result;
}

double floor_of_equation_7(const Problem& problem, const Oracle& oracle, const Exact& step_size) {
  // The formula has M in no place but the range of the step size: without M the library takes it
  // for every step size up to 1/L.
  Bounds constants = printed_bounds(problem, oracle);
  constants.M = 0;
  const Exact most = max_step_size(constants, problem.L);
  const Exact at = std::min(step_size, most);
  const Exact noise = gap_bound_printed({.sigma2 = constants.sigma2, .m = constants.m}, problem.L,
                                        problem.mu, at, 0, 1);
  const Exact bias = gap_floor(constants, problem.mu);
  return to_double(bias + noise * (step_size / at));
}

High resting_gap(const Problem& problem, const Oracle& oracle, const Exact& step_size) {
  const High step(step_size);
  const auto d = static_cast<Eigen::Index>(problem.dimension);
  const Vector<High> h = problem.spectrum();
  switch (oracle.kind) {
    case Kind::additive: {
      const Vector<High> bias =
          problem.eigenvectors().transpose() * Vector<High>::Constant(d, High(oracle.bias));
      const Vector<High> noise =
          Vector<High>::Constant(d, High(oracle.energy / Exact(problem.dimension)));
      return additive_stationary<High>(h, bias, noise, High(0), step).gap;
    }
    case Kind::smoothing:
      if (step * h.maxCoeff() >= 1 || gaussian_smoothing_alpha<High>(h, step) >= 1)
        return std::numeric_limits<High>::infinity();
      return gaussian_smoothing_stationary<High>(h, High(oracle.tau), step).gap;
    default: {
      if (spectral_radius(moment_map<double>(problem, oracle, to_double(step_size))) >= 1)
        return std::numeric_limits<High>::infinity();
      const MomentMap<High> map = moment_map<High>(problem, oracle, step);
      return map.gap(map.rest());
    }
  }
}

template <class Scalar>
Model<Scalar> model(const Problem& problem, const Oracle& oracle) {
  switch (oracle.kind) {
    case Kind::rand_k:
    case Kind::scaled_rand_k:
      return RandKModel<Scalar>{.k = oracle.k,
                                .gradient = gradient_model<Scalar>(problem, oracle),
                                .scaled = oracle.kind == Kind::scaled_rand_k};
    case Kind::smoothing:
      return GaussianSmoothingModel<Scalar>{from_exact<Scalar>(oracle.tau)};
    case Kind::additive:
      return gradient_model<Scalar>(problem, oracle);
    case Kind::top_k:
      break;
  }
  throw std::logic_error("the moments of top-k have no recursion");
}
template Model<double> model(const Problem&, const Oracle&);
template Model<High> model(const Problem&, const Oracle&);

template <class Scalar>
MomentMap<Scalar> moment_map(const Problem& problem, const Oracle& oracle,
                             const Scalar& step_size) {
  return std::visit(
      [&](const auto& of_oracle) {
        return MomentMap<Scalar>(hessian<Scalar>(problem), of_oracle, step_size);
      },
      model<Scalar>(problem, oracle));
}
template MomentMap<double> moment_map(const Problem&, const Oracle&, const double&);
template MomentMap<High> moment_map(const Problem&, const Oracle&, const High&);

double gaussian_top_k_share(std::size_t d, std::size_t k) {
  // Each of the d coordinates is kept where at most k - 1 of the others are larger.
  const auto integrand = [&](double v) {
    const std::vector<double> exceeds(d - 1, probability_beyond(0, 1, v));
    return 2 * v * v * density(0, 1, v) * at_most_exceed(exceeds, k - 1);
  };
  return integral(integrand, 0, 14);
}

std::vector<double> gaussian_top_k_mean(const std::vector<double>& a, double variance,
                                        std::size_t k) {
  const std::size_t d = a.size();
  const double s = std::sqrt(variance);
  std::vector<double> mean(d);
  std::vector<double> exceeds(d - 1);
  for (std::size_t i = 0; i < d; ++i) {
    const auto integrand = [&](double v) {
      for (std::size_t j = 0, at = 0; j < d; ++j)
        if (j != i) exceeds[at++] = probability_beyond(a[j], s, std::abs(v));
      return v * density(a[i], s, v) * at_most_exceed(exceeds, k - 1);
    };
    // |v| has a kink at 0.
    const double low = a[i] - 14 * s;
    const double high = a[i] + 14 * s;
    const double middle = std::clamp(0.0, low, high);
    mean[i] = integral(integrand, low, middle) + integral(integrand, middle, high);
  }
  return mean;
}

}  // namespace biasbound::experiments
