// Objectives f with the constants of Assumptions 1-2 that are proved for them.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
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

/// Any objective over one scalar, by value semantics over a shared immutable implementation.
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
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
    self_->gradient(x, out);
  }
  [[nodiscard]] Regularity regularity() const { return self_->regularity(); }

 private:
  struct Interface {
    virtual ~Interface() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual std::size_t dimension() const = 0;
    [[nodiscard]] virtual Scalar value(std::span<const Scalar> x) const = 0;
    virtual void gradient(std::span<const Scalar> x, std::span<Scalar> out) const = 0;
    [[nodiscard]] virtual Regularity regularity() const = 0;
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
    F f;
  };
  std::shared_ptr<const Interface> self_;
};

}  // namespace biasbound
