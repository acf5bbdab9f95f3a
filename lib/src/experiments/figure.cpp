#include "experiments/figure.hpp"

#include <algorithm>

namespace biasbound::experiments {

std::string_view to_text(Series::Kind kind) {
  switch (kind) {
    case Series::Kind::exact:
      return "exact";
    case Series::Kind::monte_carlo:
      return "monte_carlo";
    case Series::Kind::bound:
      return "bound";
    case Series::Kind::sharper:
      return "sharper";
    case Series::Kind::floor:
      return "floor";
    case Series::Kind::measured:
      return "measured";
  }
  return "";
}

Check::Verdict Check::verdict() const {
  const auto holds = [](const Case& one) { return one.holds; };
  if (std::ranges::all_of(cases, holds)) return Verdict::holds;
  if (std::ranges::none_of(cases, holds)) return Verdict::fails;
  return Verdict::depends;
}

std::string_view to_text(Check::Verdict verdict) {
  switch (verdict) {
    case Check::Verdict::holds:
      return "HOLDS";
    case Check::Verdict::fails:
      return "FAILS";
    case Check::Verdict::depends:
      return "DEPENDS";
  }
  return "";
}

}  // namespace biasbound::experiments
