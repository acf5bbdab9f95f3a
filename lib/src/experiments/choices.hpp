// What section 6 of the paper leaves open about its synthetic experiments, as options.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "biasbound/objectives/nesterov_worst.hpp"
#include "experiments/figure.hpp"

namespace biasbound::experiments {

/// Whether a size (a standard deviation of the noise, a bias) is that of each coordinate or of the
/// vector.
enum class Scaling { per_coordinate, vector };

/// "per-coordinate", "vector"
std::string_view to_text(Scaling scaling);

/// f(x) = 1/2 |A x|^2, Nesterov's worst function, and SGD on it. A list left empty, and 0 for
/// `iterations`, take what the figure has for it.
struct Choices {
  std::size_t dimension = 10;
  std::vector<NesterovReading> readings;
  Exact step_size = Exact(1, 100);
  std::vector<Exact> start;  ///< x0; all ones where empty
  Scaling noise = Scaling::per_coordinate;
  Scaling bias = Scaling::per_coordinate;
  std::vector<Exact> sigma2;
  std::vector<Exact> zeta;
  std::vector<Exact> tau;
  std::vector<std::size_t> k;
  Exact target = Exact(1, 2000);  ///< of figure 5
  std::uint64_t iterations = 0;   ///< T; chosen by the slowest curve where 0
  std::uint64_t paths = 128;      ///< of each simulation
  std::uint64_t seed = 20200817;
  unsigned threads = 0;  ///< 0 for all of the machine; the results do not depend on it
};

/// Most dimensions: the moments of d coordinates are 1 + d + d(d+1)/2 numbers.
inline constexpr std::size_t most_dimensions = 40;
/// Most iterations of one curve.
inline constexpr std::uint64_t most_iterations = 50'000'000;

/// The readings chosen; both where none is.
std::vector<NesterovReading> readings_of(const Choices& choices);

/// Throws InvalidInput, naming the option of the command line and the value, where a choice is
/// impossible or absurd: d = 0, a step size at or beyond 2/L, a start of another dimension, more
/// iterations than the machine does in minutes.
void check(const Choices& choices);

/// The objective of one reading in the forms that the experiments need.
struct Problem {
  NesterovReading reading;
  std::size_t dimension;
  std::string name;  ///< "H = T", "H = T^2"
  Exact L, mu;       ///< as proved for it
  std::vector<double> x0;
  Exact initial_gap;  ///< f(x0) - f*

  [[nodiscard]] Matrix<double> hessian() const;
  [[nodiscard]] Matrix<High> hessian_high() const;
  /// Eigenvalues, and as columns the eigenvectors, in closed form.
  [[nodiscard]] Vector<High> spectrum() const;
  [[nodiscard]] Matrix<High> eigenvectors() const;
};

Problem problem(const Choices& choices, NesterovReading reading);

/// E|n|^2 for noise of that size.
Exact noise_energy(const Choices& choices, const Exact& sigma2);
/// |b|^2 and the entries of b, all alike, for a bias of that size. Its entries are doubles where
/// the size is the vector's.
Exact bias_energy(const Choices& choices, const Exact& zeta);
double bias_entry(const Choices& choices, const Exact& zeta);

/// What was taken, for Figure::choices: objective, x0, seed, paths; and how to read sigma2 and
/// zeta.
std::vector<Choice> describe(const Choices& choices, const std::vector<NesterovReading>& readings);
Choice describe_noise(const Choices& choices);
Choice describe_bias(const Choices& choices);

}  // namespace biasbound::experiments
