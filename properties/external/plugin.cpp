// A plugin is served like any child, and its faults stay in the child.
#include <cstdlib>
#include <cstring>

#include "biasbound/external.hpp"
#include "catch.hpp"
#include "children.hpp"

using namespace biasbound;
using Catch::Matchers::Contains;

namespace {

AnySubject zoo(const char* mode, double timeout = 60, std::optional<std::size_t> dimension = {}) {
  setenv("BIASBOUND_ZOO", mode, 1);
  return plugin_subject(PLUGIN_ZOO, {.dimension = dimension, .request_timeout = timeout});
}

void ask(const AnySubject& subject) {
  const std::vector<double> x(4, 1.0);
  std::vector<double> out(16);
  subject->open(0)->sample(x, {}, 4, out);
}

}  // namespace

TEST_CASE("an honest plugin is served bit for bit and the same by every worker", "[external]") {
  const AnySubject subject = zoo("", 60, 3);
  CHECK(subject->name() == "zoo");
  CHECK(subject->dimension() == 3);
  CHECK(subject->regularity().L == Exact(1));
  CHECK(*subject->claim() == parse_claim("M=3,sigma2=1/10"));
  const auto first = subject->open(0);
  const auto second = subject->open(1);
  const std::vector<double> x = {0.1, -0.0, 5e-324};
  std::vector<double> a(3 * 100);
  std::vector<double> b(3 * 100);
  first->sample(x, {.seed = 3}, 100, a);
  second->sample(x, {.seed = 3}, 100, b);
  CHECK(std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
  std::vector<double> gradient(3);
  first->gradient(x, gradient);
  CHECK(std::memcmp(x.data(), gradient.data(), sizeof(double) * 3) == 0);
  CHECK(*first->value(x) == Approx(0.005));
  CHECK(!first->mean(x, gradient));
  CHECK(!first->outcomes(x));
  CHECK(!first->second_moment(x));
  const auto pair = first->inexact(x);
  REQUIRE(pair);
  CHECK(pair->value == 1.5);
  CHECK(!first->encode(x, {}));  // an oracle has no encoder
}

TEST_CASE("a plugin's encoding comes back as the vector", "[external]") {
  const auto session = zoo("compressor")->open(0);
  const std::vector<double> x = {1, 2, 3, 0.1};
  const auto encoding = session->encode(x, {});
  REQUIRE(encoding);
  CHECK(encoding->bits == 256);
  CHECK(session->decode(encoding->bytes) == x);
}

TEST_CASE("a plugin's fault is an oracle error with its reason", "[external]") {
  const std::size_t descriptors = children::open_descriptors();
  const auto fault = [](const char* mode, const char* reason, double timeout = 60) {
    INFO("mode " << mode);
    const children::Stopwatch watch;
    CHECK_THROWS_WITH(ask(zoo(mode, timeout)), Contains(reason));
    CHECK(watch.seconds() < timeout + 10);
  };
  fault("abi", "biasbound_abi_version is 99, expected 1");
  fault("create", "the plugin returned 2: no oracle today");
  fault("create_crash",
        "hello: its output ended before any byte of its reply; it was killed by "
        "signal 6");
  fault("dimension", "dimension = 0");
  fault("claim", "biasbound_claim_json is not JSON");
  fault("crash", "it was killed by signal 11");
  fault("exit", "it exited with status 5");
  fault("hang", "no reply within 1 s", 1);
  fault("error", "the plugin returned 2: out of cheese");
  fault("code", "the plugin returned 77: out of cheese");
  fault("nan", "entry 1 of vector 0 is nan");
  CHECK(children::left_behind("no such token", 2).empty());
  CHECK(children::open_descriptors() == descriptors);
}

TEST_CASE("what a plugin prints is kept apart from the protocol", "[external]") {
  try {
    ask(zoo("nan"));
    FAIL("no OracleError");
  } catch (const OracleError& error) {
    CHECK_THAT(error.detail, Contains("a print of the plugin"));
  }
}

TEST_CASE("a file that is no plugin is named", "[external]") {
  CHECK_THROWS_WITH(plugin_subject("/nonexistent.so"), Contains("cannot load: /nonexistent.so"));
  CHECK_THROWS_WITH(plugin_subject(CHILDREN "/hostile_child.py"), Contains("cannot load"));
  CHECK_THROWS_AS(plugin_subject(""), InvalidInput);
}
