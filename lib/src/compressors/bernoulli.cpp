#include "biasbound/compressors/bernoulli.hpp"

namespace biasbound {

Bernoulli::Bernoulli(const Exact& delta) : delta_(delta) {
  if (!(0 < delta && delta <= 1))
    throw InvalidInput("bernoulli: delta must be in (0, 1], got " + to_text(delta));
  const boost::multiprecision::mpz_int top = numerator(delta);
  const boost::multiprecision::mpz_int bottom = denominator(delta);
  if (msb(bottom) >= 63)
    throw InvalidInput("bernoulli: delta must have a denominator below 2^63, got " +
                       to_text(delta));
  numerator_ = static_cast<std::uint64_t>(top);
  denominator_ = static_cast<std::uint64_t>(bottom);
}

}  // namespace biasbound
