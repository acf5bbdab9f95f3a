// Rationals in and out: the parser, correctly rounded conversions to double, and texts
// (scalar.hpp).
//
// GMP reads "1/0", leaves "18/20" unreduced and takes a leading 0 for octal, so it is only ever
// handed a run of decimal digits that was checked here.
#include "biasbound/scalar.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace biasbound {
namespace {

using Integer =
    boost::multiprecision::number<boost::multiprecision::gmp_int, boost::multiprecision::et_off>;

constexpr long max_exponent = 4096;

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  constexpr std::size_t shown = 60;
  std::string quoted;
  for (const char c : text.substr(0, shown)) quoted += (c >= ' ' && c <= '~') ? c : '?';
  if (text.size() > shown) quoted += "...";
  throw InvalidInput("not a number: '" + quoted + "' (" + why + ")");
}

std::size_t count_digits(std::string_view text) {
  const auto* const end =
      std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; });
  return static_cast<std::size_t>(end - text.begin());
}

Integer integer_of_digits(const std::string& digits) {
  Integer value;
  mpz_set_str(value.backend().data(), digits.c_str(), 10);
  return value;
}

Integer power_of_ten(unsigned long exponent) {
  Integer value;
  mpz_ui_pow_ui(value.backend().data(), 10, exponent);
  return value;
}

std::size_t bit_length(const Integer& value) {
  return value == 0 ? 0 : mpz_sizeinbase(value.backend().data(), 2);
}

enum class Rounding { nearest, toward_zero, away_from_zero };

/// The double nearest to numerator / denominator (both positive) in the given sense.
double round_positive(const Integer& numerator, const Integer& denominator, Rounding rounding) {
  // quotient * 2^-shift approximates the value from below, with 64 or 65 significant bits.
  const auto shift = 64 - static_cast<std::int64_t>(bit_length(numerator)) +
                     static_cast<std::int64_t>(bit_length(denominator));
  Integer quotient;
  Integer remainder;
  const Integer scaled = shift > 0 ? Integer(numerator << shift) : numerator;
  const Integer divisor = shift < 0 ? Integer(denominator << -shift) : denominator;
  divide_qr(scaled, divisor, quotient, remainder);

  const auto leading = static_cast<std::int64_t>(bit_length(quotient)) - 1 - shift;
  constexpr std::int64_t largest_exponent = std::numeric_limits<double>::max_exponent - 1;
  constexpr std::int64_t smallest_unit = -1074;
  if (leading > largest_exponent)
    return rounding == Rounding::toward_zero ? std::numeric_limits<double>::max()
                                             : std::numeric_limits<double>::infinity();
  const std::int64_t unit = std::max(leading - 52, smallest_unit);
  // At least 11: a double keeps 53 of the 64 bits.
  const std::int64_t dropped = unit + shift;
  Integer kept = quotient >> dropped;
  const Integer rest = quotient - (kept << dropped);
  const Integer half = Integer(1) << (dropped - 1);
  const bool inexact = rest != 0 || remainder != 0;
  const bool above_half = rest > half || (rest == half && remainder != 0);
  const bool tie = rest == half && remainder == 0;
  if ((rounding == Rounding::away_from_zero && inexact) ||
      (rounding == Rounding::nearest && (above_half || (tie && bit_test(kept, 0)))))
    ++kept;
  return std::ldexp(static_cast<double>(kept.convert_to<std::uint64_t>()), static_cast<int>(unit));
}

double round_exact(const Exact& value, Rounding of_positive, Rounding of_negative) {
  if (value == 0) return 0;
  const Integer numerator(boost::multiprecision::numerator(value));
  const Integer denominator(boost::multiprecision::denominator(value));
  return value > 0 ? round_positive(numerator, denominator, of_positive)
                   : -round_positive(-numerator, denominator, of_negative);
}

/// digits * 10^-places, with a point, without an exponent. `digits` has no sign.
std::string plain_decimal(std::string digits, std::size_t places) {
  if (places == 0) return digits;
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  digits.insert(digits.size() - places, 1, '.');
  return digits;
}

/// digits * 10^exponent in scientific form, "1.25e-30".
std::string scientific_decimal(std::string digits, long exponent) {
  while (digits.size() > 1 && digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  exponent += static_cast<long>(digits.size()) - 1;
  if (std::abs(exponent) > max_exponent) return {};
  if (digits.size() > 1) digits.insert(1, 1, '.');
  return digits + "e" + std::to_string(exponent);
}

}  // namespace

