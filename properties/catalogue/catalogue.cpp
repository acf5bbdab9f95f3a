// The catalogue: every entry builds with its documented parameters, and every mistake in a table is
// refused in one line that names the field and the value.
#include "biasbound/catalogue.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "biasbound/objectives/fashion_mnist.hpp"
#include "catch.hpp"

using namespace biasbound;
using nlohmann::json;

namespace {

std::string problem_of(const json& oracle, const json& objective,
                       std::optional<std::size_t> dimension = std::nullopt) {
  try {
    (void)build_subject(oracle, objective.is_null() ? nullptr : &objective, dimension, "a.toml");
  } catch (const InvalidInput& problem) {
    return problem.what();
  }
  return "";
}

const json nesterov = {{"kind", "nesterov-worst"}, {"dimension", 6}};
const json top_1 = {{"kind", "top-k"}, {"k", 1}};

/// The parameters without a default, with sample values.
json sample(const CatalogueEntry& entry) {
  json spec = {{"kind", entry.kind}};
  for (const Parameter& parameter : entry.parameters) {
    if (!parameter.fallback.empty()) continue;
    if (parameter.name == "k")
      spec["k"] = 2;
    else if (parameter.name == "dimension")
      spec["dimension"] = 6;
    else if (parameter.name == "compressor")
      spec["compressor"] = top_1;
    else
      FAIL("no sample for " << entry.kind << "." << parameter.name);
  }
  return spec;
}

bool has_fashion_mnist() {
  return std::filesystem::exists(fashion_mnist_folder() + "/train-images-idx3-ubyte.gz");
}

/// Opens the subject and asks for what every subject answers.
void exercise(const AnySubject& subject) {
  const std::size_t d = subject->dimension();
  const std::unique_ptr<Session> session = subject->open(0);
  std::vector<double> x(d);
  for (std::size_t i = 0; i < d; ++i) x[i] = 1 + 0.25 * double(i % 7);
  std::vector<double> out(3 * d);
  session->gradient(x, std::span(out).first(d));
  session->sample(x, {.seed = 7}, 3, out);
  if (subject->exact()) CHECK(subject->exact()->dimension() == d);
}

}  // namespace

TEST_CASE("kinds of the catalogue are distinct and documented", "[catalogue]") {
  std::set<std::string> kinds;
  for (const CatalogueEntry& entry : catalogue()) {
    INFO(entry.kind);
    CHECK(kinds.insert(entry.kind).second);
    CHECK_FALSE(entry.summary.empty());
    CHECK_FALSE(entry.bounds.empty());
    CHECK_FALSE(entry.source.empty());
    for (const Parameter& parameter : entry.parameters) {
      CHECK_FALSE(parameter.meaning.empty());
      CHECK_FALSE(parameter.type.empty());
    }
  }
  CHECK(kinds.size() > 30);
}

TEST_CASE("every entry of the catalogue builds with its sample parameters", "[catalogue]") {
  for (const CatalogueEntry& entry : catalogue()) {
    INFO(entry.kind);
    switch (entry.category) {
      case CatalogueEntry::Category::objective:
        if (entry.kind == "fashion-mnist") {
          if (!has_fashion_mnist()) break;
          CHECK(build_objective({{"kind", entry.kind}, {"examples", 50}}, "a").real.dimension() ==
                7850);
        } else {
          const BuiltObjective f = build_objective(sample(entry), "a");
          CHECK(f.real.dimension() == 6);
          CHECK(f.real.regularity().L);
          exercise(build_subject(top_1, nullptr, 6, "a"));
        }
        break;
      case CatalogueEntry::Category::oracle: {
        json objective = nesterov;
        json oracle = sample(entry);
        if (entry.kind == "minibatch") {
          objective = {{"kind", "least-squares"}, {"dimension", 6}};
          oracle["batch"] = 3;
        }
        const AnySubject subject = build_subject(oracle, &objective, std::nullopt, "a");
        CHECK(subject->kind() == Subject::Kind::oracle);
        CHECK(subject->dimension() == 6);
        if (entry.kind != "minibatch") CHECK(subject->claim());
        exercise(subject);
        break;
      }
      case CatalogueEntry::Category::compressor:
      case CatalogueEntry::Category::gallery: {
        const AnySubject alone = build_subject(sample(entry), nullptr, 6, "a");
        CHECK(alone->kind() == Subject::Kind::compressor);
        CHECK(alone->claim().has_value() == (entry.bounds != "-"));
        exercise(alone);
        const AnySubject of_gradient = build_subject(sample(entry), &nesterov, std::nullopt, "a");
        CHECK(of_gradient->kind() == Subject::Kind::oracle);
        exercise(of_gradient);
        break;
      }
    }
  }
}

