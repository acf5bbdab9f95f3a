// audit(oracle, claim, options) -> AuditResult: is the claim true of this oracle, and what is the
// evidence worth.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "biasbound/report.hpp"
#include "biasbound/subject.hpp"

namespace biasbound {

/// How doubles are forgiven: `allowance` grants 8 d 2^-53 relative (of the scale of the quantities
/// compared), `exact` grants nothing.
enum class Rounding { allowance, exact };

struct Progress {
  std::string audit;
  std::string stage;  ///< "search", "confirm", "shrink", ...
  double fraction = 0;
};

/// A theorem that covers an oracle for all x.
struct Theorem {
  std::string id;
  std::function<bool(const Subject&, const Claim&)> covers;
};

struct Options {
  std::uint64_t seed = 20200817;
  double alpha = 1e-3;              ///< for this audit; a run splits its own over its audits
  std::uint64_t samples = 100'000;  ///< draws for the claim, search included
  double time_limit = 0;            ///< seconds for this audit; 0: none
  unsigned threads = 0;             ///< 0: all cores
  Rounding rounding = Rounding::allowance;
  bool infer = false;
  bool certificates = false;  ///< keep the law that refutes, for to_certificate()
  std::string name{};         ///< for the report; the oracle's name where empty
  /// The words that name this oracle to `biasbound audit` ("--oracle top-k --k 1"), for the replay
  /// line; empty where the oracle lives in the caller's program.
  std::string origin{};
  /// Set to true from anywhere (a signal handler too) to end with what is known.
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const Progress&)> progress{};
  /// Test this point only: no search. Its length is the dimension.
  std::vector<double> at{};
  /// What PROVED rests on; `biasbound audit` has those that proofs/statements.toml gives it.
  std::vector<Theorem> theorems{};
};

/// Audits one claim; without a claim only infers (options.infer must be set).
/// Never throws for what the oracle does (that is ORACLE_ERROR); throws InvalidInput where the
/// claim and the oracle do not fit together (a `bits` claim for an oracle, no value() for `mu`,
/// ...).
AuditResult audit(const AnySubject& subject, const std::optional<Claim>& claim,
                  const Options& options = {});

/// The caller's own oracle or compressor, in one line:
///   audit(my_oracle, "m=9/10"), audit(my_compressor, 8, "delta=1/4")
template <GradientOracle<double> O>
AuditResult audit(O oracle, std::string_view claim, const Options& options = {}) {
  return audit(subject(std::move(oracle)), parse_claim(claim), options);
}
template <Compressor<double> C>
AuditResult audit(C compressor, std::size_t d, std::string_view claim,
                  const Options& options = {}) {
  return audit(subject(std::move(compressor), d), parse_claim(claim), options);
}

/// What an audit of this subject would do and cost, in lines of text; nothing is run.
std::string explain(const AnySubject& subject, const std::optional<Claim>& claim,
                    const Options& options = {});

}  // namespace biasbound
