// How the formulas of rates, descent and compressed_rates refuse a constant.
#pragma once

#include <string>

#include "biasbound/scalar.hpp"

namespace biasbound::detail {

/// Throws InvalidInput with the name, the value and what was expected.
inline void require(bool holds, const std::string& name, const Exact& value,
                    const std::string& expected) {
  if (!holds) throw InvalidInput(name + ": " + to_text(value) + ", expected " + expected);
}

}  // namespace biasbound::detail
