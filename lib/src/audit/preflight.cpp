// Before an audit: does the claim speak about this oracle, and are the oracle's answers
// reproducible.
#include <algorithm>

#include "audit/engine.hpp"

namespace biasbound::detail {
namespace {

std::vector<std::vector<double>> probe_points(const Subject& subject, const Options& options) {
  if (!options.at.empty()) return {options.at};
  const TestPoints points(subject.dimension(), options.seed);
  std::vector<std::vector<double>> result;
  for (const std::size_t i : {std::size_t{0}, points.size() / 2, points.size() - 1})
    result.push_back(points[i].x);
  return result;
}

}  // namespace

std::optional<Claim> fitting_claim(const Subject& subject, const std::optional<Claim>& claim,
                                   const Options& options) {
  const std::string name = subject.name();
  if (!(options.alpha > 0 && options.alpha < 1))
    throw InvalidInput("alpha = " + to_text(options.alpha) + ": must be between 0 and 1");
  if (options.samples == 0) throw InvalidInput("samples = 0: must be at least 1");
  if (!(options.time_limit >= 0))
    throw InvalidInput("time_limit = " + to_text(options.time_limit) + ": must be >= 0");
  if (!options.at.empty() && options.at.size() != subject.dimension())
    throw InvalidInput("at: " + std::to_string(options.at.size()) + " entries, but " + name +
                       " has dimension " + std::to_string(subject.dimension()));
  for (const double entry : options.at) static_cast<void>(biasbound::exact(entry));

  std::optional<Claim> chosen = claim;
  if (!chosen && !options.infer) {
    chosen = subject.claim();
    if (!chosen)
      throw InvalidInput("claim: none given, and " + name +
                         " brings none; give one or ask to infer");
  }
  if (!chosen) return chosen;
  const std::string text = "claim " + to_text(*chosen) + ": ";
  const bool compressor = subject.kind() == Subject::Kind::compressor;
  switch (chosen->kind) {
    case ClaimKind::bounds:
      break;
    case ClaimKind::delta:
    case ClaimKind::omega:
    case ClaimKind::bits:
      if (!compressor)
        throw InvalidInput(text + "speaks about compressors, and " + name + " is an oracle");
      break;
    case ClaimKind::inexact:
    case ClaimKind::regularity:
      if (compressor)
        throw InvalidInput(text + "speaks about an objective, and " + name + " is a compressor");
      break;
  }
  if (chosen->has("mu") && !chosen->has("f_star")) {
    const auto minimum = subject.regularity().f_star;
    if (!minimum)
      throw InvalidInput(text + "mu needs the minimum of f; give f_star = ... beside it");
    chosen->constants["f_star"] = *minimum;
  }
  return chosen;
}

void check_reproducible(Workers& workers, const Options& options) {
  const Subject& subject = workers.subject();
  const std::size_t d = subject.dimension();
  // An odd number, so that a generator of its own that alternates is out of step at the repetition.
  const std::size_t count = std::min<std::size_t>(5, subject.batch_limit());
  const auto points = probe_points(subject, options);
  for (std::uint64_t i = 0; i < points.size(); ++i) {
    workers.clock().check();
    Session& session = workers.session();
    std::vector<double> gradient(d);
    std::vector<double> again(d);
    session.gradient(points[i], gradient);
    session.gradient(points[i], again);
    if (gradient != again)
      throw OracleError("not reproducible: two calls of the gradient at one x differ");
    const StreamAddress first{options.seed, Purpose::protocol, i, 0};
    std::vector<double> draws(count * d);
    std::vector<double> repeated(count * d);
    session.sample(points[i], first, count, draws);
    session.sample(points[i], first, count, repeated);
    if (draws != repeated)
      throw OracleError("not reproducible: equal seeds at one x give unequal draws");
    if (!subject.deterministic()) continue;
    for (std::size_t k = 1; k < count; ++k)
      if (!std::equal(draws.begin(), draws.begin() + static_cast<std::ptrdiff_t>(d),
                      draws.begin() + static_cast<std::ptrdiff_t>(k * d)))
        throw OracleError("not deterministic as declared: two draws at one x differ");
  }
}

}  // namespace biasbound::detail
