// Algorithm 1: closed forms, addresses of its draws, schedules, observers and refusals (sgd.hpp).
#include "biasbound/sgd.hpp"

#include "catch.hpp"

using namespace biasbound;

namespace {

using Span = std::span<const double>;

/// grad f = diag(h) x, exactly.
struct Diagonal {
  std::vector<double> h;
  [[nodiscard]] std::size_t dimension() const { return h.size(); }
  void gradient(Span x, std::span<double> out) const {
    for (std::size_t i = 0; i < h.size(); ++i) out[i] = h[i] * x[i];
  }
  void sample(Span x, Stream&, std::span<double> out) const { gradient(x, out); }
};

/// A standard normal, whatever x is.
struct PureNoise {
  [[nodiscard]] std::size_t dimension() const { return 1; }
  void gradient(Span, std::span<double> out) const { out[0] = 0; }
  void sample(Span, Stream& stream, std::span<double> out) const { out[0] = normal(stream); }
};

const std::vector<double> one{1.0};

}  // namespace

TEST_CASE("SGD on a diagonal quadratic follows its closed form", "[theory]") {
  // x_t = (1 - gamma h)^t x_0, dyadic and exact in double: 1/2, 3/4 and 7/8 to the 17th fit 53
  // bits.
  const auto oracle = any_oracle(Diagonal{{1.0, 0.5, 0.25}});
  const std::vector<double> start{1, -2, 4};
  std::vector<std::vector<double>> iterates;
  const SgdResult result =
      sgd(*oracle, start, 0.5, {.iterations = 17}, [&](std::uint64_t t, Span x) {
        CHECK(t == iterates.size());
        iterates.emplace_back(x.begin(), x.end());
      });
  REQUIRE(iterates.size() == 18);
  for (int t = 0; t <= 17; ++t) {
    const auto& x = iterates[static_cast<std::size_t>(t)];
    CHECK(x ==
          std::vector<double>{std::pow(0.5, t), -2 * std::pow(0.75, t), 4 * std::pow(0.875, t)});
  }
  CHECK(result.x == iterates.back());
  CHECK(result.iterations == 17);
  CHECK(result.finite);
}

TEST_CASE("a run of SGD has the same bits wherever it is repeated", "[theory]") {
  const auto oracle = any_oracle(PureNoise{});
  const auto run = [&oracle](std::uint64_t seed, std::uint64_t repetition) {
    return sgd(*oracle, one, 0.25, {.iterations = 20, .seed = seed, .run = repetition}).x;
  };
  CHECK(run(1, 0) == run(1, 0));
  CHECK(run(1, 0) != run(2, 0));
  CHECK(run(1, 0) != run(1, 1));
  // Draw t of run r is addressed (seed, training, r, t).
  double x = 1;
  for (std::uint64_t t = 0; t < 20; ++t) {
    Stream stream({1, Purpose::training, 3, t});
    x -= 0.25 * normal(stream);
  }
  CHECK(run(1, 3) == std::vector<double>{x});
}

TEST_CASE("SGD takes its step size from a schedule", "[theory]") {
  // gamma_t = 1 / (t + 2) on x^2 / 2: x_T = prod (t + 1) / (t + 2) = 1 / (T + 1), up to a rounding
  // of 3 units of 2^-53 a step.
  const auto oracle = any_oracle(Diagonal{{1.0}});
  const auto schedule = [](std::uint64_t t) { return 1 / (static_cast<double>(t) + 2); };
  const SgdResult result = sgd(*oracle, one, schedule, {.iterations = 99});
  CHECK(std::abs(result.x[0] * 100 - 1) <= 100 * 3 * 0x1p-53);
  CHECK(std::abs(sgd(*oracle, one, schedule, {.iterations = 98}).x[0] * 100 - 1) > 1e-3);
}

TEST_CASE("an observer of SGD sees the start and can end the run", "[theory]") {
  const auto oracle = any_oracle(Diagonal{{1.0}});
  std::uint64_t seen = 0;
  const SgdResult result = sgd(*oracle, one, 0.5, {.iterations = 100}, [&](std::uint64_t, Span x) {
    ++seen;
    return x[0] > 0.1;
  });
  CHECK(result.x[0] == 0.0625);
  CHECK(result.iterations == 4);
  CHECK(seen == 5);
  CHECK(sgd(*oracle, one, 0.5, {.iterations = 0}).x == one);
}

TEST_CASE("SGD that overflows says so and ends there", "[theory]") {
  const auto oracle = any_oracle(Diagonal{{1e200}});
  const SgdResult result = sgd(*oracle, one, 1.0, {.iterations = 100});
  CHECK_FALSE(result.finite);
  CHECK(result.iterations == 2);
}

TEST_CASE("SGD refuses a start of another dimension and step sizes that are none", "[theory]") {
  const auto oracle = any_oracle(Diagonal{{1.0, 1.0}});
  CHECK_THROWS_WITH(sgd(*oracle, one, 0.5, {.iterations = 1}),
                    "start: 1 entries, the oracle has 2");
  const std::vector<double> start{1, 1};
  for (const double step : {0.0, -1.0, HUGE_VAL, std::nan("")})
    CHECK_THROWS_AS(sgd(*oracle, start, step, {.iterations = 1}), InvalidInput);
  const auto stops = [](std::uint64_t t) { return t < 3 ? 0.5 : 0.0; };
  CHECK_THROWS_WITH(sgd(*oracle, start, stops, {.iterations = 5}),
                    "step size: 0 at t = 3, expected a positive number");
}
