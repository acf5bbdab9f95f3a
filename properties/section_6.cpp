// Sentences of section 6, which `biasbound reproduce` checks on the paper's own experiments with
// every choice that the paper leaves open. Here: what is behind them, on many instances, and the
// same checks on small ones.
//
// The exact floors are those of the recursions of moments.hpp on Nesterov's worst function.
#include <algorithm>

#include "biasbound/compressors/top_k.hpp"
#include "biasbound/moment_map.hpp"
#include "catch.hpp"
#include "experiments/figures.hpp"
#include "experiments/synthetic.hpp"
#include "property.hpp"

using namespace biasbound;
using namespace biasbound::property;
using namespace biasbound::experiments;
using biasbound::experiments::Check;
using biasbound::property::check;

namespace {

using Kind = Oracle::Kind;

Exact floor_at(const Problem& on, const Oracle& oracle, const Exact& step) {
  return exact(floor_of(on, oracle, step));
}

/// d up to 6, either Hessian, gamma up to a quarter of 1/L.
struct Setup {
  Choices choices;
  Problem on;
};
Setup any_setup(Given& given) {
  Choices choices;
  choices.dimension = given.size("d", 2, 6);
  const auto reading = given.flag("T^2") ? NesterovReading::factor : NesterovReading::hessian;
  Problem on = problem(choices, reading);
  choices.step_size = given.rational("gamma L", Exact(1, 100), Exact(1, 4)) / on.L;
  return {std::move(choices), std::move(on)};
}

/// The paper's objective with sizes read so.
Setup paper(NesterovReading reading, Scaling noise = Scaling::per_coordinate) {
  Choices choices;
  choices.noise = noise;
  Problem on = problem(choices, reading);
  return {std::move(choices), std::move(on)};
}

const Check& check_of(const Figure& figure, std::string_view statement) {
  return *std::ranges::find(figure.checks, statement, &Check::statement);
}
/// The cases whose choice contains the text.
std::vector<Check::Case> cases_of(const Figure& figure, std::string_view statement,
                                  std::string_view text) {
  std::vector<Check::Case> found;
  for (const Check::Case& one : check_of(figure, statement).cases)
    if (one.choice.find(text) != std::string::npos) found.push_back(one);
  return found;
}
void all_hold(const std::vector<Check::Case>& cases, Ledger& ledger) {
  ledger.holds("there are cases", !cases.empty());
  for (const Check::Case& one : cases)
    ledger.holds("case", one.holds, one.choice + ": " + one.numbers);
}

Matrix<Exact> tridiagonal(Eigen::Index d) {
  Matrix<Exact> T = Matrix<Exact>::Zero(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    T(i, i) = 2;
    if (i + 1 < d) T(i, i + 1) = T(i + 1, i) = -1;
  }
  return T;
}

/// Figure 3 on four dimensions.
Figure small_figure_3(const Exact& step_size, std::uint64_t iterations) {
  Choices choices;
  choices.dimension = 4;
  choices.readings = {NesterovReading::hessian};
  choices.step_size = step_size;
  choices.sigma2 = {0, Exact(1, 10)};
  choices.k = {1, 4};
  choices.iterations = iterations;
  choices.paths = 512;
  return figure_3(choices, {});
}

const Figure& small_figure_5() {
  static const Figure figure = [] {
    Choices choices;
    choices.dimension = 4;
    choices.sigma2 = {0, Exact(1, 10)};
    choices.k = {1, 2};
    choices.target = Exact(1, 100);
    choices.paths = 512;
    choices.start = {1, Exact(-1, 2), Exact(3, 4), 2};
    return figure_5(choices, {});
  }();
  return figure;
}

}  // namespace