TEST_CASE("the gallery names an honest twin that builds with the same parameters", "[catalogue]") {
  for (const CatalogueEntry& entry : catalogue()) {
    if (entry.category != CatalogueEntry::Category::gallery) continue;
    INFO(entry.kind);
    json twin = sample(entry);
    twin["kind"] = entry.source;
    CHECK_NOTHROW(build_subject(twin, nullptr, 6, "a"));
  }
}

TEST_CASE("rational oracles bring their exact twin and exist in smaller dimensions",
          "[catalogue]") {
  const AnySubject rand = build_subject({{"kind", "rand-k"}, {"k", 2}}, &nesterov, {}, "a");
  REQUIRE(rand->exact());
  CHECK(rand->claim() == claim_bounds({.M = 2, .m = Exact(4) / 9}));
  REQUIRE(rand->at_dimension(3));
  CHECK(rand->at_dimension(3)->dimension() == 3);
  CHECK(rand->at_dimension(3)->claim() == claim_bounds({.M = Exact(1) / 2, .m = Exact(1) / 9}));
  CHECK_FALSE(rand->at_dimension(1));

  const json sine = {{"kind", "pl-sine"}, {"dimension", 6}};
  CHECK_FALSE(build_subject(top_1, &sine, {}, "a")->exact());
  const json gaussian = {{"kind", "additive"}, {"sigma2", "1/3"}};
  CHECK(build_subject(gaussian, &nesterov, {}, "a")->exact());
  const json fixed = {{"kind", "additive"}, {"bias", {1, 0, 0, 0, 0, 0}}};
  CHECK_FALSE(build_subject(fixed, &nesterov, {}, "a")->at_dimension(2));
  const json spectrum = {{"kind", "quadratic"}, {"spectrum", {1, "3/2", 4}}};
  CHECK(build_subject(top_1, &spectrum, {}, "a")->dimension() == 3);
}

TEST_CASE("the dimension of a run is the objective's where that names none", "[catalogue]") {
  const json open = {{"kind", "huber"}};
  CHECK(build_subject(top_1, &open, 4, "a")->dimension() == 4);
  CHECK(problem_of(top_1, nesterov, 4) == "a.toml.dimension: the objective has dimension 6, got 4");
  CHECK(problem_of(top_1, open) ==
        "a.toml.objective.dimension: missing: huber needs the dimension d, at least 1");
}

