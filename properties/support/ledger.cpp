// What a property compares, and how close it came.
#include <algorithm>
#include <limits>

#include "property.hpp"
#include "property_run.hpp"

namespace biasbound::property {
namespace {

std::string brief(const Exact& value) {
  const std::string text = biasbound::to_text(value);
  return text.size() <= 40 ? text : biasbound::to_text(to_double(value));
}

/// Closer to each other than any two different values of a property are: 1e-60, relatively.
template <class I>
bool indistinguishable(const I& measured, const I& bound) {
  const I width = abs(bound - measured);
  return width.upper() <= 1e-60 * abs(bound).lower();
}

}  // namespace

std::string to_text(const Vector<Exact>& x) {
  std::string text = "(";
  for (Eigen::Index i = 0; i < x.size(); ++i)
    text.append(i == 0 ? "" : ", ").append(biasbound::to_text(x(i)));
  return text + ")";
}

Ledger Ledger::of_tight_instance() {
  Ledger ledger;
  ledger.tight_ = true;
  return ledger;
}

void Ledger::keep(std::string_view comparison, double slack, std::string measured,
                  std::string bound, bool equality) {
  auto line = std::ranges::find(lines_, comparison, &Line::comparison);
  if (line == lines_.end()) {
    lines_.push_back(
        {std::string(comparison), 0, std::numeric_limits<double>::infinity(), "", "", equality});
    line = lines_.end() - 1;
  }
  ++line->count;
  if (slack < line->slack || line->measured.empty()) {
    line->slack = slack;
    line->measured = std::move(measured);
    line->bound = std::move(bound);
  }
}

void Ledger::le(std::string_view comparison, const Exact& measured, const Exact& claimed) {
  const Exact bound = claimed < 0 ? Exact(claimed / factor_) : Exact(claimed * factor_);
  if (measured > bound)
    throw Violation{std::string(comparison), std::string(comparison) + ": measured " +
                                                 biasbound::to_text(measured) + " > bound " +
                                                 biasbound::to_text(bound)};
  const double slack = bound == 0 ? std::numeric_limits<double>::infinity()
                                  : to_double(Exact((bound - measured) / abs(bound)));
  const auto line = std::ranges::find(lines_, comparison, &Line::comparison);
  const bool news = line == lines_.end() || slack < line->slack;
  keep(comparison, slack, news ? brief(measured) : "", news ? brief(bound) : "", false);
}

void Ledger::eq(std::string_view comparison, const Exact& measured, const Exact& expected) {
  if (measured != expected)
    throw Violation{std::string(comparison), std::string(comparison) + ": measured " +
                                                 biasbound::to_text(measured) + ", expected " +
                                                 biasbound::to_text(expected)};
  keep(comparison, 0, brief(measured), brief(expected), true);
}

void Ledger::eq(std::string_view comparison, const Vector<Exact>& measured,
                const Vector<Exact>& expected) {
  if (measured.size() != expected.size() || measured != expected)
    throw Violation{std::string(comparison), std::string(comparison) + ": measured " +
                                                 to_text(measured) + ", expected " +
                                                 to_text(expected)};
  keep(comparison, 0, "vectors", "vectors", true);
}

void Ledger::holds(std::string_view comparison, bool condition, const std::string& text) {
  if (!condition)
    throw Violation{std::string(comparison), std::string(comparison) + ": does not hold" +
                                                 (text.empty() ? "" : ", ") + text};
  keep(comparison, 0, "true", "true", true);
}

void Ledger::close(std::string_view comparison, const High& measured, const High& expected,
                   int digits) {
  const High allowed = pow(High(10), -digits) * std::max(High(1), High(abs(expected)));
  const High off = abs(measured - expected);
  if (!(off <= allowed))
    throw Violation{std::string(comparison), std::string(comparison) + ": measured " +
                                                 measured.str(50) + ", expected " +
                                                 expected.str(50)};
  keep(comparison, 0, measured.str(20), expected.str(20), true);
}

template <unsigned Bits>
bool Ledger::decided(std::string_view comparison,
                     const std::pair<BasicInterval<Bits>, BasicInterval<Bits>>& sides, bool last) {
  using I = BasicInterval<Bits>;
  const I& measured = sides.first;
  const bool negative = certainly_le(I(0), sides.second) == Decision::no;
  const I bound = factor_ == 1 ? sides.second
                  : negative   ? I(sides.second / I(factor_))
                               : I(sides.second * I(factor_));
  const Decision decision = certainly_le(measured, bound);
  if (decision == Decision::undecided && !last) return false;
  const auto words = [&] {
    return "measured " + biasbound::to_text(measured) + ", bound " + biasbound::to_text(bound);
  };
  if (decision == Decision::no)
    throw Violation{std::string(comparison),
                    std::string(comparison) + ": above the bound, " + words()};
  const bool tie = decision == Decision::undecided && tight_ && indistinguishable(measured, bound);
  if (decision == Decision::undecided && !tie)
    throw Violation{
        std::string(comparison) + " (undecided)",
        std::string(comparison) + ": undecided at " + std::to_string(Bits) + " bits, " + words()};
  const I relative = (bound - measured) / abs(bound);
  const double slack = tie                  ? 0
                       : relative.bounded() ? relative.lower()
                                            : std::numeric_limits<double>::infinity();
  const auto line = std::ranges::find(lines_, comparison, &Line::comparison);
  const bool news = line == lines_.end() || slack < line->slack;
  keep(comparison, slack, news ? biasbound::to_text(measured) : "",
       news ? biasbound::to_text(bound) : "", false);
  return true;
}

template bool Ledger::decided(std::string_view, const std::pair<Interval, Interval>&, bool);
template bool Ledger::decided(std::string_view, const std::pair<WideInterval, WideInterval>&, bool);

}  // namespace biasbound::property
