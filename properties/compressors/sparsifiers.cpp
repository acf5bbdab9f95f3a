// Top-k, rand-k and rand-k': their laws, their bounds, and the instances that attain them.
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

const Exact tighter = Exact(99) / 100;

struct Case {
  Vector<Exact> x;
  std::size_t k;
};

Case any_case() {
  const auto d = *rc::gen::inRange<std::size_t>(1, 8);
  const auto k = *rc::gen::inRange<std::size_t>(1, d + 1);
  return {*rational_vectors(d), k};
}

Vector<Exact> all_equal(std::size_t d) {
  return Vector<Exact>::Constant(static_cast<Eigen::Index>(d), Exact(3) / 7);
}

template <class C>
void closed_form_is_the_law() {
  const bool held = rc::check([] {
    const Case c = any_case();
    const C compressor{c.k};
    RC_ASSERT(equal(law_moments(compressor, c.x), closed_form_moments(compressor, c.x)));
  });
  CHECK(held);
}

}  // namespace

TEST_CASE("closed forms of the sparsifiers equal the enumerated law", "[compressors]") {
  closed_form_is_the_law<TopK>();
  closed_form_is_the_law<RandK>();
  closed_form_is_the_law<ScaledRandK>();
}

TEST_CASE("bounds of the sparsifiers hold for every rational vector", "[compressors]") {
  CHECK(rc::check([] {
    const Case c = any_case();
    const auto d = static_cast<std::size_t>(c.x.size());
    const PointMoments<Exact> top = law_moments(TopK{c.k}, c.x);
    RC_ASSERT(within(top, *TopK{c.k}.bounds(d).bounds));
    RC_ASSERT(within_delta(top, *TopK{c.k}.bounds(d).delta));
    const PointMoments<Exact> rand = law_moments(RandK{c.k}, c.x);
    RC_ASSERT(within(rand, *RandK{c.k}.bounds(d).bounds));
    RC_ASSERT(within_delta(rand, *RandK{c.k}.bounds(d).delta));
    const PointMoments<Exact> scaled = law_moments(ScaledRandK{c.k}, c.x);
    RC_ASSERT(within(scaled, *ScaledRandK{c.k}.bounds(d).bounds));
    RC_ASSERT(within_omega(scaled, *ScaledRandK{c.k}.bounds(d).omega));
    if (const auto delta = ScaledRandK{c.k}.bounds(d).delta)
      RC_ASSERT(within_delta(scaled, *delta));
  }));
}

TEST_CASE("all entries equal attain each bound of the sparsifiers and refute 1 percent less",
          "[compressors]") {
  for (std::size_t d = 2; d <= 6; ++d)
    for (std::size_t k = 1; k < d; ++k) {
      INFO("d = " << d << " and k = " << k);
      const Vector<Exact> x = all_equal(d);
      const PointMoments<Exact> top = law_moments(TopK{k}, x);
      const Exact delta = *TopK{k}.bounds(d).delta;
      CHECK(top.error_sq == (1 - delta) * top.gradient_sq);
      CHECK_FALSE(within_delta(top, 1 - (1 - delta) * tighter));
      CHECK_FALSE(within(top, Bounds{.m = TopK{k}.bounds(d).bounds->m * tighter}));

      const PointMoments<Exact> rand = law_moments(RandK{k}, x);
      const Bounds bounds = *RandK{k}.bounds(d).bounds;
      CHECK(rand.noise_sq == bounds.M * rand.mean_sq);
      CHECK(rand.bias_sq == bounds.m * rand.gradient_sq);
      CHECK_FALSE(within(rand, Bounds{.M = bounds.M * tighter, .m = bounds.m}));
      CHECK_FALSE(within(rand, Bounds{.M = bounds.M, .m = bounds.m * tighter}));

      const PointMoments<Exact> scaled = law_moments(ScaledRandK{k}, x);
      const Exact omega = *ScaledRandK{k}.bounds(d).omega;
      CHECK(scaled.error_sq == omega * scaled.gradient_sq);
      CHECK_FALSE(within_omega(scaled, omega * tighter));
    }
}
