// The objectives of the library.
#include "biasbound/objectives/huber.hpp"
#include "biasbound/objectives/least_squares.hpp"
#include "biasbound/objectives/nesterov_worst.hpp"
#include "biasbound/objectives/pl_sine.hpp"
#include "biasbound/objectives/quadratic.hpp"
#include "biasbound/objectives/softmax_regression.hpp"
#include "catalogue/entries.hpp"

namespace biasbound::detail {
namespace {

constexpr std::uint64_t max_dimension = 100'000'000;
constexpr std::uint64_t max_seed = (std::uint64_t{1} << 53) - 1;

CatalogueEntry info(std::string kind, std::string summary, std::vector<Parameter> parameters,
                    std::string bounds, std::string source) {
  return {CatalogueEntry::Category::objective,
          std::move(kind),
          std::move(summary),
          std::move(parameters),
          std::move(bounds),
          std::move(source)};
}

Parameter dimension_parameter(const char* meaning = "the dimension d, at least 1") {
  return {"dimension", "integer", meaning, ""};
}

std::size_t dimension(const Fields& f) { return f.integer("dimension", 1, max_dimension); }

template <class Real, class Rational>
BuiltObjective both(Real real, Rational rational) {
  return {AnyObjective<double>(std::move(real)), AnyObjective<Exact>(std::move(rational))};
}

BuiltObjective nesterov_worst(const Fields& f) {
  const std::size_t d = dimension(f);
  const std::string reading = f.text("reading");
  if (reading != "hessian" && reading != "factor")
    f.refuse("reading", "must be \"hessian\" or \"factor\"");
  const auto which = reading == "hessian" ? NesterovReading::hessian : NesterovReading::factor;
  return both(NesterovWorst<double>(d, which), NesterovWorst<Exact>(d, which));
}

QuadraticSpec quadratic_spec(const Fields& f) {
  QuadraticSpec spec;
  if (f.has("spectrum")) {
    spec.spectrum = f.numbers("spectrum");
    for (const char* other : {"mu", "L"})
      if (f.has(other)) f.refuse(other, "stands beside a spectrum that already says it");
    if (f.has("dimension") && dimension(f) != spec.spectrum.size())
      f.refuse("dimension",
               "the spectrum has " + std::to_string(spec.spectrum.size()) + " eigenvalues");
  } else {
    const std::size_t d = dimension(f);
    const Exact mu = f.rational("mu");
    const Exact L = f.rational("L");
    if (mu < 0) f.refuse("mu", "must not be negative");
    if (L <= 0 || L < mu) f.refuse("L", "must be positive and at least mu");
    for (std::size_t i = 0; i < d; ++i)
      spec.spectrum.push_back(d == 1 ? L : Exact(mu + (L - mu) * Exact(i) / Exact(d - 1)));
  }
  const std::size_t d = spec.spectrum.size();
  spec.reflections =
      reflections(d, f.integer("reflections", 0, 1000), f.integer("seed", 0, max_seed));
  if (f.has("linear")) spec.linear = f.numbers("linear", d);
  return spec;
}

}  // namespace

const std::vector<ObjectiveEntry>& objective_entries() {
  static const std::vector<ObjectiveEntry> entries = {
      {info("nesterov-worst", "Nesterov's worst function, f = 1/2 x^T H x",
            {dimension_parameter(),
             {"reading", "text", "\"hessian\": H = tridiag(-1, 2, -1); \"factor\": its square",
              "hessian"}},
            "L = 4, mu = 4 sin^2(pi / (2 (d + 1))); both squared for reading = \"factor\"",
            "Section 6"),
       nesterov_worst},
      {info("quadratic", "f = 1/2 x^T H x + <linear, x> with a rational spectrum",
            {dimension_parameter("the dimension d, where no spectrum gives it"),
             {"spectrum", "numbers", "the eigenvalues of H", "evenly spaced from mu to L"},
             {"mu", "number", "least eigenvalue, at least 0", "1"},
             {"L", "number", "largest eigenvalue", "4"},
             {"reflections", "integer", "Householder reflections that rotate H, 0 to 1000", "0"},
             {"seed", "integer", "of the reflections", "1"},
             {"linear", "numbers", "d numbers, in the range of H", "zero"}},
            "L the largest eigenvalue, mu the smallest positive one", "Assumptions 1-2"),
       [](const Fields& f) {
         const QuadraticSpec spec = quadratic_spec(f);
         return both(Quadratic<double>(spec), Quadratic<Exact>(spec));
       }},
      {info("huber", "the Huber loss, summed over coordinates; convex, not PL",
            {dimension_parameter()}, "L = 1", "Example 8"),
       [](const Fields& f) {
         return both(Huber<double>(dimension(f)), Huber<Exact>(dimension(f)));
       }},
      {info("pl-sine", "sum of x_i^2 + 3 sin^2 x_i: PL, not convex", {dimension_parameter()},
            "L = 8, mu = 7/40", "Karimi et al. 2016"),
       [](const Fields& f) {
         return BuiltObjective{PlSine<double>(dimension(f)), std::nullopt};
       }},
      {info("least-squares", "1/(2n) |A x - y|^2 with random integers, a sum over n examples",
            {dimension_parameter(),
             {"examples", "integer", "n, 1 to 100000", "20"},
             {"seed", "integer", "of A and y", "1"}},
            "L and mu enclose the spectrum of A^T A / n", "Assumptions 1-2"),
       [](const Fields& f) {
         const LeastSquaresSpec spec = generate_least_squares(
             f.integer("examples", 1, 100'000), dimension(f), f.integer("seed", 0, max_seed));
         return both(LeastSquares<double>(spec), LeastSquares<Exact>(spec));
       }},
      {info("fashion-mnist", "ridge-regularised softmax regression on Fashion-MNIST, d = 7850",
            {{"examples", "integer", "training images used, 1 to 60000", "2000"},
             {"lambda", "number", "ridge parameter, positive", "1/1000"},
             {"folder", "text", "where the gzip'd IDX files lie",
              "$BIASBOUND_FASHION_MNIST or /usr/share/datasets/fashion-mnist"}},
            "mu = lambda, L = s/2 + lambda, s a bound on the spectrum of the second moment",
            "Xiao et al. 2017"),
       [](const Fields& f) {
         const std::string folder = f.has("folder") ? f.text("folder") : fashion_mnist_folder();
         return BuiltObjective{
             SoftmaxRegression(load_fashion_mnist(folder, f.integer("examples", 1, 60'000)),
                               f.rational("lambda"), "fashion-mnist"),
             std::nullopt};
       }},
  };
  return entries;
}

}  // namespace biasbound::detail
