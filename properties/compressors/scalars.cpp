// Over doubles and floats the compressors run the kernels, over rationals their definitions. Where
// nothing rounds, at dyadic entries, the two are the same: draw for draw, or as laws.
#include <map>

#include "biasbound/compressors/natural.hpp"
#include "biasbound/compressors/qsgd.hpp"
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/sign.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

/// d entries in {-32, ..., 32} / 8, zeros and ties among them.
std::vector<double> dyadic(std::size_t d) {
  auto numerators = *rc::gen::container<std::vector<int>>(d, rc::gen::inRange(-32, 33));
  return {numerators.begin(), numerators.end()};
}

template <class Scalar>
std::vector<Scalar> as(const std::vector<double>& x) {
  std::vector<Scalar> result;
  for (const double entry : x) {
    if constexpr (std::is_same_v<Scalar, Exact>)
      result.push_back(exact(entry / 8));
    else
      result.push_back(static_cast<Scalar>(entry / 8));
  }
  return result;
}
template <class Scalar>
std::vector<Exact> as_exact(std::span<const Scalar> x) {
  std::vector<Exact> result;
  for (const Scalar& entry : x) {
    if constexpr (std::is_same_v<Scalar, Exact>)
      result.push_back(entry);
    else
      result.push_back(exact(static_cast<double>(entry)));
  }
  return result;
}

template <class Scalar, class C>
std::vector<Exact> draw(const C& compressor, const std::vector<double>& x, std::uint64_t index) {
  const std::vector<Scalar> in = as<Scalar>(x);
  std::vector<Scalar> out(in.size(), Scalar(7));
  Stream stream({20200817, Purpose::user, 3, index});
  compressor.compress(std::span<const Scalar>(in), stream, std::span<Scalar>(out));
  return as_exact(std::span<const Scalar>(out));
}

template <class C>
bool draws_agree(const C& compressor, const std::vector<double>& x) {
  for (std::uint64_t i = 0; i < 5; ++i) {
    const std::vector<Exact> definition = draw<Exact>(compressor, x, i);
    if (draw<double>(compressor, x, i) != definition) return false;
    if (draw<float>(compressor, x, i) != definition) return false;
  }
  return true;
}

using Law = std::map<std::vector<Exact>, Exact>;

template <class Scalar>
Law collected(const std::optional<FiniteLaw<Scalar>>& law) {
  if (!law) throw InvalidInput("no law");
  Law result;
  for (const auto& outcome : *law)
    if (outcome.weight != 0) result[as_exact(as_span(outcome.value))] += outcome.weight;
  return result;
}
template <class Scalar, class C>
Law law_of(const C& compressor, const std::vector<double>& x) {
  const std::vector<Scalar> in = as<Scalar>(x);
  return collected(compressor.outcomes(std::span<const Scalar>(in)));
}

std::size_t power_of_two(int most) { return std::size_t{1} << *rc::gen::inRange(0, most + 1); }

}  // namespace

TEST_CASE("over floating point each draw of a sparsifier is its definition's", "[compressors]") {
  CHECK(rc::check([] {
    const auto d = *rc::gen::inRange<std::size_t>(1, 200);
    const auto k = *rc::gen::inRange<std::size_t>(1, d + 1);
    const std::vector<double> x = dyadic(d);
    RC_ASSERT(draws_agree(TopK{k}, x));
    RC_ASSERT(draws_agree(RandK{k}, x));
    const std::size_t kept = power_of_two(4);
    RC_ASSERT(draws_agree(ScaledRandK{kept}, dyadic(kept * power_of_two(4))));
  }));
}

TEST_CASE("over floating point the signs are their definition", "[compressors]") {
  CHECK(rc::check([] {
    RC_ASSERT(draws_agree(Sign{}, dyadic(*rc::gen::inRange<std::size_t>(1, 200))));
    RC_ASSERT(draws_agree(ScaledSign{}, dyadic(power_of_two(8))));
  }));
}

TEST_CASE("over floating point natural compression has the law of its definition",
          "[compressors]") {
  CHECK(rc::check([] {
    const std::vector<double> x = dyadic(*rc::gen::inRange<std::size_t>(1, 7));
    const Law definition = law_of<Exact>(Natural{}, x);
    RC_ASSERT(law_of<double>(Natural{}, x) == definition);
    RC_ASSERT(law_of<float>(Natural{}, x) == definition);
  }));
}

TEST_CASE("over floating point QSGD has the law of its definition", "[compressors]") {
  // Vectors whose norm is a power of two, so that no share is rounded.
  const std::vector<std::vector<double>> vectors = {{8, 8, 8, 8},     {0, -16, 0},
                                                    {3, -2, 1, 1, 1}, {-7, 3, 2, 1, 1},
                                                    {5, 5, 3, -2, 1}, {6, 2, -4, 2, 2}};
  for (const std::vector<double>& x : vectors)
    for (const std::uint64_t s : {1U, 2U, 4U, 16U}) {
      const Qsgd qsgd{s};
      const std::vector<Exact> in = as<Exact>(x);
      double squares = 0;
      for (const double entry : x) squares += entry * entry;
      const Exact norm = exact(std::sqrt(squares) / 8);
      INFO("norm " << norm << ", s = " << s);
      const Law definition = collected(qsgd.outcomes_with_norm(std::span<const Exact>(in), norm));
      CHECK(law_of<double>(qsgd, x) == definition);
      CHECK(law_of<float>(qsgd, x) == definition);
    }
}

TEST_CASE("the comparison with the definition finds a rounded number", "[compressors]") {
  // A third of 1/8 and twice 1/4 is no double.
  CHECK_FALSE(draws_agree(ScaledSign{}, {1, 2, 2}));
  CHECK_FALSE(draws_agree(ScaledRandK{3}, {1, 1, 1, 1}));
  Law other = law_of<Exact>(Natural{}, {3});
  other.begin()->second += Exact(1) / 1'000'000;
  CHECK_FALSE(law_of<double>(Natural{}, {3}) == other);
}
