// The layer under the properties: it finds a planted fault, shrinks it, prints a line that brings
// the same instance back, and fails where a comparison, a tight instance or a negative control says
// nothing.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "catch.hpp"
#include "oracle_instances.hpp"
#include "property_run.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

const Property kPlanted = {"layer", "Lemma 10 with 9/10 of its M"};
const Settings kDefaults;

struct Instances {
  std::vector<std::string> all;
  Vector<Exact> failed;  // the gradient of the last one that failed
};

void planted(Given& given, Ledger& ledger, Instances& seen) {
  const std::size_t d = given.size("d", 1, 5);
  const std::size_t k = given.size("k", 1, d);
  const StochasticGradient at = any_stochastic_gradient(given, d);
  seen.all.push_back(given.text());
  Bounds bounds = rand_k_bounds(d, k, at.Mb, at.sb2);
  bounds.M *= Exact(9, 10);
  const auto moments =
      exact_moments(compressed_law(RandK{k}, at), as_span(std::as_const(at.gradient)));
  if (moments.noise_sq > bounds.M * moments.mean_sq + bounds.sigma2) seen.failed = at.gradient;
  ledger.le("E|n|^2", moments.noise_sq, bounds.M * moments.mean_sq + bounds.sigma2);
}

Body planted_body(Instances& seen) {
  return [&seen](Given& given, Ledger& ledger) { planted(given, ledger, seen); };
}

bool small(const Exact& value) { return abs(numerator(value)) <= 12 && denominator(value) <= 12; }

template <unsigned Bits>
unsigned bits_of(const BasicInterval<Bits>&) {
  return Bits;
}

/// Standard output and error of a shell command, and its exit code.
std::pair<int, std::string> run_shell(const std::string& command) {
  FILE* pipe = popen(("( " + command + " ) 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  std::array<char, 4096> part{};
  while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe))
    output.append(part.data(), count);
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, output};
}

std::string reports_folder() {
  return (std::filesystem::temp_directory_path() / ("biasbound-layer-" + std::to_string(getpid())))
      .string();
}

/// The line of the text that starts with `start`, from there on.
std::string line_from(const std::string& text, const std::string& start) {
  const std::size_t at = text.find(start);
  if (at == std::string::npos) return "";
  return text.substr(at, text.find('\n', at) - at);
}

}  // namespace

TEST_CASE("layer: a planted fault is found and shrunk to d <= 3 and small rationals", "[layer]") {
  for (const std::uint64_t seed : {kDefaults.seed, std::uint64_t{1}, std::uint64_t{2}}) {
    Instances seen;
    Settings with_seed;
    with_seed.seed = seed;
    const RunOutcome outcome = run_check(kPlanted, planted_body(seen), with_seed);
    INFO(outcome.failure);
    REQUIRE_FALSE(outcome.failure.empty());
    CHECK(outcome.failure.find("E|n|^2: measured") != std::string::npos);
    CHECK(outcome.failure.find("with " + outcome.instance) == 0);
    REQUIRE(seen.failed.size() > 0);
    CHECK(seen.failed.size() <= 3);
    for (const Exact& entry : seen.failed) CHECK(small(entry));
  }
}

TEST_CASE("layer: the code of a failure brings the same instance back", "[layer]") {
  Instances seen;
  const RunOutcome first = run_check(kPlanted, planted_body(seen), kDefaults);
  REQUIRE_FALSE(first.code.empty());
  Settings again;
  again.reproduce = first.code;
  const RunOutcome second = run_check(kPlanted, planted_body(seen), again);
  CHECK(second.instance == first.instance);
  CHECK(second.code == first.code);
  CHECK(second.cases == 1);

  // A code belongs to one property: another one in the same test case runs as ever.
  const Property other = {"layer", "another"};
  std::uint64_t cases = 0;
  const RunOutcome third = run_check(
      other,
      [&cases](Given& given, Ledger& ledger) {
        ++cases;
        ledger.le("x <= 5", given.integer("x", 0, 5), 5);
      },
      again);
  CHECK(third.failure.empty());
  CHECK(cases == kDefaults.cases);

  again.reproduce = first.code.substr(0, 12) + "zz";
  CHECK_THROWS_AS(run_check(kPlanted, planted_body(seen), again), InvalidInput);
}

