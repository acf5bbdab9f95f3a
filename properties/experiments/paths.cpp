// A path of an ensemble is a run of sgd(), bit for bit, on every instruction set and for every
// number of threads.
#include <array>
#include <bit>
#include <catch.hpp>
#include <cmath>
#include <string>

#include "biasbound/oracles/additive.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "biasbound/oracles/gaussian_smoothing.hpp"
#include "biasbound/sgd.hpp"
#include "experiments/ensemble.hpp"
#include "kernels/workspace.hpp"
#include "machine.hpp"

namespace {

using namespace biasbound;
using namespace biasbound::experiments;

AnyOracle<double> oracle_of(const EnsembleSettings& settings) {
  const AnyObjective<double> f = NesterovWorst<double>(settings.start.size(), settings.reading);
  if (const auto* additive = std::get_if<AdditivePaths>(&settings.oracle))
    return any_oracle(AdditiveOracle<double>(f, additive->noise, additive->bias));
  if (const auto* smoothed = std::get_if<SmoothedPaths>(&settings.oracle))
    return any_oracle(GaussianSmoothingOracle<double>(f, smoothed->tau));
  const auto& compressed = std::get<CompressedPaths>(settings.oracle);
  return std::visit(
      [&]<class C>(const C& compressor) -> AnyOracle<double> {
        return any_oracle(CompressedOracle<double, C>(f, compressor, compressed.noise));
      },
      compressed.compressor);
}

using Walks = std::vector<std::vector<std::vector<double>>>;  // path, t, coordinate

Walks expected(const EnsembleSettings& settings, std::uint64_t steps) {
  const AnyOracle<double> oracle = oracle_of(settings);
  Walks walks(settings.paths);
  for (std::uint64_t path = 0; path < settings.paths; ++path)
    sgd(*oracle, settings.start, settings.step_size,
        {.iterations = steps, .seed = settings.seed, .run = settings.first_run + path},
        [&](std::uint64_t, std::span<const double> x) {
          walks[path].emplace_back(x.begin(), x.end());
        });
  return walks;
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  });
}
bool same_gap(const Gap& a, const Gap& b) {
  return a.t == b.t && a.diverged == b.diverged &&
         same({a.mean, a.standard_error}, {b.mean, b.standard_error});
}

