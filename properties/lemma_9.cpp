// (9) and Lemma 9: 0 <= |top-k(x) - x|^2 <= (1 - k/d)|x|^2, whatever rule breaks ties, so top-k of
// the gradient is an oracle with m = 1 - k/d and M = sigma2 = zeta2 = 0. Both sides of (9) are
// tight as claimed: the left one exactly where at most k entries are not zero, the right one
// exactly where all magnitudes are equal (or k = d).
#include <algorithm>

#include "biasbound/compressors/top_k.hpp"
#include "biasbound/gallery/sparsifiers.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

/// visit(error) for every set of k entries none of which is smaller than one left out: every way to
/// break ties.
template <class Visit>
void for_each_top_k(const VectorAndK& at, Visit visit) {
  std::vector<bool> kept(at.d());
  for_each_subset(at.d(), at.k, [&](std::span<const std::size_t> subset) {
    std::fill(kept.begin(), kept.end(), false);
    for (const std::size_t i : subset) kept[i] = true;
    Exact smallest_kept = -1;
    Exact largest_left = 0;
    Exact error = 0;
    for (std::size_t i = 0; i < at.d(); ++i) {
      const Exact magnitude = magnitude_key(at.x(static_cast<Eigen::Index>(i)));
      if (kept[i]) {
        if (smallest_kept < 0 || magnitude < smallest_kept) smallest_kept = magnitude;
      } else {
        largest_left = std::max(largest_left, magnitude);
        error += sqr(magnitude);
      }
    }
    if (smallest_kept >= largest_left) visit(error);
  });
}

void equation_9(const VectorAndK& at, Ledger& ledger) {
  const auto zeros = std::ranges::count(at.x, Exact(0));
  const bool few = at.d() - static_cast<std::size_t>(zeros) <= at.k;
  const Exact first = magnitude_key(at.x(0));
  const bool level = at.k == at.d() || std::ranges::all_of(at.x, [&](const Exact& entry) {
                       return magnitude_key(entry) == first;
                     });
  const Exact bound = (1 - share(at.k, at.d())) * square(at.x);
  const Exact of_the_library = moments_of(TopK{at.k}, at.x).error_sq;
  for_each_top_k(at, [&](const Exact& error) {
    ledger.le("|top-k(x) - x|^2", error, bound);
    ledger.eq("the library's top-k errs as much", of_the_library, error);
    ledger.holds("at least 0", error >= 0);
    ledger.holds("0 exactly where at most k entries are not zero", (error == 0) == few);
    ledger.holds("the bound exactly where all magnitudes are equal",
                 (error == bound) == (level || bound == 0));
  });
}

VectorAndK level_vector() {
  Vector<Exact> x(3);
  x << Exact(2, 3), Exact(-2, 3), Exact(2, 3);
  return {x, 2};
}

struct TopKOracle {
  CompressedOracle<Exact, TopK> oracle;
  std::size_t k;
  Vector<Exact> x;
};

TopKOracle any_oracle(Given& given) {
  const std::size_t d = given.size("d", 1, 4);
  const std::size_t k = given.size("k", 1, d);
  QuadraticPoint at = any_quadratic_point(given, d);
  return {{std::move(at.f), TopK{k}}, k, std::move(at.x)};
}

/// grad f(x) = (4, -4), k = 1.
TopKOracle level_oracle() {
  Vector<Exact> x(2);
  x << 2, -1;
  return {{Quadratic<Exact>({.spectrum = {2, 4}}), TopK{1}}, 1, x};
}

void lemma_9(const TopKOracle& at, Ledger& ledger) {
  Vector<Exact> gradient(at.x.size());
  at.oracle.gradient(as_span(at.x), as_span(gradient));
  const auto moments =
      exact_moments(at.oracle.outcomes(as_span(at.x)).value(), as_span(std::as_const(gradient)));
  const Bounds bounds{.m = 1 - share(at.k, at.oracle.dimension())};
  ledger.holds("the library's bounds", at.oracle.bounds() == bounds);
  assumptions(moments, bounds, ledger);
}

}  // namespace

TEST_CASE("equation_9: both sides hold and are attained exactly where they are said to be",
          "[equation_9]") {
  check({"equation_9", "both sides, every tie rule"},
        [](Given& given, Ledger& ledger) { equation_9(any_vector_and_k(given), ledger); });
  check({"equation_9", "at most k entries that are not zero"}, [](Given& given, Ledger& ledger) {
    VectorAndK at = any_vector_and_k(given);
    for (std::size_t i = at.k; i < at.d(); ++i) at.x(static_cast<Eigen::Index>(i)) = 0;
    for_each_top_k(at, [&](const Exact& error) { ledger.eq("|top-k(x) - x|^2", error, 0); });
  });
  attained({"equation_9", "the right side, equal magnitudes"},
           [](Ledger& ledger) { equation_9(level_vector(), ledger); });
  must_fail({"equation_9", "1 - k/d less 1 %"}, "|top-k(x) - x|^2",
            [](Ledger& ledger) { equation_9(level_vector(), ledger); });
  must_fail(
      {"equation_9", "one entry less is kept"}, "|top-k(x) - x|^2",
      [](Ledger& ledger) {
        const VectorAndK at = level_vector();
        const auto moments = moments_of(gallery::OffByOneTopK{at.k}, at.x);
        ledger.le("|top-k(x) - x|^2", moments.error_sq,
                  (1 - share(at.k, at.d())) * moments.gradient_sq);
      },
      1);
}

TEST_CASE("lemma_9: top-k of the gradient is biased by m = 1 - k/d and has no noise", "[lemma_9]") {
  check({"lemma_9", "the printed bounds"},
        [](Given& given, Ledger& ledger) { lemma_9(any_oracle(given), ledger); });
  attained({"lemma_9", "a gradient of equal magnitudes"},
           [](Ledger& ledger) { lemma_9(level_oracle(), ledger); }, {"|b|^2"});
  must_fail({"lemma_9", "m less 1 %"}, "|b|^2",
            [](Ledger& ledger) { lemma_9(level_oracle(), ledger); });
}
