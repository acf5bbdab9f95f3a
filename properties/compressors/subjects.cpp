// Compressors as subjects of an audit: what they claim, their exact twins, other dimensions.
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "biasbound/subject.hpp"
#include "catch.hpp"

using namespace biasbound;

TEST_CASE("a compressor claims the strongest of its bounds", "[compressors]") {
  CHECK(subject(TopK{2}, 5)->claim() == claim_delta(Exact(2) / 5));
  CHECK(subject(RandK{2}, 5)->claim() == claim_bounds({.M = Exact(3) / 2, .m = Exact(9) / 25}));
  CHECK(subject(ScaledRandK{2}, 5)->claim() == claim_omega(Exact(3) / 2));
}

TEST_CASE("a rational compressor brings its exact twin and resizes to what it takes",
          "[compressors]") {
  const AnySubject rand = subject(RandK{2}, 5);
  REQUIRE(rand->exact());
  CHECK(rand->exact()->dimension() == 5);
  CHECK(rand->kind() == Subject::Kind::compressor);
  REQUIRE(rand->at_dimension(2));
  CHECK(rand->at_dimension(2)->dimension() == 2);
  CHECK(rand->at_dimension(2)->exact()->dimension() == 2);
  CHECK_FALSE(rand->at_dimension(1));
  CHECK_FALSE(rand->at_dimension(0));
  CHECK_THROWS_AS(subject(RandK{2}, 1), InvalidInput);
  CHECK_THROWS_AS(subject(TopK{0}, 4), InvalidInput);
}