TEST_CASE("section_6_1_small_bias: a bias adds the same to the floor with and without noise",
          "[section_6_1_small_bias]") {
  check({"section_6_1_small_bias", "the bias's part does not depend on the noise"},
        [](Given& given, Ledger& ledger) {
          const Eigen::Index d = given.integer("d", 1, 3);
          const Matrix<Exact> H = tridiagonal(d);
          const Exact step = given.rational("gamma", Exact(1, 50), Exact(1, 5));
          const Exact zeta = given.rational("zeta", Exact(1, 100), 2);
          const Exact variance = given.rational("sigma2", Exact(1, 100), 3);
          const auto floor = [&](const Exact& bias, const Exact& noise) {
            const MomentMap<Exact> map(
                H,
                AdditiveModel<Exact>{.bias = Vector<Exact>::Constant(d, bias),
                                     .noise = Matrix<Exact>(Matrix<Exact>::Identity(d, d) * noise)},
                step);
            return map.gap(map.rest());
          };
          ledger.eq("floor with both - floor of the noise",
                    floor(zeta, variance) - floor(0, variance), floor(zeta, 0));
        });
  // 5 % of the floor of the noise.
  const auto unaffected = [](const Setup& at) {
    return [at](Ledger& ledger) {
      const auto floor = [&](const Exact& zeta) {
        return floor_at(at.on, additive(at.choices, 1, zeta), at.choices.step_size);
      };
      ledger.le("floor with zeta = 0.001", floor(Exact(1, 1000)), floor(0) * Exact(105, 100));
    };
  };
  holds({"section_6_1_small_bias", "unaffected, H = T"},
        unaffected(paper(NesterovReading::hessian)));
  must_fail({"section_6_1_small_bias", "noise of the vector, H = T^2"}, "floor with zeta = 0.001",
            unaffected(paper(NesterovReading::factor, Scaling::vector)), 1);
}

TEST_CASE("section_6_1_floor: (7) is a bound for every floor and no value for that of the noise",
          "[section_6_1_floor]") {
  check({"section_6_1_floor", "a bound"}, [](Given& given, Ledger& ledger) {
    const Setup at = any_setup(given);
    const Oracle oracle = additive(at.choices, given.rational("sigma2", 0, 3),
                                   given.rational("zeta", Exact(1, 100), 2));
    ledger.le("exact floor", floor_at(at.on, oracle, at.choices.step_size),
              exact(floor_of_equation_7(at.on, oracle, at.choices.step_size)) * (1 + exact(1e-12)));
  });
  const auto value = [](const Exact& sigma2, const Exact& zeta) {
    return [=](Ledger& ledger) {
      const Setup at = paper(NesterovReading::hessian);
      const Oracle oracle = additive(at.choices, sigma2, zeta);
      ledger.le("(7) <= 2 floor", exact(floor_of_equation_7(at.on, oracle, at.choices.step_size)),
                2 * floor_at(at.on, oracle, at.choices.step_size));
    };
  };
  holds({"section_6_1_floor", "the value of the bias term"}, value(0, Exact(1, 10)));
  must_fail({"section_6_1_floor", "the value of the noise term"}, "(7) <= 2 floor", value(1, 0), 1);
}

TEST_CASE("section_6_1_large_bias: the bias dominates the exact floor and not (7)",
          "[section_6_1_large_bias]") {
  const auto dominates = [](bool printed) {
    return [printed](Ledger& ledger) {
      const Setup at = paper(NesterovReading::hessian);
      const auto part = [&](const Exact& sigma2, const Exact& zeta) {
        const Oracle oracle = additive(at.choices, sigma2, zeta);
        return printed ? exact(floor_of_equation_7(at.on, oracle, at.choices.step_size))
                       : floor_at(at.on, oracle, at.choices.step_size);
      };
      ledger.le("part of the noise", part(1, 0), part(0, Exact(1, 10)));
    };
  };
  holds({"section_6_1_large_bias", "exact floor"}, dominates(false));
  must_fail({"section_6_1_large_bias", "equation (7)"}, "part of the noise", dominates(true), 1);
}

TEST_CASE(
    "section_6_1_step_size: the floor of the noise grows with the step size and that of the "
    "bias does not",
    "[section_6_1_step_size]") {
  const auto grows = [](const Setup& at, const Exact& larger, Ledger& ledger) {
    const auto floor = [&](const Exact& sigma2, const Exact& zeta, const Exact& step) {
      return floor_at(at.on, additive(at.choices, sigma2, zeta), step);
    };
    ledger.le("noise", floor(1, 0, at.choices.step_size), floor(1, 0, larger));
    ledger.eq("bias", floor(0, 1, at.choices.step_size), floor(0, 1, larger));
  };
  check({"section_6_1_step_size", "larger step sizes"}, [&](Given& given, Ledger& ledger) {
    const Setup at = any_setup(given);
    grows(at, at.choices.step_size * given.rational("factor", 1, 4), ledger);
  });
  must_fail({"section_6_1_step_size", "by one part in 200"}, "noise", [&](Ledger& ledger) {
    const Setup at = paper(NesterovReading::hessian);
    grows(at, at.choices.step_size * Exact(201, 200), ledger);
  });
}

