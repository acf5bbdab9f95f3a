// The Python shim: examples that work as printed, what it accepts, and errors a user understands.
#include <cmath>
#include <cstdlib>

#include "biasbound/external.hpp"
#include "catch.hpp"

using namespace biasbound;
using Catch::Matchers::Contains;

namespace {

AnySubject served(const std::string& script, const std::string& argument,
                  std::optional<std::size_t> dimension = {}) {
  setenv("PYTHONPATH", SHIM, 1);
  setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
  return command_subject({PYTHON, CHILDREN "/" + script, argument},
                         {.dimension = dimension, .request_timeout = 60});
}

std::vector<double> draws(Session& session, std::span<const double> x, std::size_t count) {
  std::vector<double> out(x.size() * count);
  session.sample(x, {.seed = 5}, count, out);
  return out;
}

}  // namespace

TEST_CASE("the first example of the shim works as printed", "[external]") {
  const AnySubject subject = served("docstring_example.py", "0");
  CHECK(subject->kind() == Subject::Kind::compressor);
  CHECK(subject->name() == "scaled_sign");
  CHECK(*subject->claim() == parse_claim("delta=1/8"));
  const std::vector<double> x = {1, -1, 2, -2, 3, -3, 0, 4};
  const std::vector<double> expected = {2, -2, 2, -2, 2, -2, 2, 2};
  CHECK(draws(*subject->open(0), x, 1) == expected);
}

TEST_CASE("the decorated example of the shim works as printed", "[external]") {
  const AnySubject subject = served("docstring_example.py", "1", 2);
  CHECK(subject->kind() == Subject::Kind::oracle);
  CHECK(subject->dimension() == 2);
  const auto session = subject->open(0);
  const std::vector<double> x = {1, 2};
  const std::vector<double> out = draws(*session, x, 1000);
  CHECK(out == draws(*subject->open(1), x, 1000));
  CHECK(out[0] != out[2]);
  double mean = 0;
  for (std::size_t i = 0; i < out.size(); i += 2) mean += out[i] / 1000;
  CHECK(std::abs(mean - 1) < 6.0 / std::sqrt(1000.0));  // six standard errors: 2e-9
}

TEST_CASE("the shim serves all that a user offers", "[external]") {
  const AnySubject subject = served("shim_child.py", "full");
  CHECK(subject->name() == "full");
  CHECK(*subject->claim() == parse_claim("M=1/3,m=1/2"));
  const auto session = subject->open(0);
  const std::vector<double> x = {1, 2, -0.5};
  CHECK(draws(*session, x, 600).size() == 1800);  // while the user prints
  CHECK(session->value(x) == 2.625);
  std::vector<double> mean(3);
  CHECK(session->mean(x, mean));
  CHECK(mean == x);
  CHECK(session->second_moment(x) == 3.5);
  const auto law = session->outcomes(x);
  REQUIRE(law);
  REQUIRE(law->size() == 2);
  CHECK((*law)[0].weight == Exact(1, 3));
  CHECK((*law)[0].value(2) == -0.5);
  CHECK((*law)[1].weight == Exact(2, 3));
  CHECK((*law)[1].value(0) == 0);
  const auto pair = session->inexact(x);
  REQUIRE(pair);
  CHECK(pair->value == 0.25);
  CHECK(pair->gradient(1) == 2);
}

TEST_CASE("an encoding by the shim stands for the same draw", "[external]") {
  const auto session = served("shim_child.py", "compressor")->open(0);
  const std::vector<double> x = {1, 2, 3};
  const auto encoding = session->encode(x, {.seed = 5});
  REQUIRE(encoding);
  CHECK(encoding->bits == 192);
  CHECK(session->decode(encoding->bytes) == draws(*session, x, 1));
  CHECK(draws(*session, x, 2)[1] == 2);  // the user's change of x did not last
  CHECK(!session->mean(x, {}));
}

TEST_CASE("the shim explains what a user did wrong", "[external]") {
  const auto fault = [](const char* mode, const char* reason) {
    INFO("mode " << mode);
    const std::vector<double> x = {1, 2, 3};
    CHECK_THROWS_WITH(draws(*served("shim_child.py", mode)->open(0), x, 2), Contains(reason));
  };
  fault("raises", "ZeroDivisionError: division by zero");
  fault("wrong_length", "sample returned 1 numbers, expected 3");
  fault("text", "sample returned ['one', 'two', 'three'], expected 3 numbers");
  fault("matrix", "sample returned [[1], [2], [3]], expected 3 numbers");
  fault("nan", "entry 0 of vector 0 is nan");
  fault("none", "no dimension: give one here");
}

TEST_CASE("a traceback in a user's function is kept", "[external]") {
  const auto session = served("shim_child.py", "raises")->open(0);
  try {
    draws(*session, std::vector<double>{1, 2, 3}, 1);
    FAIL("no OracleError");
  } catch (const OracleError& error) {
    CHECK_THAT(error.detail, Contains("in broken") && Contains("1 / 0"));
  }
}

TEST_CASE("a user's function that reads stdin finds it empty", "[external]") {
  const auto session = served("shim_child.py", "reads_stdin")->open(0);
  CHECK(draws(*session, std::vector<double>{1, 2, 3}, 1) == std::vector<double>{0, 0, 0});
}
