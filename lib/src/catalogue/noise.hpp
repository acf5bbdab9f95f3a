// The noise of an oracle as fields of its table.
#pragma once

#include "biasbound/oracles/noise.hpp"
#include "catalogue/entries.hpp"

namespace biasbound::detail {

/// The parameters and those of noise; without `multiplicative` its M is 0.
std::vector<Parameter> with_noise(std::vector<Parameter> parameters, bool multiplicative = true);

Noise read_noise(const Fields& fields, bool multiplicative = true);

}  // namespace biasbound::detail
