// What the samplers do in doubles: their frequencies are the law's, their encodings decode bit for
// bit, and no input breaks them.
#include <cmath>
#include <limits>
#include <map>

#include "biasbound/compressors/bernoulli.hpp"
#include "biasbound/compressors/natural.hpp"
#include "biasbound/compressors/qsgd.hpp"
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/sign.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

constexpr std::uint64_t seed = 20200817;

std::vector<std::uint64_t> key(std::span<const double> x) {
  std::vector<std::uint64_t> bits;
  for (const double entry : x) bits.push_back(std::bit_cast<std::uint64_t>(entry));
  return bits;
}

/// n KL(a || b) for Bernoulli frequencies.
double relative_entropy(double a, double b, double n) {
  const auto term = [](double p, double q) { return p == 0 ? 0 : p * std::log(p / q); };
  return n * (term(a, b) + term(1 - a, 1 - b));
}

/// Compares frequencies with a law. By Chernoff's bound P(n KL(frequency || p) >= t) <= 2 exp(-t)
/// for each outcome, so t = ln(2 outcomes / 1e-9) raises a false alarm with probability < 1e-9.
template <class C>
bool frequencies_match(const C& compressor, const std::vector<double>& x,
                       const FiniteLaw<double>& law) {
  constexpr std::uint64_t n = 300'000;
  std::map<std::vector<std::uint64_t>, std::pair<double, std::uint64_t>> cells;
  for (const auto& outcome : law)
    cells[key(as_span(outcome.value))].first += to_double(outcome.weight);
  std::vector<double> out(x.size());
  for (std::uint64_t draw = 0; draw < n; ++draw) {
    Stream stream({seed, Purpose::user, 0, draw});
    compressor.compress(std::span<const double>(x), stream, std::span<double>(out));
    const auto cell = cells.find(key(out));
    if (cell == cells.end()) return false;
    ++cell->second.second;
  }
  const double threshold = std::log(2 * static_cast<double>(cells.size()) / 1e-9);
  for (const auto& entry : cells) {
    const double frequency = static_cast<double>(entry.second.second) / double(n);
    if (relative_entropy(frequency, std::min(entry.second.first, 1.0), double(n)) >= threshold)
      return false;
  }
  return true;
}

template <class C>
void check_frequencies(const C& compressor, const std::vector<double>& x) {
  INFO(compressor.name());
  std::optional<FiniteLaw<double>> law = compressor.outcomes(std::span<const double>(x));
  REQUIRE(law);
  check_law(*law, x.size());
  CHECK(frequencies_match(compressor, x, *law));
  // Control: a law with a fifth of its largest weight moved to another outcome is told apart.
  REQUIRE(law->size() >= 2);
  const auto heavier = [](const auto& a, const auto& b) { return a.weight < b.weight; };
  const auto largest = std::max_element(law->begin(), law->end(), heavier);
  const auto other = largest == law->begin() ? largest + 1 : law->begin();
  const Exact moved = largest->weight / 5;
  largest->weight -= moved;
  other->weight += moved;
  CHECK_FALSE(frequencies_match(compressor, x, *law));
}

const double inf = std::numeric_limits<double>::infinity();
const double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Vectors that break careless code.
std::vector<std::vector<double>> hostile() {
  return {{0, 0, 0, 0},
          {-0.0, 0, -0.0, 0},
          {1, 1, 1, 1},
          {5e-324, 0, -5e-324, 1e-323},
          {4e-310, -2e-310, 2.3e-308, 1e-320},
          {1e308, -1e308, 1.7e308, 9e307},
          {1e200, 1e-200, -1e200, 0},
          {1e-170, 2e-170, -3e-170, 0},
          {1, -1, 0.5, 2},
          {0, 0, 0, -3},
          {1.0 / 3, 1e-30, -1e30, 1}};
}

/// Everything over doubles, in dimension 4.
template <class Visit>
void for_each_compressor(Visit visit) {
  visit(TopK{1});
  visit(TopK{2});
  visit(TopK{4});
  visit(RandK{2});
  visit(RandK{4});
  visit(ScaledRandK{3});
  visit(Sign{});
  visit(ScaledSign{});
  visit(Qsgd{1});
  visit(Qsgd{7});
  visit(Natural{});
  visit(Bernoulli(Exact(1) / 3));
  visit(Bernoulli(1));
}

