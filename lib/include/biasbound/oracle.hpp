// Gradient oracles (Definition 1), their bounds (Assumptions 3-4), and what an oracle may offer.
//
// An oracle says what it can do by the members it has; the auditor takes the strongest it finds:
//   outcomes(x)              the finite law at x, exact weights        -> exact at every tested x
//   mean, second_moment(x)   closed forms                              -> exact at every tested x
//   sample(x, stream, out)   a draw                                    -> statistical
// Each of these may return nullopt (or false) at a point where it has no answer: a law too large to
// enumerate, a closed form that does not cover x.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "biasbound/law.hpp"
#include "biasbound/objective.hpp"
#include "biasbound/random.hpp"

namespace biasbound {

/// The constants of Assumptions 3 and 4:
///   E|n|^2 <= M |grad f + b|^2 + sigma2      and      |b|^2 <= m |grad f|^2 + zeta2.
struct Bounds {
  Exact M = 0;
  Exact sigma2 = 0;
  Exact m = 0;
  Exact zeta2 = 0;

  friend bool operator==(const Bounds&, const Bounds&) = default;
};

/// C(x) as it is sent.
struct Encoding {
  std::uint64_t bits = 0;  ///< the length that counts; at most 8 * bytes.size()
  std::vector<std::uint8_t> bytes;
};

/// (f~(y), g~(y)) of Definition 5.
template <class Scalar>
struct InexactPair {
  Scalar value{};
  Vector<Scalar> gradient;
};

/// The least an oracle of doubles has: its dimension, the gradient it stands for, and draws.
template <class O, class Scalar = double>
concept GradientOracle =
    requires(const O& oracle, std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) {
      { oracle.dimension() } -> std::convertible_to<std::size_t>;
      oracle.gradient(x, out);        ///< out = grad f(x)
      oracle.sample(x, stream, out);  ///< out = one draw of g(x, xi)
    };

/// The least an oracle over rationals has: its dimension, the gradient, and a law or its moments.
template <class O>
concept ExactGradientOracle =
    requires(const O& oracle, std::span<const Exact> x, std::span<Exact> out) {
      { oracle.dimension() } -> std::convertible_to<std::size_t>;
      oracle.gradient(x, out);
    } && (requires(const O& oracle, std::span<const Exact> x) {
      { oracle.outcomes(x) } -> std::convertible_to<std::optional<FiniteLaw<Exact>>>;
    } || requires(const O& oracle, std::span<const Exact> x, std::span<Exact> out) {
      oracle.mean(x, out);
      { oracle.second_moment(x) } -> std::convertible_to<std::optional<Exact>>;
    } || requires(const O& oracle, std::span<const Exact> y) {
      { oracle.inexact(y) } -> std::convertible_to<std::optional<InexactPair<Exact>>>;
    } || requires(const O& oracle, std::span<const Exact> x) {
      { oracle.value(x) } -> std::convertible_to<std::optional<Exact>>;
    });

/// Type-erased oracle over one scalar. What an oracle does not offer is nullopt or false.
template <class Scalar>
class OracleInterface {
 public:
  virtual ~OracleInterface() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual std::size_t dimension() const = 0;
  /// Every draw at x is the same vector.
  [[nodiscard]] virtual bool deterministic() const = 0;
  virtual void gradient(std::span<const Scalar> x, std::span<Scalar> out) const = 0;

  [[nodiscard]] virtual bool can_sample() const = 0;
  /// `count` independent draws at x, row after row; draw i is addressed (.., first.draw + i).
  virtual void sample(std::span<const Scalar> x, const StreamAddress& first, std::size_t count,
                      std::span<Scalar> out) const = 0;

  [[nodiscard]] virtual std::optional<FiniteLaw<Scalar>> outcomes(
      std::span<const Scalar> x) const = 0;
  [[nodiscard]] virtual bool mean(std::span<const Scalar> x, std::span<Scalar> out) const = 0;
  /// E|g|^2
  [[nodiscard]] virtual std::optional<Scalar> second_moment(std::span<const Scalar> x) const = 0;
  /// f(x)
  [[nodiscard]] virtual std::optional<Scalar> value(std::span<const Scalar> x) const = 0;
  [[nodiscard]] virtual std::optional<InexactPair<Scalar>> inexact(
      std::span<const Scalar> y) const = 0;
  /// A bound on |g - grad f|^2 that holds for every draw at x.
  [[nodiscard]] virtual std::optional<Scalar> range(std::span<const Scalar> x) const = 0;
  /// C(x) for the draw at this address, encoded; compressors only.
  [[nodiscard]] virtual std::optional<Encoding> encode(std::span<const Scalar> x,
                                                       const StreamAddress& draw) const = 0;
  virtual void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const = 0;
  [[nodiscard]] virtual Regularity regularity() const = 0;
  /// What the author claims, or a theorem says.
  [[nodiscard]] virtual std::optional<Bounds> bounds() const = 0;
};

/// Wraps an oracle of any type; every member beyond the least is found by its presence.
template <class Scalar, class O>
class OracleModel final : public OracleInterface<Scalar> {
 public:
  explicit OracleModel(O oracle) : oracle_(std::move(oracle)) {}

