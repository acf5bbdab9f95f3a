// The parts of interval.hpp that need not be inline, and its instantiations.
#include "biasbound/interval.hpp"

namespace biasbound {

template <unsigned Bits>
Exact BasicInterval<Bits>::rational(mpfr_srcptr end) {
  if (mpfr_number_p(end) == 0) throw InvalidInput("interval: the end is not a finite number");
  Exact result;
  mpfr_get_q(result.backend().data(), end);
  return result;
}

template <unsigned Bits>
std::string to_text(const BasicInterval<Bits>& value) {
  char text[128];
  mpfr_snprintf(text, sizeof text, "[%.20RDg, %.20RUg]", &value.data()->left, &value.data()->right);
  return text;
}

template <unsigned Bits>
Decision certainly_le(const BasicInterval<Bits>& a, const BasicInterval<Bits>& b) {
  // MPFR's comparisons are false where an end is NaN.
  if (mpfi_nan_p(a.data()) != 0 || mpfi_nan_p(b.data()) != 0) return Decision::undecided;
  if (mpfr_lessequal_p(&a.data()->right, &b.data()->left) != 0) return Decision::yes;
  if (mpfr_greater_p(&a.data()->left, &b.data()->right) != 0) return Decision::no;
  return Decision::undecided;
}

template class BasicInterval<256>;
template class BasicInterval<1024>;
template std::string to_text(const BasicInterval<256>&);
template std::string to_text(const BasicInterval<1024>&);
template Decision certainly_le(const BasicInterval<256>&, const BasicInterval<256>&);
template Decision certainly_le(const BasicInterval<1024>&, const BasicInterval<1024>&);

}  // namespace biasbound