template <class Scalar, class C>
bool round_trip(const C& compressor, const std::vector<Scalar>& x) {
  for (std::uint64_t draw = 0; draw < 20; ++draw) {
    const StreamAddress address{seed, Purpose::user, 1, draw};
    std::vector<Scalar> sent(x.size());
    std::vector<Scalar> received(x.size(), Scalar(7));
    Stream first(address);
    compressor.compress(std::span<const Scalar>(x), first, std::span<Scalar>(sent));
    Stream second(address);
    const std::optional<Encoding> encoding = compressor.encode(std::span<const Scalar>(x), second);
    if (!encoding || encoding->bits > compressor.template bits<Scalar>(x.size()) ||
        encoding->bits > 8 * encoding->bytes.size())
      return false;
    compressor.decode(std::span<const std::uint8_t>(encoding->bytes), std::span<Scalar>(received));
    for (std::size_t i = 0; i < x.size(); ++i)
      if (value_to_bits(sent[i]) != value_to_bits(received[i])) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("frequencies of the random compressors are those of their law", "[compressors]") {
  const std::vector<double> x = {1, -0.75, 0.3, 2};
  check_frequencies(RandK{2}, x);
  check_frequencies(ScaledRandK{1}, x);
  check_frequencies(ScaledRandK{3}, x);
  check_frequencies(Natural{}, {1.25, -0.7, 0.3, 5});
  check_frequencies(Natural{}, {5e-324 * 5, -3e-310, 1.5e308, 1.75e308});
  check_frequencies(Qsgd{1}, x);
  check_frequencies(Qsgd{3}, x);
  check_frequencies(Qsgd{2}, {3e-320, -1e-319, 2e-320});
  check_frequencies(Bernoulli(Exact(2) / 7), x);
}

TEST_CASE("every draw of a compressor is an outcome of its law for hostile vectors",
          "[compressors]") {
  for_each_compressor([](const auto& compressor) {
    for (const std::vector<double>& x : hostile()) {
      INFO(compressor.name() << " at " << x[0] << " " << x[1] << " " << x[2] << " " << x[3]);
      const auto law = compressor.outcomes(std::span<const double>(x));
      REQUIRE(law);
      check_law(*law, x.size());
      std::map<std::vector<std::uint64_t>, Exact> cells;
      for (const auto& outcome : *law) cells[key(as_span(outcome.value))] += outcome.weight;
      std::vector<double> out(x.size());
      for (std::uint64_t draw = 0; draw < 50; ++draw) {
        Stream stream({seed, Purpose::user, 2, draw});
        compressor.compress(std::span<const double>(x), stream, std::span<double>(out));
        const auto cell = cells.find(key(out));
        REQUIRE(cell != cells.end());
        CHECK(cell->second > 0);
      }
    }
  });
}

TEST_CASE("encodings decode to the compressed vector bit for bit within the bits they claim",
          "[compressors]") {
  for_each_compressor([](const auto& compressor) {
    for (const std::vector<double>& x : hostile()) {
      INFO(compressor.name() << " at " << x[0] << " " << x[1] << " " << x[2] << " " << x[3]);
      CHECK(round_trip(compressor, x));
      const std::vector<float> narrow(x.begin(), x.end());
      if (std::all_of(narrow.begin(), narrow.end(), [](float v) { return std::isfinite(v); }))
        CHECK(round_trip(compressor, narrow));
    }
  });
  for_each_compressor([](const auto& compressor) {
    CHECK(rc::check([&] {
      const auto x = *rc::gen::container<std::vector<double>>(4, rc::gen::arbitrary<double>());
      RC_ASSERT(round_trip(compressor, x));
    }));
  });
}

TEST_CASE("a decoder refuses bytes that end too early", "[compressors]") {
  for_each_compressor([](const auto& compressor) {
    std::vector<double> out(4);
    CHECK_THROWS_AS(compressor.decode(std::span<const std::uint8_t>(), std::span<double>(out)),
                    InvalidInput);
  });
}

TEST_CASE("magnitudes are ordered as integers with ties to the lowest index", "[compressors]") {
  const auto top = [](std::vector<double> x, std::size_t k) {
    return top_k_indices(std::span<const double>(x), k);
  };
  using Indices = std::vector<std::size_t>;
  CHECK(top({1, -3, 2}, 1) == Indices{1});
  CHECK(top({-2, 2, 2}, 1) == Indices{0});
  CHECK(top({1, 2, -2, 2}, 2) == Indices{1, 2});
  CHECK(top({0, -0.0, 0}, 2) == Indices{0, 1});
  CHECK(top({-0.0, 5e-324, 0}, 1) == Indices{1});
  CHECK(top({1e300, inf, not_a_number, -not_a_number}, 2) == Indices{2, 3});
  CHECK(top({1e300, -inf, 5}, 2) == Indices{0, 1});
  CHECK(top({3, 1, 2}, 3) == Indices{0, 1, 2});
  CHECK(top({3}, 1) == Indices{0});
}

TEST_CASE("NaN and infinities come out as documented", "[compressors]") {
  const std::vector<double> x = {1, not_a_number, -inf, 0.5};
  std::vector<double> out(4);
  Stream stream({seed});
  const auto run = [&](const auto& compressor) {
    compressor.compress(std::span<const double>(x), stream, std::span<double>(out));
  };
  run(TopK{2});
  CHECK(out[0] == 0);
  CHECK(std::isnan(out[1]));
  CHECK(out[2] == -inf);
  run(Sign{});
  CHECK(out == std::vector<double>{1, 1, -1, 1});
  run(ScaledSign{});
  for (const double entry : out) CHECK(std::isnan(entry));
  run(Qsgd{4});
  for (const double entry : out) CHECK(std::isnan(entry));
  run(Natural{});
  CHECK(out[0] == 1);
  CHECK(std::isnan(out[1]));
  CHECK(out[2] == -inf);
  CHECK(out[3] == 0.5);
}

TEST_CASE("compressors refuse an impossible k", "[compressors]") {
  const std::vector<double> x = {1, 2};
  std::vector<double> out(2);
  Stream stream({seed});
  const auto run = [&](const auto& compressor) {
    compressor.compress(std::span<const double>(x), stream, std::span<double>(out));
  };
  CHECK_THROWS_AS(run(TopK{3}), InvalidInput);
  CHECK_THROWS_AS(run(TopK{0}), InvalidInput);
  CHECK_THROWS_AS(run(RandK{3}), InvalidInput);
  CHECK_THROWS_AS(run(ScaledRandK{0}), InvalidInput);
  CHECK_THROWS_AS(run(Qsgd{0}), InvalidInput);
}

TEST_CASE("natural rounding keeps the mean of every finite double", "[compressors]") {
  const auto mean = [](double x) -> Exact {
    const NaturalRounding<double> r = natural_rounding(x);
    const Exact up = Exact(r.numerator) / Exact(r.denominator);
    return (1 - up) * exact(r.low) + up * exact(r.high);
  };
  for (const double x : {1.0, 1.5, 5e-324, 1.5e-323, 2e-308, 2.2250738585072014e-308, 1e308,
                         std::numeric_limits<double>::max()})
    CHECK(mean(x) == exact(x));
  CHECK(rc::check([&] {
    const double x = std::fabs(*rc::gen::arbitrary<double>());
    RC_PRE(std::isfinite(x));
    RC_ASSERT(mean(x) == exact(x));
  }));
  const auto mean_float = [](float x) -> Exact {
    const NaturalRounding<float> r = natural_rounding(x);
    const Exact up = Exact(r.numerator) / Exact(r.denominator);
    return (1 - up) * exact(r.low) + up * exact(r.high);
  };
  for (const float x : {1.75F, 1e-45F, 3e-42F, 1e-38F, 3e38F})
    CHECK(mean_float(x) == exact(static_cast<double>(x)));
}

TEST_CASE("a law of too many outcomes is not enumerated", "[compressors]") {
  const std::vector<double> x(40, 1.5);
  CHECK_FALSE(Natural{}.outcomes(std::span<const double>(x)));
  CHECK_FALSE(RandK{20}.outcomes(std::span<const double>(x)));
  CHECK(RandK{2}.outcomes(std::span<const double>(x))->size() == 780);
}