  [[nodiscard]] std::string name() const override {
    if constexpr (requires { oracle_.name(); })
      return oracle_.name();
    else
      return "oracle";
  }
  [[nodiscard]] std::size_t dimension() const override { return oracle_.dimension(); }
  [[nodiscard]] bool deterministic() const override {
    if constexpr (requires { oracle_.deterministic(); })
      return oracle_.deterministic();
    else
      return false;
  }
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const override {
    oracle_.gradient(x, out);
  }
  [[nodiscard]] bool can_sample() const override { return samples_; }
  void sample(std::span<const Scalar> x, const StreamAddress& first, std::size_t count,
              std::span<Scalar> out) const override {
    if constexpr (requires { oracle_.sample_many(x, first, count, out); }) {
      oracle_.sample_many(x, first, count, out);
    } else if constexpr (samples_) {
      StreamAddress address = first;
      for (std::size_t i = 0; i < count; ++i, ++address.draw) {
        Stream stream(address);
        oracle_.sample(x, stream, out.subspan(i * x.size(), x.size()));
      }
    } else {
      throw InvalidInput(name() + ": this oracle has no draws");
    }
  }
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(
      std::span<const Scalar> x) const override {
    if constexpr (requires { oracle_.outcomes(x); })
      return oracle_.outcomes(x);
    else
      return std::nullopt;
  }
  [[nodiscard]] bool mean(std::span<const Scalar> x, std::span<Scalar> out) const override {
    if constexpr (requires { oracle_.mean(x, out); }) {
      if constexpr (std::convertible_to<decltype(oracle_.mean(x, out)), bool>)
        return oracle_.mean(x, out);
      else
        oracle_.mean(x, out);
      return true;
    } else {
      return false;
    }
  }
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const override {
    if constexpr (requires { oracle_.second_moment(x); })
      return oracle_.second_moment(x);
    else
      return std::nullopt;
  }
  [[nodiscard]] std::optional<Scalar> value(std::span<const Scalar> x) const override {
    if constexpr (requires { oracle_.value(x); })
      return oracle_.value(x);
    else
      return std::nullopt;
  }
  [[nodiscard]] std::optional<InexactPair<Scalar>> inexact(
      std::span<const Scalar> y) const override {
    if constexpr (requires { oracle_.inexact(y); })
      return oracle_.inexact(y);
    else
      return std::nullopt;
  }
  [[nodiscard]] std::optional<Scalar> range(std::span<const Scalar> x) const override {
    if constexpr (requires { oracle_.range(x); })
      return oracle_.range(x);
    else
      return std::nullopt;
  }
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x,
                                               const StreamAddress& draw) const override {
    if constexpr (requires(Stream& stream) { oracle_.encode(x, stream); }) {
      Stream stream(draw);
      return oracle_.encode(x, stream);
    } else {
      return std::nullopt;
    }
  }
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const override {
    if constexpr (requires { oracle_.decode(bytes, out); })
      oracle_.decode(bytes, out);
    else
      throw InvalidInput(name() + ": this oracle has no decoder");
  }
  [[nodiscard]] Regularity regularity() const override {
    if constexpr (requires { oracle_.regularity(); })
      return oracle_.regularity();
    else
      return {};
  }
  [[nodiscard]] std::optional<Bounds> bounds() const override {
    if constexpr (requires { oracle_.bounds(); })
      return oracle_.bounds();
    else
      return std::nullopt;
  }

 private:
  static constexpr bool samples_ = requires(const O& oracle, std::span<const Scalar> x,
                                            Stream& stream, std::span<Scalar> out) {
    oracle.sample(x, stream, out);
  };
  O oracle_;
};

template <class Scalar>
using AnyOracle = std::shared_ptr<const OracleInterface<Scalar>>;

template <GradientOracle<double> O>
AnyOracle<double> any_oracle(O oracle) {
  return std::make_shared<const OracleModel<double, O>>(std::move(oracle));
}

template <ExactGradientOracle O>
AnyOracle<Exact> any_exact_oracle(O oracle) {
  return std::make_shared<const OracleModel<Exact, O>>(std::move(oracle));
}

}  // namespace biasbound