TEST_CASE(
    "section_6_2_rand_k_floor: rand-k rests within 5 % of no compression and rand-k' does not",
    "[section_6_2_rand_k_floor]") {
  const auto same = [](const Setup& at, Kind kind, std::size_t k, Ledger& ledger) {
    const Exact none = floor_at(at.on, additive(at.choices, 1, 0), at.choices.step_size);
    const Exact other = floor_at(at.on, sparsified(kind, at.choices, 1, k), at.choices.step_size);
    ledger.le("|floor - floor of no compression|", abs(Exact(other - none)), none / 20);
  };
  check({"section_6_2_rand_k_floor", "rand-k for gamma <= 1/(10 L)"}, [&](Given& given,
                                                                          Ledger& ledger) {
    Setup at = any_setup(given);
    at.choices.step_size = given.rational("gamma L / 10", Exact(1, 100), Exact(1, 10)) / at.on.L;
    same(at, Kind::rand_k, given.size("k", 1, at.choices.dimension), ledger);
  });
  must_fail(
      {"section_6_2_rand_k_floor", "rand-k'"}, "|floor - floor of no compression|",
      [&](Ledger& ledger) {
        same(paper(NesterovReading::hessian), Kind::scaled_rand_k, 1, ledger);
      },
      1);
}

TEST_CASE("section_6_2_noise_floor: the floor is sigma2 times that of sigma2 = 1",
          "[section_6_2_noise_floor]") {
  const auto floor = [](Eigen::Index d, std::size_t k, const Exact& variance, const Exact& step) {
    const MomentMap<Exact> map(
        tridiagonal(d),
        RandKModel<Exact>{
            .k = k, .gradient = {.noise = Matrix<Exact>(Matrix<Exact>::Identity(d, d) * variance)}},
        step);
    return map.gap(map.rest());
  };
  check({"section_6_2_noise_floor", "in proportion"}, [&](Given& given, Ledger& ledger) {
    const Eigen::Index d = given.integer("d", 1, 3);
    const std::size_t k = given.size("k", 1, static_cast<std::size_t>(d));
    const Exact step = given.rational("gamma", Exact(1, 50), Exact(1, 5));
    const Exact variance = given.rational("sigma2", 0, 100);
    ledger.eq("floor", floor(d, k, variance, step), variance * floor(d, k, 1, step));
  });
  must_fail(
      {"section_6_2_noise_floor", "without noise"}, "the floor at sigma2 = 1",
      [&](Ledger& ledger) {
        ledger.le("the floor at sigma2 = 1", floor(3, 1, 1, Exact(1, 10)),
                  floor(3, 1, 0, Exact(1, 10)));
      },
      1);
}

TEST_CASE(
    "section_6_2_top_k_floor: simulated top-k rests where no compression does for small steps",
    "[section_6_2_top_k_floor]") {
  holds({"section_6_2_top_k_floor", "gamma = 1/50"}, [](Ledger& ledger) {
    all_hold(cases_of(small_figure_3(Exact(1, 50), 8000), "section_6_2_top_k_floor", ""), ledger);
  });
  // Only to first order in gamma.
  must_fail(
      {"section_6_2_top_k_floor", "gamma = 9/20"}, "case",
      [](Ledger& ledger) {
        all_hold(cases_of(small_figure_3(Exact(9, 20), 8000), "section_6_2_top_k_floor", ""),
                 ledger);
      },
      1);
}

TEST_CASE(
    "section_6_2_top_k_faster: top-k is below rand-k on the paper's objective and not on every",
    "[section_6_2_top_k_faster]") {
  const auto figure = [] { return small_figure_3(Exact(1, 50), 2000); };
  holds({"section_6_2_top_k_faster", "H = T"}, [&](Ledger& ledger) {
    all_hold(cases_of(figure(), "section_6_2_top_k_faster", "H = T, sigma2"), ledger);
  });
  must_fail(
      {"section_6_2_top_k_faster", "another objective"}, "case",
      [&](Ledger& ledger) {
        all_hold(cases_of(figure(), "section_6_2_top_k_faster", "diag"), ledger);
      },
      1);
}

