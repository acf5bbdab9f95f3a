// The reference compressors and the exact moments against programs that Coq extracted from
// proofs/exec/reference.v, where they are proved to be what the theorems speak of: the same
// rationals, request by request.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <sstream>

#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

/// The extracted program, started once.
class Extracted {
 public:
  static std::string ask(const std::string& request) {
    static Extracted program;
    return program.answer(request);
  }

 private:
  Extracted() {
    if (access(REFERENCE_PROGRAM, X_OK) != 0)
      throw InvalidInput(REFERENCE_PROGRAM ": not built, run ci/checks/proofs");
    std::array<int, 2> down{};
    std::array<int, 2> up{};
    if (pipe2(down.data(), O_CLOEXEC) != 0 || pipe2(up.data(), O_CLOEXEC) != 0)
      throw InvalidInput("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, down[0], 0);
    posix_spawn_file_actions_adddup2(&actions, up[1], 1);
    std::string name = REFERENCE_PROGRAM;
    std::array<char*, 2> arguments{name.data(), nullptr};
    pid_t child = 0;
    const int failed =
        posix_spawn(&child, REFERENCE_PROGRAM, &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(down[0]);
    close(up[1]);
    if (failed != 0) throw InvalidInput(REFERENCE_PROGRAM ": does not start");
    to_ = fdopen(down[1], "w");
    from_ = fdopen(up[0], "r");
  }

  std::string answer(const std::string& request) {
    std::fputs((request + '\n').c_str(), to_);
    std::fflush(to_);
    std::string line;
    for (int c = std::fgetc(from_); c != '\n'; c = std::fgetc(from_)) {
      if (c == EOF) throw InvalidInput(REFERENCE_PROGRAM ": ended at '" + request + "'");
      line += static_cast<char>(c);
    }
    return line;
  }

  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
};

/// A vector with its length, a law with its number of outcomes.
void write(std::ostream& out, const Vector<Exact>& x) {
  out << x.size();
  for (const Exact& entry : x) out << ' ' << entry;
}
void write(std::ostream& out, const FiniteLaw<Exact>& law) {
  out << law.size();
  for (const auto& outcome : law) write(out << ' ' << outcome.weight << ' ', outcome.value);
}
template <class T>
void write(std::ostream& out, const T& number) {
  out << number;
}

template <class... Parts>
std::string ask(const char* request, const Parts&... parts) {
  std::ostringstream line;
  line << request;
  (write(line << ' ', parts), ...);
  return Extracted::ask(line.str());
}

Vector<Exact> numbers(const std::string& answer) {
  std::istringstream stream(answer);
  std::vector<Exact> result;
  for (std::string word; stream >> word;) result.emplace_back(word);
  return to_vector(result);
}

/// E g, E|n|^2 and |b|^2 as the program prints them.
Vector<Exact> moments_in_a_row(const FiniteLaw<Exact>& law, const Vector<Exact>& gradient) {
  const PointMoments<Exact> moments = exact_moments(law, as_span(gradient));
  Vector<Exact> result(gradient.size() + 2);
  result << mean_of(law), moments.noise_sq, moments.bias_sq;
  return result;
}

/// Any law: noise, compressed at times, around any vector.
FiniteLaw<Exact> any_law(Given& given, std::size_t d) {
  FiniteLaw<Exact> law = given.noise("law", d);
  const Vector<Exact> centre = given.vector("centre", d);
  for (auto& outcome : law) outcome.value += centre;
  return law;
}

template <class... Parts>
bool yes(const char* request, const Parts&... parts) {
  const std::string answer = ask(request, parts...);
  if (answer != "true" && answer != "false") throw InvalidInput(answer);
  return answer == "true";
}

}  // namespace

TEST_CASE("definition_3: top-k is what Coq extracted", "[definition_3]") {
  check({"definition_3", "top-k against the extracted program"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 12);
    const std::size_t k = given.size("k", 1, d);
    const Vector<Exact> x = given.vector("x", d);
    ledger.eq("top-k", mean_of(law_of(TopK{k}, x)), numbers(ask("top_k", k, x)));
  });
}

TEST_CASE("definition_4: rand-k's moments are what Coq extracted", "[definition_4]") {
  check({"definition_4", "rand-k against the extracted program"}, [](Given& given, Ledger& ledger) {
    const StochasticRandK at = any_stochastic_rand_k(given);
    const Vector<Exact>& x = at.stochastic.gradient;
    const FiniteLaw<Exact>& noise = at.stochastic.noise;
    ledger.eq("rand-k", moments_in_a_row(compressed_law(RandK{at.k}, at.stochastic), x),
              numbers(ask("rand_k", at.k, 1, x, noise)));
    ledger.eq("scaled rand-k",
              moments_in_a_row(compressed_law(ScaledRandK{at.k}, at.stochastic), x),
              numbers(ask("rand_k", at.k, Exact(1 / share(at.k, at.d())), x, noise)));
  });
}

TEST_CASE("definition_2: moments and checks are what Coq extracted", "[definition_2]") {
  check({"definition_2", "checks against the extracted program"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 5);
    const Vector<Exact> x = given.vector("x", d);
    const FiniteLaw<Exact> law = any_law(given, d);
    ledger.eq("moments", moments_in_a_row(law, x), numbers(ask("law", x, law)));
    const PointMoments<Exact> at = exact_moments(law, as_span(x));
    // Beside the constant that is just enough, a little less and a little more.
    const Exact factor = 1 + given.rational("off", -1, 1) / 7;
    const auto nearly = [&](const Exact& measured, const Exact& unit) {
      return Exact(unit == 0 ? Exact(0) : Exact(factor * measured / unit));
    };
    const Exact M = nearly(at.noise_sq, at.mean_sq);
    const Exact s2 = factor * at.noise_sq;
    const Exact m = nearly(at.bias_sq, at.gradient_sq);
    const Exact z2 = factor * at.bias_sq;
    const Exact delta = 1 - nearly(at.error_sq, at.gradient_sq);
    ledger.holds("Assumption 3, M",
                 yes("assumption_3", d, law, M, 0) == (at.noise_sq <= M * at.mean_sq));
    ledger.holds("Assumption 3, sigma2", yes("assumption_3", d, law, 0, s2) == (at.noise_sq <= s2));
    ledger.holds("Assumption 4, m",
                 yes("assumption_4", x, law, m, 0) == (at.bias_sq <= m * at.gradient_sq));
    ledger.holds("Assumption 4, zeta2", yes("assumption_4", x, law, 0, z2) == (at.bias_sq <= z2));
    ledger.holds("Definition 2", yes("definition_2", x, law, delta) ==
                                     (at.error_sq <= (1 - delta) * at.gradient_sq));
  });
}
