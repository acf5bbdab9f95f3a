// Small oracles of known truth for the tests of the auditor, honest ones and broken ones.
#pragma once

#include <atomic>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "biasbound/audit.hpp"

namespace toys {

using biasbound::Exact;
using biasbound::FiniteLaw;
using biasbound::Stream;
using biasbound::Vector;

/// C(x) = x with probability p = 1 / q, else 0: in C(1/q), E C(x) = x / q, and
/// E|n|^2 = (1/p - 1) |E C(x)|^2 exactly.
struct Bernoulli {
  int q = 4;
  [[nodiscard]] std::string name() const { return "bernoulli"; }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    const bool keep = uniform_below(stream, static_cast<std::uint64_t>(q)) == 0;
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = keep ? x[i] : Scalar(0);
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    const auto d = static_cast<Eigen::Index>(x.size());
    return FiniteLaw<Scalar>{{Exact(1, q), biasbound::to_vector(x)},
                             {1 - Exact(1, q), Vector<Scalar>::Constant(d, Scalar(0))}};
  }
};

/// The same law, but the draws are 2 x: its implementation does not follow its law.
struct BernoulliMisdrawn : Bernoulli {
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    Bernoulli::compress(x, stream, out);
    for (Scalar& entry : out) entry = entry * Scalar(2);
  }
};

/// 0.1 x in doubles, nothing else known: deterministic, b = -9/10 x up to rounding.
struct Tenth {
  [[nodiscard]] std::string name() const { return "tenth"; }
  [[nodiscard]] bool deterministic() const { return true; }
  void compress(std::span<const double> x, Stream&, std::span<double> out) const {
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = 0.1 * x[i];
  }
};

/// Wrong only where entries 0 and 1 are both at least 3/2 and unequal: there it returns 0.
struct CornerFault {
  [[nodiscard]] std::string name() const { return "corner-fault"; }
  [[nodiscard]] bool deterministic() const { return true; }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream&, std::span<Scalar> out) const {
    const auto law = outcomes(x);
    for (std::size_t i = 0; i < x.size(); ++i)
      out[i] = (*law)[0].value(static_cast<Eigen::Index>(i));
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    Vector<Scalar> out = biasbound::to_vector(x);
    const bool fault =
        x.size() > 1 && x[0] >= Scalar(3) / 2 && x[1] >= Scalar(3) / 2 && x[0] != x[1];
    if (fault) out *= Scalar(0);
    return FiniteLaw<Scalar>{{Exact(1), out}};
  }
};

/// The identity, but 0 where the first entry lies in [1e5, 1e6).
struct DecadeFault {
  [[nodiscard]] std::string name() const { return "decade-fault"; }
  [[nodiscard]] bool deterministic() const { return true; }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream&, std::span<Scalar> out) const {
    const bool fault = x[0] >= Scalar(100'000) && x[0] < Scalar(1'000'000);
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = fault ? Scalar(0) : x[i];
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    Vector<Scalar> out(static_cast<Eigen::Index>(x.size()));
    Stream unused({});
    compress(x, unused, biasbound::as_span(out));
    return FiniteLaw<Scalar>{{Exact(1), out}};
  }
};

/// Declared deterministic, but is not.
struct FalselyDeterministic {
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] std::string name() const { return "falsely-deterministic"; }
  void compress(std::span<const double> x, Stream& stream, std::span<double> out) const {
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = x[i] * biasbound::uniform(stream);
  }
};

/// Draws from a hidden counter instead of the stream it is given.
struct Unrepeatable {
  std::shared_ptr<std::atomic<int>> calls = std::make_shared<std::atomic<int>>(0);
  [[nodiscard]] std::string name() const { return "unrepeatable"; }
  void compress(std::span<const double> x, Stream&, std::span<double> out) const {
    const double factor = calls->fetch_add(1) % 2 == 0 ? 1 : 0.5;
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = factor * x[i];
  }
};

struct Throws {
  [[nodiscard]] std::string name() const { return "throws"; }
  void compress(std::span<const double>, Stream&, std::span<double>) const {
    throw std::runtime_error("out of paper");
  }
};

