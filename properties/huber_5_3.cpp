// Section 5.3: a (delta, L)-oracle of the Huber loss h has g~(y) -> h'(y) as y grows. True: at y >=
// 1 a bias of size b = h'(y) - g~ needs delta >= b (y - 1) + b^2 (1 + 1/L) / 2, with equality for L
// >= 1, so b <= delta / (y - 1). The bias of Assumption 4 may stay: Example 8's is 2 everywhere.
#include "catch.hpp"
#include "inexact_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

InexactPoint huber(const Exact& y, const Exact& b, const Exact& L) {
  return {{{{-1, 1}, {0, 1, 0}, -1}}, {y}, {-b}, L, 0};
}

void bias_needs_delta(const InexactPoint& at, Ledger& ledger) {
  const Exact y = at.y[0];
  const Exact b = -at.bias[0];
  const auto least = at.least();
  ledger.holds("a delta is enough", least.has_value());
  ledger.le("b (y - 1) + b^2 (1 + 1/L) / 2", b * (y - 1) + b * b * (1 + 1 / at.L) / 2,
            least->delta);
  ledger.le("b (y - 1)", b * (y - 1), least->delta);
}

}  // namespace

TEST_CASE("huber_5_3: the bias of an inexact oracle vanishes as y grows", "[huber_5_3]") {
  check({"huber_5_3", "what a bias costs"}, [](Given& given, Ledger& ledger) {
    const Exact y = 1 + given.rational("y - 1", 0, 1000);
    const Exact L = given.positive("L");
    InexactPoint at = huber(y, given.rational("b", 0, 2), L);
    if (given.flag("f~ lower")) at.extra = given.positive("extra");
    check_definition(at, {given.rational("x", -1000, 1000)}, ledger);
    bias_needs_delta(at, ledger);
  });
  const auto tight = [](Ledger& ledger) { bias_needs_delta(huber(5, Exact(3, 2), 2), ledger); };
  attained({"huber_5_3", "attained for L >= 1"}, tight, {"b (y - 1) + b^2 (1 + 1/L) / 2"});
  must_fail({"huber_5_3", "delta less 1 %"}, "b (y - 1) + b^2 (1 + 1/L) / 2", tight);
}

TEST_CASE("huber_5_3: a constant bias is no inexact oracle", "[huber_5_3]") {
  // g = h' - 2 has |b|^2 = 4 everywhere, within Assumption 4, and needs delta >= 2 (y - 1).
  check({"huber_5_3", "delta grows with y"}, [](Given& given, Ledger& ledger) {
    const Exact delta = given.positive("delta");
    const InexactPoint at = huber(1 + delta / 2, 2, given.positive("L"));
    ledger.eq("|b|^2", at.bias_sq(), 4);
    ledger.le("delta", delta, at.least()->delta);
    ledger.holds("more than delta", at.least()->delta > delta);
  });
  must_fail(
      {"huber_5_3", "delta = 1 at y = 2"}, "delta",
      [](Ledger& ledger) { ledger.le("delta", huber(2, 2, 1).least()->delta, 1); }, 1);
}
