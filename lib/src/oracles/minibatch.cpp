#include "biasbound/oracles/minibatch.hpp"

#include <vector>

#include "biasbound/compressors/laws.hpp"

namespace biasbound {

template <class Scalar>
MinibatchOracle<Scalar>::MinibatchOracle(AnyObjective<Scalar> objective, std::size_t batch,
                                         bool replacement)
    : objective_(std::move(objective)), batch_(batch), replacement_(replacement) {
  const std::size_t n = objective_.examples();
  if (n == 0) throw InvalidInput("objective: " + objective_.name() + " is not a sum over examples");
  if (batch == 0) throw InvalidInput("batch: 0, expected at least 1");
  if (!replacement && batch > n)
    throw InvalidInput("batch: " + std::to_string(batch) + ", but there are only " +
                       std::to_string(n) + " examples");
  if (replacement)
    factor_ = 1 / Exact(batch);
  else
    factor_ = batch == n ? Exact(0) : Exact(Exact(n - batch) / (Exact(batch) * Exact(n - 1)));
}

// clang 14 instantiates the members of another scalar too, whatever they require; hence the
// `if constexpr` inside them.

template <class Scalar>
void MinibatchOracle<Scalar>::sample(
    std::span<const double> x, Stream& stream,
    std::span<double> out) const requires std::same_as<Scalar, double> {
  if constexpr (std::same_as<Scalar, double>) {
    std::vector<std::size_t> chosen;
    if (replacement_)
      for (std::size_t i = 0; i < batch_; ++i)
        chosen.push_back(static_cast<std::size_t>(uniform_below(stream, objective_.examples())));
    else
      chosen = k_subset(stream, objective_.examples(), batch_);
    objective_.batch_gradient(x, chosen, out);
  }
}

template <class Scalar>
std::optional<FiniteLaw<Exact>> MinibatchOracle<Scalar>::outcomes(
    std::span<const Exact> x) const requires std::same_as<Scalar, Exact> {
  if constexpr (std::same_as<Scalar, Exact>) {
    constexpr std::size_t most = 4096;
    const std::size_t n = objective_.examples();
    std::size_t count = 1;
    if (replacement_) {
      for (std::size_t i = 0; i < batch_; ++i) {
        count *= n;
        if (count > most) return std::nullopt;
      }
    } else {
      count = count_subsets(n, batch_).value_or(most + 1);
      if (count > most) return std::nullopt;
    }
    FiniteLaw<Exact> law;
    const auto visit = [&](std::span<const std::size_t> chosen) {
      Vector<Exact> value(static_cast<Eigen::Index>(x.size()));
      objective_.batch_gradient(x, chosen, as_span(value));
      law.push_back({1 / Exact(count), std::move(value)});
    };
    if (!replacement_) {
      for_each_subset(n, batch_, visit);
      return law;
    }
    std::vector<std::size_t> chosen(batch_);
    for (std::size_t code = 0; code < count; ++code) {
      std::size_t rest = code;
      for (std::size_t& i : chosen) {
        i = rest % n;
        rest /= n;
      }
      visit(chosen);
    }
    return law;
  } else {
    return std::nullopt;
  }
}

template <class Scalar>
std::optional<Scalar> MinibatchOracle<Scalar>::second_moment(std::span<const Scalar> x) const {
  const std::optional<Scalar> deviation = objective_.deviation(x);
  if (!deviation) return std::nullopt;
  std::vector<Scalar> gradient(x.size());
  objective_.gradient(x, std::span<Scalar>(gradient));
  return Scalar(squared_norm(std::span<const Scalar>(gradient)) +
                from_exact<Scalar>(factor_) * *deviation);
}

template <class Scalar>
std::optional<Bounds> MinibatchOracle<Scalar>::bounds() const {
  const std::optional<Exact> bound = objective_.deviation_bound();
  if (!bound) return std::nullopt;
  return Bounds{.M = 0, .sigma2 = factor_ * *bound, .m = 0, .zeta2 = 0};
}

template class MinibatchOracle<double>;
template class MinibatchOracle<Exact>;

}  // namespace biasbound
