// Definition 4 and (10)-(12): rand-k keeps a uniformly random k-subset (the printed "chosen from
// Omega_l" is Omega_k), and all its moments are equalities, for every x:
//   (10) E|rand-k(x) - x|^2 = (1 - k/d)|x|^2 and E rand-k(x) = (k/d) x,
//   (11) E rand-k(a + b) = E rand-k(a) + E rand-k(b),
//   (12) |E rand-k(x)|^2 = (k/d)^2 |x|^2 and E|rand-k(x)|^2 = (k/d)|x|^2.
#include <map>

#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

/// (1, 2, -3), k = 2.
VectorAndK some_vector() {
  Vector<Exact> x(3);
  x << 1, 2, -3;
  return {x, 2};
}

/// Rand-k as a careless sampler draws it: k times one of d indices, so that one may repeat.
struct WithReplacement {
  std::size_t k;

  [[nodiscard]] std::optional<FiniteLaw<Exact>> outcomes(std::span<const Exact> x) const {
    FiniteLaw<Exact> law{{1, Vector<Exact>::Zero(static_cast<Eigen::Index>(x.size()))}};
    for (std::size_t draw = 0; draw < k; ++draw) {
      FiniteLaw<Exact> longer;
      for (const auto& outcome : law)
        for (std::size_t i = 0; i < x.size(); ++i) {
          longer.push_back({outcome.weight / Exact(x.size()), outcome.value});
          longer.back().value(static_cast<Eigen::Index>(i)) = x[i];
        }
      law = std::move(longer);
    }
    return law;
  }
};

Vector<Exact> scaled(Vector<Exact> x, const Exact& factor) {
  for (Exact& entry : x) entry *= factor;
  return x;
}

/// C keeps a uniformly random subset of `l` entries: Omega_l.
template <class C>
void definition_4(const C& compressor, const VectorAndK& at, Ledger& ledger) {
  // Entries that are all different and not zero show which ones are kept.
  Vector<Exact> names(at.x.size());
  for (Eigen::Index i = 0; i < names.size(); ++i) names(i) = Exact(i + 1);
  const FiniteLaw<Exact> selection = law_of(compressor, names);
  const FiniteLaw<Exact> law = law_of(compressor, at.x);
  const Exact subsets = *count_subsets(at.d(), at.k);
  std::vector<Exact> seen;  // subsets as binary numbers
  Vector<Exact> kept = Vector<Exact>::Zero(at.x.size());
  for (std::size_t j = 0; j < selection.size(); ++j) {
    std::size_t size = 0;
    Exact code = 0;
    for (Eigen::Index i = 0; i < names.size(); ++i) {
      const bool in = selection[j].value(i) != 0;
      code = 2 * code + (in ? 1 : 0);
      size += in ? 1 : 0;
      if (in) kept(i) += selection[j].weight;
      ledger.holds("an entry is kept as it is, or zero",
                   law[j].value(i) == (in ? at.x(i) : Exact(0)));
    }
    ledger.holds("k entries are kept", size == at.k, std::to_string(size));
    ledger.holds("no subset twice", std::ranges::find(seen, code) == seen.end());
    ledger.eq("P(omega)", selection[j].weight, 1 / subsets);
    seen.push_back(code);
  }
  ledger.eq("all subsets", Exact(seen.size()), subsets);
  ledger.eq("P(i in omega) = k/d", kept, scaled(Vector<Exact>::Ones(at.x.size()), at.p()));
}

template <class C>
void equation_10(const C& compressor, const VectorAndK& at, Ledger& ledger) {
  const FiniteLaw<Exact> law = law_of(compressor, at.x);
  const auto moments = exact_moments(law, as_span(at.x));
  ledger.eq("E|rand-k(x) - x|^2", moments.error_sq, (1 - at.p()) * square(at.x));
  ledger.eq("E rand-k(x)", mean_of(law), scaled(at.x, at.p()));
}

template <class C>
void equation_11(const C& compressor, const Vector<Exact>& a, const Vector<Exact>& b,
                 Ledger& ledger) {
  Vector<Exact> sum = a;
  Vector<Exact> means = mean_of(law_of(compressor, a));
  const Vector<Exact> of_b = mean_of(law_of(compressor, b));
  for (Eigen::Index i = 0; i < a.size(); ++i) {
    sum(i) += b(i);
    means(i) += of_b(i);
  }
  ledger.eq("E rand-k(a + b)", mean_of(law_of(compressor, sum)), means);
}

template <class C>
void equation_12(const C& compressor, const VectorAndK& at, Ledger& ledger) {
  const FiniteLaw<Exact> law = law_of(compressor, at.x);
  Exact second = 0;
  for (const auto& outcome : law) second += outcome.weight * square(outcome.value);
  ledger.eq("|E rand-k(x)|^2", square(mean_of(law)), at.p() * at.p() * square(at.x));
  ledger.eq("E|rand-k(x)|^2", second, at.p() * square(at.x));
}

