// Properties of the paper's statements: a thin layer over RapidCheck that names each property and
// its statement, keeps what was measured beside its bound, and ends a failure with the line that
// reproduces it.
//
// A property is a function of an instance that makes comparisons in a Ledger:
//
//   void noise_is_bounded(const Instance& at, Ledger& ledger) {
//     ledger.le("E|n|^2", moments(at).noise_sq, bound(at));
//   }
//
// and is used three times: on generated instances (`check`), on the instance that attains the bound
// (`attained`), and with the bound tightened or a hypothesis dropped, where it has to fail
// (`must_fail`).
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "biasbound/interval.hpp"
#include "biasbound/law.hpp"

namespace biasbound::property {

enum class Arithmetic { exact, interval, high };

struct Property {
  std::string statement;  ///< its stem, a key of proofs/statements.toml
  std::string name;       ///< of the property, within the statement
  Arithmetic arithmetic = Arithmetic::exact;
};

/// The instance of one case, drawn entry by entry. Each draw has a name, under which a failure
/// prints it, and shrinks: integers towards `low`, rationals towards 0, 1, -1 and small
/// denominators, vectors entry by entry.
class Given {
 public:
  /// In [low, high].
  std::int64_t integer(std::string_view name, std::int64_t low, std::int64_t high);
  std::size_t size(std::string_view name, std::size_t low, std::size_t high) {
    return static_cast<std::size_t>(
        integer(name, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)));
  }
  bool flag(std::string_view name) { return integer(name, 0, 1) == 1; }
  /// In [low, high]: the ends, 0 and +-1 often, else p / q with q <= 12.
  Exact rational(std::string_view name, const Exact& low, const Exact& high);
  /// Any size from 1e-12 to 1e12, greater than 0.
  Exact positive(std::string_view name);
  /// In [0, 1), near 1 at times.
  Exact below_one(std::string_view name);
  /// In (0, 1], near 0 at times.
  Exact fraction(std::string_view name);
  /// d rational entries: small ones, ties, zeros, one-hot, signs, many scales.
  Vector<Exact> vector(std::string_view name, std::size_t d);
  /// A law of at most `outcomes` vectors with mean zero, weights rational. May be the zero vector
  /// alone.
  FiniteLaw<Exact> noise(std::string_view name, std::size_t d, std::size_t outcomes = 3);
  /// d positive rationals, the largest and the smallest among them given.
  Vector<Exact> spectrum(std::string_view name, std::size_t d, const Exact& mu, const Exact& L);
  /// An orthogonal matrix with rational entries: a product of Householder reflections, at times the
  /// identity.
  Matrix<Exact> rotation(std::string_view name, std::size_t d);

  /// Something made of the draws, to be printed with them.
  void note(std::string_view name, std::string text);
  [[nodiscard]] std::string text() const;  ///< "d = 2, x = (1, 0)"

 private:
  std::vector<std::pair<std::string, std::string>> drawn_;
};

/// What one property compared, and the smallest slack (bound - measured) / |bound| it saw; bounds of
/// zero say nothing and are left out of it.
class Ledger {
 public:
  struct Line {
    std::string comparison;
    std::uint64_t count = 0;
    double slack = 0;             ///< the smallest
    std::string measured, bound;  ///< where it was smallest
    bool equality = false;  ///< made by eq, holds or close: no slack
  };

  Ledger() = default;
  /// Multiplies the bound of each `le` by `factor`; a negative bound is divided by it.
  explicit Ledger(Exact factor) : factor_(std::move(factor)) {}
  /// Takes intervals that no precision can tell apart for equal, where else they are undecided.
  static Ledger of_tight_instance();

  /// measured <= bound, or the property fails.
  void le(std::string_view comparison, const Exact& measured, const Exact& bound);
  void eq(std::string_view comparison, const Exact& measured, const Exact& expected);
  void eq(std::string_view comparison, const Vector<Exact>& measured,
          const Vector<Exact>& expected);
  void holds(std::string_view comparison, bool condition, const std::string& text = "");
  /// |measured - expected| <= 10^-digits max(1, |expected|).
  void close(std::string_view comparison, const High& measured, const High& expected, int digits);

  /// `sides` is called as sides(I{}) and returns the pair (measured, bound) of intervals I. Where
  /// they overlap it is called again at a higher precision; where they still do, the property
  /// fails.
  template <class Sides>
  requires std::invocable<Sides&, Interval>
  void le(std::string_view comparison, Sides sides) {
    if (decided(comparison, sides(Interval{}), false)) return;
    decided(comparison, sides(WideInterval{}), true);
  }

  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }

 private:
  template <unsigned Bits>
  bool decided(std::string_view comparison,
               const std::pair<BasicInterval<Bits>, BasicInterval<Bits>>& sides, bool last);
  void keep(std::string_view comparison, double slack, std::string measured, std::string bound,
            bool equality);

  Exact factor_ = 1;
  bool tight_ = false;
  std::vector<Line> lines_;
};

using Body = std::function<void(Given&, Ledger&)>;
using Instance = std::function<void(Ledger&)>;

/// Runs the body on BIASBOUND_CASES generated instances, 1,000 if that is not set, from the seed in
/// BIASBOUND_SEED. A failure is shrunk and fails the Catch2 test with the instance, the comparison,
/// and the line that reproduces it; BIASBOUND_REPRODUCE then replaces the instances by that one. A
/// body that compares nothing fails. Writes the slacks to the folder BIASBOUND_PROPERTY_REPORTS, else to
/// property-reports beside the executable.
void check(const Property& property, const Body& body);

/// Every comparison of one instance holds: a long run, too much for 1,000 cases.
void holds(const Property& property, const Instance& instance);

/// Every comparison of the instance holds, and those named hold with equality; all of them where
/// none is named. An interval attains its bound where their difference encloses 0.
void attained(const Property& property, const Instance& instance,
              const std::vector<std::string>& comparisons = {});

/// The comparison of that name fails, and nothing else does. The bounds are multiplied by `factor`,
/// 99/100 if none is given; pass 1 where the instance drops a hypothesis instead.
void must_fail(const Property& property, const std::string& comparison, const Instance& instance,
               const Exact& factor = Exact(99, 100));

/// (x_1, ..., x_d) in full.
std::string to_text(const Vector<Exact>& x);

}  // namespace biasbound::property