struct AnswersNan {
  [[nodiscard]] std::string name() const { return "nan"; }
  void compress(std::span<const double>, Stream&, std::span<double> out) const {
    for (double& entry : out) entry = std::nan("");
  }
};

/// Each entry kept with probability 1/2, unscaled; no law known.
struct Halved {
  [[nodiscard]] std::string name() const { return "halved"; }
  void compress(std::span<const double> x, Stream& stream, std::span<double> out) const {
    for (std::size_t i = 0; i < x.size(); ++i)
      out[i] = biasbound::rademacher(stream) > 0 ? x[i] : 0;
  }
};

/// f(x) = sum h_i x_i^2 / 2 with h = (1, 4, ...), L = 4, mu = 1; g = grad f exactly. `step` bends f
/// by a bump that breaks L = 4 close to 0 only.
struct Valley {
  std::size_t d = 2;
  bool offers_value = true;
  int below = 0;  ///< f~ = f - below: a (below, L)-oracle; negative: no lower model

  [[nodiscard]] std::string name() const { return "valley"; }
  [[nodiscard]] std::size_t dimension() const { return d; }
  [[nodiscard]] bool deterministic() const { return true; }
  template <class Scalar>
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
    for (std::size_t i = 0; i < d; ++i) out[i] = (i % 2 == 0 ? Scalar(1) : Scalar(4)) * x[i];
  }
  void sample(std::span<const double> x, Stream&, std::span<double> out) const { gradient(x, out); }
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> value(std::span<const Scalar> x) const {
    if (!offers_value) return std::nullopt;
    Scalar sum(0);
    for (std::size_t i = 0; i < d; ++i)
      sum += (i % 2 == 0 ? Scalar(1) : Scalar(4)) * x[i] * x[i] / Scalar(2);
    return sum;
  }
  template <class Scalar>
  [[nodiscard]] std::optional<biasbound::InexactPair<Scalar>> inexact(
      std::span<const Scalar> y) const {
    biasbound::InexactPair<Scalar> pair;
    pair.value = *value(y) - Scalar(below);
    pair.gradient.resize(static_cast<Eigen::Index>(d));
    gradient(y, biasbound::as_span(pair.gradient));
    return pair;
  }
  [[nodiscard]] biasbound::Regularity regularity() const {
    return {.L = Exact(4), .mu = Exact(1), .f_star = Exact(0), .convex = true};
  }
};

/// Valley over rationals as well.
inline biasbound::AnySubject exact_valley(Valley valley) {
  return biasbound::make_subject(biasbound::any_oracle(valley), biasbound::Subject::Kind::oracle,
                                 biasbound::any_exact_oracle(valley));
}

/// Signs as +1 and -1 (0 counts as +1), one bit an entry. `lies`: says half its length.
struct Signs {
  bool encodes = true;
  bool lies = false;
  bool garbles = false;
  [[nodiscard]] std::string name() const { return "signs"; }
  [[nodiscard]] bool deterministic() const { return true; }
  void compress(std::span<const double> x, Stream&, std::span<double> out) const {
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = x[i] < 0 ? -1 : 1;
  }
  [[nodiscard]] std::optional<biasbound::Encoding> encode(std::span<const double> x,
                                                          Stream&) const {
    if (!encodes) return std::nullopt;
    biasbound::Encoding result;
    result.bits = lies ? (x.size() + 1) / 2 : x.size();
    result.bytes.resize((x.size() + 7) / 8);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (x[i] < 0)
        result.bytes[i / 8] = static_cast<std::uint8_t>(result.bytes[i / 8] | (1U << (i % 8)));
    return result;
  }
  void decode(std::span<const std::uint8_t> bytes, std::span<double> out) const {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const unsigned byte = i / 8 < bytes.size() ? bytes[i / 8] : 0;
      out[i] = ((byte >> (i % 8)) & 1U) != 0 ? -1 : (garbles ? 0.5 : 1);
    }
  }
};

}  // namespace toys
