// Remark 5: g = grad f + rho b with |b|^2 = zeta2 and rho^2 = 1 + (m/zeta2)|grad f|^2 attains
// Assumption 4 everywhere, and where g(x) = 0, |grad f|^2 = zeta2/(1 - m). True with three repairs:
// the stationary point is one of g, not of its gradient; m < 1, as for m = 1 there is none; and
// -rho b has to be a gradient of f.
#include "biasbound/rates.hpp"
#include "biased_oracle.hpp"
#include "catch.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

/// rho^2 at a point.
Exact rho_squared(const Exact& m, const Exact& zeta2, const Exact& gradient_sq) {
  return 1 + m / zeta2 * gradient_sq;
}

/// grad f + rho b where rho is rational, as it is at the points used here.
struct Remark5 {
  Exact rho;
  Vector<Exact> b;

  [[nodiscard]] FiniteLaw<Exact> law(const Vector<Exact>& gradient) const {
    Vector<Exact> g = gradient;
    for (Eigen::Index i = 0; i < g.size(); ++i) g(i) += rho * b(i);
    return {{Exact(1), g}};
  }
};

/// At the point where grad f = -rho b, m = 1 - 1/rho^2.
struct Rest {
  Problem problem;
  Vector<Exact> b;
  Exact rho;
  Vector<Exact> x;
  Exact step;

  [[nodiscard]] Bounds bounds() const {
    return {0, 0, 1 - 1 / (rho * rho), squared_norm(as_span(b))};
  }
};

void rests_at_the_floor(const Rest& at, Ledger& ledger) {
  const Bounds bounds = at.bounds();
  const auto along = along_all_paths(at.problem, Remark5{at.rho, at.b}, at.x, at.step, 3);
  for (const Along& t : along) {
    ledger.eq("rho^2 at x_t", rho_squared(bounds.m, bounds.zeta2, t.gradient_sq), at.rho * at.rho);
    ledger.le("|b|^2 <= m |G|^2 + zeta2", at.rho * at.rho * bounds.zeta2,
              bounds.m * t.gradient_sq + bounds.zeta2);
    ledger.le("zeta2/(1 - m) <= |grad f(x_t)|^2", gradient_norm_floor(bounds), t.gradient_sq);
    ledger.eq("x_t stays", t.gap, along.front().gap);
  }
}

/// x of f = 1/2 sum h_i x_i^2 with grad f(x) = -rho b.
Rest any_rest(Given& given) {
  const std::size_t d = given.size("d", 1, 4);
  const Exact L = given.positive("L");
  const Vector<Exact> h = given.spectrum("spectrum", d, L * given.fraction("mu / L"), L);
  Rest at{problem_of(Quadratic<Exact>({.spectrum = {h.begin(), h.end()}}), L,
                     Vector<Exact>::Zero(h.size())),
          given.vector("b", d),
          1 / given.fraction("1 / rho"),
          {},
          given.positive("step")};
  if (squared_norm(as_span(std::as_const(at.b))) == 0) at.b(0) = 1;
  at.x = at.b;
  for (Eigen::Index i = 0; i < h.size(); ++i) at.x(i) *= -at.rho / h(i);
  return at;
}

Rest small_rest() {
  Rest at{ball(2, 2), Vector<Exact>::Ones(2), 2, {}, Exact(1, 3)};
  at.x = -Vector<Exact>::Ones(2);
  return at;
}

}  // namespace

TEST_CASE("remark_5: Assumption 4 holds with equality everywhere", "[remark_5]") {
  check({"remark_5", "|rho b|^2 = m |grad f|^2 + zeta2"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 4);
    const Vector<Exact> gradient = given.vector("gradient", d);
    const Vector<Exact> b = given.vector("b", d);
    const Exact zeta2 = squared_norm(as_span(b));
    if (zeta2 == 0) return;
    const Exact m = given.below_one("m");
    const Exact square = squared_norm(as_span(gradient));
    ledger.eq("|rho b|^2", rho_squared(m, zeta2, square) * zeta2, m * square + zeta2);
  });
}

TEST_CASE("remark_5: a step from where g is 0 leads nowhere with |grad f|^2 = zeta2/(1 - m)",
          "[remark_5]") {
  check({"remark_5", "rest at the floor"},
        [](Given& given, Ledger& ledger) { rests_at_the_floor(any_rest(given), ledger); });
  attained({"remark_5", "the floor attained"},
           [](Ledger& ledger) { rests_at_the_floor(small_rest(), ledger); });
  must_fail({"remark_5", "a floor higher by 1 %"}, "zeta2/(1 - m) <= |grad f(x_t)|^2",
            [](Ledger& ledger) {
              const Rest at = small_rest();
              ledger.le("zeta2/(1 - m) <= |grad f(x_t)|^2", gradient_norm_floor(at.bounds()),
                        squared_norm(as_span(at.problem.gradient(at.x))));
            });
}

TEST_CASE("remark_5: there is no other stationary point and none for m = 1", "[remark_5]") {
  // At grad f = -c b, c >= 0, the oracle is (rho - c) b with rho^2 = 1 + m c^2: 0 only where
  // c^2 (1 - m) = 1.
  check({"remark_5", "no other stationary point"}, [](Given& given, Ledger& ledger) {
    const Exact c = given.positive("c");
    const Exact m = given.flag("m = 1") ? Exact(1) : given.below_one("m");
    const Exact zeta2 = given.positive("zeta2");
    const Exact rho_sq = rho_squared(m, zeta2, c * c * zeta2);
    ledger.holds("rho = c only where c^2 (1 - m) = 1", (rho_sq == c * c) == (c * c * (1 - m) == 1));
  });
  must_fail(
      {"remark_5", "m = 1"}, "g = 0",
      [](Ledger& ledger) {
        const Exact c = 1000000;
        ledger.eq("g = 0", rho_squared(1, 1, c * c), c * c);
      },
      1);
}

TEST_CASE("remark_5: read literally or where -rho b is no gradient it has no point", "[remark_5]") {
  // f = x^2 / 2 and b = 1, m = 0: g = x + 1 is 0 at -1, where its derivative is 1 as everywhere.
  const Problem f = ball(1, 1);
  const auto g = [&](const Exact& x) {
    const Vector<Exact> at = Vector<Exact>::Constant(1, x);
    return Remark5{1, Vector<Exact>::Ones(1)}.law(f.gradient(at)).front().value(0);
  };
  CHECK(g(-1) == 0);
  CHECK((g(Exact(1, 2)) - g(Exact(-1, 2))) / 1 == 1);
  // The gradients of Huber reach from -1 to 1: with b = 2, m = 0 the oracle is at least 1
  // everywhere.
  for (int x = -20; x <= 20; ++x) {
    const Vector<Exact> gradient = huber(1).gradient(Vector<Exact>::Constant(1, Exact(x, 4)));
    CHECK(Remark5{1, Vector<Exact>::Constant(1, Exact(2))}.law(gradient).front().value(0) >= 1);
  }
}
