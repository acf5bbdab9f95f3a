// Objectives f with the constants of Assumptions 1-2 that are proved for them.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "biasbound/law.hpp"

namespace biasbound {

/// What is known of f, for all x. A missing constant is not known, or does not exist.
struct Regularity {
  std::optional<Exact> L;       ///< Assumption 1, (3)
  std::optional<Exact> mu;      ///< Assumption 2, (4): |grad f|^2 >= 2 mu (f - f_star)
  std::optional<Exact> f_star;  ///< min f
  bool convex = false;
  bool two_sided = true;  ///< the gradient is L-Lipschitz, not only (3)
};

template <class F, class Scalar>
concept Objective = requires(const F& f, std::span<const Scalar> x, std::span<Scalar> out) {
  { f.name() } -> std::convertible_to<std::string>;
  { f.dimension() } -> std::convertible_to<std::size_t>;
  { f.value(x) } -> std::convertible_to<Scalar>;  ///< f(x)
  f.gradient(x, out);                             ///< out = grad f(x), d entries
  { f.regularity() } -> std::convertible_to<Regularity>;
};

/// A rational constant on a rung of the ladder: itself, or the nearest number.
template <class Scalar>
Scalar from_exact(const Exact& value) {
  if constexpr (std::same_as<Scalar, double>)
    return to_double(value);
  else
    return Scalar(value);
}

/// tr H and tr H^2 of a quadratic's Hessian.
struct HessianTraces {
  Exact trace;
  Exact trace_of_square;
};

/// f = (1/n) sum_i f_i, so that f can be sampled example by example.
template <class F, class Scalar>
concept FiniteSum = Objective<F, Scalar> &&
    requires(const F& f, std::span<const Scalar> x, std::span<Scalar> out,
             std::span<const std::size_t> examples) {
  { f.examples() } -> std::convertible_to<std::size_t>;  ///< n
  /// out = the mean of grad f_i over the listed i < n, repetitions counted
  f.batch_gradient(x, examples, out);
  /// (1/n) sum_i |grad f_i(x) - grad f(x)|^2
  { f.deviation(x) } -> std::convertible_to<Scalar>;
};

/// Any objective over one scalar, by value semantics over a shared immutable implementation. What
/// an objective does not have (the parts of a sum, a constant Hessian) is 0, nullopt or an error.
template <class Scalar>
class AnyObjective {
 public:
  template <Objective<Scalar> F>
  requires(!std::same_as<F, AnyObjective>)
      AnyObjective(F objective)  // NOLINT(google-explicit-constructor): a converting constructor
      : self_(std::make_shared<const Model<F>>(std::move(objective))) {}

  [[nodiscard]] std::string name() const { return self_->name(); }
  [[nodiscard]] std::size_t dimension() const { return self_->dimension(); }
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const { return self_->value(x); }
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const { self_->gradient(x, out); }
  [[nodiscard]] Regularity regularity() const { return self_->regularity(); }
  /// Present for quadratics.
  [[nodiscard]] std::optional<HessianTraces> hessian_traces() const {
    return self_->hessian_traces();
  }

  /// n of a FiniteSum, else 0.
  [[nodiscard]] std::size_t examples() const { return self_->examples(); }
  /// Throws InvalidInput unless f is a FiniteSum.
  void batch_gradient(std::span<const Scalar> x, std::span<const std::size_t> examples,
                      std::span<Scalar> out) const {
    self_->batch_gradient(x, examples, out);
  }
  [[nodiscard]] std::optional<Scalar> deviation(std::span<const Scalar> x) const {
    return self_->deviation(x);
  }
  /// A bound on deviation(x) for all x, where there is one.
  [[nodiscard]] std::optional<Exact> deviation_bound() const { return self_->deviation_bound(); }

 private:
  struct Interface {
    virtual ~Interface() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual std::size_t dimension() const = 0;
    [[nodiscard]] virtual Scalar value(std::span<const Scalar> x) const = 0;
    virtual void gradient(std::span<const Scalar> x, std::span<Scalar> out) const = 0;
    [[nodiscard]] virtual Regularity regularity() const = 0;
    [[nodiscard]] virtual std::optional<HessianTraces> hessian_traces() const = 0;
    [[nodiscard]] virtual std::size_t examples() const = 0;
    virtual void batch_gradient(std::span<const Scalar> x, std::span<const std::size_t> examples,
                                std::span<Scalar> out) const = 0;
    [[nodiscard]] virtual std::optional<Scalar> deviation(std::span<const Scalar> x) const = 0;
    [[nodiscard]] virtual std::optional<Exact> deviation_bound() const = 0;
  };
  template <class F>
  struct Model final : Interface {
    explicit Model(F objective) : f(std::move(objective)) {}
    [[nodiscard]] std::string name() const override { return f.name(); }
    [[nodiscard]] std::size_t dimension() const override { return f.dimension(); }
    [[nodiscard]] Scalar value(std::span<const Scalar> x) const override { return f.value(x); }
    void gradient(std::span<const Scalar> x, std::span<Scalar> out) const override {
      f.gradient(x, out);
    }
    [[nodiscard]] Regularity regularity() const override { return f.regularity(); }
    [[nodiscard]] std::optional<HessianTraces> hessian_traces() const override {
      if constexpr (requires { f.hessian_traces(); })
        return f.hessian_traces();
      else
        return std::nullopt;
    }
    [[nodiscard]] std::size_t examples() const override {
      if constexpr (FiniteSum<F, Scalar>)
        return f.examples();
      else
        return 0;
    }
    void batch_gradient(std::span<const Scalar> x, std::span<const std::size_t> examples,
                        std::span<Scalar> out) const override {
      if constexpr (FiniteSum<F, Scalar>)
        f.batch_gradient(x, examples, out);
      else
        throw InvalidInput(name() + ": not a sum over examples");
    }
    [[nodiscard]] std::optional<Scalar> deviation(std::span<const Scalar> x) const override {
      if constexpr (FiniteSum<F, Scalar>)
        return f.deviation(x);
      else
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Exact> deviation_bound() const override {
      if constexpr (requires { f.deviation_bound(); })
        return f.deviation_bound();
      else
        return std::nullopt;
    }
    F f;
  };
  std::shared_ptr<const Interface> self_;
};

}  // namespace biasbound
