// The TOML reader refuses what toml11 alone would misread or die of.
#include "biasbound/spec.hpp"
#include "catch.hpp"

using namespace biasbound;
using Catch::Matchers::Contains;

TEST_CASE("TOML is read as it stands", "[spec]") {
  const auto tree = read_toml(
      "a = {b = [1, {c = 'x'}]}\n[[d]]\ne = 1.5\n[[d]]\nf = true\n[g.h]\ni = \"\"\"\nj\"\"\"\"\n",
      "t");
  CHECK(tree.dump() ==
        R"({"a":{"b":[1,{"c":"x"}]},"d":[{"e":1.5},{"f":true}],"g":{"h":{"i":"j\""}}})");
}

TEST_CASE("TOML that would be misread is refused with its place", "[spec]") {
  const auto refused = [](const std::string& text, const std::string& why) {
    CHECK_THROWS_WITH(read_toml(text, "t"), Contains("t: ") && Contains(why));
  };
  refused("a = 1\na = 2", "line 2");
  refused("a =", "line 1");
  refused("x = 1\na = [1,\n", "t: line ");
  refused("a = 'z\xa7N4'~", "not valid UTF-8 at byte 6");
  refused("a = 9223372036854775808", "a: the integer does not fit 64 bits");
  refused("a = {b = [0, -9223372036854775809]}", "a.b[2]: the integer");
  refused("a = inf", "a = inf");
  refused("a = nan", "a = ");
  refused("a = 1e400", "fits a double");
  refused("a = 1979-05-27", "dates");
  refused("a = 'b\n'", "line 1: the line ends inside a string");
  refused("b = 1\na = \"\"\"\n\n", "line 2: a string is not closed");
  refused(std::string("a = 1\0", 6), "NUL");
  refused("a = " + std::string(100'000, '['), "nested too deeply");
  refused("a" + std::string(100'000, '.') + "b = 1", "nested too deeply");
  refused(std::string((1U << 20U) + 1, ' '), "more than 1 MiB");
}
