#include "biasbound/compressors/qsgd.hpp"

#include "biasbound/compressors/magnitude.hpp"

namespace biasbound {
namespace {

using Integer = boost::multiprecision::mpz_int;

Integer floor_of(const Exact& value) {  // value >= 0
  return Integer(numerator(value)) / Integer(denominator(value));
}

/// Not below sqrt(d), and equal to it where it is an integer.
Exact sqrt_up(std::size_t d) {
  const Integer shifted = Integer(d) << 104;
  Integer root = sqrt(shifted);
  if (root * root < shifted) ++root;
  return Exact(root) / Exact(Integer(1) << 52);
}

}  // namespace

Exact qsgd_omega(std::size_t d, std::uint64_t s) {
  const Exact four_s2 = Exact(4) * Exact(s) * Exact(s);
  if (four_s2 <= Exact(d)) return sqrt_up(d) / Exact(s) - 1;
  return Exact(d) / four_s2;
}

std::optional<FiniteLaw<Exact>> Qsgd::outcomes_with_norm(std::span<const Exact> x,
                                                         const Exact& norm) const {
  if (squared_norm(x) != norm * norm)
    throw InvalidInput("qsgd: " + to_text(norm) + " is not the norm of the vector");
  std::vector<Choice<Exact>> choices(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Exact r = norm == 0 ? Exact(0) : Exact(Exact(s) * magnitude_key(x[i]) / norm);
    const Exact level = Exact(floor_of(r));
    const Exact step = (x[i] < 0 ? -1 : 1) * norm / Exact(s);
    choices[i] = {step * level, step * (level + 1), r - level};
  }
  return product_law(std::span<const Choice<Exact>>(choices));
}

}  // namespace biasbound
