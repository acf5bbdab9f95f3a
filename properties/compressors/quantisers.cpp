// Sign, scaled sign, QSGD, natural and Bernoulli compression: their laws, their bounds, and the
// instances that attain them.
#include "biasbound/compressors/bernoulli.hpp"
#include "biasbound/compressors/natural.hpp"
#include "biasbound/compressors/qsgd.hpp"
#include "biasbound/compressors/sign.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

const Exact tighter = Exact(99) / 100;

Vector<Exact> any_vector() { return *rational_vectors(*rc::gen::inRange<std::size_t>(1, 8)); }

Exact probability() {
  const int q = *rc::gen::inRange(1, 30);
  return Exact(*rc::gen::inRange(1, q + 1)) / q;
}

/// A vector with a rational norm: the entries of 2 <a, b> a - |a|^2 b have norm |a|^2 |b|.
std::pair<Vector<Exact>, Exact> vector_with_norm() {
  const Vector<Exact> a = any_vector();
  Vector<Exact> x = 2 * a(0) * a;
  x(0) -= squared_norm(as_span(a));
  return {x, squared_norm(as_span(a))};
}

PointMoments<Exact> qsgd_moments(const Qsgd& qsgd, const Vector<Exact>& x, const Exact& norm) {
  const auto law = qsgd.outcomes_with_norm(as_span(x), norm);
  if (!law) throw InvalidInput("no law");
  check_law(*law, static_cast<std::size_t>(x.size()));
  return exact_moments(*law, as_span(x));
}

}  // namespace

TEST_CASE("closed forms of the quantisers equal the enumerated law", "[compressors]") {
  CHECK(rc::check([] {
    const Vector<Exact> x = any_vector();
    RC_ASSERT(equal(law_moments(Sign{}, x), closed_form_moments(Sign{}, x)));
    RC_ASSERT(equal(law_moments(ScaledSign{}, x), closed_form_moments(ScaledSign{}, x)));
    RC_ASSERT(equal(law_moments(Natural{}, x), closed_form_moments(Natural{}, x)));
    const Bernoulli bernoulli(probability());
    RC_ASSERT(equal(law_moments(bernoulli, x), closed_form_moments(bernoulli, x)));
  }));
}

TEST_CASE("bounds of the quantisers hold for every rational vector", "[compressors]") {
  CHECK(rc::check([] {
    const Vector<Exact> x = any_vector();
    const auto d = static_cast<std::size_t>(x.size());
    const PointMoments<Exact> sign = law_moments(ScaledSign{}, x);
    RC_ASSERT(within_delta(sign, *ScaledSign{}.bounds(d).delta));
    RC_ASSERT(within(sign, *ScaledSign{}.bounds(d).bounds));
    const PointMoments<Exact> natural = law_moments(Natural{}, x);
    RC_ASSERT(within_omega(natural, *Natural{}.bounds(d).omega));
    RC_ASSERT(within_delta(natural, *Natural{}.bounds(d).delta));
    const Bernoulli b(probability());
    const PointMoments<Exact> bernoulli = law_moments(b, x);
    RC_ASSERT(within(bernoulli, *b.bounds(d).bounds));
    RC_ASSERT(within_delta(bernoulli, *b.bounds(d).delta));
  }));
}

TEST_CASE("QSGD is unbiased and within its omega wherever the norm is rational", "[compressors]") {
  CHECK(rc::check([] {
    const auto [x, norm] = vector_with_norm();
    const Qsgd qsgd{*rc::gen::inRange<std::uint64_t>(1, 6)};
    const PointMoments<Exact> moments = qsgd_moments(qsgd, x, norm);
    const CompressorBounds bounds = qsgd.bounds(static_cast<std::size_t>(x.size()));
    RC_ASSERT(within_omega(moments, *bounds.omega));
    if (bounds.delta) RC_ASSERT(within_delta(moments, *bounds.delta));
  }));
}

