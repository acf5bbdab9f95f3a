#include "biasbound/oracles/gaussian_smoothing.hpp"

#include <vector>

namespace biasbound {

Bounds gaussian_smoothing_bounds_printed(const Exact& L, std::size_t d, const Exact& tau) {
  const Exact n = Exact(d);
  const Exact c = tau * tau * L * L;
  return {.M = 4 * (n + 4),
          .sigma2 = 3 * c * (n + 4) * (n + 4) * (n + 4),
          .m = 0,
          .zeta2 = c * (n + 3) * (n + 3) * (n + 3) / 4};
}

Bounds gaussian_smoothing_bounds(const Exact& L, std::size_t d, const Exact& tau) {
  const Exact n = Exact(d);
  const Exact c = tau * tau * L * L;
  return {.M = 4 * n + 7, .sigma2 = c * n * (n + 2) * (n + 12) / 2, .m = 0, .zeta2 = c * n};
}

Bounds gaussian_smoothing_bounds(const HessianTraces& traces, std::size_t d, const Exact& tau) {
  const Exact n = Exact(d);
  const Exact spread = traces.trace * traces.trace + 2 * traces.trace_of_square;
  return {.M = n + 1, .sigma2 = tau * tau / 4 * (n + 4) * spread, .m = 0, .zeta2 = 0};
}

template <class Scalar>
GaussianSmoothingOracle<Scalar>::GaussianSmoothingOracle(AnyObjective<Scalar> objective,
                                                         const Exact& tau)
    : objective_(std::move(objective)), tau_(tau), traces_(objective_.hessian_traces()) {
  if (tau <= 0) throw InvalidInput("tau: " + to_text(tau) + ", expected more than 0");
}

namespace {

void draw(const AnyObjective<double>& f, double tau, std::span<const double> x, double value,
          Stream& stream, std::vector<double>& shifted, std::span<double> out) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    out[i] = normal(stream);
    shifted[i] = x[i] + tau * out[i];
  }
  const double slope = (f.value(shifted) - value) / tau;
  for (double& entry : out) entry *= slope;
}

}  // namespace

// clang 14 instantiates the members of another scalar too, whatever they require; hence the
// `if constexpr` inside them.

template <class Scalar>
void GaussianSmoothingOracle<Scalar>::sample(
    std::span<const double> x, Stream& stream,
    std::span<double> out) const requires std::same_as<Scalar, double> {
  if constexpr (std::same_as<Scalar, double>) {
    std::vector<double> shifted(x.size());
    draw(objective_, to_double(tau_), x, objective_.value(x), stream, shifted, out);
  }
}

template <class Scalar>
void GaussianSmoothingOracle<Scalar>::sample_many(
    std::span<const double> x, const StreamAddress& first, std::size_t count,
    std::span<double> out) const requires std::same_as<Scalar, double> {
  if constexpr (std::same_as<Scalar, double>) {
    std::vector<double> shifted(x.size());
    const double value = objective_.value(x);
    StreamAddress address = first;
    for (std::size_t i = 0; i < count; ++i, ++address.draw) {
      Stream stream(address);
      draw(objective_, to_double(tau_), x, value, stream, shifted,
           out.subspan(i * x.size(), x.size()));
    }
  }
}

// On a quadratic g = (<G, u> + tau/2 u^T H u) u. Odd moments vanish, so E g = G; and
// E <G, u>^2 |u|^2 = (d+2) |G|^2, E (u^T H u)^2 |u|^2 = (d+4) ((tr H)^2 + 2 tr H^2).
template <class Scalar>
bool GaussianSmoothingOracle<Scalar>::mean(std::span<const Scalar> x, std::span<Scalar> out) const {
  if (!traces_) return false;
  objective_.gradient(x, out);
  return true;
}

template <class Scalar>
std::optional<Scalar> GaussianSmoothingOracle<Scalar>::second_moment(
    std::span<const Scalar> x) const {
  if (!traces_) return std::nullopt;
  std::vector<Scalar> gradient(x.size());
  objective_.gradient(x, std::span<Scalar>(gradient));
  const Bounds exact_bounds = gaussian_smoothing_bounds(*traces_, dimension(), tau_);
  return Scalar((1 + from_exact<Scalar>(exact_bounds.M)) *
                    squared_norm(std::span<const Scalar>(gradient)) +
                from_exact<Scalar>(exact_bounds.sigma2));
}

template <class Scalar>
std::optional<Bounds> GaussianSmoothingOracle<Scalar>::bounds() const {
  if (traces_) return gaussian_smoothing_bounds(*traces_, dimension(), tau_);
  const Regularity known = regularity();
  if (!known.L || !known.two_sided) return std::nullopt;
  return gaussian_smoothing_bounds(*known.L, dimension(), tau_);
}

template class GaussianSmoothingOracle<double>;
template class GaussianSmoothingOracle<Exact>;

}  // namespace biasbound