Exact parse_exact(std::string_view text) {
  std::string_view rest = text;
  const auto skip = [&rest](char c) {
    const bool there = !rest.empty() && rest.front() == c;
    if (there) rest.remove_prefix(1);
    return there;
  };
  const auto take_digits = [&rest] {
    std::string digits(rest.substr(0, count_digits(rest)));
    rest.remove_prefix(digits.size());
    return digits;
  };

  const bool negative = skip('-');
  if (!negative) skip('+');
  std::string digits = take_digits();
  Exact value;
  if (skip('/')) {
    const std::string below = take_digits();
    if (digits.empty() || below.empty() || !rest.empty())
      refuse(text, "a fraction is written p/q with integers p and q");
    const Integer denominator = integer_of_digits(below);
    if (denominator == 0) refuse(text, "the denominator is zero");
    value = Exact(integer_of_digits(digits), denominator);
  } else {
    unsigned long places = 0;
    if (skip('.')) {
      const std::string fraction = take_digits();
      places = fraction.size();
      digits += fraction;
    }
    if (digits.empty()) refuse(text, "expected an integer, a decimal or p/q");
    long exponent = 0;
    if (skip('e') || skip('E')) {
      const bool down = skip('-');
      if (!down) skip('+');
      const std::string shown = take_digits();
      if (shown.empty()) refuse(text, "the exponent has no digits");
      const auto parsed = std::from_chars(shown.data(), shown.data() + shown.size(), exponent);
      if (parsed.ec != std::errc() || exponent > max_exponent)
        refuse(text, "the exponent is beyond +-" + std::to_string(max_exponent));
      if (down) exponent = -exponent;
    }
    if (!rest.empty()) refuse(text, "expected an integer, a decimal or p/q");
    Integer numerator = integer_of_digits(digits);
    if (exponent > 0) numerator *= power_of_ten(static_cast<unsigned long>(exponent));
    if (exponent < 0) places += static_cast<unsigned long>(-exponent);
    value = Exact(numerator, power_of_ten(places));
  }
  return negative ? Exact(-value) : value;
}

Exact exact(double value) {
  if (!std::isfinite(value)) throw InvalidInput("not a finite number: " + to_text(value));
  Exact result;
  mpq_set_d(result.backend().data(), value);
  return result;
}

double to_double(const Exact& value) {
  return round_exact(value, Rounding::nearest, Rounding::nearest);
}

double to_double_up(const Exact& value) {
  return round_exact(value, Rounding::away_from_zero, Rounding::toward_zero);
}

double to_double_down(const Exact& value) {
  return round_exact(value, Rounding::toward_zero, Rounding::away_from_zero);
}

std::string to_text(const Exact& value) {
  constexpr std::size_t comfortable = 16;
  constexpr std::size_t longest = 24;
  if (value < 0) return "-" + to_text(Exact(-value));
  const Integer numerator(boost::multiprecision::numerator(value));
  const Integer denominator(boost::multiprecision::denominator(value));

  // The decimal terminates where the denominator is 2^twos 5^fives.
  Integer other;
  const mp_bitcnt_t twos = mpz_scan1(denominator.backend().data(), 0);
  const Integer odd = denominator >> twos;
  const mp_bitcnt_t fives =
      mpz_remove(other.backend().data(), odd.backend().data(), Integer(5).backend().data());
  const std::size_t places = std::max(twos, fives);
  if (other == 1 && places <= max_exponent) {
    const Integer scaled = numerator * (power_of_ten(places) / denominator);
    const std::string digits = scaled.str();
    std::string plain = plain_decimal(digits, places);
    if (plain.size() <= comfortable) return plain;
    std::string scientific = scientific_decimal(digits, -static_cast<long>(places));
    const bool fits = !scientific.empty() && scientific.size() <= longest;
    if (plain.size() <= longest && !(fits && scientific.size() < plain.size())) return plain;
    if (fits) return scientific;
  }
  return denominator == 1 ? numerator.str() : numerator.str() + "/" + denominator.str();
}

std::string to_text(double value) {
  if (std::isnan(value)) return "nan";
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end.ptr};
}

std::string to_hex(double value) {
  if (!std::isfinite(value)) return to_text(value);
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::hex);
  return (std::signbit(value) ? "-0x" : "0x") + std::string(buffer, end.ptr);
}

}  // namespace biasbound
