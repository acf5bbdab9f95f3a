// The gallery of faults: each differs from its honest twin exactly where its description says, and
// agrees with it, draw for draw, elsewhere.
#include <cmath>

#include "biasbound/gallery/quantisers.hpp"
#include "biasbound/gallery/sparsifiers.hpp"
#include "catch.hpp"

using namespace biasbound;
using namespace biasbound::gallery;

namespace {

using Values = std::vector<double>;

template <class C>
Values draw(const C& compressor, const Values& x, std::uint64_t index) {
  Values out(x.size(), 7);
  Stream stream({20200817, Purpose::user, 0, index});
  compressor.compress(std::span<const double>(x), stream, std::span<double>(out));
  return out;
}

/// Equal draws on equal streams, 200 of them.
template <class C, class D>
bool agree(const C& fault, const D& twin, const Values& x) {
  for (std::uint64_t i = 0; i < 200; ++i)
    if (draw(fault, x, i) != draw(twin, x, i)) return false;
  return true;
}

std::size_t non_zeros(const Values& x) {
  return static_cast<std::size_t>(
      std::count_if(x.begin(), x.end(), [](double entry) { return entry != 0; }));
}

Values scaled(Values x, double factor) {
  for (double& entry : x) entry *= factor;
  return x;
}

}  // namespace

TEST_CASE("top-k without absolute values is wrong where a large entry is negative", "[gallery]") {
  CHECK(agree(SignedTopK{2}, TopK{2}, {1, 3, 3, 0, 2}));
  CHECK(agree(SignedTopK{1}, TopK{1}, {1, -3, 4}));
  CHECK(draw(SignedTopK{1}, {1, -3, 2}, 0) == Values{0, 0, 2});
}

TEST_CASE("top-k off by one is top-(k-1)", "[gallery]") {
  CHECK(agree(OffByOneTopK{3}, TopK{2}, {1, -3, 2, 0.5}));
  CHECK(draw(OffByOneTopK{1}, {1, -3, 2}, 0) == Values{0, 0, 0});
}

TEST_CASE("top-k by a strict threshold is wrong only where the k-th and next magnitude tie",
          "[gallery]") {
  CHECK(agree(StrictThresholdTopK{2}, TopK{2}, {1, -3, 2, 0.5}));
  CHECK(agree(StrictThresholdTopK{2}, TopK{2}, {3, -3, 2, 2}));
  CHECK(agree(StrictThresholdTopK{4}, TopK{4}, {1, 1, 1, 1}));
  CHECK(draw(StrictThresholdTopK{2}, {3, -2, 2, 1}, 0) == Values{3, 0, 0, 0});
  CHECK(draw(StrictThresholdTopK{2}, {1, 1, 1, 1}, 0) == Values{0, 0, 0, 0});
}

TEST_CASE("top-k by float32 squares is wrong only at tiny and huge scales", "[gallery]") {
  const Values x = {1, -3, 2, 4};
  for (const double scale : {1e-15, 1e-3, 1.0, 1e8, 1e18})
    CHECK(agree(FloatSquaresTopK{2}, TopK{2}, scaled(x, scale)));
  for (const double scale : {1e-30, 1e-24, 1e20, 1e30})
    CHECK(draw(FloatSquaresTopK{2}, scaled(x, scale), 0) == Values{scale, -3 * scale, 0, 0});
}

TEST_CASE("rand-k with replacement sends fewer than k entries at times", "[gallery]") {
  bool fewer = false;
  for (std::uint64_t i = 0; i < 200; ++i) {
    CHECK(non_zeros(draw(ReplacementRandK{1}, {1, 2, 3}, i)) == 1);
    fewer = fewer || non_zeros(draw(ReplacementRandK{2}, {1, 2, 3}, i)) == 1;
    CHECK(non_zeros(draw(RandK{2}, {1, 2, 3}, i)) == 2);
  }
  CHECK(fewer);
}

TEST_CASE("rand-k unscaled is rand-k", "[gallery]") {
  CHECK(agree(UnscaledRandK{2}, RandK{2}, {1, -3, 2}));
  CHECK_FALSE(agree(UnscaledRandK{2}, ScaledRandK{2}, {1, -3, 2}));
  CHECK(agree(UnscaledRandK{3}, ScaledRandK{3}, {1, -3, 2}));
}

TEST_CASE("rand-k without the last index never sends it and sends every other", "[gallery]") {
  Values sums(4);
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Values out = draw(LastIndexRandK{2}, {1, 1, 1, 1}, i);
    for (std::size_t j = 0; j < 4; ++j) sums[j] += out[j];
  }
  CHECK(sums[3] == 0);
  for (std::size_t j = 0; j < 3; ++j) CHECK(sums[j] > 0);
}

