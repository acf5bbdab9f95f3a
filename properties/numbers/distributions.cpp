// The laws: Kolmogorov-Smirnov, moment and cell-count tests of every distribution.
//
// Every limit is a proved inequality, so its false-false_alarm probability is at most `false_alarm`
// for each comparison, over seeds; the seed is fixed. Each test has a negative control.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

#include <boost/math/distributions/students_t.hpp>

#include "biasbound/random.hpp"
#include "catch.hpp"

using namespace biasbound;

namespace {

constexpr std::uint64_t seed = 20'200'731;
constexpr double false_alarm = 1e-10;
constexpr std::size_t draws = 400'000;

using Draw = std::function<double(Stream&)>;
using Cdf = std::function<double(double)>;

std::vector<double> sample(const Draw& draw, std::uint64_t point) {
  Stream stream({seed, Purpose::user, point, 0});
  std::vector<double> values(draws);
  for (double& value : values) value = draw(stream);
  return values;
}

/// |F_n - F| at every 50th order statistic: at most sup |F_n - F|, and close to it.
double distance(std::vector<double> values, const Cdf& cdf) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double worst = 0;
  for (std::size_t i = 0; i < values.size(); i += 50) {
    const double p = cdf(values[i]);
    const auto rank = static_cast<double>(i);
    worst = std::max({worst, p - rank / n, (rank + 1) / n - p});
  }
  return worst;
}

/// Dvoretzky, Kiefer, Wolfowitz and Massart: P(sup |F_n - F| > e) <= 2 exp(-2 n e^2).
double distance_limit() { return std::sqrt(std::log(2 / false_alarm) / (2.0 * draws)); }

/// log of Chernoff's bound on a binomial count as far from n p as this one.
double log_tail(double count, double n, double p) {
  const double q = count / n;
  const auto term = [](double a, double b) { return a == 0 ? 0 : a * std::log(a / b); };
  return -n * (term(q, p) + term(1 - q, 1 - p));
}

/// No cell's count is further from its expectation than chance allows, over all cells together.
bool plausible(const std::vector<double>& counts, const std::vector<double>& probabilities) {
  const double n = std::accumulate(counts.begin(), counts.end(), 0.0);
  const double limit = std::log(false_alarm / (2.0 * static_cast<double>(counts.size())));
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (log_tail(counts[i], n, probabilities[i]) < limit) return false;
  return true;
}

bool plausible(const std::vector<double>& counts) {
  const auto cells = static_cast<double>(counts.size());
  return plausible(counts, std::vector<double>(counts.size(), 1 / cells));
}

double normal_cdf(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

}  // namespace

TEST_CASE("uniform is uniform on the unit interval", "[numbers]") {
  const Cdf identity = [](double u) { return u; };
  CHECK(distance(sample(uniform, 1), identity) <= distance_limit());
  const std::vector<double> values = sample(uniform, 2);
  CHECK(*std::min_element(values.begin(), values.end()) >= 0);
  CHECK(*std::max_element(values.begin(), values.end()) < 1);
  // Negative control: u^1.03.
  CHECK(distance(sample([](Stream& s) { return std::pow(uniform(s), 1.03); }, 1), identity) >
        distance_limit());
}

TEST_CASE("normal has the standard normal law", "[numbers]") {
  CHECK(distance(sample(normal, 3), normal_cdf) <= distance_limit());
  // Negative control: 3 % too wide.
  CHECK(distance(sample([](Stream& s) { return 1.03 * normal(s); }, 3), normal_cdf) >
        distance_limit());
}

TEST_CASE("normal has the first two moments and the tails of the normal law", "[numbers]") {
  const auto fits = [](const std::vector<double>& values) {
    const double n = draws;
    double sum = 0;
    double squares = 0;
    std::vector<double> counts(4);  // beyond 3 and beyond 4 on the left, on the right; the rest
    for (const double z : values) {
      sum += z;
      squares += z * z;
      if (std::abs(z) < 3) continue;
      ++counts[std::abs(z) < 4 ? (z < 0 ? 0 : 1) : 2];
    }
    counts[3] = n - counts[0] - counts[1] - counts[2];
    const double shell = normal_cdf(-3) - normal_cdf(-4);
    const double beyond = 2 * normal_cdf(-4);
    // The sum is N(0, n): P(|sum| > t) = erfc(t / sqrt(2 n)) <= exp(-t^2 / (2 n)). The sum of
    // squares is chi-squared with n degrees of freedom: Laurent and Massart 2000, lemma 1.
    const double x = std::log(2 / false_alarm);
    return std::abs(sum) <= std::sqrt(2 * n * std::log(1 / false_alarm)) &&
           squares - n <= 2 * std::sqrt(n * x) + 2 * x && n - squares <= 2 * std::sqrt(n * x) &&
           plausible(counts, {shell, shell, beyond, 1 - 2 * shell - beyond});
  };
  CHECK(fits(sample(normal, 4)));
  CHECK_FALSE(fits(sample([](Stream& s) { return normal(s) + 0.02; }, 4)));
  CHECK_FALSE(fits(sample([](Stream& s) { return 1.02 * normal(s); }, 4)));
  CHECK_FALSE(fits(sample([](Stream& s) { return std::clamp(normal(s), -3.5, 3.5); }, 4)));
}

