// After Definition 5: "a function f is L-smooth if and only if it admits a (0, L)-oracle". True for
// convex f, which the definition asks for: where f'' = L' > L over [y - w, y + w] every pair has
// delta >= (L' - L) w^2 / 2 + |b| w. Without convexity L-smooth functions have none. Functions that
// are not smooth admit (delta, L)-oracles with delta > 0: |x| has one with delta = 2/L.
#include "catch.hpp"
#include "inexact_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

/// (f, f') is an oracle with delta = 0.
void exact_pair(InexactPoint at, Ledger& ledger) {
  at.bias.assign(at.d(), 0);
  at.extra = 0;
  const auto least = at.least();
  ledger.holds("a delta is enough", least.has_value());
  ledger.le("delta", least->delta, 0);
}

/// y in the middle of a piece of f'' = L' > L, 2 w wide.
struct Steep {
  InexactPoint at;
  Exact w;
};

void costs_delta(const Steep& steep, Ledger& ledger) {
  const auto least = steep.at.least();
  ledger.holds("a delta is enough", least.has_value());
  const Exact& b = steep.at.bias[0];
  ledger.le("(L' - L) w^2 / 2 + |b| w",
            (steep.at.smoothness() - steep.at.L) * steep.w * steep.w / 2 + abs(b) * steep.w,
            least->delta);
}

Steep steep(const Exact& L, const Exact& smoothness, const Exact& w, const Exact& b) {
  return {{{{{-w, w}, {0, smoothness, 0}, 0}}, {0}, {b}, L, 0}, w};
}

/// f = |x| with the pair (|y|, 1) at y > 0: the middle of Definition 5 at x = -w is 2 w.
void absolute_value(const Exact& L, const Exact& y, const Exact& w, const Exact& delta,
                    Ledger& ledger) {
  ledger.le("|x| <= f~ + g~ (x - y) + L/2 |x - y|^2 + delta", 2 * w,
            L / 2 * (w + y) * (w + y) + delta);
}

}  // namespace

TEST_CASE("zero_delta_smooth: a convex L-smooth f is its own (0 L)-oracle", "[zero_delta_smooth]") {
  check({"zero_delta_smooth", "smooth functions have a (0, L)-oracle"},
        [](Given& given, Ledger& ledger) {
          InexactPoint at = any_inexact_point(given);
          at.L = at.smoothness() + (given.flag("L > L'") ? given.positive("more") : Exact(0));
          if (at.L == 0) at.L = 1;
          exact_pair(at, ledger);
        });
  must_fail(
      {"zero_delta_smooth", "L = 99/100 L'"}, "delta",
      [](Ledger& ledger) { exact_pair(steep(Exact(99, 100), 1, 1, 0).at, ledger); }, 1);
  must_fail(
      {"zero_delta_smooth", "f is not convex"}, "delta",
      [](Ledger& ledger) {
        // Two valleys around 0, |f''| = 1 everywhere.
        exact_pair({{{{-1, 1}, {1, -1, 1}, 1}}, {0}, {0}, 1, 0}, ledger);
      },
      1);
}

TEST_CASE("zero_delta_smooth: a convex f that is not L-smooth has no (0 L)-oracle",
          "[zero_delta_smooth]") {
  check({"zero_delta_smooth", "what a steep piece costs"}, [](Given& given, Ledger& ledger) {
    const Exact L = given.positive("L");
    const Exact smoothness = L * (1 + given.positive("L'/L - 1"));
    const Exact w = given.positive("w");
    // Every slope that f has.
    costs_delta(steep(L, smoothness, w, given.rational("b share", -1, 1) * smoothness * w), ledger);
  });
  must_fail({"zero_delta_smooth", "delta less 1 %"}, "(L' - L) w^2 / 2 + |b| w",
            [](Ledger& ledger) { costs_delta(steep(1000, 1001, 2, 0), ledger); });
}

TEST_CASE("zero_delta_smooth: the absolute value has a (2/L L)-oracle", "[zero_delta_smooth]") {
  check({"zero_delta_smooth", "an oracle of |x|"}, [](Given& given, Ledger& ledger) {
    const Exact L = given.positive("L");
    absolute_value(L, given.positive("y"), given.positive("w L") / L, 2 / L, ledger);
  });
  attained({"zero_delta_smooth", "2/L is attained towards y = 0"},
           [](Ledger& ledger) { absolute_value(3, 0, Exact(2, 3), Exact(2, 3), ledger); });
  must_fail(
      {"zero_delta_smooth", "|x| is not smooth"}, "|x| <= f~ + g~ (x - y) + L/2 |x - y|^2 + delta",
      [](Ledger& ledger) { absolute_value(3, Exact(1, 100), Exact(1, 3), 0, ledger); }, 1);
}