TEST_CASE("rand-k of a fixed seed sends the same entries every time", "[gallery]") {
  const Values first = draw(FixedSeedRandK{2}, {1, 2, 3, 4, 5}, 0);
  CHECK(non_zeros(first) == 2);
  for (std::uint64_t i = 1; i < 50; ++i)
    CHECK(draw(FixedSeedRandK{2}, {1, 2, 3, 4, 5}, i) == first);
  CHECK_FALSE(agree(ScaledRandK{2}, FixedSeedRandK{2}, {1, 2, 3, 4, 5}));
}

TEST_CASE("rand-k over non-zeros is wrong only where at most k entries are non-zero", "[gallery]") {
  CHECK(agree(SparseRandK{2}, ScaledRandK{2}, {1, -3, 2, 0}));
  CHECK_FALSE(agree(SparseRandK{2}, ScaledRandK{2}, {1, -3, 0, 0}));
  for (std::uint64_t i = 0; i < 20; ++i)
    CHECK(draw(SparseRandK{2}, {1, -3, 0, 0}, i) == Values{2, -6, 0, 0});
}

TEST_CASE("truncated natural compression is right only at powers of two", "[gallery]") {
  CHECK(agree(TruncatedNatural{}, Natural{}, {1, -0.25, 0, 5e-324}));
  CHECK(draw(TruncatedNatural{}, {1.9, -3, 0.3, 1e-320}, 0)[0] == 1);
  CHECK_FALSE(agree(TruncatedNatural{}, Natural{}, {1.5, 1}));
}

TEST_CASE("a bad table is wrong only in its decade", "[gallery]") {
  CHECK(agree(BadTableNatural{}, Natural{}, {1.5, -3e-6, 1e-6, 0.99e-7, 0}));
  for (std::uint64_t i = 0; i < 50; ++i) {
    const Values out = draw(BadTableNatural{}, {5e-7, 3}, i);
    const Values honest = draw(Natural{}, {5e-7, 3}, i);
    CHECK(out[0] == 2 * honest[0]);
    CHECK(out[1] == honest[1]);
  }
}

TEST_CASE("QSGD without a guard is NaN at zero and right elsewhere", "[gallery]") {
  CHECK(agree(ZeroNormQsgd{2}, Qsgd{2}, {1, -3, 2, 0}));
  CHECK(agree(ZeroNormQsgd{2}, Qsgd{2}, {5e-324, 0}));
  for (const double entry : draw(ZeroNormQsgd{2}, {0, 0}, 0)) CHECK(std::isnan(entry));
  CHECK(draw(Qsgd{2}, {0, 0}, 0) == Values{0, 0});
}

TEST_CASE("QSGD with a float32 norm sends nothing at tiny and huge scales", "[gallery]") {
  const Values x = {1, -3, 2, 0};
  for (const double scale : {1e-15, 1.0, 1e15})
    CHECK(agree(FloatNormQsgd{2}, Qsgd{2}, scaled(x, scale)));
  for (const double scale : {1e-30, 1e-24, 1e20, 1e30})
    CHECK(draw(FloatNormQsgd{2}, scaled(x, scale), 0) == Values{0, 0, 0, 0});
}

TEST_CASE("signs scaled by the norm are right only where all magnitudes are equal", "[gallery]") {
  CHECK(agree(NormScaledSign{}, ScaledSign{}, {2, -2, 2, 2}));
  CHECK(draw(NormScaledSign{}, {4, 0, 0, 0}, 0) == Values{2, 2, 2, 2});
  CHECK(draw(ScaledSign{}, {4, 0, 0, 0}, 0) == Values{1, 1, 1, 1});
}

TEST_CASE("the quantiser that returns its input does not decode to what it returned", "[gallery]") {
  const auto received = [](const auto& compressor, const Values& x) {
    Stream stream({20200817, Purpose::user, 0, 3});
    const auto encoding = compressor.encode(std::span<const double>(x), stream);
    CHECK(encoding->bits == Natural{}.bits(x.size()));
    Values out(x.size());
    compressor.decode(std::span<const std::uint8_t>(encoding->bytes), std::span<double>(out));
    return out;
  };
  const Values x = {1.5, -0.3};
  CHECK(draw(IdentityQuantiser{}, x, 3) == x);
  CHECK(received(IdentityQuantiser{}, x) != x);
  CHECK(received(Natural{}, x) == draw(Natural{}, x, 3));
}