TEST_CASE("student_t has Student's law", "[numbers]") {
  std::uint64_t point = 10;
  for (const double nu : {0.5, 1.0, 2.2, 5.0, 30.0, 1e6}) {
    CAPTURE(nu);
    const boost::math::students_t law(nu);
    const Cdf cdf = [&law](double t) { return boost::math::cdf(law, t); };
    const Draw draw = [nu](Stream& s) { return student_t(s, nu); };
    CHECK(distance(sample(draw, ++point), cdf) <= distance_limit());
    // Negative control: 5 % too wide.
    CHECK(distance(sample([&](Stream& s) { return 1.05 * draw(s); }, point), cdf) >
          distance_limit());
  }
}

TEST_CASE("rademacher is a fair sign", "[numbers]") {
  std::vector<double> counts(2);
  for (const double sign : sample(rademacher, 20)) ++counts[sign > 0 ? 1 : 0];
  CHECK(plausible(counts));
  CHECK_FALSE(plausible({0.49 * draws, 0.51 * draws}));
}

TEST_CASE("uniform_below is unbiased at sizes that do not divide a power of two", "[numbers]") {
  const auto thirds = [](std::uint64_t n, std::uint64_t (*draw)(Stream&, std::uint64_t)) {
    Stream stream({seed, Purpose::user, 30, n});
    std::vector<double> counts(3);
    for (std::size_t i = 0; i < draws; ++i) ++counts[draw(stream, n) / (n / 3)];
    return counts;
  };
  for (const std::uint64_t n : {std::uint64_t{3}, std::uint64_t{3} << 10, std::uint64_t{3} << 30,
                                std::uint64_t{3} << 32, std::uint64_t{3} << 62}) {
    CAPTURE(n);
    CHECK(plausible(thirds(n, uniform_below)));
  }
  // Negative controls: the remainder of a division, at 32 and 64 bits.
  CHECK_FALSE(plausible(
      thirds(std::uint64_t{3} << 30, [](Stream& s, std::uint64_t n) { return s.bits32() % n; })));
  CHECK_FALSE(plausible(
      thirds(std::uint64_t{3} << 62, [](Stream& s, std::uint64_t n) { return s.bits64() % n; })));
  std::vector<double> counts(7);
  Stream stream({seed, Purpose::user, 31, 0});
  for (std::size_t i = 0; i < draws; ++i) ++counts[uniform_below(stream, 7)];
  CHECK(plausible(counts));
}

TEST_CASE("k_subset is uniform over all subsets", "[numbers]") {
  const auto binomial = [](std::size_t d, std::size_t k) {
    double value = 1;
    for (std::size_t i = 0; i < k; ++i)
      value = value * static_cast<double>(d - i) / static_cast<double>(i + 1);
    return value;
  };
  const auto counts_of = [&](std::size_t d, std::size_t k,
                             const std::function<std::vector<std::size_t>(Stream&)>& draw) {
    Stream stream({seed, Purpose::user, 40 + d, k});
    std::map<std::vector<std::size_t>, double> seen;
    for (std::size_t i = 0; i < draws / 4; ++i) ++seen[draw(stream)];
    std::vector<double> counts;
    for (const auto& entry : seen) counts.push_back(entry.second);
    counts.resize(static_cast<std::size_t>(std::lround(binomial(d, k))));
    REQUIRE(seen.size() <= counts.size());
    return counts;
  };
  for (const auto& [d, k] : {std::pair<std::size_t, std::size_t>{2, 1},
                             {5, 1},
                             {5, 2},
                             {5, 4},
                             {6, 3},
                             {7, 5},
                             {8, 4}}) {
    CAPTURE(d);
    CAPTURE(k);
    const std::size_t dimension = d;
    const std::size_t size = k;
    CHECK(plausible(counts_of(d, k, [=](Stream& s) { return k_subset(s, dimension, size); })));
  }
  // A subset so sparse that it is kept in a table: its members fall into quarters of the range
  // alike.
  std::vector<double> quarters(4);
  Stream stream({seed, Purpose::user, 50, 0});
  for (int i = 0; i < 2000; ++i)
    for (const std::size_t member : k_subset(stream, 4'000'000, 20)) ++quarters[member / 1'000'000];
  // Counts of draws without replacement have lighter tails than the binomial (Hoeffding 1963).
  CHECK(plausible(quarters));
  // Negative control: a repeated draw replaced by its neighbour.
  CHECK_FALSE(plausible(counts_of(5, 2, [](Stream& s) {
    const std::size_t first = uniform_below(s, 5);
    const std::size_t second = uniform_below(s, 5);
    const std::size_t other = second == first ? (first + 1) % 5 : second;
    return std::vector<std::size_t>{std::min(first, other), std::max(first, other)};
  })));
}

TEST_CASE("neighbouring draws of a point are uncorrelated", "[numbers]") {
  // First uniforms of draws i and i + 1 fall into 8 x 8 cells; even i, so that pairs share nothing.
  const auto counts_of = [](std::uint64_t step) {
    std::vector<double> counts(64);
    for (std::uint64_t i = 0; i < draws; i += 2) {
      Stream a({seed, Purpose::search, 60, i});
      Stream b({seed, Purpose::search, 60, i + step});
      ++counts[8 * static_cast<std::size_t>(8 * uniform(a)) +
               static_cast<std::size_t>(8 * uniform(b))];
    }
    return counts;
  };
  CHECK(plausible(counts_of(1)));
  CHECK_FALSE(plausible(counts_of(0)));
}