/// The library's closed forms, which are (10) and (12).
void closed_forms(const VectorAndK& at, Ledger& ledger) {
  const RandK rand{at.k};
  const auto enumerated = moments_of(rand, at.x);
  Vector<Exact> mean(at.x.size());
  rand.mean(as_span(at.x), as_span(mean));
  const auto closed = exact_moments(as_span(std::as_const(mean)),
                                    rand.second_moment(as_span(at.x)).value(), as_span(at.x));
  ledger.eq("|E g|^2", closed.mean_sq, enumerated.mean_sq);
  ledger.eq("E|g - E g|^2", closed.noise_sq, enumerated.noise_sq);
  ledger.eq("E|g - x|^2", closed.error_sq, enumerated.error_sq);
}

/// Each count is binomial; by Bernstein's inequality none of the 47 is 8 standard deviations off
/// with more probability than 1e-11.
template <class Scalar>
void uniform_draws(Ledger& ledger) {
  constexpr std::uint64_t draws = 100'000;
  const std::vector<Scalar> x{1, 2, 3, 4, 5, 6};
  for (const std::size_t k : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{5}}) {
    std::map<std::vector<Scalar>, std::uint64_t> counts;
    std::vector<Scalar> out(x.size());
    for (std::uint64_t draw = 0; draw < draws; ++draw) {
      Stream stream(StreamAddress{.seed = 20200817, .point = k, .draw = draw});
      RandK{k}.compress(std::span<const Scalar>(x), stream, std::span<Scalar>(out));
      ++counts[out];
    }
    const Exact subsets = *count_subsets(x.size(), k);
    ledger.eq("subsets drawn", Exact(counts.size()), subsets);
    const Exact mean = draws / subsets;
    for (const auto& [kept, count] : counts) {
      const auto zeros = static_cast<std::size_t>(std::ranges::count(kept, Scalar(0)));
      ledger.holds("k entries are kept", x.size() - zeros == k);
      const Exact off = Exact(count) - mean;
      ledger.le("squared deviation of a count", off * off, 64 * mean * (1 - 1 / subsets));
    }
  }
}

}  // namespace

TEST_CASE("definition_4: rand-k keeps each k-subset with the same probability", "[definition_4]") {
  check({"definition_4", "uniform over Omega_k"}, [](Given& given, Ledger& ledger) {
    const VectorAndK at = any_vector_and_k(given);
    definition_4(RandK{at.k}, at, ledger);
  });
  must_fail(
      {"definition_4", "omega from Omega_l with l = k - 1"}, "k entries are kept",
      [](Ledger& ledger) { definition_4(RandK{1}, some_vector(), ledger); }, 1);
  must_fail(
      {"definition_4", "indices drawn with replacement"}, "k entries are kept",
      [](Ledger& ledger) { definition_4(WithReplacement{2}, some_vector(), ledger); }, 1);
}

TEST_CASE("definition_4: draws of rand-k are uniform over the k-subsets", "[definition_4]") {
  // The kernel's, and the definition's.
  holds({"definition_4", "draws in doubles"}, uniform_draws<double>);
  holds({"definition_4", "draws in rationals"}, uniform_draws<Exact>);
}

TEST_CASE("equation_10: the error and the mean of rand-k", "[equation_10]") {
  check({"equation_10", "both moments"}, [](Given& given, Ledger& ledger) {
    const VectorAndK at = any_vector_and_k(given);
    equation_10(RandK{at.k}, at, ledger);
    closed_forms(at, ledger);
  });
  must_fail(
      {"equation_10", "indices drawn with replacement"}, "E|rand-k(x) - x|^2",
      [](Ledger& ledger) { equation_10(WithReplacement{2}, some_vector(), ledger); }, 1);
  must_fail(
      {"equation_10", "top-k instead"}, "E|rand-k(x) - x|^2",
      [](Ledger& ledger) { equation_10(TopK{2}, some_vector(), ledger); }, 1);
}

TEST_CASE("equation_11: the mean of rand-k is additive", "[equation_11]") {
  check({"equation_11", "any two vectors"}, [](Given& given, Ledger& ledger) {
    const VectorAndK at = any_vector_and_k(given);
    equation_11(RandK{at.k}, at.x, given.vector("b", at.d()), ledger);
  });
  // top-1(2, 0) + top-1(-2, 1) = 0, top-1(0, 1) = (0, 1).
  must_fail(
      {"equation_11", "top-k instead"}, "E rand-k(a + b)",
      [](Ledger& ledger) {
        Vector<Exact> a(2);
        Vector<Exact> b(2);
        a << 2, 0;
        b << -2, 1;
        equation_11(TopK{1}, a, b, ledger);
      },
      1);
}

TEST_CASE("equation_12: the squares of the mean of rand-k and of rand-k", "[equation_12]") {
  check({"equation_12", "both moments"}, [](Given& given, Ledger& ledger) {
    const VectorAndK at = any_vector_and_k(given);
    equation_12(RandK{at.k}, at, ledger);
  });
  must_fail(
      {"equation_12", "rand-k' instead"}, "|E rand-k(x)|^2",
      [](Ledger& ledger) { equation_12(ScaledRandK{2}, some_vector(), ledger); }, 1);
  // A coin for all entries has the same moments; with replacement it has not.
  must_fail(
      {"equation_12", "indices drawn with replacement"}, "|E rand-k(x)|^2",
      [](Ledger& ledger) { equation_12(WithReplacement{2}, some_vector(), ledger); }, 1);
}
