#include "experiments/figure.hpp"

#include <algorithm>

namespace biasbound::experiments {

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
