// Exact moments of a finite law (law.hpp).
#include "biasbound/law.hpp"

#include <rapidcheck.h>

#include "catch.hpp"

using namespace biasbound;

namespace {

Vector<Exact> vector_of(std::initializer_list<Exact> entries) {
  Vector<Exact> x(static_cast<Eigen::Index>(entries.size()));
  std::copy(entries.begin(), entries.end(), x.data());
  return x;
}

std::string refusal(const FiniteLaw<Exact>& law, std::size_t dimension) {
  try {
    check_law(law, dimension);
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("moments of rand-1 in two dimensions by hand", "[numbers]") {
  // x = (1, 2): (1, 0) or (0, 2), each with probability 1/2; the mean is (1/2, 1).
  const FiniteLaw<Exact> law{{Exact(1, 2), vector_of({1, 0})}, {Exact(1, 2), vector_of({0, 2})}};
  const Vector<Exact> gradient = vector_of({1, 2});
  const PointMoments<Exact> moments = exact_moments(law, as_span(gradient));
  CHECK(moments.gradient_sq == 5);
  CHECK(moments.mean_sq == Exact(5, 4));
  CHECK(moments.bias_sq == Exact(5, 4));
  CHECK(moments.noise_sq == Exact(5, 4));
  CHECK(moments.error_sq == Exact(5, 2));
}

TEST_CASE("the error of a law is its mean squared distance from the gradient", "[numbers]") {
  CHECK(rc::check([] {
    const auto outcomes = *rc::gen::inRange<std::size_t>(1, 6);
    const auto d = *rc::gen::inRange<std::size_t>(1, 5);
    const auto entry = [] { return Exact(*rc::gen::inRange(-20, 21), *rc::gen::inRange(1, 7)); };
    const auto entries = [&] {
      Vector<Exact> x(static_cast<Eigen::Index>(d));
      for (Exact& x_i : x) x_i = entry();
      return x;
    };
    FiniteLaw<Exact> law;
    for (std::size_t i = 0; i < outcomes; ++i)
      law.push_back({Exact(*rc::gen::inRange(1, 9)), entries()});
    const Exact total = total_weight(law);
    for (auto& outcome : law) outcome.weight /= total;
    const Vector<Exact> gradient = entries();

    Exact error = 0;
    for (const auto& outcome : law)
      error += outcome.weight * squared_distance(as_span(outcome.value), as_span(gradient));
    const PointMoments<Exact> moments = exact_moments(law, as_span(gradient));
    RC_ASSERT(moments.error_sq == error);
    RC_ASSERT(moments.noise_sq >= 0);
  }));
}

TEST_CASE("a law that is none is refused by name", "[numbers]") {
  const Vector<Exact> x = vector_of({1});
  CHECK(refusal({{Exact(1), x}}, 1).empty());
  CHECK(refusal({}, 1) == "law: no outcomes");
  CHECK(refusal({{Exact(1, 2), x}}, 1) == "law: the weights sum to 0.5, not 1");
  CHECK(refusal({{Exact(-1), x}, {Exact(2), x}}, 1) == "law: negative weight -1");
  CHECK(refusal({{Exact(1), x}}, 2) == "law: an outcome has 1 entries, expected 2");
  CHECK_THROWS_AS(exact_moments(as_span(x), Exact(1, 2), as_span(x)), InvalidInput);
  CHECK_THROWS_AS(exact_moments(as_span(x), Exact(1), as_span(vector_of({1, 2}))), InvalidInput);
}
