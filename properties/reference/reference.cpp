// The library's top-k, and its law and moments of rand-k, beside the program that Coq extracts from
// proofs/exec: the same rationals, digit for digit.
#include <unistd.h>

#include <biasbound/compressors/rand_k.hpp>
#include <biasbound/compressors/top_k.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "catch.hpp"

using namespace biasbound;

namespace {

constexpr std::uint64_t kCases = 400;
constexpr std::size_t kLongest = 8;

using Values = std::vector<Exact>;

std::string binary(const boost::multiprecision::mpz_int& positive) {
  if (positive == 0) return "0";
  std::string digits;
  for (auto rest = positive; rest > 0; rest >>= 1) digits += (rest & 1) != 0 ? '1' : '0';
  return {digits.rbegin(), digits.rend()};
}

std::string word(const Exact& value) {
  std::string text = value < 0 ? "-" : "";
  text += binary(boost::multiprecision::mpz_int(numerator(Exact(abs(value)))));
  text += '/';
  return text += binary(boost::multiprecision::mpz_int(denominator(value)));
}

Exact number(const std::string& text) {
  Exact parts[2] = {0, 0};
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '/') part = 1;
    if (c == '0' || c == '1') parts[part] = 2 * parts[part] + (c == '1' ? 1 : 0);
  }
  return (text.front() == '-' ? -1 : 1) * parts[0] / parts[1];
}

struct Case {
  std::size_t k;
  Values x;
};

/// Small fractions, so that ties and zeros are frequent; every fourth entry a double of any size.
std::vector<Case> cases() {
  std::vector<Case> all;
  for (std::uint64_t i = 0; i < kCases; ++i) {
    Stream stream({20200817, Purpose::user, i, 0});
    Values x(1 + uniform_below(stream, kLongest));
    for (Exact& entry : x)
      entry = uniform_below(stream, 4) == 0
                  ? exact(std::ldexp(normal(stream), int(uniform_below(stream, 200)) - 100))
                  : (Exact(uniform_below(stream, 9)) - 4) / Exact(1 + uniform_below(stream, 3));
    all.push_back({1 + uniform_below(stream, x.size()), std::move(x)});
  }
  return all;
}

/// One answer a case.
std::vector<Values> ask(const std::string& question, const std::vector<Case>& given) {
  std::string folder = std::filesystem::temp_directory_path() / "biasbound-reference-XXXXXX";
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const std::string in = folder + "/in";
  const std::string out = folder + "/out";
  {
    std::ofstream file(in);
    for (const Case& each : given) {
      file << question << ' ' << each.k;
      for (const Exact& entry : each.x) file << ' ' << word(entry);
      file << '\n';
    }
  }
  const int status = std::system((REFERENCE " <" + in + " >" + out).c_str());
  std::vector<Values> answers;
  std::ifstream file(out);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    auto& answer = answers.emplace_back();
    for (std::string text; words >> text;) answer.push_back(number(text));
  }
  std::filesystem::remove_all(folder);
  REQUIRE(status == 0);
  REQUIRE(answers.size() == given.size());
  return answers;
}

bool built() {
  if (access(REFERENCE, X_OK) == 0) return true;
  WARN("skipped: no " REFERENCE "; ci/checks/proofs builds it");
  return false;
}

}  // namespace

TEST_CASE("top-k is the top-k that Coq computes", "[reference]") {
  if (!built()) return;
  const auto given = cases();
  const auto answers = ask("top-k", given);
  for (std::size_t i = 0; i < given.size(); ++i) {
    Values out(given[i].x.size());
    TopK{given[i].k}.mean(std::span<const Exact>(given[i].x), std::span<Exact>(out));
    CHECK(out == answers[i]);
  }
}

TEST_CASE("the moments of rand-k's law are those that Coq computes", "[reference]") {
  if (!built()) return;
  const auto given = cases();
  const auto answers = ask("moments", given);
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::span<const Exact> x(given[i].x);
    const auto law = RandK{given[i].k}.outcomes(x);
    REQUIRE(law);
    const auto moments = exact_moments(*law, x);
    CHECK(answers[i] == Values{moments.gradient_sq, moments.mean_sq, moments.bias_sq,
                               moments.noise_sq, moments.error_sq});
  }
}