/// Every x_t, and the curve: on each instruction set, 1 to 3 threads.
void check(EnsembleSettings settings, std::uint64_t steps) {
  const Walks walks = expected(settings, steps);
  std::vector<std::uint64_t> times;
  for (std::uint64_t t = 0; t <= steps; ++t) times.push_back(t);
  std::vector<Gap> first;
  for (kernel_tests::Machine& machine : kernel_tests::machines()) {
    if (machine.flushes) continue;
    INFO(machine.name);
    settings.loops = &machine.workspace.state().table.paths;
    settings.threads = machine.workspace.threads();
    Ensemble ensemble(settings);
    const GapCurve curve = simulate(settings, times);
    REQUIRE(curve.gaps.size() == times.size());
    if (first.empty()) first = curve.gaps;
    std::size_t wrong = 0;
    for (const std::uint64_t t : times) {
      const Gap gap = ensemble.advance(t);
      for (std::uint64_t path = 0; path < settings.paths; ++path)
        if (!same(ensemble.point(path), walks[path].at(t))) ++wrong;
      if (!same_gap(gap, curve.gaps[t]) || !same_gap(gap, first[t])) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

std::vector<EnsembleSettings> oracles(std::size_t d, const Noise& noise) {
  EnsembleSettings plain;
  for (std::size_t i = 0; i < d; ++i) plain.start.push_back(std::sin(1.0 + double(i)));
  plain.step_size = 0.0625 + 1.0 / 1024;
  plain.seed = 7;
  std::vector<EnsembleSettings> all;
  for (const NesterovReading reading : {NesterovReading::hessian, NesterovReading::factor}) {
    plain.reading = reading;
    const auto add = [&](auto oracle) {
      all.push_back(plain);
      all.back().oracle = std::move(oracle);
    };
    std::vector<Exact> bias;
    for (std::size_t i = 0; i < d; ++i) bias.push_back(Exact(i) / 7 - 1);
    add(AdditivePaths{noise, {}});
    add(AdditivePaths{noise, bias});
    for (std::size_t k = 1; k <= d; ++k) {
      add(CompressedPaths{TopK{k}, noise});
      add(CompressedPaths{RandK{k}, noise});
      add(CompressedPaths{ScaledRandK{k}, noise});
    }
    add(SmoothedPaths{Exact(1) / 10});
  }
  return all;
}

void check_all(const Noise& noise) {
  for (const std::size_t d : {1U, 2U, 3U, 10U, 17U})
    for (EnsembleSettings settings : oracles(d, noise)) {
      CAPTURE(d, settings.oracle.index());
      settings.paths = 21;
      settings.first_run = 5;
      check(settings, 9);
    }
}

}  // namespace

TEST_CASE("paths with noise are runs of sgd bit for bit", "[paths]") {
  check_all({.kind = Noise::Kind::gaussian, .sigma2 = Exact(3) / 10});
}

TEST_CASE("paths without noise are runs of sgd bit for bit", "[paths]") { check_all({}); }

// T 1 = (1, 0, ..., 0, 1): the lowest of equal entries goes first.
TEST_CASE("paths of top-k with ties are runs of sgd bit for bit", "[paths]") {
  for (const std::size_t k : {1U, 2U, 3U, 5U})
    check({.oracle = CompressedPaths{TopK{k}, {}},
           .start = std::vector<double>(6, 1.0),
           .step_size = 0.125,
           .paths = 3},
          20);
}

TEST_CASE("a mean gap and its standard error are those of the points", "[paths]") {
  for (EnsembleSettings settings :
       oracles(3, {.kind = Noise::Kind::gaussian, .sigma2 = Exact(3) / 10})) {
    settings.paths = 1000;
    Ensemble ensemble(settings);
    const Gap gap = ensemble.advance(4);
    const NesterovWorst<double> f(3, settings.reading);
    std::vector<High> gaps;
    High mean = 0;
    for (std::uint64_t path = 0; path < settings.paths; ++path) {
      gaps.emplace_back(f.value(ensemble.point(path)));
      mean += gaps.back() / High(settings.paths);
    }
    High squares = 0;
    for (const High& one : gaps) squares += (one - mean) * (one - mean);
    const High error = sqrt(High(squares / High(settings.paths - 1) / High(settings.paths)));
    CHECK(gap.mean == Approx(static_cast<double>(mean)).epsilon(1e-12));
    CHECK(gap.standard_error == Approx(static_cast<double>(error)).epsilon(1e-12));
  }
}

TEST_CASE("groups with a remainder and the largest dimension are runs of sgd bit for bit",
          "[paths]") {
  for (const std::uint64_t paths : {1U, 16U, 17U, 50U})
    for (const std::size_t d : {1U, 64U}) {
      CAPTURE(paths, d);
      const std::vector<double> start(d, 1.0);
      const Noise noise{.kind = Noise::Kind::gaussian, .sigma2 = 1};
      check({.oracle = AdditivePaths{noise, {}},
             .start = start,
             .step_size = 0.1,
             .first_run = ~std::uint64_t{0} - 60,
             .paths = paths},
            5);
      check({.oracle = CompressedPaths{RandK{d}, noise},
             .start = start,
             .step_size = 0.1,
             .paths = paths},
            5);
    }
}

namespace {

/// Paths whose x_1 is -n, n normal: from x_0 = 0 with gamma = 1 and sigma2 = d.
EnsembleSettings normals(std::uint64_t seed, std::uint64_t first_run, std::uint64_t paths) {
  constexpr std::size_t d = 64;
  return {.oracle = AdditivePaths{{.kind = Noise::Kind::gaussian, .sigma2 = Exact(d)}, {}},
          .start = std::vector<double>(d, 0.0),
          .step_size = 1,
          .seed = seed,
          .first_run = first_run,
          .paths = paths};
}

/// Whether they are normal()'s on every instruction set; returns how many have |n| > bound.
std::size_t check_normals(EnsembleSettings settings, double bound) {
  std::size_t beyond = 0;
  std::vector<std::vector<double>> scalar(settings.paths);
  for (std::uint64_t path = 0; path < settings.paths; ++path) {
    Stream stream({settings.seed, Purpose::training, settings.first_run + path, 0});
    for (std::size_t i = 0; i < settings.start.size(); ++i) {
      scalar[path].push_back(0 - normal(stream));
      if (std::abs(scalar[path].back()) > bound) ++beyond;
    }
  }
  for (const kernels::InstructionSet set : kernels::instruction_sets()) {
    CAPTURE(to_text(set));
    kernels::Workspace workspace({.instruction_set = set});
    settings.loops = &workspace.state().table.paths;
    Ensemble ensemble(settings);
    ensemble.advance(1);
    std::size_t wrong = 0;
    for (std::uint64_t path = 0; path < settings.paths; ++path)
      if (!same(ensemble.point(path), scalar[path])) ++wrong;
    CHECK(wrong == 0);
  }
  return beyond;
}

}  // namespace

TEST_CASE("a million normals are those of the scalar definition", "[paths]") {
  CHECK(check_normals(normals(2, 0, 16'384), 4) > 30);  // 66 are expected
}

// The quantile's third piece: one word in 4e10, found by looking for it.
TEST_CASE("normals far out are those of the scalar definition", "[paths]") {
  CHECK(check_normals(normals(1, 1'220'685'160, 9), 6.6) == 1);
  CHECK(check_normals(normals(1, 1'528'783'760, 19), 6.6) == 1);
}
