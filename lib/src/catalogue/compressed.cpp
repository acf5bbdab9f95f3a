// Compressed gradients, exact and stochastic, and the noise of an oracle.
#include "biasbound/oracles/compressed.hpp"

#include "catalogue/noise.hpp"

namespace biasbound::detail {
namespace {

/// A compressor behind its oracle: one type for all that need no special treatment.
template <class Scalar>
class ErasedCompressor {
 public:
  ErasedCompressor(AnyOracle<Scalar> oracle, const BuiltCompressor& built)
      : oracle_(std::move(oracle)), compress_(built.compress), bounds_(built.bounds) {}

  [[nodiscard]] std::string name() const { return oracle_->name(); }
  [[nodiscard]] bool deterministic() const { return oracle_->deterministic(); }
  [[nodiscard]] bool accepts(std::size_t d) const { return d == oracle_->dimension(); }
  void compress(std::span<const double> x, Stream& stream, std::span<double> out) const {
    compress_(x, stream, out);
  }
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    return oracle_->outcomes(x);
  }
  [[nodiscard]] bool mean(std::span<const Scalar> x, std::span<Scalar> out) const {
    return oracle_->mean(x, out);
  }
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const {
    return oracle_->second_moment(x);
  }
  [[nodiscard]] std::optional<Scalar> range(std::span<const Scalar> x) const {
    return oracle_->range(x);
  }
  [[nodiscard]] CompressorBounds bounds(std::size_t /*d*/) const { return bounds_; }

 private:
  AnyOracle<Scalar> oracle_;
  std::function<void(std::span<const double>, Stream&, std::span<double>)> compress_;
  CompressorBounds bounds_;
};

template <class Real, class Rational>
BuiltOracle over(const BuiltObjective& objective, const Real& real,
                 const std::optional<Rational>& rational, const Noise& noise) {
  BuiltOracle result;
  result.real = any_oracle(CompressedOracle<double, Real>(objective.real, real, noise));
  if (objective.exact && rational)
    result.exact =
        any_exact_oracle(CompressedOracle<Exact, Rational>(*objective.exact, *rational, noise));
  return result;
}

BuiltOracle compress(const BuiltCompressor& built, const BuiltObjective& objective,
                     const Noise& noise) {
  if (const auto* top = std::get_if<TopK>(&built.known))
    return over(objective, *top, std::optional(*top), noise);
  if (const auto* rand = std::get_if<RandK>(&built.known))
    return over(objective, *rand, std::optional(*rand), noise);
  if (const auto* scaled = std::get_if<ScaledRandK>(&built.known))
    return over(objective, *scaled, std::optional(*scaled), noise);
  std::optional<ErasedCompressor<Exact>> rational;
  if (const AnyOracle<Exact> twin = built.subject->exact()) rational.emplace(twin, built);
  return over(objective, ErasedCompressor<double>(built.oracle, built), rational, noise);
}

BuiltCompressor read_compressor(const Fields& f, const BuiltObjective& objective) {
  return build_compressor(f.table("compressor"), objective.real.dimension(), f.where("compressor"));
}

}  // namespace

BuiltOracle compressed_gradient(const BuiltCompressor& compressor,
                                const BuiltObjective& objective) {
  return compress(compressor, objective, Noise{});
}

std::vector<OracleEntry> compressed_entries() {
  const Parameter compressor = {"compressor", "compressor",
                                "a table { kind = ..., ... } of a compressor", ""};
  return {
      {{CatalogueEntry::Category::oracle,
        "compressed-gradient",
        "C(grad f); a compressor's kind beside an objective means the same",
        {compressor},
        "the compressor's M, sigma2, m, zeta2",
        "Section 5.4"},
       [](const Fields& f, const BuiltObjective& objective) {
         return compressed_gradient(read_compressor(f, objective), objective);
       }},
      {{CatalogueEntry::Category::oracle, "compressed-stochastic-gradient",
        "C(grad f + n) with noise of E|n|^2 = M |grad f|^2 + sigma2", with_noise({compressor}),
        "rand-k: M = (1 + Mb) d/k - 1, sigma2 = (k/d) sb2, m = (1 - k/d)^2; unbiased: M = (1 + "
        "omega)(1 + Mb) - 1, sigma2 = (1 + omega) sb2; others by delta",
        "Lemmas 10 and 12, Section 6.2"},
       [](const Fields& f, const BuiltObjective& objective) {
         return compress(read_compressor(f, objective), objective, read_noise(f));
       }},
  };
}

std::vector<Parameter> with_noise(std::vector<Parameter> parameters, bool multiplicative) {
  parameters.push_back(
      {"noise", "text", "\"gaussian\", \"rademacher\", \"student-t\" or \"none\"", "gaussian"});
  parameters.push_back({"sigma2", "number", "E|n|^2 apart from M, at least 0", "1; 0 for none"});
  if (multiplicative)
    parameters.push_back(
        {"M", "number", "noise relative to the mean it is added to, at least 0", "0"});
  parameters.push_back({"degrees-of-freedom", "number", "of Student's t, above 2", "3"});
  return parameters;
}

Noise read_noise(const Fields& f, bool multiplicative) {
  Noise noise;
  const std::string kind = f.text("noise");
  if (kind == "none")
    noise.kind = Noise::Kind::none;
  else if (kind == "gaussian")
    noise.kind = Noise::Kind::gaussian;
  else if (kind == "rademacher")
    noise.kind = Noise::Kind::rademacher;
  else if (kind == "student-t")
    noise.kind = Noise::Kind::student_t;
  else
    f.refuse("noise", "must be \"gaussian\", \"rademacher\", \"student-t\" or \"none\"");
  const bool none = noise.kind == Noise::Kind::none;
  noise.sigma2 = f.has("sigma2") ? f.rational("sigma2") : Exact(none ? 0 : 1);
  if (noise.sigma2 < 0 || (none && noise.sigma2 != 0))
    f.refuse("sigma2", none ? "must be 0 without noise" : "must not be negative");
  if (multiplicative) {
    noise.M = f.rational("M");
    if (noise.M < 0 || (none && noise.M != 0))
      f.refuse("M", none ? "must be 0 without noise" : "must not be negative");
  }
  if (f.has("degrees-of-freedom")) {
    if (noise.kind != Noise::Kind::student_t)
      f.refuse("degrees-of-freedom", "only noise = \"student-t\" has them");
    const Exact degrees = f.rational("degrees-of-freedom");
    if (degrees <= 2) f.refuse("degrees-of-freedom", "must be above 2");
    noise.degrees_of_freedom = to_double(degrees);
  }
  return noise;
}

}  // namespace biasbound::detail
