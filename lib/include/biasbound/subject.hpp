// The subject of an audit: an oracle or compressor, built in, the caller's own, a child process or
// a plugin, seen through one interface.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "biasbound/claim.hpp"
#include "biasbound/compressor.hpp"
#include "biasbound/oracle.hpp"

namespace biasbound {

/// The oracle misbehaved: crash, hang, NaN, wrong length, protocol error, not reproducible.
/// `what()` is one line; `detail` may hold the reply's first bytes and the tail of stderr.
class OracleError : public std::runtime_error {
 public:
  explicit OracleError(const std::string& reason, std::string detail_text = {})
      : std::runtime_error(reason), detail(std::move(detail_text)) {}
  std::string detail;
};

/// One worker's line to the oracle, in doubles. Not shared between threads. Every call may throw
/// OracleError; replies that reach the auditor have the right length and are finite.
class Session {
 public:
  virtual ~Session() = default;
  /// out = grad f(x); for a compressor x itself.
  virtual void gradient(std::span<const double> x, std::span<double> out) = 0;
  /// `count` independent draws at x, row after row. `first` addresses the first draw; equal
  /// (address, count, x) give equal draws.
  virtual void sample(std::span<const double> x, const StreamAddress& first, std::size_t count,
                      std::span<double> out) = 0;
  virtual std::optional<double> value(std::span<const double> /*x*/) { return std::nullopt; }
  virtual bool mean(std::span<const double> /*x*/, std::span<double> /*out*/) { return false; }
  virtual std::optional<double> second_moment(std::span<const double> /*x*/) {
    return std::nullopt;
  }
  virtual std::optional<FiniteLaw<double>> outcomes(std::span<const double> /*x*/) {
    return std::nullopt;
  }
  virtual std::optional<InexactPair<double>> inexact(std::span<const double> /*y*/) {
    return std::nullopt;
  }
  virtual std::optional<double> range(std::span<const double> /*x*/) { return std::nullopt; }
  virtual std::optional<Encoding> encode(std::span<const double> /*x*/,
                                         const StreamAddress& /*draw*/) {
    return std::nullopt;
  }
  /// The d numbers that an encoding stands for.
  virtual std::vector<double> decode(std::span<const std::uint8_t> /*bytes*/) { return {}; }
};

/// What the catalogue knows of an oracle that it has built: theorems speak of these.
struct Known {
  /// A compressor's kind, for its compressed gradient too: "rand-k"; an oracle's, with what it is
  /// made of: "compressed-stochastic-gradient(rand-k)"
  std::string kind;
  CompressorBounds constants;  ///< of an oracle `bounds` alone
};

class Subject {
 public:
  enum class Kind { oracle, compressor };

  virtual ~Subject() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual Kind kind() const = 0;
  [[nodiscard]] virtual std::size_t dimension() const = 0;
  /// Declared: every draw at x is the same. The auditor checks it.
  [[nodiscard]] virtual bool deterministic() const { return false; }
  /// The claim that the oracle brings with it, used where the user gives none.
  [[nodiscard]] virtual std::optional<Claim> claim() const { return std::nullopt; }
  [[nodiscard]] virtual Regularity regularity() const { return {}; }
  /// The rational twin, where there is one: same definition, exact arithmetic.
  [[nodiscard]] virtual AnyOracle<Exact> exact() const { return nullptr; }
  /// A line of its own for one worker; `worker` counts from 0. Thread-safe.
  [[nodiscard]] virtual std::unique_ptr<Session> open(std::size_t worker) const = 0;
  /// The same oracle in another dimension, or null where it has only one.
  [[nodiscard]] virtual std::shared_ptr<const Subject> at_dimension(std::size_t /*d*/) const {
    return nullptr;
  }
  /// Most draws the auditor should ask for in one request (at least 1).
  [[nodiscard]] virtual std::size_t batch_limit() const { return 4096; }
  /// Nothing for an oracle that is not the catalogue's, whatever it calls itself.
  [[nodiscard]] virtual std::optional<Known> known() const { return std::nullopt; }
  /// What the reply's arithmetic promises: built-in and external doubles are rounded.
  [[nodiscard]] virtual std::string description() const { return name(); }
};

using AnySubject = std::shared_ptr<const Subject>;

/// An oracle of this process. `twin` may be null; `resize` may be empty, and returns null for a
/// dimension that the oracle does not take. Without a `claim` the oracle's own bounds() are it.
AnySubject make_subject(AnyOracle<double> oracle, Subject::Kind kind, AnyOracle<Exact> twin = {},
                        std::function<AnySubject(std::size_t)> resize = {},
                        std::optional<Claim> claim = {});

template <GradientOracle<double> O>
AnySubject subject(O oracle) {
  return make_subject(any_oracle(std::move(oracle)), Subject::Kind::oracle);
}

/// The claim that says most of what is proved: omega where the compressor is unbiased, delta where
/// it is deterministic, else the bounds.
std::optional<Claim> strongest_claim(const CompressorBounds& bounds, bool deterministic);

/// What a compressor claims of itself in dimension d: its claim(d) if it has one, else the
/// strongest of its bounds(d).
template <class C>
std::optional<Claim> claim_of(const C& compressor, std::size_t d) {
  if constexpr (requires { compressor.claim(d); })
    return compressor.claim(d);
  else if constexpr (requires { compressor.bounds(d); })
    return strongest_claim(compressor.bounds(d),
                           CompressorOracle<double, C>(compressor, d).deterministic());
  else
    return std::nullopt;
}

/// A compressor of this process in dimension d. Where it also offers its law or its moments over
/// Exact (a member template over the scalar does), the audit is exact. A member accepts(d), where
/// there is one, says which dimensions it takes.
template <Compressor<double> C>
AnySubject subject(C compressor, std::size_t d) {
  if constexpr (requires { compressor.accepts(d); })
    if (!compressor.accepts(d))
      throw InvalidInput(std::string(compressor.name()) + ": takes no vector of dimension " +
                         std::to_string(d));
  AnyOracle<Exact> twin;
  if constexpr (ExactGradientOracle<CompressorOracle<Exact, C>> &&
                requires(std::span<const Exact> x) { compressor.outcomes(x); })
    twin = any_exact_oracle(CompressorOracle<Exact, C>(compressor, d));
  return make_subject(
      any_oracle(CompressorOracle<double, C>(compressor, d)), Subject::Kind::compressor,
      std::move(twin),
      [compressor](std::size_t dimension) -> AnySubject {
        if constexpr (requires { compressor.accepts(dimension); })
          if (!compressor.accepts(dimension)) return nullptr;
        return subject(compressor, dimension);
      },
      claim_of(compressor, d));
}

}  // namespace biasbound