TEST_CASE("section_6_2_zeta: with Gaussian noise top-k needs no zeta2", "[section_6_2_zeta]") {
  const auto bias = [](const std::vector<double>& a, double variance, std::size_t k,
                       Ledger& ledger) {
    const std::vector<double> mean = gaussian_top_k_mean(a, variance, k);
    const Exact p = Exact(k) / Exact(a.size());
    const Exact size = exact(squared_norm(std::span<const double>(a)));
    ledger.le("|b|^2",
              exact(squared_distance(std::span<const double>(mean), std::span<const double>(a))),
              (1 - p) * size + exact(1e-9) * (size + exact(variance)));
  };
  check({"section_6_2_zeta", "|b|^2 <= (1 - k/d) |a|^2"}, [&](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 2, 3);
    const std::size_t k = given.size("k", 1, d - 1);
    std::vector<double> a;
    for (std::size_t i = 0; i < d; ++i)
      a.push_back(to_double(given.rational("a_" + std::to_string(i), -2, 2)));
    bias(a, to_double(given.rational("variance", Exact(1, 10), 4)), k, ledger);
  });
  must_fail(
      {"section_6_2_zeta", "nearly equal entries"}, "|b|^2",
      [&](Ledger& ledger) {
        bias({10.1, 10, 10}, 1e-6, 1, ledger);
      },
      Exact(9, 10));
}

TEST_CASE("section_6_2_same_level: with tuned steps all reach the target",
          "[section_6_2_same_level]") {
  holds({"section_6_2_same_level", "four dimensions, noise"}, [](Ledger& ledger) {
    all_hold(cases_of(small_figure_5(), "section_6_2_same_level", "sigma2 = 0.1"), ledger);
    all_hold(cases_of(small_figure_5(), "section_6_2_same_level", "rand"), ledger);
  });
  // From x0 = 1 top-2 needs less than gradient descent.
  must_fail(
      {"section_6_2_same_level", "no noise, x0 = 1"}, "case",
      [](Ledger& ledger) {
        Choices choices;
        choices.sigma2 = {0};
        choices.k = {2};
        all_hold(cases_of(figure_5(choices, {}), "section_6_2_same_level", "top-2"), ledger);
      },
      1);
}

TEST_CASE("section_6_2_slower: a smaller k needs more iterations", "[section_6_2_slower]") {
  holds({"section_6_2_slower", "four dimensions"}, [](Ledger& ledger) {
    all_hold(cases_of(small_figure_5(), "section_6_2_slower", "sigma2 = 0.1"), ledger);
    all_hold(cases_of(small_figure_5(), "section_6_2_slower", "rand-k"), ledger);
  });
  must_fail(
      {"section_6_2_slower", "no noise, x0 = 1"}, "case",
      [](Ledger& ledger) {
        Choices choices;
        choices.sigma2 = {0};
        choices.k = {2, 5};
        all_hold(cases_of(figure_5(choices, {}), "section_6_2_slower", "top-k"), ledger);
      },
      1);
}

TEST_CASE("section_6_2_rate_matches: Theorem 6 has the slowdown of rand-k under noise alone",
          "[section_6_2_rate_matches]") {
  holds({"section_6_2_rate_matches", "rand-k under noise"}, [](Ledger& ledger) {
    all_hold(cases_of(small_figure_5(), "section_6_2_rate_matches", "sigma2 = 0.1, rand"), ledger);
  });
  must_fail(
      {"section_6_2_rate_matches", "rand-k without noise"}, "case",
      [](Ledger& ledger) {
        all_hold(cases_of(small_figure_5(), "section_6_2_rate_matches", "sigma2 = 0, rand"),
                 ledger);
      },
      1);
}

TEST_CASE("section_6_3_tau: the floor is in proportion to tau^2", "[section_6_3_tau]") {
  const auto floor = [](Eigen::Index d, const Exact& tau, const Exact& step) {
    const MomentMap<Exact> map(tridiagonal(d), GaussianSmoothingModel<Exact>{tau}, step);
    return map.gap(map.rest());
  };
  check({"section_6_3_tau", "in proportion"}, [&](Given& given, Ledger& ledger) {
    const Eigen::Index d = given.integer("d", 1, 3);
    const Exact step = given.rational("gamma", Exact(1, 50), Exact(1, 10));
    const Exact tau = given.rational("tau", Exact(1, 100), 5);
    ledger.eq("floor", floor(d, tau, step), tau * tau * floor(d, 1, step));
  });
  must_fail(
      {"section_6_3_tau", "in proportion to tau"}, "floor at tau = 2",
      [&](Ledger& ledger) {
        ledger.le("floor at tau = 2", floor(2, 2, Exact(1, 10)), 2 * floor(2, 1, Exact(1, 10)));
      },
      1);
}
