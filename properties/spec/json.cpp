// The JSON reader lets nothing through that it does not understand, and prints nothing unsafe.
#include "biasbound/spec.hpp"
#include "catch.hpp"
#include "spec/fields.hpp"
#include "spec/text.hpp"

using namespace biasbound;
using Catch::Matchers::Contains;

TEST_CASE("JSON is read as it stands", "[spec]") {
  const auto tree = read_json(R"({"a": [1, -2, 0.5, "x", true, null, {}], "b": {"c": []}})", "t");
  CHECK(tree.dump() == R"({"a":[1,-2,0.5,"x",true,null,{}],"b":{"c":[]}})");
  CHECK(read_json(" 18446744073709551615 ", "t") == 18446744073709551615U);
  CHECK(read_json("1e300", "t") == 1e300);
}

TEST_CASE("JSON that says less than it seems to is refused", "[spec]") {
  const auto refused = [](const std::string& text, const std::string& why) {
    CHECK_THROWS_WITH(read_json(text, "t"), Contains("t: ") && Contains(why));
  };
  refused(R"({"a":1,"a":2})", "'a' occurs twice");
  refused(R"({"a":{"b":1,"b":1}})", "'b' occurs twice");
  refused("18446744073709551616", "does not fit 64 bits");
  refused("[-9223372036854775809]", "does not fit 64 bits");
  refused("1e999", "does not fit a double");
  refused("{} x", "not JSON at byte");
  refused("", "not JSON");
  refused("[1,]", "not JSON");
  refused("[NaN]", "not JSON");
  refused("\"\xff\"", "not valid UTF-8 at byte 1");
  refused("\"\xed\xa0\x80\"", "not valid UTF-8");
  refused("\"\xc0\xaf\"", "not valid UTF-8");
  refused(std::string(100'000, '['), "nested deeper than 32");
}

TEST_CASE("a number keeps its type or is refused", "[spec]") {
  using namespace biasbound::detail;
  CHECK(unsigned_number(read_json("7", "t"), "n") == 7);
  CHECK(exact_number(read_json("0.1", "t"), "n") == exact(0.1));
  CHECK(exact_number(read_json("\"9/10\"", "t"), "n") == Exact(9, 10));
  CHECK(exact_number(read_json("-9223372036854775808", "t"), "n") == Exact("-9223372036854775808"));
  for (const char* bad : {"-1", "3.0", "\"3\"", "null", "true", "[3]"})
    CHECK_THROWS_WITH(unsigned_number(read_json(bad, "t"), "n"), Contains("n = "));
  for (const char* bad : {"\"1/0\"", "\"nan\"", "\"\"", "true", "[]"})
    CHECK_THROWS_WITH(exact_number(read_json(bad, "t"), "n"), Contains("n = "));
  CHECK_THROWS_AS(finite_number(nlohmann::json(1.0 / 0.0), "n"), InvalidInput);
}

TEST_CASE("untrusted text becomes one printable line", "[spec]") {
  using namespace biasbound::detail;
  CHECK(escaped("plain text, \xc3\xa9", 100) == "plain text, \xc3\xa9");
  CHECK(escaped("a\nb\t\x1b[31m\x7f\xff", 100) == "a\\nb\\t\\x1b[31m\\x7f\\xff");
  CHECK(escaped("\xc2\x9b", 100) == "\\xc2\\x9b");
  CHECK(escaped("abcdef", 3) == "abc...");
  CHECK(escaped_lines("a\nb\x01") == "a\nb\\x01");
}

TEST_CASE("a near word is suggested and a far one is not", "[spec]") {
  using biasbound::detail::suggestion;
  CHECK(suggestion("dimnsion", {"dimension", "samples"}) == " (did you mean 'dimension'?)");
  CHECK(suggestion("zzz", {"dimension", "samples"}).empty());
}