TEST_CASE("a mistake in a table is refused by field and value", "[catalogue]") {
  const auto objective = [](json table) { return problem_of(top_1, table); };
  SECTION("kinds") {
    CHECK(problem_of({{"kind", "topk"}}, nesterov) ==
          "a.toml.oracle.kind: unknown oracle 'topk'; did you mean 'top-k'?");
    CHECK(problem_of({{"kind", "topk"}}, nullptr, 4) ==
          "a.toml.oracle.kind: unknown compressor 'topk'; did you mean 'top-k'?");
    CHECK(problem_of({{"kind", "xyzxyzxyzxyz"}}, nesterov) ==
          "a.toml.oracle.kind: unknown oracle 'xyzxyzxyzxyz'");
    CHECK(objective({{"kind", "nesterov"}}) ==
          "a.toml.objective.kind: unknown objective 'nesterov'");
    CHECK(objective({{"kind", "nesterov-wurst"}}) ==
          "a.toml.objective.kind: unknown objective 'nesterov-wurst'; did you mean "
          "'nesterov-worst'?");
    CHECK(problem_of({{"k", 1}}, nesterov) == "a.toml.oracle.kind: missing");
    CHECK(problem_of({{"kind", 3}}, nesterov) == "a.toml.oracle.kind: expected text, got 3");
    CHECK(problem_of("top-k", nesterov) ==
          "a.toml.oracle: expected a table like { kind = \"top-k\", k = 1 }, got \"top-k\"");
  }
  SECTION("unknown fields") {
    CHECK(problem_of({{"kind", "top-k"}, {"K", 1}}, nesterov) ==
          "a.toml.oracle.K: unknown field of top-k; did you mean 'k'?, got 1");
  }
  SECTION("integers") {
    const auto k = [](const json& value) {
      return problem_of({{"kind", "top-k"}, {"k", value}}, nesterov);
    };
    const std::string range = "a.toml.oracle.k: must be an integer between 1 and 6, got ";
    CHECK(k(7) == range + "7");
    CHECK(k(0) == range + "0");
    CHECK(k(-1) == range + "-1");
    CHECK(k(1.5) == range + "1.5");
    CHECK(k("1/2") == range + "\"1/2\"");
    CHECK(k(1e300).substr(0, range.size()) == range);
    CHECK(k(true) == "a.toml.oracle.k: expected a number or text like \"9/10\", got true");
    CHECK(problem_of({{"kind", "top-k"}}, nesterov) ==
          "a.toml.oracle.k: missing: top-k needs entries sent, 1 to the dimension");
    CHECK(objective({{"kind", "huber"}, {"dimension", 0}}) ==
          "a.toml.objective.dimension: must be an integer between 1 and 100000000, got 0");
  }
  SECTION("numbers") {
    const auto delta = [](const json& value) {
      return problem_of({{"kind", "bernoulli"}, {"delta", value}}, nesterov);
    };
    CHECK(delta(std::nan("")).find("a.toml.oracle.delta: ") == 0);
    CHECK(delta(std::numeric_limits<double>::infinity()).find("a.toml.oracle.delta: ") == 0);
    CHECK(delta("1/0").find("a.toml.oracle.delta: ") == 0);
    CHECK(delta("one").find("a.toml.oracle.delta: ") == 0);
    CHECK(delta(2).find("a.toml.oracle: bernoulli: delta must be in (0, 1], got 2") == 0);
    CHECK(delta("1/3").empty());
    CHECK(delta(0.5).empty());
  }
  SECTION("lists") {
    const auto bias = [](const json& value) {
      return problem_of({{"kind", "additive"}, {"bias", value}}, nesterov);
    };
    CHECK(bias({1, 2}) == "a.toml.oracle.bias: expected 6 numbers, the dimension, got [1,2]");
    CHECK(bias(1) == "a.toml.oracle.bias: expected a list of numbers, got 1");
    CHECK(bias({1, 2, 3, 4, 5, "x"}).find("a.toml.oracle.bias[5]: ") == 0);
  }
  SECTION("texts and switches") {
    CHECK(objective({{"kind", "nesterov-worst"}, {"dimension", 6}, {"reading", "other"}}) ==
          "a.toml.objective.reading: must be \"hessian\" or \"factor\", got \"other\"");
    CHECK(objective({{"kind", "nesterov-worst"}, {"dimension", 6}, {"reading", 4}}) ==
          "a.toml.objective.reading: expected text, got 4");
    CHECK(problem_of({{"kind", "minibatch"}, {"replacement", 1}},
                     {{"kind", "least-squares"}, {"dimension", 2}}) ==
          "a.toml.oracle.replacement: expected true or false, got 1");
  }
  SECTION("what does not fit together") {
    CHECK(problem_of({{"kind", "additive"}, {"sigma2", -1}}, nesterov) ==
          "a.toml.oracle.sigma2: must not be negative, got -1");
    CHECK(problem_of({{"kind", "additive"}, {"noise", "none"}, {"sigma2", 1}}, nesterov) ==
          "a.toml.oracle.sigma2: must be 0 without noise, got 1");
    CHECK(problem_of({{"kind", "minibatch"}}, nesterov) ==
          "a.toml.oracle: minibatch needs an objective that is a sum over examples, got "
          "nesterov-worst");
    CHECK(problem_of({{"kind", "additive"}}, nullptr, 3) ==
          "a.toml.objective: missing: the oracle additive needs one");
    CHECK(problem_of(top_1, nullptr) ==
          "a.toml.dimension: missing: a compressor without an objective needs one");
    CHECK(problem_of(top_1, nullptr, 0) == "a.toml.dimension: must be at least 1, got 0");
    CHECK(problem_of({{"kind", "compressed-gradient"}}, nesterov) ==
          "a.toml.oracle.compressor: missing: compressed-gradient needs a table { kind = ..., ... "
          "} of a compressor");
    CHECK(problem_of({{"kind", "compressed-gradient"}, {"compressor", {{"kind", "rand"}}}},
                     nesterov) ==
          "a.toml.oracle.compressor.kind: unknown compressor 'rand'; did you mean 'rand-k'?");
    CHECK(problem_of({{"kind", "gaussian-smoothing"}, {"tau", 0}}, nesterov)
              .find("a.toml.oracle: ") == 0);
  }
}

TEST_CASE("numbers of a spec are read exactly", "[catalogue]") {
  CHECK(number(json(3), "a") == 3);
  CHECK(number(json(-3), "a") == -3);
  CHECK(number(json(18446744073709551615U), "a") == parse_exact("18446744073709551615"));
  CHECK(number(json("1/10"), "a") == Exact(1) / 10);
  CHECK(number(json(0.1), "a") == exact(0.1));
  CHECK(number(json(0.1), "a") != Exact(1) / 10);
  CHECK_THROWS_AS(number(json(nullptr), "a"), InvalidInput);
  CHECK_THROWS_AS(number(json::array({1}), "a"), InvalidInput);
}
