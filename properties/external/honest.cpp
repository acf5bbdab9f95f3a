// An honest child is served bit for bit, the same by every worker.
#include <cstring>
#include <random>

#include "biasbound/external.hpp"
#include "catch.hpp"

using namespace biasbound;

namespace {

AnySubject honest(ExternalOptions options = {}) {
  return command_subject({PYTHON, CHILDREN "/honest_child.py"}, options);
}

bool same_bits(std::span<const double> a, std::span<const double> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

}  // namespace

TEST_CASE("an honest child says what it is", "[external]") {
  const AnySubject subject = honest();
  CHECK(subject->name() == "honest");
  CHECK(subject->kind() == Subject::Kind::oracle);
  CHECK(subject->dimension() == 5);
  CHECK(!subject->deterministic());
  REQUIRE(subject->claim());
  CHECK(*subject->claim() == parse_claim("sigma2=9/10"));
  CHECK(subject->regularity().L == Exact(1));
  CHECK(subject->regularity().mu == Exact(1, 2));
}

TEST_CASE("numbers pass to an honest child and back bit for bit", "[external]") {
  const auto session = honest()->open(0);
  // Subnormal, largest, smallest, minus zero, and one with all its bits in use.
  const std::vector<double> x = {5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, -0.0,
                                 -0.1};
  std::vector<double> out(5);
  session->gradient(x, out);
  CHECK(same_bits(x, out));
  std::fill(out.begin(), out.end(), 1.0);
  CHECK(session->mean(x, out));
  CHECK(same_bits(x, out));
}

TEST_CASE("an honest child answers every optional request or says unsupported", "[external]") {
  const auto session = honest()->open(0);
  const std::vector<double> x = {1, 2, 3, 4, 5};
  CHECK(session->value(x) == 27.5);
  const auto law = session->outcomes(x);
  REQUIRE(law);
  REQUIRE(law->size() == 3);
  CHECK(total_weight(*law) == 1);
  CHECK((*law)[1].weight == Exact(1, 4));
  CHECK((*law)[1].value(4) == 10);
  CHECK(!session->second_moment(x));
  CHECK(!session->inexact(x));
  CHECK(!session->encode(x, {}));
}

TEST_CASE("two workers of a child give the same draws as one", "[external]") {
  const AnySubject subject = honest();
  const auto first = subject->open(0);
  const auto second = subject->open(1);
  const std::vector<double> x = {1, -2, 3, -4, 5};
  constexpr std::size_t count = 1100;  // more than one request
  std::vector<double> a(5 * count);
  std::vector<double> b(5 * count);
  const StreamAddress address{.seed = 7, .purpose = Purpose::search, .point = 3, .draw = 0};
  first->sample(x, address, count, a);
  second->sample(x, address, count, b);
  CHECK(same_bits(a, b));
  StreamAddress other = address;
  other.draw = count;
  second->sample(x, other, count, b);
  CHECK(!same_bits(a, b));
}

TEST_CASE("a child is asked for the dimension that the user asked for", "[external]") {
  CHECK(honest({.dimension = 3})->dimension() == 3);
  const AnySubject smaller = honest()->at_dimension(2);
  REQUIRE(smaller);
  CHECK(smaller->dimension() == 2);
}

TEST_CASE("words are split as a shell splits them", "[external]") {
  using Words = std::vector<std::string>;
  CHECK(split_words("python3 my_oracle.py") == Words{"python3", "my_oracle.py"});
  CHECK(split_words("  a\t'b c'  \"d \\\"e\\\" \\f\"g h\\ i '' ") ==
        Words{"a", "b c", "d \"e\" \\fg", "h i", ""});
  CHECK(split_words("'it'\\''s'") == Words{"it's"});
  for (const char* bad :
       {"", "  ", "'open", "\"open", "back\\", "a | b", "a; b", "a $HOME", "a > f"})
    CHECK_THROWS_AS(split_words(bad), InvalidInput);
}