// Fails, and is run by the next test alone.
TEST_CASE("layer: planted", "[.][planted]") {
  Instances seen;
  check(kPlanted, planted_body(seen));
}

// Fails, and is run by the next test alone.
TEST_CASE("layer: the same twice", "[.][planted]") {
  for (int i = 0; i < 2; ++i)
    holds({"layer", "same"}, [](Ledger& ledger) { ledger.le("1 <= 2", 1, 2); });
}

TEST_CASE("layer: runs that would share a report fail", "[layer]") {
  const std::string folder = reports_folder();
  const auto [code, output] = run_shell("BIASBOUND_PROPERTY_REPORTS='" + folder + "' '" +
                                        std::filesystem::read_symlink("/proc/self/exe").string() +
                                        "' 'layer: the same twice'");
  INFO(output);
  CHECK(code != 0);
  CHECK(line_from(output, "two runs are layer/same").find("give one another name") !=
        std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST_CASE("layer: the printed line reproduces what it is printed for", "[layer]") {
  const std::string folder = reports_folder();
  const std::string reports = "BIASBOUND_PROPERTY_REPORTS='" + folder + "' ";
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const auto [code, output] =
      run_shell(reports + "BIASBOUND_SEED=3 '" + self + "' 'layer: planted'");
  INFO(output);
  CHECK(code != 0);
  const std::string instance = line_from(output, "with ");
  const std::string line = line_from(output, "reproduce: ");
  REQUIRE_FALSE(instance.empty());
  REQUIRE(line.size() > 11);
  const auto [again_code, again] = run_shell(reports + line.substr(11));
  INFO(again);
  CHECK(again_code != 0);
  CHECK(line_from(again, "with ") == instance);
  CHECK(line_from(again, "found in case ").find("found in case 1 of") == 0);
  std::filesystem::remove_all(folder);
}

TEST_CASE("layer: equal seeds give equal cases and others do not", "[layer]") {
  const auto cases_of = [](std::uint64_t seed) {
    Instances seen;
    Settings with_seed;
    with_seed.seed = seed;
    with_seed.cases = 50;
    const RunOutcome outcome = run_check(kPlanted, planted_body(seen), with_seed);
    seen.all.push_back(outcome.failure);
    return seen.all;
  };
  CHECK(cases_of(7) == cases_of(7));
  CHECK(cases_of(7) != cases_of(8));
}

TEST_CASE("layer: a property that compares nothing fails", "[layer]") {
  const RunOutcome outcome = run_check(
      {"layer", "nothing"}, [](Given& given, Ledger&) { given.flag("x"); }, kDefaults);
  CHECK(outcome.failure == "compares nothing");
}

TEST_CASE("layer: a body that throws fails with its instance", "[layer]") {
  const RunOutcome outcome = run_check(
      {"layer", "throws"},
      [](Given& given, Ledger&) {
        if (given.integer("x", 0, 9) > 4) throw InvalidInput("x is above 4");
      },
      kDefaults);
  CHECK(outcome.instance == "x = 5");
  CHECK(outcome.failure.find("threw x is above 4") != std::string::npos);
}

TEST_CASE("layer: an interval comparison that nothing decides fails", "[layer]") {
  // 2 and sqrt(2)^2 are equal, which no precision shows.
  const auto equal = [](auto one) {
    using I = decltype(one);
    return std::pair<I, I>{sqrt(I(2)) * sqrt(I(2)), I(2)};
  };
  const RunOutcome outcome = run_check(
      {"layer", "undecided", Arithmetic::interval},
      [&](Given&, Ledger& ledger) { ledger.le("2 <= 2", equal); }, kDefaults);
  CHECK(outcome.failure.find("undecided at 1024 bits") != std::string::npos);

  // Nor does it count as the failure that a control expects; at a tight instance it is equality.
  CHECK_FALSE(run_must_fail(
                  "2 <= 2", [&](Ledger& ledger) { ledger.le("2 <= 2", equal); }, 1)
                  .failure.empty());
  CHECK(run_attained([&](Ledger& ledger) { ledger.le("2 <= 2", equal); }).failure.empty());
}

TEST_CASE("layer: an interval comparison is decided at a higher precision", "[layer]") {
  std::vector<unsigned> precisions;
  const RunOutcome outcome =
      run_check({"layer", "escalates", Arithmetic::interval},
                [&](Given&, Ledger& ledger) {
                  ledger.le("1 <= 1 + 2^-400", [&](auto one) {
                    using I = decltype(one);
                    I power(1);
                    for (int i = 0; i < 400; ++i) power = power / I(2);
                    precisions.push_back(bits_of(one));
                    return std::pair<I, I>{sqrt(I(2)) * sqrt(I(2)), I(2) + power};
                  });
                },
                {.cases = 1, .seed = 1, .reproduce = ""});
  CHECK(outcome.failure.empty());
  CHECK(precisions == std::vector<unsigned>{256, 1024});
}

TEST_CASE("layer: a negative control fails where nothing fails or something else does", "[layer]") {
  const Instance slack = [](Ledger& ledger) { ledger.le("1 <= 2", 1, 2); };
  CHECK(run_must_fail("1 <= 2", slack).failure.find("nothing failed") != std::string::npos);
  const Instance two = [](Ledger& ledger) {
    ledger.le("1 <= 1", 1, 1);
    ledger.le("2 <= 2", 2, 2);
  };
  CHECK(run_must_fail("2 <= 2", two).failure.find("'1 <= 1: measured") == 0);
  CHECK(run_must_fail("1 <= 1", two).failure.empty());
  CHECK(run_must_fail("1 <= 1", two).refuted == "1 <= 1: measured 1 > bound 0.99");
  // A negative bound is tightened too.
  const Instance negative = [](Ledger& ledger) { ledger.le("-2 <= -2", -2, -2); };
  CHECK(run_must_fail("-2 <= -2", negative).failure.empty());
}

TEST_CASE("layer: a tight instance fails where its bound is not attained", "[layer]") {
  const auto outcome = [](const Exact& measured, const Exact& bound) {
    return run_attained([&](Ledger& ledger) { ledger.le("measured", measured, bound); }).failure;
  };
  CHECK(outcome(1, 1).empty());
  CHECK(outcome(-1, -1).empty());
  CHECK(outcome(1, 2).find("not attained") != std::string::npos);
  CHECK(outcome(0, 0).find("not attained") != std::string::npos);  // says nothing
  CHECK(outcome(2, 1).find("> bound") != std::string::npos);
  CHECK_FALSE(run_attained([](Ledger&) {}).failure.empty());
  const Instance one = [](Ledger& ledger) { ledger.le("a", 1, 1); };
  CHECK_FALSE(run_attained(one, {"a", "b"}).failure.empty());
  CHECK(run_attained(one, {"a"}).failure.empty());
}

TEST_CASE("layer: an instance fails where a comparison does or none is made", "[layer]") {
  CHECK(run_instance([](Ledger& ledger) { ledger.le("1 <= 2", 1, 2); }).failure.empty());
  CHECK(run_instance([](Ledger& ledger) { ledger.le("2 <= 1", 2, 1); }).failure.find("2 <= 1") ==
        0);
  CHECK(run_instance([](Ledger&) {}).failure == "compares nothing");
}

TEST_CASE("layer: the smallest slack is kept with where it was seen", "[layer]") {
  Ledger ledger;
  ledger.le("x", 1, 4);
  ledger.le("x", 3, 4);
  ledger.le("x", 2, 4);
  ledger.le("x", 0, 0);
  REQUIRE(ledger.lines().size() == 1);
  CHECK(ledger.lines()[0].count == 4);
  CHECK(ledger.lines()[0].slack == 0.25);
  CHECK(ledger.lines()[0].measured == "3");
}