TEST_CASE("tight instances of the quantisers attain their bounds and refute 1 percent less",
          "[compressors]") {
  SECTION("scaled sign: one non-zero entry") {
    for (int d = 2; d <= 6; ++d) {
      Vector<Exact> x = Vector<Exact>::Constant(d, Exact(0));
      x(d / 2) = Exact(-5) / 3;
      const PointMoments<Exact> moments = law_moments(ScaledSign{}, x);
      const Exact delta = *ScaledSign{}.bounds(static_cast<std::size_t>(d)).delta;
      CHECK(moments.error_sq == (1 - delta) * moments.gradient_sq);
      CHECK_FALSE(within_delta(moments, 1 - (1 - delta) * tighter));
    }
  }
  SECTION("natural: every magnitude 4/3 of a power of two") {
    const Vector<Exact> x = rational_vector({4, -8, 16}, 3);
    const PointMoments<Exact> moments = law_moments(Natural{}, x);
    CHECK(moments.error_sq == moments.gradient_sq / 8);
    CHECK_FALSE(within_omega(moments, Exact(1) / 8 * tighter));
  }
  SECTION("Bernoulli: every vector") {
    const Bernoulli b(Exact(2) / 7);
    const PointMoments<Exact> moments = law_moments(b, rational_vector({1, -2, 0}, 5));
    const Bounds bounds = *b.bounds(3).bounds;
    CHECK(moments.noise_sq == bounds.M * moments.mean_sq);
    CHECK(moments.bias_sq == bounds.m * moments.gradient_sq);
    CHECK(moments.error_sq == (1 - *b.bounds(3).delta) * moments.gradient_sq);
    CHECK_FALSE(within(moments, Bounds{.M = bounds.M * tighter, .m = bounds.m}));
    CHECK_FALSE(within(moments, Bounds{.M = bounds.M, .m = bounds.m * tighter}));
  }
  SECTION("QSGD with few levels: equal entries") {
    const std::pair<std::size_t, std::uint64_t> cases[] = {{4, 1}, {9, 1}};
    for (const auto& [d, s] : cases) {
      const Vector<Exact> x = Vector<Exact>::Constant(static_cast<Eigen::Index>(d), Exact(2));
      const Exact norm = d == 4 ? 4 : 6;
      const PointMoments<Exact> moments = qsgd_moments(Qsgd{s}, x, norm);
      const Exact omega = *Qsgd{s}.bounds(d).omega;
      CHECK(moments.error_sq == omega * moments.gradient_sq);
      CHECK_FALSE(within_omega(moments, omega * tighter));
    }
  }
  SECTION("QSGD with many levels: half-integer shares") {
    // s = 3, shares (5/2, 3/2, 1/2, 1/2): squares sum to 9.
    const Vector<Exact> x = rational_vector({5, -3, 1, 1}, 1);
    const PointMoments<Exact> moments = qsgd_moments(Qsgd{3}, x, 6);
    const Exact omega = *Qsgd{3}.bounds(4).omega;
    CHECK(omega == Exact(1) / 9);
    CHECK(moments.error_sq == omega * moments.gradient_sq);
    CHECK_FALSE(within_omega(moments, omega * tighter));
  }
}

TEST_CASE("QSGD's omega is at most the published one", "[compressors]") {
  for (std::size_t d = 1; d <= 200; ++d)
    for (std::uint64_t s = 1; s <= 20; ++s) {
      const Exact omega = qsgd_omega(d, s);
      const Exact s2 = Exact(s) * Exact(s);
      CHECK(omega <= Exact(d) / s2);
      CHECK(omega * omega * s2 <= Exact(d));
    }
}

TEST_CASE("a plain sign has no relative bound", "[compressors]") {
  // E|C(x) - x|^2 / |x|^2 = (1 - s)^2 / s^2 at x = s grows without bound as s shrinks.
  const PointMoments<Exact> moments = law_moments(Sign{}, rational_vector({1, 1}, 1000));
  CHECK(moments.error_sq > 900'000 * moments.gradient_sq);
  const CompressorBounds bounds = Sign{}.bounds(2);
  CHECK_FALSE(bounds.delta);
  CHECK_FALSE(bounds.omega);
  CHECK_FALSE(bounds.bounds);
}

TEST_CASE("a Bernoulli compressor refuses what is no probability", "[compressors]") {
  CHECK_THROWS_AS(Bernoulli(0), InvalidInput);
  CHECK_THROWS_AS(Bernoulli(Exact(3) / 2), InvalidInput);
  CHECK_THROWS_AS(Bernoulli(exact(0x1p-80)), InvalidInput);
  CHECK_NOTHROW(Bernoulli(exact(0.1)));
}
