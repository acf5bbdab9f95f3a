// The oracles of the library over an objective, but for the compressed gradients.
#include "biasbound/oracles/additive.hpp"
#include "biasbound/oracles/gaussian_smoothing.hpp"
#include "biasbound/oracles/inexact.hpp"
#include "biasbound/oracles/minibatch.hpp"
#include "biasbound/oracles/relative_bias.hpp"
#include "catalogue/noise.hpp"

namespace biasbound::detail {
namespace {

CatalogueEntry info(std::string kind, std::string summary, std::vector<Parameter> parameters,
                    std::string bounds, std::string source) {
  return {CatalogueEntry::Category::oracle,
          std::move(kind),
          std::move(summary),
          std::move(parameters),
          std::move(bounds),
          std::move(source)};
}

/// The oracle in doubles and, where the objective is rational, its twin.
template <template <class> class Oracle, class... Arguments>
BuiltOracle both(const BuiltObjective& objective, const Arguments&... arguments) {
  BuiltOracle result;
  result.real = any_oracle(Oracle<double>(objective.real, arguments...));
  if (objective.exact)
    result.exact = any_exact_oracle(Oracle<Exact>(*objective.exact, arguments...));
  return result;
}

BuiltOracle additive(const Fields& f, const BuiltObjective& objective) {
  const std::size_t d = objective.real.dimension();
  const std::vector<Exact> bias =
      f.has("bias") ? f.numbers("bias", d) : std::vector<Exact>(d, Exact(0));
  return both<AdditiveOracle>(objective, read_noise(f), bias);
}

BuiltOracle remark_5(const Fields& f, const BuiltObjective& objective) {
  const std::size_t d = objective.real.dimension();
  std::vector<Exact> direction(d, Exact(0));
  direction[0] = 1;
  if (f.has("direction")) direction = f.numbers("direction", d);
  return {any_oracle(
              RelativeBiasOracle(objective.real, f.rational("m"), f.rational("zeta2"), direction)),
          nullptr};
}

BuiltOracle inexact(const Fields& f, const BuiltObjective& objective, const Noise& noise) {
  const std::size_t d = objective.real.dimension();
  const std::vector<Exact> shift =
      f.has("shift") ? f.numbers("shift", d) : std::vector<Exact>(d, Exact(1) / 10);
  return both<InexactOracle>(objective, shift, f.rational("stretch"), noise);
}

std::vector<Parameter> inexact_parameters() {
  return {{"shift", "numbers", "d numbers s: the gradient is taken at y + s", "1/10 each"},
          {"stretch", "number", "a > 0 in L = (1 + a) L'", "1"}};
}

}  // namespace

std::vector<OracleEntry> compressed_entries();

const std::vector<OracleEntry>& oracle_entries() {
  static const std::vector<OracleEntry> entries = [] {
    std::vector<OracleEntry> list = {
        {info("additive", "gradient plus constant bias plus noise",
              with_noise({{"bias", "numbers", "d numbers", "zero"}}),
              "M, sigma2, m = 0, zeta2 = |bias|^2, attained at every x", "Section 6.1"),
         additive},
        {info("remark-5", "the deterministic oracle whose bias attains Assumption 4 at every x",
              {{"m", "number", "0 <= m < 1", "1/2"},
               {"zeta2", "number", "at least 0", "1"},
               {"direction", "numbers", "d numbers, not all zero", "the first unit vector"}},
              "M = sigma2 = 0, m, zeta2", "Remark 5"),
         remark_5},
        {info("gaussian-smoothing", "(f(x + tau u) - f(x)) / tau u with u standard normal",
              {{"tau", "number", "the smoothing radius, positive", "1/10"}},
              "quadratics: M = d + 1, sigma2 = tau^2/4 (d + 4) ((tr H)^2 + 2 tr H^2), m = zeta2 = "
              "0; else M = 4 d + 7, sigma2 = tau^2 L^2 d (d + 2)(d + 12)/2, zeta2 = tau^2 L^2 d",
              "Lemma 13"),
         [](const Fields& f, const BuiltObjective& objective) {
           return both<GaussianSmoothingOracle>(objective, f.rational("tau"));
         }},
        {info("inexact", "a (delta, L)-oracle: the gradient of a convex f at a shifted point",
              inexact_parameters(), "M = sigma2 = m = 0, zeta2 = L'^2 |shift|^2", "Definition 5"),
         [](const Fields& f, const BuiltObjective& objective) {
           return inexact(f, objective, Noise{});
         }},
        {info("stochastic-inexact", "the same plus noise", with_noise(inexact_parameters(), false),
              "M = m = 0, sigma2, zeta2 = L'^2 |shift|^2", "Appendix B.4"),
         [](const Fields& f, const BuiltObjective& objective) {
           return inexact(f, objective, read_noise(f, false));
         }},
        {info("minibatch", "the mean gradient over a random batch of examples",
              {{"batch", "integer", "examples a batch, at least 1", "32"},
               {"replacement", "boolean", "draw with replacement", "false"}},
              "M = m = zeta2 = 0, sigma2 = factor * deviation, where f bounds its deviation",
              "Section 3.2"),
         [](const Fields& f, const BuiltObjective& objective) {
           const std::uint64_t examples = objective.real.examples();
           if (examples == 0)
             throw PlacedError(f.place(),
                               "minibatch needs an objective that is a sum over "
                               "examples, got " +
                                   objective.real.name());
           const bool replacement = f.boolean("replacement");
           const std::uint64_t most = replacement ? std::uint64_t{1} << 32 : examples;
           return both<MinibatchOracle>(
               objective, static_cast<std::size_t>(f.integer("batch", 1, most)), replacement);
         }},
    };
    for (OracleEntry& entry : compressed_entries()) list.push_back(std::move(entry));
    return list;
  }();
  return entries;
}

}  // namespace biasbound::detail
