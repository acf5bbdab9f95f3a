#include "experiments/choices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

void require(bool holds, std::string_view option, const std::string& value,
             const std::string& expected) {
  if (!holds) throw InvalidInput(fmt::format("{}: {}, expected {}", option, value, expected));
}

void require_sizes(std::string_view option, const std::vector<Exact>& values, bool zero_allowed) {
  for (const Exact& value : values) {
    require(zero_allowed ? value >= 0 : value > 0, option, to_text(value),
            zero_allowed ? "at least 0" : "above 0");
    require(to_double(value) <= 1e12, option, to_text(value), "at most 1e12");
    require(value == 0 || to_double(value) >= 1e-12, option, to_text(value),
            zero_allowed ? "0 or at least 1e-12" : "at least 1e-12");
  }
}

std::string name_of(NesterovReading reading) {
  return reading == NesterovReading::hessian ? "H = T" : "H = T^2";
}

Exact smoothness(NesterovReading reading) {
  return *NesterovWorst<Exact>(1, reading).regularity().L;
}

template <class Scalar>
Matrix<Scalar> hessian_of(std::size_t dimension, NesterovReading reading) {
  const NesterovWorst<Scalar> f(dimension, reading);
  const auto d = static_cast<Eigen::Index>(dimension);
  Matrix<Scalar> H(d, d);
  std::vector<Scalar> unit(dimension, Scalar(0));
  std::vector<Scalar> column(dimension);
  for (std::size_t j = 0; j < dimension; ++j) {
    unit[j] = Scalar(1);
    f.gradient(unit, column);
    unit[j] = Scalar(0);
    for (std::size_t i = 0; i < dimension; ++i)
      H(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = column[i];
  }
  return H;
}

High pi() { return acos(High(-1)); }

}  // namespace

std::string_view to_text(Scaling scaling) {
  return scaling == Scaling::per_coordinate ? "per-coordinate" : "vector";
}

std::vector<NesterovReading> readings_of(const Choices& choices) {
  if (!choices.readings.empty()) return choices.readings;
  return {NesterovReading::hessian, NesterovReading::factor};
}

void check(const Choices& choices) {
  const std::size_t d = choices.dimension;
  require(d >= 1 && d <= most_dimensions, "--dimension", std::to_string(d),
          fmt::format("1 to {}", most_dimensions));
  require(choices.step_size > 0, "--step-size", to_text(choices.step_size), "above 0");
  for (const NesterovReading reading : readings_of(choices)) {
    const Exact limit = 2 / smoothness(reading);
    require(choices.step_size < limit, "--step-size", to_text(choices.step_size),
            fmt::format("below 2/L = {} for {}: from there on gradient descent itself diverges",
                        to_text(limit), name_of(reading)));
  }
  require(to_double(choices.step_size) >= 1e-12, "--step-size", to_text(choices.step_size),
          "at least 1e-12");
  require(choices.start.empty() || choices.start.size() == d, "--start",
          fmt::format("{} entries", choices.start.size()),
          fmt::format("{}, one for each dimension", d));
  require(choices.start.empty() ||
              std::ranges::any_of(choices.start, [](const Exact& x) { return x != 0; }),
          "--start", "the minimum itself", "another point");
  require_sizes("--sigma2", choices.sigma2, true);
  require_sizes("--zeta", choices.zeta, true);
  require_sizes("--tau", choices.tau, false);
  for (const std::size_t k : choices.k)
    require(k >= 1 && k <= d, "--k", std::to_string(k), fmt::format("1 to {}", d));
  require(choices.target > 0, "--target", to_text(choices.target), "above 0");
  require(choices.iterations <= most_iterations, "--iterations",
          detail::grouped(choices.iterations),
          fmt::format("at most {}", detail::grouped(most_iterations)));
  require(choices.paths >= 2 && choices.paths <= 1'000'000, "--paths",
          detail::grouped(choices.paths), "2 to 1,000,000");
  const double steps = static_cast<double>(choices.iterations) * static_cast<double>(choices.paths);
  require(steps <= 2e10, "--iterations",
          fmt::format("{} on {} paths", detail::grouped(choices.iterations),
                      detail::grouped(choices.paths)),
          "at most 2e10 steps of all paths together (that many take an hour)");
  require(choices.threads <= 256, "--threads", std::to_string(choices.threads), "at most 256");
}

