// A spec means what it says, and every mistake in one is named: file, audit, field, value.
#include "biasbound/spec.hpp"

#include "catch.hpp"

using namespace biasbound;
using Catch::Matchers::Contains;

TEST_CASE("a spec is read into plain values", "[spec]") {
  const RunSpec run = parse_spec(R"(
alpha = 1e-2
seed = 7
[[audit]]
name = "as printed"
objective = { kind = "nesterov-worst", dimension = 10 }
oracle = { kind = "compressed-gradient", compressor = { kind = "rand-k", k = 2 } }
claim = { M = 0, sigma2 = 0.5, m = "4/5", zeta2 = 0 }
expect = "REFUTED"
samples = 5000
seed = 1
time_limit = 2.5
dimension = 10
infer = true

[[audit]]
oracle = { command = ["python3", "my oracle.py"] }
claim = { delta = "1/10" }
[[audit]]
oracle = { command = "python3 'my oracle.py'" }
[[audit]]
oracle = { plugin = "./mine.so" }
)",
                                 "s.toml");
  CHECK(run.alpha == 1e-2);
  CHECK(run.seed == 7U);
  REQUIRE(run.audits.size() == 4);
  const AuditSpec& first = run.audits[0];
  CHECK(first.name == "as printed");
  CHECK(first.objective.at("dimension") == 10);
  CHECK(first.oracle.at("compressor").at("k") == 2);
  REQUIRE(first.claim);
  CHECK(first.claim->at("m") == Exact(4, 5));
  CHECK(first.claim->at("sigma2") == Exact(1, 2));
  CHECK(first.expect == Verdict::refuted);
  CHECK(first.samples == 5000U);
  CHECK(first.seed == 1U);
  CHECK(first.time_limit == 2.5);
  CHECK(first.dimension == 10U);
  CHECK(first.infer);
  CHECK(first.where == "s.toml: audit[1]");
  CHECK(run.audits[1].oracle == run.audits[2].oracle);
  CHECK(run.audits[1].objective.is_null());
  CHECK(!run.audits[2].claim);
  CHECK(run.audits[3].oracle.at("plugin") == "./mine.so");
}

TEST_CASE("a TOML float is the double it denotes and text is exact", "[spec]") {
  const RunSpec run = parse_spec(
      "[[audit]]\noracle = {kind = 'x'}\nclaim = {delta = 0.1}\n"
      "[[audit]]\noracle = {kind = 'x'}\nclaim = {delta = '0.1'}\n",
      "s");
  CHECK(run.audits[0].claim->at("delta") == exact(0.1));
  CHECK(run.audits[1].claim->at("delta") == Exact(1, 10));
}

TEST_CASE("each mistake in a spec is named", "[spec]") {
  const auto refused = [](const std::string& audit, const std::string& message) {
    CHECK_THROWS_WITH(
        parse_spec("[[audit]]\noracle = {kind = 'a'}\n[[audit]]\nname = 'b'\n" + audit, "s.toml"),
        Contains("s.toml: audit[2] \"b\": ") && Contains(message));
  };
  const std::string good = "oracle = {kind = 'a'}\n";
  refused("", "no oracle");
  refused(good + "clam = {m = 0}", "unknown key 'clam' (did you mean 'claim'?)");
  refused(good + "claim = {m = 1}", "claim: ");
  refused(good + "claim = {m = 1}", "m");
  refused(good + "claim = {sigma2 = -1}", "sigma2");
  refused(good + "claim = {delta = '11/10'}", "claim: delta = 1.1");
  refused(good + "claim = {delta = 'x'}", "claim.delta = \"x\"");
  refused(good + "claim = {}", "claim = {}");
  refused(good + "claim = 3", "claim = 3");
  refused(good + "expect = 'WRONG'", "expect = \"WRONG\"");
  refused(good + "dimension = 0", "dimension = 0");
  refused(good + "dimension = -3", "dimension = -3");
  refused(good + "dimension = 1.5", "dimension = 1.5");
  refused(good + "samples = 0", "samples = 0");
  refused(good + "seed = -1", "seed = -1");
  refused(good + "time_limit = 0", "time_limit = 0");
  refused(good + "infer = 1", "infer = 1");
  refused(good + "objective = 'x'", "objective = \"x\"");
  refused(good + "objective = {dimension = 3}", "expected a 'kind'");
  refused("oracle = {}", "expected one of 'kind', 'command', 'plugin'");
  refused("oracle = {kind = 'a', plugin = 'b'}", "exclude each other");
  refused("oracle = {command = []}", "oracle.command = []");
  refused("oracle = {command = [1]}", "oracle.command = [1]");
  refused("oracle = {command = 'a | b'}", "there is no shell");
  refused("oracle = {plugin = 'p', dimension = 3}", "oracle: unknown key 'dimension'");
}

TEST_CASE("each mistake at the top of a spec is named", "[spec]") {
  const auto refused = [](const std::string& text, const std::string& message) {
    CHECK_THROWS_WITH(parse_spec(text, "s.toml"), Contains("s.toml: ") && Contains(message));
  };
  refused("", "no [[audit]]");
  refused("audit = 3", "audit = 3");
  refused("audit = []", "audit = []");
  refused("alpha = 0\n[[audit]]", "alpha = 0");
  refused("alpha = 1.5\n[[audit]]", "alpha = 1.5");
  refused("sed = 3\n[[audit]]", "unknown key 'sed' (did you mean 'seed'?)");
  refused("[[audit]]\noracle = 3", "audit[1]: oracle = 3");
  refused("audit = [3]", "audit[1]: expected a table");
}

TEST_CASE("a spec that cannot be read is named", "[spec]") {
  CHECK_THROWS_WITH(read_spec("/nonexistent/x.toml"),
                    Contains("/nonexistent/x.toml: No such file"));
  CHECK_THROWS_WITH(read_spec("/"), Contains("/: "));
}