Matrix<double> Problem::hessian() const { return hessian_of<double>(dimension, reading); }
Matrix<High> Problem::hessian_high() const { return hessian_of<High>(dimension, reading); }

// Of T: 4 sin^2(i pi / (2 (d+1))) with eigenvector sqrt(2/(d+1)) sin(i j pi / (d+1)).
Vector<High> Problem::spectrum() const {
  const auto d = static_cast<Eigen::Index>(dimension);
  Vector<High> h(d);
  for (Eigen::Index i = 0; i < d; ++i) {
    const High sine = sin(High(i + 1) * pi() / High(2 * (d + 1)));
    const High of_T = 4 * sine * sine;
    h(i) = reading == NesterovReading::hessian ? of_T : High(of_T * of_T);
  }
  return h;
}

Matrix<High> Problem::eigenvectors() const {
  const auto d = static_cast<Eigen::Index>(dimension);
  const High scale = sqrt(High(2) / High(d + 1));
  Matrix<High> u(d, d);
  for (Eigen::Index j = 0; j < d; ++j)
    for (Eigen::Index i = 0; i < d; ++i)
      u(j, i) = scale * sin(High((i + 1) * (j + 1)) * pi() / High(d + 1));
  return u;
}

Problem problem(const Choices& choices, NesterovReading reading) {
  const NesterovWorst<Exact> f(choices.dimension, reading);
  const Regularity known = f.regularity();
  std::vector<Exact> x0 = choices.start;
  if (x0.empty()) x0.assign(choices.dimension, Exact(1));
  Problem result{reading, choices.dimension, name_of(reading), *known.L, *known.mu,
                 {},      f.value(x0)};
  for (const Exact& entry : x0) result.x0.push_back(to_double(entry));
  return result;
}

Exact noise_energy(const Choices& choices, const Exact& sigma2) {
  return choices.noise == Scaling::per_coordinate ? Exact(Exact(choices.dimension) * sigma2)
                                                  : sigma2;
}

Exact bias_energy(const Choices& choices, const Exact& zeta) {
  const Exact square = zeta * zeta;
  return choices.bias == Scaling::per_coordinate ? Exact(Exact(choices.dimension) * square)
                                                 : square;
}

double bias_entry(const Choices& choices, const Exact& zeta) {
  const double size = to_double(zeta);
  return choices.bias == Scaling::per_coordinate
             ? size
             : size / std::sqrt(static_cast<double>(choices.dimension));
}

std::vector<Choice> describe(const Choices& choices, const std::vector<NesterovReading>& readings) {
  std::string hessians;
  for (const NesterovReading reading : readings)
    hessians += (hessians.empty() ? "" : " and ") + name_of(reading);
  std::string start = "ones";
  if (!choices.start.empty()) {
    start.clear();
    for (const Exact& entry : choices.start) start += (start.empty() ? "" : ",") + to_text(entry);
  }
  return {
      {"objective", fmt::format("f(x) = x^T H x / 2, {}, T = tridiag(-1, 2, -1), d = {}", hessians,
                                choices.dimension)},
      {"x0", start},
      {"simulated paths", detail::grouped(choices.paths)},
      {"seed", std::to_string(choices.seed)},
  };
}

Choice describe_noise(const Choices& choices) {
  return {"sigma2 is the variance of", choices.noise == Scaling::per_coordinate
                                           ? "each coordinate, E|n|^2 = d sigma2"
                                           : "the vector, E|n|^2 = sigma2"};
}

Choice describe_bias(const Choices& choices) {
  return {"zeta is the size of", choices.bias == Scaling::per_coordinate
                                     ? "each coordinate, |b|^2 = d zeta^2"
                                     : "the vector, |b| = zeta, all coordinates alike"};
}

}  // namespace biasbound::experiments
